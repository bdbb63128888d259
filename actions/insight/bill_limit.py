"""超过两百提醒我: the customer's own limit, set, changed and taken back."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal

from actions import answering, wording
from actions.ask import Ask
from actions.hearing import listen
from actions.insight.forecast_words import of_limit, plain
from actions.payload import button
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.account import Account
from bot.domain.limit_reading import limit_said
from bot.domain.reply import Button
from bot.domain.unable import NoContract, NotEnoughReadings, TariffMissing, TermsIncomplete
from bot.services.bill_limit import drop_limit, limit_of, set_limit
from bot.services.contact_phone import registered_phone
from bot.services.forecast import bill_forecast

KIND = "forecast_bill"
ASK, DROP = "limit", "no_limit"
_W = "forecast_bill.limit."
_OFFERED = (Decimal("1.1"), Decimal("1.25"), Decimal("1.5"))
_ROUND = Decimal(10)


def wants_warning(text: str) -> Decimal | None:
    """The limit of 「超过200提醒我」; None where no warning or no amount is spoken of."""
    known = wording.words("forecast_bill")
    if re.search(known["wants_warning"], text) and not re.search(known["stops_warning"], text):
        return limit_said(text)
    return None


def takes(turn: Turn) -> bool:
    """「超过200提醒我」, 「取消超额提醒」: whether that was said; if so it is done."""
    limit = wants_warning(turn.text)
    known = wording.words("forecast_bill")
    said = ("wants_warning", "stops_warning", "speaks_of_limit")
    if limit is not None:
        aspect = f"{ASK}:{plain(limit)}"
    elif all(re.search(known[name], turn.text) for name in said):
        aspect = DROP
    else:
        return False
    ask = Ask(KIND, aspect=aspect, account_no=listen(turn.text).account_no)
    answering.answer(turn, ask)
    return True


def is_meant(ask: Ask) -> bool:
    """Whether it is about the limit rather than about the bill."""
    return ask.aspect.partition(":")[0] in (ASK, DROP)


def tell(turn: Turn, ask: Ask, account: Account) -> None:
    """Set what was named, take it back, or offer some."""
    word, _, figure = ask.aspect.partition(":")
    limit = Decimal(figure) if re.fullmatch(r"\d{1,7}(\.\d{1,2})?", figure) else None
    if word == DROP:
        _drop(turn, account)
    elif limit:
        _set(turn, account, limit)
    else:
        _offer(turn, account)


def ask_button() -> Button:
    """Leads to a choice of limits."""
    return button(phrase("forecast_bill.buttons.limit"), KIND, aspect=ASK)


def drop_button() -> Button:
    """Takes the limit back."""
    return button(phrase("forecast_bill.buttons.drop"), KIND, aspect=DROP)


def _set(turn: Turn, account: Account, limit: Decimal) -> None:
    books = turn.deps.books
    before = limit_of(books, account=account)
    set_limit(books, account=account, limit_yuan=limit, source=turn.conversation_id, now=turn.now)
    if registered_phone(books, account=account) is None:
        register = button(phrase("forecast_bill.buttons.register_phone"), "change_phone")
        turn.say(_W + "no_phone", buttons=[register, drop_button()], limit=plain(limit))
        return
    told = phrase(_W + ("set_again" if before else "set"), limit=plain(limit))
    turn.tell(lines([told, _outlook(turn, account, limit)]), buttons=[drop_button()])


def _outlook(turn: Turn, account: Account, limit: Decimal) -> str:
    """How this month stands against it; nothing where that cannot be foreseen."""
    deps = turn.deps
    try:
        found = bill_forecast(
            deps.books, deps.meters, deps.forecasts, account=account, tariffs=deps.tariffs,
            now=turn.now, with_past=False,
        )  # fmt: skip
    except (NotEnoughReadings, NoContract, TariffMissing, TermsIncomplete):
        return ""
    return of_limit(found, limit)


def _drop(turn: Turn, account: Account) -> None:
    gone = drop_limit(turn.deps.books, account=account, source=turn.conversation_id, now=turn.now)
    turn.say(_W + ("dropped" if gone else "none"), buttons=[ask_button()])


def _offer(turn: Turn, account: Account) -> None:
    """Round amounts above what this month will come to."""
    deps = turn.deps
    found = bill_forecast(
        deps.books, deps.meters, deps.forecasts, account=account, tariffs=deps.tariffs,
        now=turn.now, with_past=False,
    )  # fmt: skip
    offered = dict.fromkeys(
        (found.yuan.central * part / _ROUND).quantize(Decimal(1), rounding=ROUND_CEILING) * _ROUND
        for part in _OFFERED
    )
    buttons = [
        button(phrase(_W + "button", limit=plain(limit)), KIND, aspect=f"{ASK}:{plain(limit)}")
        for limit in offered
        if limit > 0
    ]
    known = limit_of(deps.books, account=account)
    now = phrase(_W + "now", limit=plain(known.limit_yuan)) if known else ""
    turn.tell(lines([now, phrase(_W + "ask")]), buttons=buttons)
