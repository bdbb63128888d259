"""Random pairs of issued bills, with fees and imports the engine cannot reproduce."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from bot.domain.account import SupplyTerms
from bot.domain.bill import Bill, BillLine, LineKind
from bot.domain.counterfactual import Billed
from bot.domain.period import Period
from bot.domain.pricing import price
from bot.domain.tariff import TariffBook
from bot.domain.usage import BillableUsage
from tests.oracle.cases import random_case

FEES = (LineKind.LATE_FEE, LineKind.OTHER_FEE)


def issued(
    terms: SupplyTerms,
    usage: BillableUsage,
    book: TariffBook,
    *,
    fees: tuple[tuple[LineKind, str], ...] = (),
    bill_id: str = "B",
) -> Billed:
    """The bill the engine makes of the usage, with fee lines on top."""
    priced = price(terms=terms, usage=usage, tariffs=book)
    lines = priced.lines + tuple(fee_line(kind, yuan, usage.period) for kind, yuan in fees)
    bill = Bill(
        bill_id=bill_id,
        account_no="3501000000017",
        period=usage.period,
        energy_kwh=priced.energy_kwh,
        amount_yuan=sum((line.amount_yuan for line in lines), Decimal("0.00")),
        paid_yuan=Decimal("0.00"),
        issued_on=usage.period.end,
        due_on=usage.period.end + timedelta(days=19),
        estimated=False,
        lines=lines,
    )
    return Billed(bill, terms, usage)


def fee_line(kind: LineKind, yuan: str, period: Period) -> BillLine:
    """One late or other fee."""
    return BillLine(kind, "费用", Decimal(1), "yuan", Decimal(yuan), Decimal(yuan), period, "")


def random_pair(rng: Random, book: TariffBook, code: str) -> tuple[Billed, Billed]:
    """Two bills of one account: usually the same contract, sometimes changed in between."""
    terms, usage = random_case(rng, book, code)
    other_terms, other_usage = random_case(rng, book, code)
    if rng.random() < 0.1:
        other_terms, other_usage = random_case(rng, book, rng.choice(book.all()).code)
    elif rng.random() < 0.8:
        other_terms = terms
    before = issued(terms, usage, book, fees=_fees(rng))
    return before, issued(other_terms, other_usage, book, fees=_fees(rng))


def _fees(rng: Random) -> tuple[tuple[LineKind, str], ...]:
    return tuple(
        (kind, f"{rng.randrange(1, 9_999) / 100:.2f}") for kind in FEES if rng.random() < 0.2
    )


def disturbed(billed: Billed, rng: Random) -> Billed:
    """Sometimes the amount, the energy or the readings are not what the engine expects."""
    bill, usage = billed.bill, billed.usage
    if rng.random() < 0.4:
        wrong = fee_line(LineKind.ENERGY, f"{rng.randrange(-500, 500) / 100:.2f}", bill.period)
        bill = replace(
            bill, lines=(*bill.lines, wrong), amount_yuan=bill.amount_yuan + wrong.amount_yuan
        )
    if rng.random() < 0.4:
        bill = replace(bill, energy_kwh=bill.energy_kwh + Decimal(rng.randrange(0, 5_000)) / 100)
    if rng.random() < 0.4:
        kept = rng.randrange(len(usage.days) + 1)
        usage = replace(usage, days=usage.days[:kept])
    return Billed(bill, billed.terms, usage)
