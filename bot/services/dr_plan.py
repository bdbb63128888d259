"""The personal plan of one account for one event: what to spare, how much, what it brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from bot.analytics import dr_adjustable
from bot.analytics.day_kind import is_day_off
from bot.analytics.dr_adjustable import Spare
from bot.analytics.dr_baseline import METHODS, Window, fit, placebo_pairs
from bot.domain.account import Account, SupplyClass
from bot.domain.demand_response import DrEvent, Programme
from bot.domain.dr_plan import Adjustable, Fit, Ineligible, PlanPart, ResponsePlan, worth
from bot.domain.money import to_fen
from bot.domain.period import SHANGHAI
from bot.domain.pricing import price
from bot.domain.tariff import TariffBook
from bot.domain.unable import NoContract, NotEnoughReadings, TariffMissing, TermsIncomplete
from bot.domain.unable_response import ResponseRefused
from bot.domain.usage import SLOTS_PER_DAY, BillableUsage, DayEnergy
from bot.services.dr_meter import (
    STEPS_PER_HOUR,
    MeterPast,
    event_days,
    mean_celsius,
    meter_past,
)
from bot.storage import bills, contracts
from bot.storage.books import Books
from bot.storage.meters import MeterStore

PLACEBO_DAYS = 30
_RECENT_DAYS = 3
"""Without a forecast, the event day is taken to be as warm as the mean of these."""


def plan(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    programme: Programme,
    event: DrEvent,
    tariffs: TariffBook,
    now: datetime,
) -> ResponsePlan:
    """The plan, from readings before today only.

    Raises:
        NotEnoughReadings: too few whole days alike. Facts: days_present, days_needed.
        ResponseRefused: less can be spared than the programme asks for (`TOO_SMALL`).
            Facts: reason, watts, least_w.
    """
    last = min(now.astimezone(SHANGHAI).date(), event.day) - timedelta(days=1)
    past = meter_past(meters, account=account, last=last)
    alike = past.alike(to=event.day, events=event_days(books, account=account))
    window = Window(event.first_slot, event.end_slot)
    celsius = mean_celsius(books, region=account.region, last=last)
    spare = dr_adjustable.spare(
        past.wh,
        alike=alike,
        day_off=past.day_off,
        mean_c=celsius,
        window=window,
        day_c=_expected_celsius(celsius),
        degrees=programme.flexibility.degrees,
    )
    found = _adjustable(spare, programme, account.supply_class)
    least = programme.least_w_of(account.supply_class)
    if found.total_w < max(least, 1):
        raise ResponseRefused(reason=Ineligible.TOO_SMALL, watts=found.total_w, least_w=least)
    planned_wh = Decimal(found.total_w) * event.hours
    bill = _bill_falls_by(books, meters, account, event, found, programme, tariffs)
    return ResponsePlan(
        programme=programme,
        event=event,
        adjustable=found,
        worth=worth(programme, planned_wh=planned_wh, bill_yuan=bill),
        fit=own_fit(past, alike, window, programme),
        computed_at=now,
    )


def own_fit(past: MeterPast, alike: object, window: Window, programme: Programme) -> Fit | None:
    """How well the programme's rule tells this meter's own days; None on too few of them."""
    told, true = placebo_pairs(
        past.wh,
        alike=np.asarray(alike, dtype=np.bool_),
        window=window,
        method=METHODS[programme.baseline],
        steps_per_hour=STEPS_PER_HOUR,
        most=PLACEBO_DAYS,
    )
    try:
        return fit(told, true)
    except NotEnoughReadings:
        return None


def _expected_celsius(celsius: np.ndarray) -> float:
    recent = celsius[-_RECENT_DAYS:]
    known = recent[np.isfinite(recent)]
    return float(known.mean()) if len(known) else float("nan")


def _adjustable(spare: Spare, programme: Programme, kind: SupplyClass) -> Adjustable:
    """The meter's figures under the programme's shares."""
    flexible = programme.flexibility
    home = kind is SupplyClass.RESIDENTIAL
    if home:
        charging, rest = spare.charging_w, spare.above_base_w * flexible.home_share
    else:
        # A firm's machines come and go in blocks of several kW; that is no car.
        charging, rest = 0.0, (spare.above_base_w + spare.charging_w) * flexible.firm_share
    watts = {
        PlanPart.COOLING: spare.cooling_w,
        PlanPart.HEATING: spare.heating_w,
        PlanPart.CHARGING: charging,
        (PlanPart.LATER if home else PlanPart.PRODUCTION): rest,
    }
    parts = [(part, int(value)) for part, value in watts.items() if value >= 1]
    return Adjustable(
        parts=tuple(sorted(parts, key=lambda item: -item[1])),
        usual_w=int(spare.usual_w),
        days_used=spare.days_used,
    )


def _bill_falls_by(
    books: Books,
    meters: MeterStore,
    account: Account,
    event: DrEvent,
    found: Adjustable,
    programme: Programme,
    tariffs: TariffBook,
) -> Decimal | None:
    """The plan played through the last bill, priced with and without it; None without a bill."""
    with books.billing() as billing:
        newest = bills.history(billing, account_no=account.account_no, months=1)
        usage = bills.usage_of(billing, bill_id=newest[0].bill_id) if newest else None
        day = usage.period.start if usage else event.day
        terms = contracts.terms_on(billing, account_no=account.account_no, day=day)
    if usage is None or terms is None:
        return None
    days = meters.days(meter_no=account.meter_no, period=usage.period)
    if len(days) < usage.period.days:
        return None
    before = replace(usage, days=tuple(days))
    after = _moved(before, event, found, programme)
    if after is None:
        return None
    try:
        amounts = [
            price(terms=terms, usage=item, tariffs=tariffs).amount_yuan for item in (before, after)
        ]
    except (NoContract, TariffMissing, TermsIncomplete):
        return None
    return to_fen(amounts[0] - amounts[1])


def _moved(
    usage: BillableUsage, event: DrEvent, found: Adjustable, programme: Programme
) -> BillableUsage | None:
    """The bill's usage with the plan kept on its last day of the event day's kind."""
    alike = [d for d in usage.days if is_day_off(d.day) == is_day_off(event.day)]
    if not alike:
        return None
    slots = range(event.first_slot, event.end_slot)
    moved = list(alike[-1].slot_wh)
    spared = later = 0.0
    for part, watts in found.parts:
        wh = watts / STEPS_PER_HOUR * len(slots)
        spared += wh
        later += wh * _comes_back(part, programme)
    usual = sum(moved[slot] for slot in slots)
    if usual <= 0:
        return None
    kept = max(1 - spared / usual, 0.0)
    for slot in slots:
        moved[slot] = round(moved[slot] * kept)
    evening = range(event.end_slot, SLOTS_PER_DAY) or range(0, event.first_slot)
    for slot in evening:
        moved[slot] += round(later / len(evening))
    changed = DayEnergy(alike[-1].day, tuple(moved))
    return replace(usage, days=tuple(changed if d.day == changed.day else d for d in usage.days))


def _comes_back(part: PlanPart, programme: Programme) -> float:
    """Part of what was spared that is used later the same day."""
    if part in (PlanPart.CHARGING, PlanPart.LATER):
        return 1.0
    return 0.0 if part is PlanPart.PRODUCTION else programme.flexibility.comes_back
