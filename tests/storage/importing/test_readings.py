"""Readings on their way into the meter store."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.period import Period
from bot.storage.meters import ParquetMeterStore
from tests.storage.importing.conftest import Import, rejected

ACCOUNT = "3501000000017"
MAY = Period.month(2026, 5)
DOCUMENTATION = Path(__file__).parents[3] / "docs" / "connecting-your-data.md"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("M1,2026-05-01 00:07,1,", "start"),
        ("M1,2026-05-01 00:00,-1,", "energy_kwh"),
        ("M1,2026-05-01 00:00,1.2345,", "energy_kwh"),
        ("M1,2026-05-01 00:00,1,missing", "energy_kwh"),
        ("M1,2026-05-01 00:00,,actual", "energy_kwh"),
        ("M1,2026-05-01 00:00,1,guessed", "quality"),
        ("M1,1970-01-01 00:00,1,", "start"),
        ("M1,,1,", "start"),
    ],
)
def test_readings_that_cannot_be(bring: Import, row: str, column: str) -> None:
    """The column at fault is named."""
    bring("customers")
    bring("accounts")

    report = bring("readings", f"meter_no,start,energy_kwh,quality\n{row}\n")

    assert (report.written, report.rejected) == (0, 1)
    assert rejected(report)[0]["column"] == column


def test_the_second_of_two_equal_readings_is_listed(
    bring: Import, meters: ParquetMeterStore
) -> None:
    """The first is kept; an offset does not hide that the instant is the same."""
    bring("customers")
    bring("accounts")

    report = bring(
        "readings",
        "meter_no,start,energy_kwh\nM1,2026-05-01 08:00,1\nM1,2026-05-01T00:00:00+00:00,2\n",
    )

    assert (report.written, report.rejected) == (1, 1)
    assert "line 2" in rejected(report)[0]["reason"]
    assert [r.energy_wh for r in meters.readings(meter_no="M1", period=MAY)] == [1000]
