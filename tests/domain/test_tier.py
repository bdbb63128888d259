"""Length in months, limits, filling tiers and where an account stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.period import Period
from bot.domain.pricing import tier_position
from bot.domain.tariff import TariffBook
from bot.domain.tier import allocate, months_in
from bot.domain.tier_position import tier_cycle
from tests.domain.metered import home


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ((2026, 6, 1), (2026, 7, 1), Fraction(1)),
        ((2026, 6, 1), (2026, 6, 16), Fraction(15, 30)),
        ((2026, 6, 16), (2026, 7, 16), Fraction(1)),
        ((2026, 2, 1), (2026, 2, 15), Fraction(14, 28)),
        ((2025, 11, 20), (2026, 1, 20), Fraction(2)),
        ((2026, 1, 31), (2026, 2, 28), Fraction(1)),
        ((2026, 1, 10), (2026, 2, 15), 1 + Fraction(5, 28)),
    ],
)
def test_months_count_from_the_start_day(
    start: tuple[int, int, int], end: tuple[int, int, int], months: Fraction
) -> None:
    """Whole months to the same day, then days over the length of the month begun."""
    assert months_in(Period(date(*start), date(*end))) == months


hundredths = st.integers(0, 200_000).map(lambda cents: Decimal(cents) / 100)


@given(kwh=hundredths, before=hundredths, low=hundredths, wide=hundredths)
@settings(deadline=None, derandomize=True)
def test_tiers_share_out_every_kwh_once(
    kwh: Decimal, before: Decimal, low: Decimal, wide: Decimal
) -> None:
    """Parts sum to the energy, none is negative, no tier holds more than its width."""
    parts = allocate(kwh=kwh, used_before=before, limits=[low, low + wide])

    assert sum(parts) == kwh
    assert min(parts) >= 0
    assert parts[0] <= low
    assert parts[1] <= wide


@pytest.mark.parametrize(
    ("used", "tier", "left"),
    [("0", 1, "230"), ("230", 1, "0"), ("230.01", 2, "189.99"), ("420", 2, "0"), ("500", 3, None)],
)
def test_a_kwh_on_the_limit_still_belongs_to_the_cheaper_tier(
    tariffs: TariffBook, used: str, tier: int, left: str | None
) -> None:
    """230 / 420 kWh a month."""
    position = tier_position(
        terms=home("res_month"), tariffs=tariffs, day=date(2026, 4, 9), used_kwh=Decimal(used)
    )

    assert position is not None
    assert (position.tier, position.left_kwh) == (tier, None if left is None else Decimal(left))
    assert position.cycle == Period.month(2026, 4)
    assert not position.verified


def test_year_tiers_stand_on_the_year(tariffs: TariffBook) -> None:
    """2,760 + 1,200 kWh for a household of six; the next tier costs 0.5483."""
    position = tier_position(
        terms=home("res_year", people=6),
        tariffs=tariffs,
        day=date(2026, 9, 3),
        used_kwh=Decimal(3000),
    )

    assert position is not None
    assert position.limits_kwh == (Decimal(3960), Decimal(6240))
    assert (position.tier, position.left_kwh) == (1, Decimal(960))
    assert position.next_price_yuan == Decimal("0.5483")
    assert position.cycle == Period(date(2026, 1, 1), date(2027, 1, 1))


def test_without_tiers_there_is_no_position(tariffs: TariffBook) -> None:
    """A charging pile has time of use only."""
    terms, day = home("hubei_ev_home"), date(2026, 4, 9)

    assert tier_cycle(terms=terms, tariffs=tariffs, day=day) is None
    assert tier_position(terms=terms, tariffs=tariffs, day=day, used_kwh=Decimal(9)) is None


def test_a_billing_month_of_ones_own_keeps_its_days(tariffs: TariffBook) -> None:
    """Read on the 16th: the cycle is 16 March to 16 April."""
    month = Period(date(2026, 3, 16), date(2026, 4, 16))

    position = tier_position(
        terms=home("res_month"),
        tariffs=tariffs,
        day=date(2026, 4, 9),
        used_kwh=Decimal(100),
        month=month,
    )

    assert position is not None
    assert position.cycle == month
    assert position.left_kwh == Decimal(130)
