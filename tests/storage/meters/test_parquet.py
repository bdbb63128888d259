"""What is particular to meter data in files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bot.domain.period import Period, local_midnight
from bot.domain.usage import Quality, Reading
from bot.storage.meters import ParquetMeterStore, month_file
from bot.storage.meters.table import BadReadings

QUARTER = timedelta(minutes=15)
FIRST = local_midnight(date(2026, 5, 1))
MAY = Period.month(2026, 5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ParquetMeterStore]:
    opened = ParquetMeterStore(tmp_path)
    yield opened
    opened.close()


def day_of(meter_no: str, wh: int, *, day: int = 1) -> list[Reading]:
    start = local_midnight(date(2026, 5, day))
    return [Reading(meter_no, start + QUARTER * n, wh, Quality.ACTUAL) for n in range(96)]


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.glob("month=*/*"))


def test_files_lie_by_local_month_sorted(store: ParquetMeterStore, tmp_path: Path) -> None:
    """Anyone can read them with other programs."""
    store.write(
        [
            *day_of("M2", 1),
            *day_of("M1", 1),
            Reading("M1", FIRST - QUARTER, 7, Quality.ACTUAL),
        ]
    )

    assert files(tmp_path) == [
        "month=2026-04/part-000000001.parquet",
        "month=2026-05/part-000000001.parquet",
    ]
    table = pq.read_table(tmp_path / "month=2026-05" / "part-000000001.parquet")
    keys = list(zip(table["meter_no"].to_pylist(), table["start"].to_pylist(), strict=True))
    assert keys == sorted(keys)


def test_compacting_keeps_the_newest_figures_in_one_file(
    store: ParquetMeterStore, tmp_path: Path
) -> None:
    """Readings are the same before and after."""
    store.write(day_of("M1", 1))
    store.write(day_of("M1", 2)[:10])
    store.write(day_of("M2", 3))
    before = [store.readings(meter_no=meter, period=MAY) for meter in ("M1", "M2")]

    store.compact()

    assert files(tmp_path) == ["month=2026-05/part-000000004-whole.parquet"]
    assert [store.readings(meter_no=meter, period=MAY) for meter in ("M1", "M2")] == before
    assert before[0][0].energy_wh == 2


def test_a_month_of_many_deliveries_stays_a_few_files(
    store: ParquetMeterStore, tmp_path: Path
) -> None:
    """Daily writes are merged as they come."""
    for day in range(1, 31):
        store.write(day_of("M1", day, day=day))

    assert len(files(tmp_path)) < 8
    assert len(store.days(meter_no="M1", period=MAY)) == 30


def test_a_write_that_fails_halfway_leaves_nothing(
    store: ParquetMeterStore, tmp_path: Path
) -> None:
    """The first table was fine, the second is not: neither counts."""
    good = pa.table({"meter_no": ["M1"], "start": [FIRST], "energy_wh": [1], "quality": ["actual"]})
    bad = good.set_column(3, "quality", pa.array(["guessed"]))

    with pytest.raises(BadReadings, match="quality"):
        store.write_all([good, bad])

    assert files(tmp_path) == []


def test_what_a_crash_left_behind_is_not_read(store: ParquetMeterStore, tmp_path: Path) -> None:
    """A file that was being written does not count and is replaced by the next write."""
    folder = tmp_path / "month=2026-05"
    folder.mkdir()
    (folder / "part-000000001.writing").write_bytes(b"half a file")

    store.write(day_of("M1", 1))

    assert files(tmp_path) == ["month=2026-05/part-000000001.parquet"]
    assert len(store.readings(meter_no="M1", period=MAY)) == 96


def test_two_processes_see_each_others_writes(store: ParquetMeterStore, tmp_path: Path) -> None:
    """Nothing is remembered that another process may change."""
    other = ParquetMeterStore(tmp_path)
    store.write(day_of("M1", 1))
    assert other.days(meter_no="M1", period=MAY)[0].total_wh == 96

    other.clear()
    other.write(day_of("M1", 2))

    assert store.days(meter_no="M1", period=MAY)[0].total_wh == 192
    other.close()


def test_a_dictionary_that_names_a_meter_twice_is_one_meter(store: ParquetMeterStore) -> None:
    """Codes are not trusted to be distinct."""
    meter_no = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), pa.array(["M1", "M1"]))
    table = pa.table(
        {
            "meter_no": meter_no,
            "start": [FIRST, FIRST],
            "energy_wh": [1, 2],
            "quality": ["actual", "actual"],
        }
    )

    store.write(table)

    assert [r.energy_wh for r in store.readings(meter_no="M1", period=MAY)] == [2]


def test_a_folder_that_went_away_is_noticed(store: ParquetMeterStore, tmp_path: Path) -> None:
    """`ping` speaks up."""
    (tmp_path / ".lock").unlink(missing_ok=True)
    tmp_path.rmdir()

    with pytest.raises(FileNotFoundError):
        store.ping()


def test_a_footer_does_not_grow_with_the_town() -> None:
    """A small file keeps groups that skip to one meter; a large one has so many and no more."""
    a_hundred_thousand_meters = 100_000 * 31 * 96

    assert month_file.row_group(1_000) == month_file.ROW_GROUP
    assert a_hundred_thousand_meters / month_file.row_group(a_hundred_thousand_meters) <= 8_192
