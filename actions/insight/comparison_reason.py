"""Why a period differs from another: the part that the weather explains."""

from __future__ import annotations

from decimal import Decimal

from actions.turn import Turn
from actions.wording import kwh, phrase
from bot.domain.account import Account
from bot.services.usage import Comparison
from bot.services.weather_effect import weather_effect

_LEAST_KWH = Decimal(1)
_LEAST_SHARE = Decimal("0.03")
"""A weather part below this share of the earlier energy is not worth a sentence."""


def weather_reason(turn: Turn, account: Account, found: Comparison) -> str:
    """One sentence on the weather's part of the change; empty where it has none or is unknown."""
    effect, _ = weather_effect(
        turn.deps.books,
        turn.deps.meters,
        account=account,
        before=found.earlier.period,
        after=found.period.period,
    )
    least = max(_LEAST_KWH, found.earlier.total_kwh * _LEAST_SHARE)
    if effect is None or abs(effect.kwh) < least:
        return ""
    if effect.kwh > 0:
        key = "hotter" if effect.cooling else "colder"
    else:
        key = "cooler" if effect.cooling else "warmer"
    energy = kwh(round(abs(effect.kwh), 1))
    return phrase(f"abnormal.compare.{key}", earlier=found.earlier.period, energy=energy)
