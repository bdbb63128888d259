"""Outages: when they go on, what may be believed, and what a stranger may not hear."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.outage import (
    EstimateRecord,
    Outage,
    OutageKind,
    OutageOrigin,
    feed_age,
)
from bot.domain.period import SHANGHAI, Period

NOON = datetime(2026, 7, 20, 12, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
FAULT = Outage(
    outage_id="F1",
    kind=OutageKind.FAULT,
    scope="东风小区全部楼栋",
    area_codes=("A1", "A2"),
    begins_at=NOON - HOUR,
    ends_at=NOON + HOUR,
    cause="东风路施工挖断电缆",
    source="调度",
    origin=OutageOrigin.FEED,
    as_of=NOON,
)


@pytest.mark.parametrize(
    ("changes", "ongoing", "upcoming", "overdue"),
    [
        ({}, True, False, False),
        ({"begins_at": NOON}, True, False, False),
        ({"begins_at": NOON + timedelta(seconds=1)}, False, True, False),
        ({"ends_at": None}, True, False, False),
        ({"ends_at": NOON - timedelta(minutes=1)}, True, False, True),
        ({"restored_at": NOON}, False, False, False),
        ({"withdrawn_at": NOON}, False, False, False),
        ({"begins_at": NOON + HOUR, "withdrawn_at": NOON}, False, False, False),
    ],
)
def test_an_outage_goes_on_until_someone_says_otherwise(
    changes: dict[str, datetime | None], ongoing: bool, upcoming: bool, overdue: bool
) -> None:
    """An end that was only expected ends nothing."""
    outage = replace(FAULT, **changes)  # type: ignore[arg-type]

    assert outage.is_ongoing(NOON) is ongoing
    assert outage.is_upcoming(NOON) is upcoming
    assert outage.is_overdue(NOON) is overdue


@pytest.mark.parametrize(
    ("first", "last", "touched"),
    [
        (date(2026, 7, 20), date(2026, 7, 21), True),
        (date(2026, 7, 21), date(2026, 7, 22), False),
        (date(2026, 7, 19), date(2026, 7, 20), False),
        (date(2026, 7, 1), date(2026, 8, 1), True),
    ],
)
def test_an_outage_lies_in_the_days_it_touches(first: date, last: date, touched: bool) -> None:
    """Days are half-open."""
    assert FAULT.touches(Period(first, last)) is touched


def test_an_outage_over_midnight_touches_both_days_and_ends_with_the_second() -> None:
    """One that ends at midnight does not reach into the next day."""
    night = replace(
        FAULT,
        begins_at=datetime(2026, 7, 20, 23, tzinfo=SHANGHAI),
        ends_at=datetime(2026, 7, 22, 0, tzinfo=SHANGHAI),
    )

    assert night.touches(Period(date(2026, 7, 21), date(2026, 7, 22)))
    assert not night.touches(Period(date(2026, 7, 22), date(2026, 7, 23)))
    assert replace(night, ends_at=None).touches(Period(date(2026, 9, 1), date(2026, 9, 2)))


def test_the_first_estimate_is_kept_while_it_is_the_same_outage() -> None:
    """Later, better estimates do not make the first one look good."""
    first = FAULT.after(None)
    second = replace(FAULT, ends_at=NOON + 3 * HOUR).after(first)
    put_off = replace(FAULT, begins_at=NOON + HOUR, ends_at=NOON + 5 * HOUR).after(second)

    assert first.first_ends_at == NOON + HOUR
    assert (second.ends_at, second.first_ends_at) == (NOON + 3 * HOUR, NOON + HOUR)
    assert put_off.first_ends_at == NOON + 5 * HOUR


def test_an_estimate_that_came_late_is_the_first_one() -> None:
    """Nobody knew in the beginning."""
    unknown = replace(FAULT, ends_at=None).after(None)

    assert unknown.first_ends_at is None
    assert FAULT.after(unknown).first_ends_at == FAULT.ends_at


def test_a_stranger_hears_nothing_that_tells_the_place() -> None:
    """No text of the utility and no code is left; times, kind and crew are."""
    bare = replace(FAULT, replaced_by="东风路").without_place()

    assert bare.begins_at == FAULT.begins_at
    assert bare.ends_at == FAULT.ends_at
    for field in fields(bare):
        assert "东风" not in str(getattr(bare, field.name))
    assert (bare.outage_id, bare.area_codes) == ("", ())


@pytest.mark.parametrize(
    ("age_s", "stale"), [(0, False), (1800, False), (1801, True), (86_400, True)]
)
def test_word_grows_stale(age_s: int, stale: bool) -> None:
    """At the limit it still holds."""
    age = feed_age(
        as_of=NOON - timedelta(seconds=age_s), now=NOON, stale_after=timedelta(minutes=30)
    )

    assert age.stale is stale


def test_no_word_at_all_is_stale() -> None:
    """Silence proves nothing."""
    assert feed_age(as_of=None, now=NOON, stale_after=timedelta(days=999)).stale


def test_a_record_of_nothing_has_no_rate() -> None:
    """0 of 0 is not 0 percent."""
    assert EstimateRecord(0, 0).rate is None
    assert EstimateRecord(3, 4).rate == 0.75
