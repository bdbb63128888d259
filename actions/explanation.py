"""Why a bill is what it is: causes that sum to the fen, its lines, and the arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions import cards, causes, wording
from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.bill_lines import tell_arithmetic, tell_lines
from actions.demo_price import demo_mark, demo_note
from actions.meaning import tell_meaning
from actions.payload import button
from actions.turn import Turn
from actions.usage import daily_card
from actions.wording import kwh, lines, phrase, short_day, yuan
from bot.domain.account import Account
from bot.domain.bill_change import BillChange, Cause, CauseKind
from bot.domain.period import Period
from bot.domain.reply import Button
from bot.domain.unable import NoBill, NoEarlierBill, NotEnoughReadings
from bot.services import billing
from bot.services.explanation import Against, Explanation, explain
from bot.services.usage import usage

_LAST_YEAR_DAYS = 300


class ExplainBill(AccountAction):
    """Why so much; what it is made of; how it is computed; what an item means."""

    kind = "explain_bill"

    def act(self, turn: Turn) -> None:
        """What an item means is no secret; everything else is about an account."""
        if not tell_meaning(turn):
            super().act(turn)


@answers("explain_bill")
def tell_explanation(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The side of the bill that was asked for."""
    ask = _billed(turn, ask, account)
    if ask.aspect == "lines":
        return tell_lines(turn, ask, account)
    if ask.aspect == "arithmetic":
        return tell_arithmetic(turn, ask, account)
    told_already = turn.topic is not None and turn.topic.kind == ask.kind
    if ask.aspect == "trust" and told_already:
        return _tell_days(turn, ask, account)
    try:
        found = _explained(turn, ask, account)
    except NoEarlierBill as alone:
        turn.say("explanation.first_bill", period=alone.facts["period"])
        return tell_lines(turn, ask, account)
    _tell_change(turn, found, asked=ask.aspect)
    told = ask.about(found.change.after.period)
    if ask.aspect == "trust" and found.change.change_yuan > 0:
        return _tell_days(turn, told, account)
    return told


