"""The evidence for each cause of a bill's change: energy, tiers, shares, prices, fees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.domain.bill import LineKind
from bot.domain.bill_change import CauseKind
from bot.domain.counterfactual import Billed, Scene
from bot.domain.money import ZERO


@dataclass(frozen=True)
class Ends:
    """The two bills, the scenes they stand for, and the energy between them."""

    before: Billed
    after: Billed
    first: Scene
    last: Scene
    weather_kwh: Decimal | None

    @property
    def kwh_by_days(self) -> Decimal:
        """The earlier bill's daily energy over the later bill's days."""
        days_before, days_after = self.before.bill.period.days, self.after.bill.period.days
        return kwh_step(self.first.kwh * days_after / days_before)

    @property
    def kwh_with_weather(self) -> Decimal:
        """The same with the later weather; never below zero."""
        return max(self.kwh_by_days + kwh_step(self.weather_kwh or ZERO), ZERO)


def evidence(kind: CauseKind, ends: Ends) -> dict[str, Any]:
    """Facts for one cause; empty for the rest, which has none."""
    read = _FACTS.get(kind)
    return read(ends) if read else {}


def kwh_step(exact: Decimal) -> Decimal:
    """Energy as bills show it: two decimals, half-up."""
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _days(ends: Ends) -> dict[str, Any]:
    return {
        "days_before": ends.before.bill.period.days,
        "days_after": ends.after.bill.period.days,
        "kwh": ends.kwh_by_days - ends.first.kwh,
    }


def _weather(ends: Ends) -> dict[str, Any]:
    return {"kwh": ends.kwh_with_weather - ends.kwh_by_days}


def _base_use(ends: Ends) -> dict[str, Any]:
    return {
        "kwh": ends.last.kwh - ends.kwh_with_weather,
        "weather_known": ends.weather_kwh is not None,
    }


def _tier(ends: Ends) -> dict[str, Any]:
    return {
        "tier_before": ends.first.last_tier,
        "tier_after": ends.last.last_tier,
        "kwh_by_tier_before": _kwh_by_tier(ends.first),
        "kwh_by_tier_after": _kwh_by_tier(ends.last),
        "cycle_kwh_before": ends.first.tier_kwh_before,
        "cycle_kwh_after": ends.last.tier_kwh_before,
    }


def _band_mix(ends: Ends) -> dict[str, Any]:
    return {
        "share_before": _shares(ends.first),
        "share_after": _shares(ends.last),
    }


def _basic(ends: Ends) -> dict[str, Any]:
    return {
        "demand_kw_before": ends.first.max_demand_kw,
        "demand_kw_after": ends.last.max_demand_kw,
        "capacity_kva_before": ends.first.terms.capacity_kva,
        "capacity_kva_after": ends.last.terms.capacity_kva,
    }


def _power_factor(ends: Ends) -> dict[str, Any]:
    return {
        "percent_before": _percent(ends.first),
        "percent_after": _percent(ends.last),
    }


def _correction(ends: Ends) -> dict[str, Any]:
    return {
        "kwh_before": ends.before.usage.correction_kwh,
        "kwh_after": ends.after.usage.correction_kwh,
        "period_before": ends.before.usage.correction_of,
        "period_after": ends.after.usage.correction_of,
    }


def _allowance(ends: Ends) -> dict[str, Any]:
    return {
        "low_income_after": ends.last.terms.low_income,
        "household_size_before": ends.first.terms.household_size,
        "household_size_after": ends.last.terms.household_size,
    }


def _prices(ends: Ends) -> dict[str, Any]:
    scenes = (("before", ends.first), ("after", ends.last))
    return {
        f"tariffs_{side}": tuple(
            dict.fromkeys((part.tariff.tariff_id, part.price_day) for part in scene.parts)
        )
        for side, scene in scenes
    }


def _fees(ends: Ends) -> dict[str, Any]:
    return {
        f"{kind.value}_{side}": sum(
            (line.amount_yuan for line in billed.bill.lines if line.kind is kind), ZERO
        )
        for side, billed in (("before", ends.before), ("after", ends.after))
        for kind in (LineKind.LATE_FEE, LineKind.OTHER_FEE)
    }


_FACTS: Mapping[CauseKind, Callable[[Ends], dict[str, Any]]] = {
    CauseKind.DAYS: _days,
    CauseKind.WEATHER: _weather,
    CauseKind.BASE_USE: _base_use,
    CauseKind.TIER: _tier,
    CauseKind.BAND_MIX: _band_mix,
    CauseKind.BASIC: _basic,
    CauseKind.POWER_FACTOR: _power_factor,
    CauseKind.CORRECTION: _correction,
    CauseKind.ALLOWANCE: _allowance,
    CauseKind.CONTRACT: _prices,
    CauseKind.TARIFF: _prices,
    CauseKind.SEASON: _band_mix,
    CauseKind.FEES: _fees,
}


def _kwh_by_tier(scene: Scene) -> dict[int, Decimal]:
    totals: dict[int, Decimal] = {}
    for line in scene.priced.lines:
        if line.tier and line.kind is LineKind.ENERGY:
            totals[line.tier] = totals.get(line.tier, Decimal(0)) + line.quantity
    return totals


def _shares(scene: Scene) -> dict[str, Decimal]:
    """Percent of the energy in each band, one decimal."""
    totals: dict[str, Decimal] = {}
    for part in scene.parts:
        for band, kwh in part.band_kwh.items():
            totals[band] = totals.get(band, Decimal(0)) + kwh
    whole = sum(totals.values(), Decimal(0))
    tenth = Decimal("0.1")
    return {band: (kwh / whole * 100).quantize(tenth) for band, kwh in totals.items() if whole}


def _percent(scene: Scene) -> Decimal:
    lines = scene.priced.lines
    return next((ln.quantity for ln in lines if ln.kind is LineKind.POWER_FACTOR), Decimal(0))
