"""Energy by time-of-use band, cut into parts that have one set of prices each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.account import SupplyTerms
from bot.domain.period import Period
from bot.domain.tariff import Tariff, TariffBook
from bot.domain.tier import TierCycle
from bot.domain.usage import BillableUsage, DayEnergy, kwh

NO_BAND = "flat"
"""The band all energy falls in where a tariff has no time of use."""


@dataclass(frozen=True)
class BandUsage:
    """kWh by band over days with one set of prices: what `price_bands` prices."""

    period: Period
    tariff: Tariff
    band_kwh: Mapping[str, Decimal]
    """kWh with two decimals by band; the tariff ignores the bands when it has no time of use."""
    priced_on: date | None = None
    """Day whose monthly prices apply; the first day of the period when None."""

    @property
    def total_kwh(self) -> Decimal:
        """Energy of all bands, kWh."""
        return sum(self.band_kwh.values(), Decimal(0))

    @property
    def price_day(self) -> date:
        """Day whose monthly prices apply."""
        return self.priced_on or self.period.start


def split_usage(
    *, terms: SupplyTerms, usage: BillableUsage, tariffs: TariffBook
) -> tuple[BandUsage, ...]:
    """Cut a bill's days where prices change and add up each part's energy by band.

    Prices change where a tariff version ends, where a tier year begins again and, for tariffs
    with monthly prices, at the turn of the month. Wh are added first and rounded once, half-up
    to 0.01 kWh, per part and band.

    Raises:
        TariffMissing: some day has no tariff version.
        ValueError: the days are not exactly those of the period, in order.
    """
    days = usage.days
    if [day.day for day in days] != list(usage.period.each_day()):
        raise ValueError(f"usage must have one entry per day of {usage.period}")
    parts = []
    for version, tariff in tariffs.segments(terms.tariff_code, usage.period):
        for part in _cut(version, tariff):
            first = (part.start - usage.period.start).days
            totals = _band_totals_wh(tariff, days[first : first + part.days])
            bands = {band: kwh(wh) for band, wh in totals.items()}
            parts.append(BandUsage(period=part, tariff=tariff, band_kwh=bands))
    return tuple(parts)


def _cut(period: Period, tariff: Tariff) -> Iterator[Period]:
    """The parts of a period under one version that have the same prices and tier year."""
    start = period.start
    while start < period.end:
        end = period.end
        if tariff.has_monthly_prices:
            end = min(end, Period.month_of(start).end)
        if tariff.tiers is not None and tariff.tiers.cycle is TierCycle.YEAR:
            end = min(end, tariff.tiers.year_of(start).end)
        yield Period(start, end)
        start = end


def _band_totals_wh(tariff: Tariff, days: Sequence[DayEnergy]) -> dict[str, int]:
    if tariff.tou is None:
        return {NO_BAND: sum(day.total_wh for day in days)}
    totals: dict[str, int] = {}
    for day in days:
        tariff.tou.add_day(totals, day)
    return totals
