"""Builds the little world through the storage modules, with bills priced by the engine.

王小明 (one home, one shop) lives on monthly tiers with peak and valley and has a strong air
conditioner; 李秀英 has yearly tiers; a factory has a two-part contract. Readings go from
2025-01-01 to 2026-07-19, the world's now is 2026-07-20 noon.
"""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from bot.domain.account import (
    Account,
    BasicCharge,
    Contract,
    Customer,
    PaymentMode,
    SupplyClass,
    SupplyTerms,
)
from bot.domain.bill import Bill
from bot.domain.payment import Payment
from bot.domain.period import SHANGHAI, Period, add_months, local_midnight
from bot.domain.pricing import price
from bot.domain.tariff import TariffBook
from bot.domain.usage import BillableUsage
from bot.domain.weather import DayWeather
from bot.storage import accounts, bills, contracts, customers, payments, weather
from bot.storage.books import Books
from bot.storage.meters import ParquetMeterStore
from bot.storage.tariffs import load_tariffs

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 7, 20, 12, 0, tzinfo=SHANGHAI)
FIRST, READ_TO = date(2025, 1, 1), date(2026, 7, 20)
HOME, SHOP, YEARLY, FACTORY = "3501000000017", "3501000000025", "3501000000033", "3501000000041"
PHONE, ID_LAST4 = "13805910001", "123X"
_CODES = {HOME: "res_month_tou", SHOP: "ci_flat", YEARLY: "res_year", FACTORY: "ci_two_part"}


@dataclass
class World:
    """Books, meters, tariffs and a clock that stands still."""

    books: Books
    meters: ParquetMeterStore
    tariffs: TariffBook
    now: datetime = NOW

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    @classmethod
    def at(cls, folder: Path) -> World:
        """Open what lies in a folder."""
        return cls(
            books=Books(
                billing_url=f"sqlite:///{folder / 'billing.db'}",
                service_url=f"sqlite:///{folder / 'service.db'}",
            ),
            meters=ParquetMeterStore(folder / "meters"),
            tariffs=load_tariffs(ROOT / "knowledge" / "tariffs"),
        )

    @classmethod
    def copied(cls, built: Path, folder: Path) -> World:
        """A copy of a world that was built before."""
        shutil.copytree(built, folder, dirs_exist_ok=True)
        return cls.at(folder)

    @classmethod
    def build(cls, folder: Path) -> World:
        """Make everything from nothing."""
        world = cls.at(folder)
        world.books.create_all()
        days = list(Period(FIRST, READ_TO).each_day())
        temperatures = {day: temperature(day) for day in days}
        with world.books.billing(writing=True) as session:
            people = [
                Customer("C1", "王小明", PHONE, ID_LAST4),
                Customer("C2", "李秀英", "", "4567"),
                Customer("C3", "福州一厂", "13805910003", "8901"),
            ]
            customers.save(session, customers=people)
            accounts.save(session, accounts=[account(number) for number in _CODES])
            contracts.save(
                session,
                contracts=[Contract(no, FIRST, None, terms(no)) for no in _CODES],
            )
            weather.save(
                session,
                region="fujian",
                days=[DayWeather(d, c, c + 4, c - 4) for d, c in temperatures.items()],
            )
        for number in _CODES:
            world.meters.write(_readings(number, days, temperatures))
        world.meters.compact()
        with world.books.billing(writing=True) as session:
            for number in _CODES:
                pairs = list(world._bills(number))
                bills.save(session, bills=pairs)
                payments.save(session, payments=_payments(number, [bill for bill, _ in pairs]))
        return world

    def close(self) -> None:
        """Give files back."""
        self.meters.close()
        self.books.close()

    def account(self, number: str) -> Account:
        """An account, as access would give it."""
        return account(number)

    def _bills(self, number: str) -> Any:
        used, month = Decimal(0), Period.month_of(FIRST)
        while month.end <= READ_TO:
            if month.start.month == 1:
                used = Decimal(0)
            usage = BillableUsage(
                period=month,
                days=tuple(self.meters.days(meter_no=f"M{number}", period=month)),
                tier_kwh_before=used if number == YEARLY else Decimal(0),
                reactive_kvarh=Decimal(20_000) if number == FACTORY else None,
                max_demand_kw=Decimal(210) if number == FACTORY else None,
            )
            priced = price(terms=terms(number), usage=usage, tariffs=self.tariffs)
            used += priced.energy_kwh
            owed = number == HOME and month.start >= date(2026, 5, 1)
            issued = month.end
            yield (
                Bill(
                    bill_id=f"B{number}-{month.start:%Y%m}",
                    account_no=number,
                    period=month,
                    energy_kwh=priced.energy_kwh,
                    amount_yuan=priced.amount_yuan,
                    paid_yuan=Decimal("0.00") if owed else priced.amount_yuan,
                    issued_on=issued,
                    due_on=issued + timedelta(days=19),
                    estimated=any(day.estimated_slots for day in usage.days),
                    lines=priced.lines,
                ),
                usage,
            )
            month = Period(month.end, add_months(month.end, 1))