def _billed(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The ask with a period that has a bill: the newest one while a later one is not out."""
    books, tariffs = turn.deps.books, turn.deps.tariffs
    if ask.period is None:
        return ask
    try:
        billing.bill(books, account=account, period=ask.period, tariffs=tariffs, now=turn.now)
    except NoBill as missing:
        newest = missing.facts["latest"]
        if newest is None or ask.period.start < newest.end:
            raise
        turn.say("explanation.newest_instead", asked=ask.period)
        return replace(ask, period=newest)
    return ask


def _explained(turn: Turn, ask: Ask, account: Account) -> Explanation:
    far = ask.than and ask.period and (ask.period.start - ask.than.start).days > _LAST_YEAR_DAYS
    return explain(
        turn.deps.books,
        turn.deps.meters,
        account=account,
        tariffs=turn.deps.tariffs,
        now=turn.now,
        period=ask.period,
        against=Against.LAST_YEAR if far else Against.PREVIOUS,
    )


def _tell_change(turn: Turn, found: Explanation, *, asked: str) -> None:
    """Three plain lines; the waterfall beside them holds every cause."""
    change = found.change
    calm = asked == "risen" and change.change_yuan <= 0
    sentences = [
        (phrase("explanation.not_risen") if calm else "") + _headline(change),
        *_reasons(found),
        _rest(change),
        _advice(change),
        demo_note(turn, found.provenance),
    ]
    turn.tell(
        lines(sentences),
        buttons=_buttons(change.after.period),
        card=_waterfall(found),
        provenance=found.provenance.as_json(),
    )


def _headline(change: BillChange) -> str:
    key = "more" if change.change_yuan > 0 else "less" if change.change_yuan < 0 else "same"
    return phrase(
        f"explanation.{key}",
        period=change.after.period,
        amount=yuan(change.after.amount_yuan),
        before=change.before.period,
        change=yuan(abs(change.change_yuan)),
    )


def _reasons(found: Explanation) -> list[str]:
    """What pushed the bill where it went, and the largest thing that held it back."""
    change = found.change
    top = [cause for cause in change.top if cause.kind is not CauseKind.REST]
    sign = 1 if change.change_yuan >= 0 else -1
    back = [c for c in change.causes if c.amount_yuan * sign < 0 and c.kind is not CauseKind.REST]
    told = []
    if top:
        told.append(phrase("explanation.main", causes=_named(top, found)))
    if back and abs(back[0].amount_yuan) * 5 > abs(change.change_yuan):
        key = "explanation.against" if sign > 0 else "explanation.against_less"
        told.append(phrase(key, causes=_named(back[:1], found)))
    return told


def _named(chosen: Sequence[Cause], found: Explanation) -> str:
    return "；".join(
        phrase(
            f"explanation.part_{'more' if cause.amount_yuan > 0 else 'less'}",
            why=causes.reason(cause, found),
            amount=yuan(abs(cause.amount_yuan)),
        )
        for cause in chosen
    )


def _rest(change: BillChange) -> str:
    """Said only when it is more than a tenth of the change: nothing is swept under the rug."""
    rest = change.cause(CauseKind.REST)
    if rest is None or abs(rest.amount_yuan) * 10 < abs(change.change_yuan):
        return ""
    return phrase("explanation.rest_note", amount=yuan(abs(rest.amount_yuan)))


def _advice(change: BillChange) -> str:
    if change.change_yuan <= 0:
        return phrase("explanation.advice.less")
    known = wording.words("explanation")["advice"]
    kinds = [cause.kind for cause in change.top if cause.kind.value in known]
    # Who paid for earlier months at once must hear first that nothing was charged twice.
    kinds.sort(key=lambda kind: kind is not CauseKind.CORRECTION)
    return phrase(f"explanation.advice.{kinds[0].value if kinds else 'other'}")


def _waterfall(found: Explanation) -> dict[str, object]:
    change = found.change
    items = [
        cards.item(wording.period(change.before.period), change.before.amount_yuan, role="start")
    ]
    items += [
        cards.item(
            causes.label(cause),
            cause.amount_yuan,
            note=causes.reason(cause, found),
            role="change",
        )
        for cause in change.causes
    ]
    items.append(
        cards.item(wording.period(change.after.period), change.after.amount_yuan, role="end")
    )
    return cards.card(
        "waterfall",
        title=phrase("explanation.title", period=change.after.period),
        unit="元",
        items=items,
        footnote=demo_mark(found.provenance),
    )


def _buttons(period: Period) -> list[Button]:
    words = "explanation.buttons."
    return [
        button(phrase(words + "lines"), "explain_bill", period=period, aspect="lines"),
        button(phrase(words + "arithmetic"), "explain_bill", period=period, aspect="arithmetic"),
        button(phrase(words + "trend"), "query_usage", period=period, aspect="daily"),
        button(phrase(words + "history"), "query_bill", aspect="listing"),
    ]


def _tell_days(turn: Turn, ask: Ask, account: Account) -> Ask:
    """「我没多用啊」: show the days, offer ways to find out, insist on nothing."""
    period = (
        ask.period
        or billing.latest(
            turn.deps.books, account=account, tariffs=turn.deps.tariffs, now=turn.now
        ).bill.period
    )
    words = "explanation.buttons."
    buttons = [
        button(phrase(words + "abnormal"), "abnormal_usage", period=period),
        button(phrase(words + "meter_check"), "meter_check"),
    ]
    if turn.has_said(phrase("explanation.trust.say")):
        check = button(
            phrase(words + "arithmetic"), "explain_bill", period=period, aspect="arithmetic"
        )
        turn.say("explanation.trust.again", buttons=[check, *buttons])
        return ask.about(period)
    try:
        found = usage(turn.deps.meters, account=account, period=period, now=turn.now)
    except NotEnoughReadings:
        turn.say("explanation.trust.say", buttons=buttons)
        return ask.about(period)
    days = "、".join(
        phrase("explanation.top_day", day=short_day(top.day), energy=kwh(top.kwh))
        for top in found.top_days
    )
    turn.tell(
        lines([phrase("explanation.trust.say"), phrase("explanation.top_days", days=days)]),
        buttons=buttons,
        card=daily_card(found),
        provenance=found.provenance.as_json(),
    )
    return ask.about(period)
