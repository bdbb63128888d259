"""A meter's readings and the month foreseen from them, in kWh and yuan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from bot.analytics import cycle_energy
from bot.analytics.cycle_energy import CycleOutlook
from bot.analytics.daily_energy_panel import Floats, Panel
from bot.domain.account import Account, SupplyClass
from bot.domain.bill import PricedBill
from bot.domain.forecast import Interval
from bot.domain.period import Period
from bot.domain.tariff import TariffBook
from bot.domain.unable import NotEnoughReadings
from bot.domain.usage import DayEnergy
from bot.services.forecast_models import ForecastModels, around, first_day
from bot.services.forecast_pricing import OpenMonth, Shapes, priced
from bot.storage.meters import MeterStore

COVER = Decimal("0.8")
_ASKED = 0.83
"""Cover asked of the past errors of energy: a bill scatters more (late fees, power factor, a season
unlike the last). Set on demo towns other than the benchmark's so that 80 % of bills lie inside."""
_STEP = Decimal("0.01")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class MeterDays:
    """A meter's readings before today and what they let foresee."""

    account: Account
    first: date
    days: tuple[DayEnergy, ...]
    panel: Panel
    """To the last whole day."""

    @property
    def origin(self) -> date:
        """First day ahead."""
        return self.first + len(self.panel.days) * _DAY

    def ahead(
        self, models: ForecastModels, *, origin: date, until: date, errors: bool = True
    ) -> CycleOutlook:
        """The days from `origin` up to `until`, by the days before `origin` alone.

        `errors=False` where no interval is wanted.
        """
        known = self.panel.upto((origin - self.first).days)
        return cycle_energy.ahead(
            models.cycle,
            panel=known,
            around=around(self.first, len(self.panel.days)),
            homes=np.array([self.account.supply_class is SupplyClass.RESIDENTIAL]),
            horizon=(until - origin).days,
            errors=errors,
        )

    def before(self, origin: date) -> list[DayEnergy]:
        """Days read before a day."""
        return [day for day in self.days if day.day < origin]

    def within(self, month: Period) -> list[DayEnergy]:
        """Read days of a month, up to the last whole one."""
        return [day for day in self.before(self.origin) if day.day in month]


@dataclass(frozen=True)
class Foreseen:
    """A month's energy and its price, read and foreseen days together."""

    kwh: Interval
    yuan: Interval
    bill: PricedBill
    ahead: tuple[tuple[date, float], ...]


def meter_days(meters: MeterStore, account: Account, today: date) -> MeterDays:
    """Readings before today; the panel ends with the last whole day."""
    first = first_day(today)
    span = Period(first, today)
    days = tuple(meters.days(meter_no=account.meter_no, period=span))
    whole = [day for day in days if not day.missing_slots]
    if not whole:
        raise NotEnoughReadings(
            period=Period(today - 28 * _DAY, today), days_present=0,
            days_needed=cycle_energy.DAYS_NEEDED,
            possible_on=today + cycle_energy.DAYS_NEEDED * _DAY,
        )  # fmt: skip
    kwh: Floats = np.full((1, (whole[-1].day - first).days + 1), np.nan)
    for day in whole:
        kwh[0, (day.day - first).days] = day.total_wh / 1000
    span_days = np.datetime64(first, "D") + np.arange(kwh.shape[1]).astype("timedelta64[D]")
    return MeterDays(account, first, days, Panel(kwh, span_days))


def require_outlook(
    meter: MeterDays, models: ForecastModels, month: Period, today: date
) -> CycleOutlook:
    """The days from the last reading to the end of a month.

    Raises:
        NotEnoughReadings: thin data, or the last reading is too old.
    """
    reached = (month.end - meter.origin).days <= cycle_energy.HORIZON
    present = 0
    if reached:
        outlook = meter.ahead(models, origin=meter.origin, until=month.end)
        present = int(outlook.days_present[0])
        if np.isfinite(outlook.kwh).all():
            return outlook
    needed = cycle_energy.DAYS_NEEDED
    raise NotEnoughReadings(
        period=Period(today - 28 * _DAY, today), days_present=present, days_needed=needed,
        possible_on=today + max(needed - present, 1) * _DAY,
    )  # fmt: skip


def kwh_until(meter: MeterDays, outlook: CycleOutlook, running: Period) -> Decimal:
    """Energy of the month that runs, read and foreseen: what comes before the next month."""
    read = sum(day.total_wh for day in meter.within(running))
    coming = float(outlook.total(0, (running.end - meter.origin).days)[0])
    return rounded(read / 1000 + coming)


def foresee(
    month: OpenMonth, outlook: CycleOutlook, origin: date, use: Shapes, tariffs: TariffBook
) -> Foreseen:
    """Energy and price of a month of which `outlook` gives the days from `origin` on."""
    start = max((month.period.start - origin).days, 0)
    after = (month.period.end - origin).days
    central = float(outlook.total(start, after)[0])
    low, high = outlook.between(start, after, cover=_ASKED)
    ends = (min(float(low[0]), central), central, max(float(high[0]), central))
    steps = outlook.kwh[0, start:after]
    days = [origin + (start + place) * _DAY for place in range(len(steps))]
    found = [_courses(days, steps, central, end) for end in ends]
    told = [priced(month, ahead=ahead, shapes=use, tariffs=tariffs) for ahead in found]
    kwh = [bill.energy_kwh for bill in told]
    yuan = sorted(bill.amount_yuan for bill in told)
    return Foreseen(
        kwh=Interval(kwh[1], kwh[0], kwh[2]),
        yuan=Interval(told[1].amount_yuan, yuan[0], yuan[-1]),
        bill=told[1],
        ahead=found[1],
    )


def _courses(
    days: Sequence[date], steps: Floats, central: float, total: float
) -> tuple[tuple[date, float], ...]:
    """The coming days stretched to a total."""
    even = total / len(days)
    return tuple(
        (day, float(step) * total / central if central > 0 else even)
        for day, step in zip(days, steps, strict=True)
    )


def rounded(value: float) -> Decimal:
    """KWh with the two decimals a bill shows."""
    return Decimal(value).quantize(_STEP)