def account(number: str) -> Account:
    """The account's master data."""
    owner = {HOME: ("C1", "王小明"), SHOP: ("C1", "王小明"), YEARLY: ("C2", "李秀英")}
    customer, name = owner.get(number, ("C3", "福州一厂"))
    return Account(
        account_no=number,
        customer_no=customer,
        holder_name=name,
        address=f"福州市鼓楼区某路{number[-2:]}号",
        meter_no=f"M{number}",
        region="fujian",
        supply_class=terms(number).supply_class,
        payment_mode=PaymentMode.POSTPAID,
        opened_on=FIRST,
    )


def terms(number: str) -> SupplyTerms:
    """The account's contract."""
    code = _CODES[number]
    if number in (HOME, YEARLY):
        return SupplyTerms(code, SupplyClass.RESIDENTIAL, "under_1kv")
    if number == SHOP:
        return SupplyTerms(code, SupplyClass.COMMERCIAL, "under_1kv")
    plain = SupplyTerms(code, SupplyClass.INDUSTRIAL, "1_10kv")
    return replace(
        plain,
        basic_charge=BasicCharge.DEMAND,
        capacity_kva=Decimal(400),
        demand_contract_kw=Decimal(200),
        power_factor_standard=Decimal("0.90"),
    )


def temperature(day: date) -> float:
    """Mean of a day: a warm wave every eleven days on a yearly swing; July 2026 is hotter."""
    place = (day - date(2025, 1, 1)).days
    hot = 3.0 if Period(date(2026, 6, 10), date(2026, 8, 1)).start <= day else 0.0
    return 20 - 9 * math.cos(2 * math.pi * (place - 20) / 365) + 2 * math.sin(place * 0.57) + hot


def _readings(number: str, days: list[date], celsius: dict[date, float]) -> pa.Table:
    random = np.random.default_rng(int(number[-3:]))
    scale = {HOME: 60.0, SHOP: 180.0, YEARLY: 75.0, FACTORY: 22_000.0}[number]
    quarter = np.arange(96)
    shape = 0.6 + 0.8 * ((quarter > 70) & (quarter < 92)) + 0.3 * (quarter > 30)
    rows: dict[str, list[Any]] = {"start": [], "energy_wh": [], "quality": []}
    for day in days:
        cooling = max(celsius[day] - 25, 0) * (30.0 if number == HOME else 0.0)
        evening = (quarter > 72) | (quarter < 24)
        wh = scale * shape * random.gamma(12, 1 / 12, 96) + cooling * evening
        start = local_midnight(day).astimezone(UTC)
        rows["start"] += [start + timedelta(minutes=15 * int(q)) for q in quarter]
        rows["energy_wh"] += [int(value) for value in wh]
        guess = number == YEARLY and date(2026, 5, 20) <= day < date(2026, 5, 25)
        rows["quality"] += ["estimated" if guess else "actual"] * 96
    return pa.table({"meter_no": [f"M{number}"] * len(rows["start"]), **rows})


def _payments(number: str, issued: list[Bill]) -> list[Payment]:
    return [
        Payment(
            payment_id=f"P{bill.bill_id}",
            account_no=number,
            paid_at=local_midnight(bill.issued_on + timedelta(days=3)),
            amount_yuan=bill.paid_yuan,
            channel="微信",
            bill_id=bill.bill_id,
        )
        for bill in issued
        if bill.paid_yuan
    ]
