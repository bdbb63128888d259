"""哪种电价划算: the account's own months on every contract it could have."""

from __future__ import annotations

import re

from actions import hearing, knowledge, wording
from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.demo_price import demo_note
from actions.insight import tariff_words as words
from actions.insight.readings_note import readings_note
from actions.payload import button
from actions.turn import Turn
from actions.wording import kwh, lines, phrase, yuan
from bot.domain.account import Account, SupplyClass
from bot.domain.advice import Reply
from bot.domain.break_even import break_even_percent
from bot.domain.reply import Button
from bot.domain.what_if import Verdict, Weighed
from bot.services import advice
from bot.services.tariff import published
from bot.services.what_if import TariffAdvice, tariff_advice

SWITCH = "tariff_switch"
"""What a reply to this advice is kept under, beside the codes of the tips."""
_MOST_OTHERS = 2


class AdviseTariff(AccountAction):
    """峰谷划不划算; 按容量还是按需量."""

    kind = "tariff_advice"

    def act(self, turn: Turn) -> None:
        """The rule for who has proven nothing and asks in general; else the own figures."""
        if asks_in_general(turn):
            if not told_by_an_article(turn):
                _tell_general(turn)
            return
        super().act(turn)


def asks_in_general(turn: Turn) -> bool:
    """Whether neither words nor button ask about one's own meter, and nobody has proven one."""
    if turn.loop or turn.proven_numbers or turn.entity("aspect"):
        return False
    own = wording.words("knowledge")["own"]
    return re.search(own, turn.text) is None and not hearing.resumes(turn.text)


def told_by_an_article(turn: Turn) -> bool:
    """Whether the words were a question of their own that an article answers; then it is told."""
    if re.search(wording.words("tariff_advice")["asks_worth"], turn.text):
        return False
    return knowledge.asks(turn) and not hearing.is_deictic(turn.text) and knowledge.answer(turn)


def _tell_general(turn: Turn) -> None:
    own = button(phrase("tariff_advice.buttons.own"), AdviseTariff.kind, aspect="own")
    invite = phrase("tariff_advice.general.invite")
    for prices in published(tariffs=turn.deps.tariffs, region=_region(turn), now=turn.now):
        percent = break_even_percent(prices.tariff)
        if percent is None or prices.tariff.supply_class is not SupplyClass.RESIDENTIAL:
            continue
        rule = phrase(
            "tariff_advice.general.share",
            name=prices.tariff.name,
            hours="、".join(f"{first}–{after}" for first, after in prices.bands[-1].hours),
            percent=percent,
        )
        turn.tell(
            lines([rule, invite, demo_note(turn, prices.provenance)]),
            buttons=[own],
            provenance=prices.provenance.as_json(),
        )
        return
    turn.tell(lines([phrase("tariff_advice.general.plain"), invite]), buttons=[own])


def _region(turn: Turn) -> str:
    versions = turn.deps.tariffs.all()
    return versions[0].region if versions else ""


@answers("tariff_advice")
def tell_tariff_advice(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The best option with its range, its losing months and its reason; others in a line."""
    if ask.aspect == Reply.NOT_FOR_ME.value:
        advice.reply(
            turn.deps.books,
            account=account,
            tip_code=SWITCH,
            said=Reply.NOT_FOR_ME,
            source=turn.conversation_id,
            now=turn.now,
        )
        turn.say("tariff_advice.not_for_me")
        return ask
    found = tariff_advice(
        turn.deps.books,
        turn.deps.meters,
        account=account,
        tariffs=turn.deps.tariffs,
        choices=turn.deps.tariff_choices,
        now=turn.now,
    )
    if ask.aspect == "why" and found.best:
        _tell_why(turn, found, found.best)
    else:
        _tell(turn, account, found)
    return ask


def _tell(turn: Turn, account: Account, found: TariffAdvice) -> None:
    best = found.best
    told = [words.head(found)]
    if best is None:
        told.append(phrase("tariff_advice.nothing"))
    else:
        others = [item for item in found.weighed if item is not best][:_MOST_OTHERS]
        told += [
            words.verdict(found, best),
            *words.spread(found, best),
            *words.reasons(found, best),
            *(words.other(found, item) for item in others),
        ]
    told += words.shifts(found)
    told += words.power_factor(found)
    told += [
        words.small_print(found),
        readings_note(found.provenance),
        demo_note(turn, found.provenance),
    ]
    turn.tell(
        lines(told),
        buttons=_buttons(turn, account, found),
        card=words.card(found) if best else None,
        provenance=found.provenance.as_json(),
    )


def _buttons(turn: Turn, account: Account, found: TariffAdvice) -> list[Button]:
    title, kind = "tariff_advice.buttons.", AdviseTariff.kind
    saving = button(phrase(title + "saving"), "energy_saving", aspect="own")
    best = found.best
    if best is None:
        return [saving]
    buttons = [button(phrase(title + "why"), kind, aspect="why"), saving]
    if found.verdict(best) is not Verdict.WORTH or not best.option.choosable:
        return buttons
    if advice.said_to(turn.deps.books, account=account, tip_code=SWITCH, now=turn.now):
        return buttons
    buttons.append(button(phrase(title + "not_for_me"), kind, aspect=Reply.NOT_FOR_ME.value))
    if account.supply_class is SupplyClass.RESIDENTIAL:
        on = best.option.tariff.tou is not None
        switch = phrase(title + ("tou_on" if on else "tou_off"))
        return [Button(switch, "/tou_switch"), *buttons]
    return [Button(phrase(title + "basic_agent"), "/human_agent"), *buttons]


def _tell_why(turn: Turn, found: TariffAdvice, best: Weighed) -> None:
    """Every month on both contracts, and where the prices come from."""
    rows = [
        phrase(
            "tariff_advice.why.row",
            month=month.period,
            kwh=kwh(month.kwh),
            own=yuan(month.own_yuan),
            other=yuan(month.other_yuan),
            change=words.saved(month.saving_yuan),
        )
        for month in best.newest
    ]
    sources = dict.fromkeys(map(words.source_of, (found.own, best.option.tariff)))
    turn.tell(
        lines(
            [
                phrase("tariff_advice.why.head", name=words.name_of(found, best)),
                *rows,
                *words.reasons(found, best),
                phrase("tariff_advice.prices_today"),
                phrase("tariff_advice.why.source", source="；".join(sources)),
                readings_note(found.provenance),
                demo_note(turn, found.provenance),
            ]
        ),
        buttons=[button(phrase("tariff_advice.buttons.saving"), "energy_saving", aspect="own")],
        card=words.why_card(found, best),
        provenance=found.provenance.as_json(),
    )
