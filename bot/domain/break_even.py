"""From which share of night use a time-of-use price beats the plain one, for anybody."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bot.domain.tariff import Tariff


def break_even_percent(tariff: Tariff) -> Decimal | None:
    """Percent of the energy that must fall in the valley, whole percent rounded half-up.

    Only where there is one band above the base price and one below it, both fixed amounts:
    peak x (1 - share) + valley x share = 0. None for every other tariff.
    """
    if tariff.tou is None or len(tariff.tou.bands) != 2:
        return None
    deltas = [price.delta_yuan for price in tariff.tou.bands.values()]
    known = sorted(delta for delta in deltas if delta is not None)
    if len(known) != 2 or not known[0] < 0 < known[1]:
        return None
    below, above = known
    share = above * 100 / (above - below)
    return share.quantize(Decimal(1), rounding=ROUND_HALF_UP)
