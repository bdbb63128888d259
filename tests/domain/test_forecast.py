"""What past forecasts say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.forecast import ForecastKind, Interval, KeptForecast, accuracy, past_of
from bot.domain.period import Period

MAY, JUNE = Period.month(2026, 5), Period.month(2026, 6)


def kept(month: Period, told: str, actual: str | None) -> KeptForecast:
    yuan = Decimal(told)
    return KeptForecast(
        account_no="1", meter_no="M", kind=ForecastKind.THIS_MONTH, month=month,
        made_on=date(2026, 6, 15), made_at=datetime(2026, 6, 15, tzinfo=UTC),
        kwh=Interval(yuan, yuan, yuan), yuan=Interval(yuan, yuan, yuan), model="m",
        actual_yuan=None if actual is None else Decimal(actual),
    )  # fmt: skip


def test_the_error_is_over_all_months_and_the_newest_is_told() -> None:
    """|126-131| + |90-100| over 231."""
    past = past_of([kept(JUNE, "126", "131"), kept(JUNE, "140", "131"), kept(MAY, "90", "100")])

    assert past is not None
    assert (past.month, past.told_yuan, past.actual_yuan) == (JUNE, Decimal(126), Decimal(131))
    assert past.error_share == Decimal(15) / Decimal(231)
    assert (past.months, past.kept) == (2, True)


def test_nothing_settled_says_nothing() -> None:
    """Nor does a bill of nothing."""
    assert past_of([]) is None
    assert past_of([kept(JUNE, "126", None), kept(MAY, "3", "0.00")]) is None
    assert accuracy([JUNE], [(Decimal(3), Decimal(0))], kept=False) is None


def test_an_interval_is_in_order() -> None:
    """And holds its ends."""
    assert Decimal(3) in Interval(Decimal(2), Decimal(1), Decimal(3))
    with pytest.raises(ValueError, match="not in order"):
        Interval(Decimal(4), Decimal(1), Decimal(3))


def test_a_kept_forecast_knows_its_error() -> None:
    """Once the bill is there."""
    assert kept(JUNE, "110", "100").error_share == Decimal("0.1")
    assert kept(JUNE, "110", None).error_share is None
