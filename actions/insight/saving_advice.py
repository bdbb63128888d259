"""怎么省电: tips in yuan for this meter, offers by potential, and what comes back to them."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.demo_price import demo_note
from actions.insight import saving_words as words
from actions.insight.readings_note import readings_note
from actions.insight.tariff_advice import asks_in_general, told_by_an_article
from actions.payload import button
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.account import Account
from bot.domain.advice import Reply, Tip, Valued
from bot.domain.reply import Button
from bot.services import advice
from bot.services.advice import SavingAdvice

_MOST = 3
_WHY, _MORE, _OFFERS = "why", "more", "offers"
_REPLIES = {reply.value: reply for reply in Reply}
_TITLE = "energy_saving.buttons."


class AdviseSaving(AccountAction):
    """怎么省电; 光伏划不划算."""

    kind = "energy_saving"

    def act(self, turn: Turn) -> None:
        """What helps everybody for who has proven nothing; else what helps this meter."""
        if not asks_in_general(turn):
            super().act(turn)
        elif not told_by_an_article(turn):
            daily = button(phrase(_TITLE + "daily"), "query_usage", aspect="daily")
            turn.tell(
                lines([phrase("energy_saving.general"), phrase("energy_saving.invite")]),
                buttons=[button(phrase(_TITLE + "own"), self.kind, aspect="own"), daily],
            )


@answers("energy_saving")
def tell_saving_advice(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The tips, one tip's reasons, or what the customer said to one written down."""
    side, _, code = ask.aspect.partition(":")
    tip = next((tip for tip in turn.deps.tips if tip.code == code), None)
    if code and tip is None:
        turn.say("energy_saving.gone", buttons=[_back()])
    elif tip and side == _WHY:
        _tell_why(turn, account, tip)
    elif tip and side in _REPLIES:
        _take_reply(turn, account, tip, _REPLIES[side])
    else:
        _tell_tips(turn, account, side=side)
    return ask


def _found(turn: Turn, account: Account, *, tips: Sequence[Tip]) -> SavingAdvice:
    return advice.saving_advice(
        turn.deps.books,
        turn.deps.meters,
        account=account,
        tariffs=turn.deps.tariffs,
        tips=tips,
        now=turn.now,
    )


def _tell_tips(turn: Turn, account: Account, *, side: str = "") -> None:
    """The most worthwhile with their range, and what does not pay said plainly."""
    offers = side == _OFFERS
    tips = [tip for tip in turn.deps.tips if words.is_offer(tip) is offers]
    found = _found(turn, account, tips=tips)
    worth, poor = list(found.ranked.worth), found.ranked.not_worth
    shown = worth[_MOST:] if side == _MORE else worth[:_MOST]
    if side == _MORE and not shown:
        turn.say("energy_saving.all_seen", buttons=[_offers(), _back()])
        return
    head = words.head(found)
    if offers:
        head = phrase("energy_saving.head.offers", period=words.span_of(found))
    told = [
        _done_seen(turn, account, found),
        head if shown else "" if poor else phrase("energy_saving.nothing"),
        *(words.row(place, item) for place, item in enumerate(shown, start=1)),
        words.not_worth(poor),
        phrase("energy_saving.apart") if len(shown) > 1 else "",
        phrase("energy_saving.estimates"),
        readings_note(found.provenance),
        demo_note(turn, found.provenance),
    ]
    more = side != _MORE and len(worth) > _MOST
    turn.tell(
        lines(told),
        buttons=_buttons(shown, more=more, offers=offers),
        card=words.card(found, shown) if shown else None,
        provenance=found.provenance.as_json(),
    )


def _done_seen(turn: Turn, account: Account, found: SavingAdvice) -> str:
    if not found.ranked.done:
        return ""
    check = advice.done_check(
        turn.deps.meters,
        account=account,
        done=found.ranked.done,
        tips=turn.deps.tips,
        now=turn.now,
    )
    return words.done_seen(check) if check else ""


def _buttons(shown: list[Valued], *, more: bool, offers: bool) -> list[Button]:
    kind, buttons = AdviseSaving.kind, []
    if shown:
        code = shown[0].tip.code
        buttons = [
            button(phrase(_TITLE + name), kind, aspect=f"{name}:{code}")
            for name in (_WHY, Reply.DONE.value, Reply.NOT_FOR_ME.value)
        ]
    if more:
        buttons.append(button(phrase(_TITLE + "more"), kind, aspect=_MORE))
    buttons.append(_back() if offers else _offers())
    buttons.append(button(phrase(_TITLE + "tariff"), "tariff_advice", aspect="own"))
    return buttons


def _offers() -> Button:
    return button(phrase(_TITLE + "offers"), AdviseSaving.kind, aspect=_OFFERS)


def _back() -> Button:
    return button(phrase(_TITLE + "back"), AdviseSaving.kind, aspect="own")


def _take_reply(turn: Turn, account: Account, tip: Tip, said: Reply) -> None:
    """Written down with what had been promised; the next tips follow at once."""
    told = None if said is Reply.AGAIN else _found(turn, account, tips=[tip]).of(tip.code)
    advice.reply(
        turn.deps.books,
        account=account,
        tip_code=tip.code,
        said=said,
        source=turn.conversation_id,
        now=turn.now,
        told=told,
    )
    again = button(phrase(_TITLE + "again"), AdviseSaving.kind, aspect=f"again:{tip.code}")
    thanks = phrase(f"energy_saving.said.{said.value}", name=tip.name)
    turn.tell(thanks, buttons=[] if said is Reply.AGAIN else [again])
    _tell_tips(turn, account, side=_OFFERS if words.is_offer(tip) else "")


def _tell_why(turn: Turn, account: Account, tip: Tip) -> None:
    """The figures behind one tip and where they come from."""
    found = _found(turn, account, tips=[])
    item = advice.why(found.use, tip=tip)
    kind = AdviseSaving.kind
    turn.tell(
        lines(
            [
                phrase("energy_saving.why.head", name=tip.name, how=tip.how),
                *words.reason(found, item),
                words.source(item),
                readings_note(found.provenance),
                demo_note(turn, found.provenance),
            ]
        ),
        buttons=[
            button(phrase(_TITLE + "this_done"), kind, aspect=f"done:{tip.code}"),
            button(phrase(_TITLE + "this_not"), kind, aspect=f"not_for_me:{tip.code}"),
            _back(),
        ],
        provenance=found.provenance.as_json(),
    )
