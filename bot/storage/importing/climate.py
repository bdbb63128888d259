"""The kind of file about weather."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from bot.storage.importing import cells
from bot.storage.importing.kind import Column, Kind, Row, require
from bot.storage.tables.billing import WeatherDayRow
from bot.storage.upsert import upsert


def _check(row: Row) -> None:
    require(
        row["min_c"] <= row["mean_c"] <= row["max_c"],
        "the mean is not between lowest and highest",
        "check that the columns are not swapped",
        column="mean_c",
    )


def _save(session: Session, rows: Iterable[Row]) -> int:
    return upsert(session, WeatherDayRow, rows=rows)


WEATHER = Kind(
    "weather",
    "temperature of each region, day by day",
    (
        Column("region", "地区", cells.words(longest=40), "region as accounts name it"),
        Column("day", "日期", cells.day, "local day"),
        Column("mean_c", "平均气温", cells.degrees, "mean temperature, degrees Celsius"),
        Column("max_c", "最高气温", cells.degrees, "highest, degrees Celsius"),
        Column("min_c", "最低气温", cells.degrees, "lowest, degrees Celsius"),
    ),
    key=("region", "day"),
    save=_save,
    check=_check,
)
