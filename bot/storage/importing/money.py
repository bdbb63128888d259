"""Kinds of file about money: bills, their lines, payments, balances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.domain.bill import LineKind
from bot.domain.money import ZERO
from bot.storage.importing import cells
from bot.storage.importing.kind import Column, Kind, Row, StagedRow, require
from bot.storage.importing.people import ACCOUNT_NO
from bot.storage.importing.problem import Problem
from bot.storage.tables.billing import BalanceRow, BillLineRow, BillRow, PaymentRow
from bot.storage.upsert import upsert

_BATCH = 500
_NOT_NEGATIVE = cells.decimal(places=6, least="0")
_ANY_NUMBER = cells.decimal(places=6)
_BANDS = ("super_peak", "peak", "flat", "valley", "deep_valley")


def _check_bill(row: Row) -> None:
    _check_period(row)
    require(
        row["due_on"] >= row["issued_on"],
        "due before it was issued",
        "due_on is the last day on which payment is not late",
        column="due_on",
    )
    both = (row["correction_start"] is None) == (row["correction_end"] is None)
    require(both, "half a period", "give both days or neither", column="correction_end")
    require(
        row["correction_start"] is None or row["correction_end"] > row["correction_start"],
        "the corrected period ends before it begins",
        "correction_end is the first day after it",
        column="correction_end",
    )


def _check_period(row: Row) -> None:
    require(
        row["period_end"] > row["period_start"],
        "the period ends before it begins",
        "period_end is the first day after the period",
        column="period_end",
    )


def _bills_add_up(session: Session, staged: Iterator[StagedRow]) -> Iterator[Problem]:
    """Every line of a bill whose lines do not sum to its amount, to the fen."""
    by_bill = groupby(staged, key=lambda pair: pair[1]["bill_id"])
    bills = (
        (bill_id, [(line, row["amount_yuan"]) for line, row in rows]) for bill_id, rows in by_bill
    )
    while batch := list(islice(bills, _BATCH)):
        found = session.execute(
            select(BillRow.bill_id, BillRow.amount_yuan).where(
                BillRow.bill_id.in_([bill_id for bill_id, _ in batch])
            )
        )
        amounts = {row.bill_id: row.amount_yuan for row in found}
        for bill_id, lines in batch:
            total = sum((amount for _, amount in lines), ZERO)
            if bill_id not in amounts or total == amounts[bill_id]:
                continue
            for line, amount in lines:
                yield Problem(
                    line,
                    "amount_yuan",
                    str(amount),
                    f"lines of bill {bill_id} sum to {total}, the bill says {amounts[bill_id]}",
                    "give all lines of the bill in one file, each rounded as on the bill",
                )


def _save_bills(session: Session, rows: Iterable[Row]) -> int:
    return upsert(session, BillRow, rows=rows)


def _save_lines(session: Session, rows: Iterable[Row]) -> int:
    """Replace the lines of every bill in `rows`, which come bill by bill."""
    written, last_bill, remaining = 0, "", iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        ids = {row["bill_id"] for row in batch} - {last_bill}
        session.execute(delete(BillLineRow).where(BillLineRow.bill_id.in_(ids)))
        session.execute(insert(BillLineRow), batch)
        written, last_bill = written + len(batch), batch[-1]["bill_id"]
    return written


def _save_payments(session: Session, rows: Iterable[Row]) -> int:
    return upsert(session, PaymentRow, rows=rows)


def _save_balances(session: Session, rows: Iterable[Row]) -> int:
    return upsert(session, BalanceRow, rows=rows)


def _band(cell: str) -> str:
    require(cell in _BANDS, "unknown band", f"use one of: {', '.join(_BANDS)}", column="band")
    return cell


_PERIOD = (
    Column("period_start", "起始日期", cells.day, "first day of the period"),
    Column("period_end", "截止日期", cells.day, "first day after the period"),
)

BILLS = Kind(
    "bills",
    "issued bills, with the metered facts behind them that are not readings",
    (
        Column("bill_id", "账单号", cells.number_of(longest=40), "bill number"),
        ACCOUNT_NO,
        *_PERIOD,
        Column("energy_kwh", "电量", _ANY_NUMBER, "energy billed, kWh"),
        Column("amount_yuan", "应付金额", cells.money, "sum of the lines, yuan"),
        Column("paid_yuan", "已付金额", cells.money, "paid so far, yuan", True, ZERO),
        Column("issued_on", "出账日期", cells.day, "day the bill was issued"),
        Column("due_on", "缴费截止日", cells.day, "last day on which payment is not late"),
        Column(
            "estimated", "估抄", cells.yes_or_no, "whether any day stood on estimates", True, False
        ),
        Column(
            "tier_kwh_before",
            "阶梯已用电量",
            _NOT_NEGATIVE,
            "energy counted in the tier year before the period, kWh (yearly tiers)",
            True,
            ZERO,
        ),
        Column("reactive_kvarh", "无功电量", _NOT_NEGATIVE, "reactive energy, kvarh", True),
        Column("max_demand_kw", "最大需量", _NOT_NEGATIVE, "highest demand, kW", True),
        Column(
            "correction_kwh",
            "退补电量",
            _ANY_NUMBER,
            "energy added or (negative) given back for an earlier period, kWh",
            True,
            ZERO,
        ),
        Column("correction_start", "退补起始日期", cells.day, "first day it belongs to", True),
        Column("correction_end", "退补截止日期", cells.day, "first day after it", True),
    ),
    key=("bill_id",),
    save=_save_bills,
    check=_check_bill,
)

BILL_LINES = Kind(
    "bill_lines",
    "lines of bills; all lines of a bill in one file, they replace earlier ones",
    (
        Column(
            "bill_id",
            "账单号",
            cells.number_of(longest=40),
            "bill it belongs to",
            refers_to=BillRow.bill_id,
            refers_kind="bills",
        ),
        Column("line_no", "行号", cells.integer(least=1, most=9_999), "1, 2, 3 … as printed"),
        Column(
            "kind",
            "项目类别",
            cells.one_of(LineKind),
            ", ".join(f"`{kind.value}`" for kind in LineKind),
        ),
        Column("label", "项目名称", cells.words(longest=120), "as printed for the customer"),
        Column("quantity", "数量", _ANY_NUMBER, "what is charged for"),
        Column("unit", "单位", cells.words(longest=10), "`kWh`, `kVA`, `kW`, `%` or `yuan`"),
        Column("unit_price_yuan", "单价", cells.decimal(places=10), "yuan per unit"),
        Column("amount_yuan", "金额", cells.money, "yuan, rounded to the fen"),
        *_PERIOD,
        Column(
            "tariff_id",
            "电价版本",
            cells.words(longest=80),
            "dated tariff the price comes from; empty for fees",
            True,
            "",
        ),
        Column("tier", "档位", cells.integer(least=1, most=9), "tier from 1", True),
        Column("band", "时段", _band, ", ".join(f"`{band}`" for band in _BANDS), True),
    ),
    key=("bill_id", "line_no"),
    save=_save_lines,
    check=_check_period,
    check_all=_bills_add_up,
)

PAYMENTS = Kind(
    "payments",
    "payments received; negative for refunds",
    (
        Column("payment_id", "缴费流水号", cells.number_of(longest=40), "payment number"),
        ACCOUNT_NO,
        Column("paid_at", "缴费时间", cells.instant, "when it was booked"),
        Column("amount_yuan", "金额", cells.money, "yuan"),
        Column(
            "channel", "缴费渠道", cells.words(longest=40), "as the customer knows it, e.g. 微信"
        ),
        Column(
            "bill_id",
            "账单号",
            cells.number_of(longest=40),
            "bill it settles; empty when it went into the balance",
            True,
        ),
    ),
    key=("payment_id",),
    save=_save_payments,
)

BALANCES = Kind(
    "balances",
    "money held for accounts, prepaid or left over",
    (
        ACCOUNT_NO,
        Column("credit_yuan", "余额", cells.money, "yuan; below zero when overdrawn"),
        Column("as_of", "截至时间", cells.instant, "when the figure was right"),
    ),
    key=("account_no",),
    save=_save_balances,
)
