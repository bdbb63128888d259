"""What a bill will come to, at any day of its month, and how such forecasts turned out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

from bot.analytics.cycle_energy import CycleOutlook
from bot.domain.account import Account
from bot.domain.forecast import BillForecast, DayForecast, ForecastKind, PastAccuracy
from bot.domain.period import Period, add_months
from bot.domain.provenance import Provenance
from bot.domain.tariff import TariffBook
from bot.domain.tier_crossing import TierCrossing, tier_crossings
from bot.domain.tier_position import TierPosition, tier_position
from bot.services.billing import local_day
from bot.services.cycle import open_cycle, quality
from bot.services.forecast_models import ForecastModels
from bot.services.forecast_month import (
    COVER,
    Foreseen,
    MeterDays,
    foresee,
    kwh_until,
    meter_days,
    require_outlook,
    rounded,
)
from bot.services.forecast_past import past_accuracy, remember, settle
from bot.services.forecast_pricing import OpenMonth, open_month, priced, shapes
from bot.storage.books import Books
from bot.storage.meters import MeterStore

__all__ = ["bill_forecast", "remember", "settle"]

_STEP = Decimal("0.01")
_DAY = timedelta(days=1)


def bill_forecast(
    books: Books,
    meters: MeterStore,
    models: ForecastModels,
    *,
    account: Account,
    tariffs: TariffBook,
    now: datetime,
    kind: ForecastKind = ForecastKind.THIS_MONTH,
    with_past: bool = True,
) -> BillForecast:
    """Foresee the bill of the month that runs, or of the next; late fees are not foreseen.

    Raises:
        NotEnoughReadings: fewer than 14 whole days in the last four weeks, or the last reading
            is too old. Facts: period, days_present, days_needed, possible_on (date).
        NoContract, TariffMissing, TermsIncomplete: nothing to price by.
    """
    today = local_day(now)
    cycle = open_cycle(books, meters, account=account, now=now)
    meter = meter_days(meters, account, today)
    after = Period(cycle.period.end, add_months(cycle.period.end, 1))
    month = cycle.period if kind is ForecastKind.THIS_MONTH else after
    outlook = require_outlook(meter, models, month, today)
    use = shapes(meter.days)
    last = (cycle.last_bill, cycle.last_usage) if cycle.last_bill and cycle.last_usage else None
    between = Decimal(0)
    if kind is ForecastKind.NEXT_MONTH:
        between = kwh_until(meter, outlook, cycle.period)
    known = open_month(
        period=month, terms=cycle.terms, days=meter.within(month), last=last, tariffs=tariffs,
        kwh_between=between,
    )  # fmt: skip
    foreseen = foresee(known, outlook, meter.origin, use, tariffs)
    past = None
    if with_past:
        past = past_accuracy(books, meter, models, month=month, kind=kind, tariffs=tariffs)
    return _told(meter, known, foreseen, outlook, kind, past, tariffs, now)


def _told(
    meter: MeterDays,
    month: OpenMonth,
    foreseen: Foreseen,
    outlook: CycleOutlook,
    kind: ForecastKind,
    past: PastAccuracy | None,
    tariffs: TariffBook,
    now: datetime,
) -> BillForecast:
    position, crossings = _tiers(month, foreseen, tariffs)
    so_far = priced(month, ahead=(), shapes=shapes(()), tariffs=tariffs) if month.days else None
    coming = dict(foreseen.ahead)
    span = Period(meter.days[0].day, meter.origin)
    estimated, missing = (
        quality(list(month.days), Period(month.period.start, meter.origin))
        if (meter.origin > month.period.start)
        else (0, 0)
    )
    versions = dict.fromkeys(line.tariff_id for line in foreseen.bill.lines)
    return BillForecast(
        kind=kind,
        month=month.period,
        read_to=meter.origin - _DAY,
        days_read=len(month.days),
        days_used=int(np.isfinite(meter.panel.kwh).sum()),
        so_far_kwh=month.read_kwh.quantize(_STEP),
        so_far_yuan=so_far.amount_yuan if so_far else Decimal("0.00"),
        kwh=foreseen.kwh,
        yuan=foreseen.yuan,
        cover=COVER,
        tier=position.tier if position else None,
        crossings=crossings,
        days=_days(month, coming),
        model=outlook.version,
        past=past,
        provenance=Provenance(
            computed_at=now,
            tariff_ids=tuple(versions),
            verified=all((found := tariffs.by_id(v)) and found.verified for v in versions),
            meter_no=meter.account.meter_no,
            readings=span,
            days_estimated=estimated,
            days_missing=missing,
            model=f"{outlook.version} on {int(np.isfinite(meter.panel.kwh).sum())} days",
        ),
    )


def _days(month: OpenMonth, coming: dict[date, float]) -> tuple[DayForecast, ...]:
    """Every day of the month; one without a reading that is over used nothing."""
    read = {day.day: day.total_wh / 1000 for day in month.days}
    return tuple(
        DayForecast(day, rounded(coming.get(day, read.get(day, 0.0))), read=day not in coming)
        for day in month.period.each_day()
    )


def _tiers(
    month: OpenMonth, foreseen: Foreseen, tariffs: TariffBook
) -> tuple[TierPosition | None, tuple[TierCrossing, ...]]:
    """Where the month ends, and when each further tier begins."""
    used = month.tier_kwh_before + foreseen.kwh.central
    position = tier_position(
        terms=month.terms, tariffs=tariffs, day=month.period.last_day, used_kwh=used,
        month=month.period,
    )  # fmt: skip
    if position is None or not foreseen.ahead:
        return position, ()
    crossings = tier_crossings(
        used_kwh=month.tier_kwh_before + month.read_kwh,
        limits_kwh=position.limits_kwh,
        first_day=foreseen.ahead[0][0],
        daily_kwh=[rounded(kwh) for _, kwh in foreseen.ahead],
    )
    return position, crossings
