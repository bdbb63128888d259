"""A customer with two accounts, and their bills."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.account import (
    Account,
    Customer,
    PaymentMode,
    SupplyClass,
    SupplyTerms,
)
from bot.domain.bill import Bill, BillLine, LineKind
from bot.domain.period import Period
from bot.domain.usage import BillableUsage

WANG = Customer("C1", "王小明", "13805910001", "123X")
HOME = Account(
    "3501000000017", "C1", "王小明", "福州市鼓楼区1号", "M1", "fujian",
    SupplyClass.RESIDENTIAL, PaymentMode.POSTPAID, date(2020, 1, 1),
)  # fmt: skip
SHOP = replace(HOME, account_no="3501000000025", meter_no="M2", address="福州市台江区2号")
TERMS = SupplyTerms("res_month", SupplyClass.RESIDENTIAL, "under_1kv", household_size=5)


def bill_of(month: int, amount: str = "120.30", paid: str = "0.00") -> Bill:
    period = Period.month(2026, month)
    line = BillLine(
        LineKind.ENERGY, "第一档电量", Decimal("230.500"), "kWh", Decimal("0.5219100"),
        Decimal(amount), period, "res_month-2026", tier=1,
    )  # fmt: skip
    return Bill(
        f"B{month}", HOME.account_no, period, Decimal("230.50"), Decimal(amount), Decimal(paid),
        period.end, date(2026, month + 1, 20), False, (line,),
    )  # fmt: skip


def plain(bill: Bill) -> tuple[Bill, BillableUsage]:
    return bill, BillableUsage(bill.period, ())
