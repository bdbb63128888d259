from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.tier import allocate
from bot.domain.tier_crossing import TierCrossing, tier_crossings

FIRST = date(2026, 7, 10)
LIMITS = (Decimal(230), Decimal(420))
ENERGIES = st.lists(st.decimals(0, 60, places=2), min_size=0, max_size=60)


def test_the_day_on_which_the_next_tier_begins() -> None:
    """200 used, 10 a day: 230 is full after three days, so the fourth is dearer."""
    found = tier_crossings(
        used_kwh=Decimal(200), limits_kwh=LIMITS, first_day=FIRST, daily_kwh=[Decimal(10)] * 20
    )

    assert found == (TierCrossing(2, FIRST + timedelta(days=3), Decimal(230)),)


def test_a_day_may_cross_two_tiers_and_a_tier_reached_is_not_told_again() -> None:
    crossed = tier_crossings(
        used_kwh=Decimal(225), limits_kwh=LIMITS, first_day=FIRST, daily_kwh=[Decimal(200)]
    )
    reached = tier_crossings(
        used_kwh=Decimal(231), limits_kwh=LIMITS, first_day=FIRST, daily_kwh=[Decimal(100)]
    )

    assert [one.tier for one in crossed] == [2, 3]
    assert reached == ()


@given(used=st.decimals(0, 500, places=2), energies=ENERGIES)
def test_crossings_agree_with_the_tariff_engines_cut(
    used: Decimal, energies: list[Decimal]
) -> None:
    """The engine, asked day by day, first puts energy into a tier on the day told."""
    told = {
        one.tier: one.day
        for one in tier_crossings(
            used_kwh=used, limits_kwh=LIMITS, first_day=FIRST, daily_kwh=energies
        )
    }
    counted = used
    seen = {place for place in (2, 3) if used > LIMITS[place - 2]}
    expected = {}
    for offset, energy in enumerate(energies):
        parts = allocate(kwh=energy, used_before=counted, limits=LIMITS)
        for tier in (2, 3):
            if parts[tier - 1] > 0 and tier not in seen:
                expected[tier] = FIRST + timedelta(days=offset)
                seen.add(tier)
        counted += energy
    assert told == expected


def test_a_negative_day_is_a_bug_of_the_forecast() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        tier_crossings(
            used_kwh=Decimal(0), limits_kwh=LIMITS, first_day=FIRST, daily_kwh=[Decimal(-1)]
        )
