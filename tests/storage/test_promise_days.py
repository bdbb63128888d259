"""Due days counted by hand from the published holiday notices, against the loaded calendar."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.application import due_day
from bot.domain.procedure import DayUnit, Promise
from bot.domain.source import Source
from bot.domain.working_days import WorkCalendar
from bot.storage.holidays import load_holidays
from tests.services.world import ROOT

COUNTED = [
    # Spring Festival 2025: off 28 January to 4 February, Sunday 26 January and Saturday 8 February
    # worked.
    ("2025-01-24", 2, "2025-01-27"),
    ("2025-01-24", 5, "2025-02-07"),
    ("2025-01-27", 6, "2025-02-11"),
    ("2025-01-28", 1, "2025-02-05"),
    ("2025-02-05", 3, "2025-02-08"),
    # National Day 2025: off 1 to 8 October, Sunday 28 September and Saturday 11 October worked.
    ("2025-09-26", 1, "2025-09-28"),
    ("2025-09-26", 5, "2025-10-10"),
    ("2025-09-26", 22, "2025-11-03"),
    ("2025-09-30", 5, "2025-10-14"),
    # New Year 2026: off 1 to 3 January, Sunday 4 January worked.
    ("2025-12-30", 5, "2026-01-07"),
    # Spring Festival 2026: off 15 to 23 February, Saturdays 14 and 28 February worked.
    ("2026-02-12", 2, "2026-02-14"),
    ("2026-02-12", 5, "2026-02-26"),
    ("2026-02-13", 6, "2026-02-28"),
    ("2026-02-13", 7, "2026-03-02"),
    ("2026-02-16", 1, "2026-02-24"),
    ("2026-02-12", 32, "2026-04-03"),
    # Labour Day 2026: off 1 to 5 May, Saturday 9 May worked.
    ("2026-04-29", 5, "2026-05-09"),
    # Mid-Autumn and National Day 2026: off 25 to 27 September and 1 to 7 October; Sunday
    # 20 September and Saturday 10 October worked.
    ("2026-09-18", 1, "2026-09-20"),
    ("2026-09-18", 5, "2026-09-24"),
    ("2026-09-24", 5, "2026-10-09"),
    ("2026-09-30", 5, "2026-10-13"),
    # A plain week, and a weekend on which somebody applied.
    ("2026-07-20", 5, "2026-07-27"),
    ("2026-07-18", 5, "2026-07-24"),
]


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return load_holidays(ROOT / "knowledge" / "holidays.yml")


def promise(number: int, unit: DayUnit) -> Promise:
    return Promise("装表接电", number, unit, Source("承诺"), verified=True)


@pytest.mark.parametrize(("start", "number", "due"), COUNTED)
def test_working_days_skip_holidays_and_count_worked_weekends(
    calendar: WorkCalendar, start: str, number: int, due: str
) -> None:
    """The day of applying is not counted; 调休 turns days round."""
    made = promise(number, DayUnit.WORKING_DAYS)

    assert due_day(made, start=date.fromisoformat(start), calendar=calendar) == date.fromisoformat(
        due
    )


def test_natural_days_count_every_day(calendar: WorkCalendar) -> None:
    """Holidays make no difference to them."""
    made = promise(7, DayUnit.NATURAL_DAYS)

    assert due_day(made, start=date(2026, 2, 12), calendar=calendar) == date(2026, 2, 19)
