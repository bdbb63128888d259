"""Energy used: by day, month or period, compared, and split by time of use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.domain.account import Account
from bot.domain.period import SHANGHAI, Period
from bot.domain.provenance import Provenance
from bot.domain.tariff import Tariff, TariffBook
from bot.domain.tou import BAND_NAMES
from bot.domain.unable import NoContract, NotEnoughReadings
from bot.domain.usage import DayEnergy, kwh
from bot.services.billing import local_day
from bot.services.cycle import quality
from bot.storage import contracts
from bot.storage.books import Books
from bot.storage.meters import MeterStore

_NIGHT = slice(4, 10)
"""Half-hours from 2:00 to 5:00."""
_LONGEST_SILENCE_DAYS = 60
"""A meter that was silent for longer has no latest reading worth telling."""


@dataclass(frozen=True)
class DayUsage:
    """One day's energy and how far to trust it."""

    day: date
    kwh: Decimal
    estimated: bool
    missing: bool
    """Whether some of the day has no reading."""
    night_kwh: Decimal = Decimal(0)
    """From two to five in the morning, when next to nothing is used on purpose."""


@dataclass(frozen=True)
class MonthUsage:
    """Energy of the days of one calendar month that were asked for."""

    month: Period
    kwh: Decimal
    days: int
    """Days of it that have readings."""


@dataclass(frozen=True)
class Usage:
    """Energy of a period, from readings."""

    period: Period
    """As asked for."""
    total_kwh: Decimal
    days: tuple[DayUsage, ...]
    """Days that have readings, in order."""
    months: tuple[MonthUsage, ...]
    """The same by calendar month."""
    complete: bool
    """Whether every half-hour of the period has a reading."""
    provenance: Provenance

    @property
    def daily_mean_kwh(self) -> Decimal:
        """Mean of the days that have readings."""
        return (self.total_kwh / len(self.days)).quantize(Decimal("0.01"))

    @property
    def top_days(self) -> tuple[DayUsage, ...]:
        """The three days of most energy."""
        return tuple(sorted(self.days, key=lambda item: (-item.kwh, item.day))[:3])


@dataclass(frozen=True)
class Comparison:
    """Two periods side by side over the same number of days."""

    period: Usage
    earlier: Usage
    days_compared: int
    """First days of each period that both have; a running month is compared with as many days."""
    change_kwh: Decimal
    change_percent: Decimal | None
    """One decimal; None when the earlier period used nothing."""


@dataclass(frozen=True)
class BandSplit:
    """Energy of a period by time-of-use band."""

    usage: Usage
    band_kwh: tuple[tuple[str, Decimal], ...]
    """Dearest band first."""
    tariff_id: str
    own: bool
    """False when the account has no time-of-use price; the bands are then another tariff's."""


@dataclass(frozen=True)
class LatestReading:
    """The newest reading of the meter."""

    meter_no: str
    at: datetime
    """End of the newest quarter of an hour read."""
    day_kwh: Decimal
    """Energy of that day so far."""
    estimated: bool
    provenance: Provenance


def usage(meters: MeterStore, *, account: Account, period: Period, now: datetime) -> Usage:
    """Energy of the period day by day.

    Raises:
        NotEnoughReadings: not one reading. Facts: period, days_present, days_needed.
    """
    return _usage(meters.days(meter_no=account.meter_no, period=period), account, period, now)


def compare(
    meters: MeterStore, *, account: Account, period: Period, earlier: Period, now: datetime
) -> Comparison:
    """Compare two periods over the days both have been read, counted from their first days.

    Raises:
        NotEnoughReadings: one of them has no reading. Facts: period, days_present, days_needed.
    """
    later_days = meters.days(meter_no=account.meter_no, period=period)
    earlier_days = meters.days(meter_no=account.meter_no, period=earlier)
    for span, found in ((period, later_days), (earlier, earlier_days)):
        if not found:
            raise NotEnoughReadings(period=span, days_present=0, days_needed=1)
    span_days = min((later_days[-1].day - period.start).days + 1, earlier.days, period.days)
    # A whole month against a whole month is compared whole, 31 days against 30.
    whole = (later_days[-1].day == period.last_day) and _are_months(period, earlier)
    first = period if whole else Period(period.start, period.start + timedelta(days=span_days))
    second = earlier if whole else Period(earlier.start, earlier.start + timedelta(days=span_days))
    one = _usage([day for day in later_days if day.day in first], account, first, now)
    other = _usage([day for day in earlier_days if day.day in second], account, second, now)
    change = one.total_kwh - other.total_kwh
    return Comparison(
        period=one,
        earlier=other,
        days_compared=span_days,
        change_kwh=change,
        change_percent=(change / other.total_kwh * 100).quantize(Decimal("0.1"))
        if other.total_kwh
        else None,
    )


