"""One answer for every account the conversation has proven: 「两套房电费分别多少」."""

from __future__ import annotations

from typing import Any

from actions.ask import Ask
from actions.demo_price import demo_note
from actions.turn import Turn
from actions.wording import kwh, lines, phrase, yuan
from bot.domain.account import Account
from bot.domain.money import ZERO
from bot.domain.unable import NoBill
from bot.services import access, billing


def tell_each(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The bill of each proven account, numbered, with their sum; `account` is among them."""
    known = access.granted(
        turn.deps.books,
        conversation_id=turn.conversation_id,
        now=turn.now,
        purpose="query_bill",
    )
    known.sort(key=lambda item: item.account_no)
    found = [(item, _bill(turn, ask, item)) for item in known]
    answers = [answer for _, answer in found if answer]
    total = sum((answer.bill.amount_yuan for answer in answers), ZERO)
    told = [phrase("billing.each.head", count=len(known), amount=yuan(total))]
    told += [_row(place, *pair) for place, pair in enumerate(found, start=1)]
    if len(known) == 1:
        told = [*told[1:], phrase("billing.each.only_one")]
    told += list(dict.fromkeys(demo_note(turn, answer.provenance) for answer in answers))
    provenance = answers[0].provenance.as_json() if answers else None
    turn.tell(lines(told), buttons="account.others_buttons", provenance=provenance)
    return Ask(kind=ask.kind, period=ask.period, account_no=account.account_no)


def _bill(turn: Turn, ask: Ask, account: Account) -> billing.BillAnswer | None:
    books, tariffs, now = turn.deps.books, turn.deps.tariffs, turn.now
    try:
        if ask.period is None or turn.today in ask.period:
            return billing.latest(books, account=account, tariffs=tariffs, now=now)
        return billing.bill(books, account=account, period=ask.period, tariffs=tariffs, now=now)
    except NoBill:
        return None


def _row(place: int, account: Account, found: billing.BillAnswer | None) -> str:
    facts: dict[str, Any] = {
        "place": place,
        "account_no": account.account_no,
        "address": account.address,
    }
    if found is None:
        return phrase("billing.each.none", **facts)
    bill = found.bill
    return phrase(
        f"billing.each.{'unpaid' if bill.unpaid_yuan > ZERO else 'row'}",
        period=bill.period,
        amount=yuan(bill.amount_yuan),
        energy=kwh(bill.energy_kwh),
        **facts,
    )
