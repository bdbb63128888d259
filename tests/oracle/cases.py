"""Random but believable terms and usage for every tariff, from a seed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from bot.domain.account import BasicCharge, SupplyClass, SupplyTerms
from bot.domain.period import Period, add_months
from bot.domain.tariff import Tariff, TariffBook
from bot.domain.usage import BillableUsage, DayEnergy
from bot.storage.tariffs import load_tariffs

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "knowledge" / "tariffs"
ODD = Path(__file__).parent / "tariffs"
"""Tariffs no one has, for rules the published ones do not use together."""


def books() -> TariffBook:
    """The published tariffs and the odd ones."""
    published, odd = load_tariffs(PUBLISHED), load_tariffs(ODD)
    return TariffBook([*published.all(), *odd.all()])


def random_case(rng: Random, book: TariffBook, code: str) -> tuple[SupplyTerms, BillableUsage]:
    """One contract on this tariff and what it used in one bill period."""
    versions = book.versions(code)
    tariff = rng.choice(versions)
    period = _period(rng, versions)
    terms = _terms(rng, tariff)
    daily_wh = int(10 ** rng.uniform(2.5, 4.7 if tariff.basic is None else 6.5))
    if rng.random() < 0.04:
        daily_wh = 0
    usage = BillableUsage(
        period=period,
        days=tuple(_day(rng, day, daily_wh) for day in period.each_day()),
        tier_kwh_before=Decimal(rng.randrange(0, 700_000)) / 100,
        reactive_kvarh=_maybe(rng, Decimal(int(daily_wh * rng.uniform(0, 45))) / 1000),
        max_demand_kw=Decimal(rng.randrange(0, 90_000)) / 100,
        correction_kwh=rng.choice((Decimal(0), Decimal(0), _cents(rng, -20_000, 20_000))),
        correction_of=rng.choice((None, Period.month_of(period.start))),
    )
    return terms, usage


def _period(rng: Random, versions: tuple[Tariff, ...]) -> Period:
    """Calendar months mostly; otherwise any days, often around a change of version."""
    first = date(2024, 2, 1)
    month = add_months(first, rng.randrange(36))
    if rng.random() < 0.5:
        return Period.month_of(month)
    start = month + timedelta(days=rng.randrange(31))
    changes = [tariff.valid_from for tariff in versions[1:]]
    if changes and rng.random() < 0.5:
        start = max(first, rng.choice(changes) - timedelta(days=rng.randrange(40)))
    if rng.random() < 0.3:
        return Period(start, add_months(start, rng.choice((1, 1, 2))))
    return Period(start, start + timedelta(days=rng.randrange(1, 64)))


def _terms(rng: Random, tariff: Tariff) -> SupplyTerms:
    factor = None if tariff.power_factor is None else rng.choice((None, "0.90", "0.85", "0.80"))
    contract = rng.choice((None, _cents(rng, 10_000, 60_000)))
    return SupplyTerms(
        tariff_code=tariff.code,
        supply_class=tariff.supply_class,
        voltage=rng.choice(tariff.voltages),
        household_size=rng.choice((0, 0, 3, 5, 6, 8)),
        low_income=tariff.supply_class is SupplyClass.RESIDENTIAL and rng.random() < 0.2,
        basic_charge=rng.choice(tuple(BasicCharge)) if tariff.basic else BasicCharge.NONE,
        capacity_kva=Decimal(rng.choice((200, 315, 400, 630, 1250))),
        demand_contract_kw=contract,
        power_factor_standard=None if factor is None else Decimal(factor),
    )


def _day(rng: Random, day: date, daily_wh: int) -> DayEnergy:
    base = daily_wh // 48
    return DayEnergy(day, tuple([int(base * 2 * share) for share in _shares(rng)]))


def _shares(rng: Random) -> list[float]:
    draw = rng.random
    return [draw() for _ in range(48)]


def _maybe(rng: Random, value: Decimal) -> Decimal | None:
    return value if rng.random() < 0.8 else None


def _cents(rng: Random, low: int, high: int) -> Decimal:
    return Decimal(rng.randrange(low, high)) / 100