def by_band(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    period: Period,
    tariffs: TariffBook,
    now: datetime,
) -> BandSplit:
    """Peak and valley energy by the account's own hours, or by those it could choose.

    Raises:
        NotEnoughReadings: not one reading.
        NoContract: no contract on the first day. Facts: account_no, day.
        TariffMissing: no time-of-use price exists for this kind of supply.
    """
    with books.billing() as session:
        terms = contracts.terms_on(session, account_no=account.account_no, day=period.start)
    if terms is None:
        raise NoContract(account_no=account.account_no, day=period.start)
    version = tariffs.on(terms.tariff_code, period.start)
    own = version.tou is not None
    if not own:
        version = _with_hours(tariffs, version, period.start)
    found = meters.days(meter_no=account.meter_no, period=period)
    answer = _usage(found, account, period, now)
    totals: dict[str, int] = {}
    for day in found:
        if version.tou is not None:
            version.tou.add_day(totals, day)
    return BandSplit(
        usage=answer,
        band_kwh=tuple((band, kwh(totals[band])) for band in BAND_NAMES if band in totals),
        tariff_id=version.tariff_id,
        own=own,
    )


def latest_reading(meters: MeterStore, *, account: Account, now: datetime) -> LatestReading:
    """The newest reading.

    Raises:
        NotEnoughReadings: the meter was never read. Facts: period, days_present, days_needed.
    """
    span = meters.last_day(meter_no=account.meter_no)
    if span is None:
        today = local_day(now)
        span = Period(today, today + timedelta(days=1))
        raise NotEnoughReadings(period=span, days_present=0, days_needed=1)
    for _ in range(_LONGEST_SILENCE_DAYS):
        readings = meters.readings(meter_no=account.meter_no, period=span)
        known = [reading for reading in readings if reading.energy_wh is not None]
        if known:
            break
        # A day whose readings are all missing was not read.
        span = Period(span.start - timedelta(days=1), span.start)
    else:
        raise NotEnoughReadings(period=span, days_present=0, days_needed=1)
    return LatestReading(
        meter_no=account.meter_no,
        at=(known[-1].start + timedelta(minutes=15)).astimezone(SHANGHAI),
        day_kwh=kwh(sum(reading.energy_wh or 0 for reading in readings)),
        estimated=known[-1].quality.value == "estimated",
        provenance=Provenance(computed_at=now, meter_no=account.meter_no, readings=span),
    )


def _usage(found: Sequence[DayEnergy], account: Account, period: Period, now: datetime) -> Usage:
    if not found:
        raise NotEnoughReadings(period=period, days_present=0, days_needed=1)
    estimated, missing = quality(list(found), period)
    return Usage(
        period=period,
        total_kwh=kwh(sum(day.total_wh for day in found)),
        days=tuple(
            DayUsage(
                day.day,
                kwh(day.total_wh),
                day.estimated_slots > 0,
                day.missing_slots > 0,
                kwh(sum(day.slot_wh[_NIGHT])),
            )
            for day in found
        ),
        months=_by_month(found),
        complete=missing == 0,
        provenance=Provenance(
            computed_at=now,
            meter_no=account.meter_no,
            readings=Period(found[0].day, found[-1].day + timedelta(days=1)),
            days_estimated=estimated,
            days_missing=missing,
        ),
    )


def _by_month(found: Sequence[DayEnergy]) -> tuple[MonthUsage, ...]:
    months: dict[Period, list[DayEnergy]] = {}
    for day in found:
        months.setdefault(Period.month_of(day.day), []).append(day)
    return tuple(
        MonthUsage(month, kwh(sum(day.total_wh for day in days)), len(days))
        for month, days in months.items()
    )


def _are_months(one: Period, other: Period) -> bool:
    return one.is_calendar_month and other.is_calendar_month


def _with_hours(tariffs: TariffBook, version: Tariff, day: date) -> Tariff:
    """The tariff of the same kind of supply that has hours, in force on the day."""
    alike = {
        item.code
        for item in tariffs.all()
        if item.region == version.region and item.supply_class is version.supply_class and item.tou
    }
    same_cycle = [code for code in sorted(alike) if code.startswith(version.code)]
    chosen = (same_cycle or sorted(alike) or [version.code])[0]
    return tariffs.on(chosen, day)
