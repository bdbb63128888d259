"""Which promise holds, and when its time is up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bot.domain.commitment import (
    AreaKind,
    Commitment,
    CommitmentBook,
    Mark,
    Start,
    Unit,
    Within,
    due_at,
)
from bot.domain.period import SHANGHAI
from bot.domain.source import Source
from tests.domain.test_working_days import CALENDAR


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def commitment(
    code: str,
    minutes: int,
    *,
    company: str = "north",
    area: AreaKind | None = None,
    valid_from: date = date(2020, 1, 1),
    valid_to: date | None = None,
) -> Commitment:
    return Commitment(
        code=code,
        company=company,
        area=area,
        within=Within(minutes, Unit.MINUTES),
        says=f"{minutes} 分钟",
        start=Start.OPENED,
        kept_by=Mark.ARRIVED,
        valid_from=valid_from,
        valid_to=valid_to,
        source=Source("试"),
        verified=True,
    )


BOOK = CommitmentBook(
    [
        commitment("come", 45, area=AreaKind.CITY),
        commitment("come", 90, area=AreaKind.RURAL),
        commitment("come", 90, area=None),
        commitment("come", 50, company="south"),
        commitment("call", 600, valid_to=date(2024, 1, 1)),
        commitment("call", 300, valid_from=date(2024, 1, 1)),
        commitment("call", 9, company="any"),
        commitment("wave", 7, company="any"),
        commitment("come", 1, company="any"),
    ],
    company="north",
    clocks={"repair": ("come", "call", "nothing")},
)
DAY = date(2026, 7, 20)


def _minutes(found: Commitment | None) -> int | None:
    return found.within.amount if found else None


@pytest.mark.parametrize(
    ("code", "area", "company", "day", "minutes"),
    [
        ("come", AreaKind.CITY, None, DAY, 45),
        ("come", AreaKind.RURAL, None, DAY, 90),
        ("come", None, None, DAY, 90),
        ("come", AreaKind.REMOTE, None, DAY, None),  # nothing was promised there
        ("come", AreaKind.REMOTE, "south", DAY, 50),  # promised without telling areas apart
        ("call", AreaKind.CITY, None, date(2023, 12, 31), 600),
        ("call", None, None, date(2024, 1, 1), 300),
        ("call", None, None, date(2019, 1, 1), None),
        ("wave", AreaKind.CITY, None, DAY, 7),
        ("unheard_of", None, None, DAY, None),
    ],
)
def test_the_promise_of_the_company_the_day_and_the_area(
    code: str, area: AreaKind | None, company: str | None, day: date, minutes: int | None
) -> None:
    """One's own promise goes before anyone's; where none was made there is none."""
    assert _minutes(BOOK.find(code, day=day, area=area, company=company)) == minutes


def test_a_kind_of_order_is_held_to_its_clocks() -> None:
    """Promises that this company does not make are left out."""
    found = BOOK.for_kind("repair", day=DAY, area=AreaKind.CITY)

    assert [item.within.amount for item in found] == [45, 300]
    assert BOOK.for_kind("praise", day=DAY) == ()


@pytest.mark.parametrize(
    ("start", "within", "due"),
    [
        # minutes and hours run through midnight, weekends and holidays
        ("2026-07-20 23:30", Within(45, Unit.MINUTES), "2026-07-21 00:15"),
        ("2026-07-24 20:00", Within(24, Unit.HOURS), "2026-07-25 20:00"),
        ("2025-12-31 23:59", Within(120, Unit.MINUTES), "2026-01-01 01:59"),
        ("2026-02-16 10:00", Within(24, Unit.HOURS), "2026-02-17 10:00"),
        # days last to their end
        ("2026-07-20 23:59", Within(7, Unit.DAYS), "2026-07-28 00:00"),
        ("2026-07-20 00:00", Within(1, Unit.WORKING_DAYS), "2026-07-22 00:00"),
        ("2026-07-20 23:59", Within(1, Unit.WORKING_DAYS), "2026-07-22 00:00"),
        ("2026-07-24 16:00", Within(1, Unit.WORKING_DAYS), "2026-07-28 00:00"),
        ("2026-07-25 09:00", Within(5, Unit.WORKING_DAYS), "2026-08-01 00:00"),
        ("2025-01-25 09:00", Within(1, Unit.WORKING_DAYS), "2025-01-27 00:00"),
        ("2025-09-29 09:00", Within(5, Unit.WORKING_DAYS), "2025-10-14 00:00"),
        ("2026-02-13 18:00", Within(6, Unit.WORKING_DAYS), "2026-03-01 00:00"),
        ("2026-02-13 18:00", Within(7, Unit.WORKING_DAYS), "2026-03-03 00:00"),
    ],
)
def test_when_the_time_is_up(start: str, within: Within, due: str) -> None:
    """Counted by hand with a calendar on the table."""
    assert due_at(at(start), within, calendar=CALENDAR) == at(due)


def test_the_day_is_the_day_in_china() -> None:
    """17:00 UTC on Friday is Saturday there."""
    start = at("2026-07-25 01:00").astimezone(tz=None)

    assert due_at(start, Within(1, Unit.WORKING_DAYS), calendar=CALENDAR) == at("2026-07-28 00:00")


def test_lengths_compare_across_units() -> None:
    """So that the longest of several can be promised while the area is unknown."""
    assert Within(90, Unit.MINUTES).longest < Within(2, Unit.HOURS).longest
    assert Within(5, Unit.WORKING_DAYS).longest == timedelta(days=7)
    assert Within(6, Unit.WORKING_DAYS).longest == timedelta(days=8)
