"""A bill line by line, and the multiplication behind every line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from actions import cards
from actions.ask import Ask
from actions.demo_price import demo_mark, demo_note
from actions.payload import button
from actions.turn import Turn
from actions.wording import kwh, lines, phrase, yuan
from bot.domain.account import Account
from bot.domain.bill import Bill, BillLine
from bot.services import billing

_UNITS = {"kWh": "度", "kVA": "千伏安", "kW": "千瓦"}


def tell_lines(turn: Turn, ask: Ask, account: Account) -> Ask:
    """Every line and its amount, as a table that sums to the bill."""
    found = _bill(turn, ask, account)
    bill = found.bill
    head = phrase(
        "explanation.lines.head",
        period=bill.period,
        amount=yuan(bill.amount_yuan),
        count=len(bill.lines),
    )
    rows = [
        phrase("explanation.lines.row", label=line.label, amount=yuan(line.amount_yuan))
        for line in bill.lines
    ]
    turn.tell(
        lines([head, *rows, demo_note(turn, found.provenance)]),
        buttons=[
            button(
                phrase("explanation.buttons.arithmetic"),
                "explain_bill",
                period=bill.period,
                aspect="arithmetic",
            )
        ],
        card=_table(bill, phrase("explanation.lines.title", period=bill.period), found),
        provenance=found.provenance.as_json(),
    )
    return ask.about(bill.period)


def tell_arithmetic(turn: Turn, ask: Ask, account: Account) -> Ask:
    """Quantity times price for every line, and which tariff the prices come from."""
    found = _bill(turn, ask, account)
    bill, tariffs = found.bill, turn.deps.tariffs
    versions = [tariffs.by_id(tariff_id) for tariff_id in found.provenance.tariff_ids]
    names = dict.fromkeys(version.name for version in versions if version)
    head = phrase("explanation.arithmetic.head", period=bill.period, energy=kwh(bill.energy_kwh))
    tail = [
        phrase("explanation.arithmetic.sum", amount=yuan(bill.amount_yuan)),
        phrase("explanation.arithmetic.tariff", names="、".join(names)) if names else "",
        demo_note(turn, found.provenance),
    ]
    turn.tell(
        lines([head, *map(arithmetic, bill.lines), *tail]),
        card=_table(bill, phrase("explanation.lines.title", period=bill.period), found),
        provenance=found.provenance.as_json(),
    )
    return ask.about(bill.period)


def arithmetic(line: BillLine) -> str:
    """第一档电量：230 度 × 0.4983 元 = 114.61 元."""
    key = "row"
    facts: dict[str, Any] = {"label": line.label, "amount": yuan(line.amount_yuan)}
    if line.unit == "%":
        key = "row_percent"
        facts |= {"base": yuan(line.unit_price_yuan * 100), "quantity": _plain(line.quantity)}
    elif line.unit in _UNITS:
        facts["quantity"] = f"{_plain(line.quantity)} {_UNITS[line.unit]}"
        facts["price"] = f"{_plain(line.unit_price_yuan)} 元"
    else:
        key = "row_plain"
    return phrase(f"explanation.arithmetic.{key}", **facts)


def _bill(turn: Turn, ask: Ask, account: Account) -> billing.BillAnswer:
    books, tariffs = turn.deps.books, turn.deps.tariffs
    if ask.period is None:
        return billing.latest(books, account=account, tariffs=tariffs, now=turn.now)
    return billing.bill(books, account=account, period=ask.period, tariffs=tariffs, now=turn.now)


def _table(bill: Bill, title: str, found: billing.BillAnswer) -> dict[str, object]:
    return cards.card(
        "lines",
        title=title,
        unit="元",
        items=[
            cards.item(line.label, line.amount_yuan, note=arithmetic(line)) for line in bill.lines
        ],
        total=(phrase("explanation.lines.total"), bill.amount_yuan),
        footnote=demo_mark(found.provenance),
    )


def _plain(number: Decimal) -> str:
    """Without digits that say nothing: 0.49830000 -> 0.4983."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
