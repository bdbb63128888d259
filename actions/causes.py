"""One cause of a bill's change as a label and a plain reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from actions.wording import kwh, phrase
from bot.domain.bill_change import Cause, CauseKind
from bot.services.explanation import Explanation


def label(cause: Cause) -> str:
    """A word or two for the chart."""
    return phrase(f"explanation.cause.{cause.kind.value}.label")


def reason(cause: Cause, found: Explanation) -> str:
    """Half a sentence with its evidence: 天更热（25.1℃→29.3℃），空调多用了约 120 度."""
    told = f"explanation.cause.{cause.kind.value}."
    if cause.kind is CauseKind.WEATHER:
        return _weather(cause, found)
    if cause.kind is CauseKind.TIER:
        return _tier(cause)
    way = "more" if cause.amount_yuan > 0 else "less"
    if cause.kind is CauseKind.DAYS:
        days = cause.facts.get("days_after", 0) - cause.facts.get("days_before", 0)
        agrees = days and (days > 0) == (cause.amount_yuan > 0)
        return phrase(told + (way if agrees else "other"), days=abs(days))
    if cause.kind is CauseKind.BASE_USE:
        energy: Decimal = cause.facts.get("kwh", Decimal(0))
        agrees = energy and (energy > 0) == (cause.amount_yuan > 0)
        return phrase(told + (way if agrees else "other"), kwh=kwh(abs(energy)))
    return phrase(told + way)


def _weather(cause: Cause, found: Explanation) -> str:
    energy: Decimal = cause.facts.get("kwh", Decimal(0))
    known = found.weather is not None and found.mean_c_before is not None
    if not known or not energy or (energy > 0) != (cause.amount_yuan > 0):
        return phrase("explanation.cause.weather.other")
    cooling = found.weather is not None and found.weather.cooling
    way = "milder" if energy < 0 else "hotter" if cooling else "colder"
    return phrase(
        f"explanation.cause.weather.{way}",
        before=found.mean_c_before,
        after=found.mean_c_after,
        kwh=kwh(abs(energy)),
    )


def _tier(cause: Cause) -> str:
    facts: dict[str, Any] = dict(cause.facts)
    before, after = facts.get("tier_before") or 0, facts.get("tier_after") or 0
    if cause.amount_yuan > 0 and after > before:
        return phrase("explanation.cause.tier.up", tier=after)
    return phrase(f"explanation.cause.tier.{'more' if cause.amount_yuan > 0 else 'less'}")
