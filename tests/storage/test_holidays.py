"""The holiday table agrees with an independent one, and mistakes are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import chinese_calendar
import pytest

from bot.domain.period import Period
from bot.storage.holidays import HolidaysWrong, load_holidays

FILE = Path(__file__).resolve().parents[2] / "knowledge" / "holidays.yml"


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_is_as_another_table_says(year: int) -> None:
    """The package chinesecalendar keeps its own list."""
    calendar = load_holidays(FILE)

    assert year in calendar.years
    for day in Period(date(year, 1, 1), date(year + 1, 1, 1)).each_day():
        assert calendar.is_working(day) == chinese_calendar.is_workday(day), day


def test_a_year_not_compared_with_its_publication_is_not_certain(tmp_path: Path) -> None:
    """Its days count, but nothing is sure."""
    path = tmp_path / "holidays.yml"
    text = FILE.read_text(encoding="utf-8").replace("verified: true", "verified: false", 1)
    path.write_text(text, encoding="utf-8")

    calendar = load_holidays(path)

    assert calendar.years == {2026}
    assert not calendar.is_working(date(2025, 10, 8))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2025:", "next year:", "next year: write a year such as 2026"),
        ("2026-05-01..2026-05-05", "2026-05-05..2026-05-01", "must run forward inside 2026"),
        ("2026-05-01..2026-05-05", "2027-05-01", "must run forward inside 2026"),
        ("2026-05-01..2026-05-05", "1. Mai", "write 2026-05-01 or 2026-05-01..2026-05-05"),
        ("2026-05-09", "2026-05-08", "2026-05-08 is no Saturday or Sunday"),
        ("2026-05-09", "2026-05-03", "2026-05-03 stands under holidays and workdays"),
        ("verified: true", "verified: so so", "'so so' is not one of"),
        ("workdays:", "workday:", "workday: unknown key; did you mean workdays?"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Place and fix."""
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "holidays.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(HolidaysWrong) as wrong:
        load_holidays(path)

    assert said in str(wrong.value)
