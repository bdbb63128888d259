"""Meter data in PostgreSQL, as a TimescaleDB hypertable where the extension is installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any, LiteralString, cast

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError

from bot.domain.period import Period, local_midnight
from bot.domain.unable import StoreUnavailable
from bot.domain.usage import DayEnergy, Quality, Reading
from bot.storage.meters import table as columns
from bot.storage.meters.grid import MeterGrid, fill, months_of

_BATCH_ROWS = 65_536
_QUALITIES = [quality.value for quality in (Quality.ACTUAL, Quality.ESTIMATED, Quality.MISSING)]
"""Stored by position: the order must not change."""
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS meter_readings (
        meter_no text NOT NULL,
        start timestamptz NOT NULL,
        energy_wh bigint,
        quality smallint NOT NULL,
        PRIMARY KEY (meter_no, start)
    )
"""
_HYPERTABLE = """
    SELECT create_hypertable(
        'meter_readings', 'start',
        chunk_time_interval => INTERVAL '7 days', if_not_exists => true, migrate_data => true
    )
"""
_ARRIVING = """
    CREATE TEMP TABLE arriving (
        n bigint, meter_no text, start timestamptz, energy_wh bigint, quality smallint
    ) ON COMMIT DROP
"""
_TAKE_IN = """
    INSERT INTO meter_readings (meter_no, start, energy_wh, quality)
    SELECT DISTINCT ON (meter_no, start) meter_no, start, energy_wh, quality
    FROM arriving ORDER BY meter_no, start, n DESC
    ON CONFLICT (meter_no, start)
    DO UPDATE SET energy_wh = excluded.energy_wh, quality = excluded.quality
"""
_MANY = """
    COPY (
        SELECT meter_no, (extract(epoch FROM start) * 1000000)::bigint, energy_wh, quality
        FROM meter_readings
        WHERE meter_no = ANY(%(meters)s) AND start >= %(first)s AND start < %(after)s
    ) TO STDOUT (FORMAT csv)
"""
_LOCK = 7_421_002
"""Any number no one else locks in the database: two processes must not create the table at once."""


class PostgresMeterStore:
    """Readings in the table `meter_readings`; `url` as in `Books`, `postgresql+psycopg://…`.

    Raises:
        sqlalchemy.exc.DBAPIError, psycopg.Error: by every method, when the server does not do
            what it was asked.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url).set(drivername="postgresql+psycopg")
        self._engine = create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)
        with self._connection() as connection:
            _create(connection)

    def write(self, readings: pa.Table | Iterable[Reading]) -> int:
        """Store readings and return how many; see `MeterStore.write`."""
        return self.write_all([columns.checked(readings)])

    def write_all(self, tables: Iterable[pa.Table]) -> int:
        """Store many tables as one write."""
        with self._connection() as connection, connection.cursor() as cursor:
            cursor.execute(_ARRIVING)
            with cursor.copy("COPY arriving FROM STDIN (FORMAT csv)") as copy:
                for chunk in _csv(tables):
                    copy.write(chunk)
            cursor.execute(_TAKE_IN)
            return cursor.rowcount

    def readings(self, *, meter_no: str, period: Period) -> list[Reading]:
        """Readings of one meter, in order."""
        return columns.readings_of(meter_no, self._of_meter(meter_no, period))

    def days(self, *, meter_no: str, period: Period) -> list[DayEnergy]:
        """One per local day that has any reading."""
        return columns.days_of(period, self._of_meter(meter_no, period))

    def daily_wh(self, *, meter_nos: Sequence[str], period: Period) -> pa.Table:
        """Energy per meter and local day."""
        rows = self._all(
            """
            SELECT meter_no, (start AT TIME ZONE 'Asia/Shanghai')::date AS day,
                   coalesce(sum(energy_wh), 0)::bigint, count(energy_wh)::int,
                   (count(*) FILTER (WHERE quality = %(estimated)s))::int
            FROM meter_readings
            WHERE meter_no = ANY(%(meters)s) AND start >= %(first)s AND start < %(after)s
            GROUP BY 1, 2 ORDER BY meter_no COLLATE "C", day
            """,
            {
                "meters": list(meter_nos),
                "estimated": _QUALITIES.index(Quality.ESTIMATED.value),
                **_bounds(period),
            },
        )
        by_column = list(zip(*rows, strict=True)) or [()] * len(columns.DAILY)
        return pa.table(
            [
                pa.array(column, kind)
                for column, kind in zip(by_column, columns.DAILY.types, strict=True)
            ],
            schema=columns.DAILY,
        )

    def slots(self, *, meter_nos: Sequence[str], period: Period) -> MeterGrid:
        """Half-hour days of many meters at once."""
        with self._connection() as connection:
            return fill(
                meter_nos,
                period,
                ((month, _of_meters(connection, meter_nos, month)) for month in months_of(period)),
            )

    def last_day(self, *, meter_no: str) -> Period | None:
        """The newest local day that has any reading."""
        rows = self._all(
            "SELECT (max(start) AT TIME ZONE 'Asia/Shanghai')::date FROM meter_readings"
            " WHERE meter_no = %(meter)s",
            {"meter": meter_no},
        )
        day = rows[0][0]
        return Period(day, day + timedelta(days=1)) if day else None

    def clear(self) -> None:
        """Remove every reading."""
        with self._connection() as connection:
            connection.execute("TRUNCATE meter_readings")

    def ping(self) -> None:
        """One trivial query."""
        self._all("SELECT 1", {})

    def close(self) -> None:
        """Close idle connections."""
        self._engine.dispose()

    def _of_meter(self, meter_no: str, period: Period) -> pa.Table:
        rows = self._all(
            """
            SELECT (extract(epoch FROM start) * 1000000)::bigint, energy_wh, quality
            FROM meter_readings
            WHERE meter_no = %(meter)s AND start >= %(first)s AND start < %(after)s ORDER BY start
            """,
            {"meter": meter_no, **_bounds(period)},
        )
        return pa.table(
            {
                "start": pa.array([row[0] for row in rows], pa.int64()).cast(
                    columns.READINGS.field("start").type
                ),
                "energy_wh": pa.array([row[1] for row in rows], pa.int64()),
                "quality": pa.array([_QUALITIES[row[2]] for row in rows], pa.string()),
            }
        )

    def _all(self, sql: LiteralString, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        with self._connection() as connection:
            return connection.execute(sql, values).fetchall()

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        """The driver's connection in a transaction: committed on a clean exit, else rolled back."""
        try:
            with self._engine.begin() as pooled:
                yield cast("psycopg.Connection[Any]", pooled.connection.driver_connection)
        except (OperationalError, psycopg.OperationalError) as error:
            raise StoreUnavailable(store="meters") from error


def _create(connection: psycopg.Connection[Any]) -> None:
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    connection.execute(_SCHEMA)
    extension = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'")
    if extension.fetchone():
        connection.execute(_HYPERTABLE)


def _of_meters(
    connection: psycopg.Connection[Any], meter_nos: Sequence[str], month: Period
) -> Iterator[pa.Table]:
    """Rows of one month; COPY is several times quicker than rows of Python values."""
    arrived = BytesIO()
    values = {"meters": list(meter_nos), **_bounds(month)}
    with connection.cursor() as cursor, cursor.copy(_MANY, values) as copy:
        for chunk in copy:
            arrived.write(chunk)
    if not arrived.tell():
        return
    arrived.seek(0)
    names = ["meter_no", "start", "energy_wh", "quality"]
    types = {"meter_no": pa.string(), "start": pa.int64(), "energy_wh": pa.int64()}
    found = csv.read_csv(
        arrived,
        read_options=csv.ReadOptions(column_names=names, use_threads=False),
        convert_options=csv.ConvertOptions(column_types={**types, "quality": pa.int64()}),
    )
    texts = pa.array(_QUALITIES).take(found["quality"].combine_chunks())
    yield found.set_column(3, "quality", texts)


def _bounds(period: Period) -> dict[str, Any]:
    return {"first": local_midnight(period.start), "after": local_midnight(period.end)}


def _csv(tables: Iterable[pa.Table]) -> Iterator[bytes]:
    """The tables' rows, numbered through, as COPY reads them."""
    options = csv.WriteOptions(include_header=False)
    number = 0
    for table in tables:
        for batch in (
            columns.checked(table).cast(columns.READINGS).to_batches(max_chunksize=_BATCH_ROWS)
        ):
            part = pa.table(batch)
            codes = pc.index_in(part["quality"], value_set=pa.array(_QUALITIES))
            numbers = pa.array(range(number, number + part.num_rows), pa.int64())
            number += part.num_rows
            coded = part.set_column(part.schema.get_field_index("quality"), "quality", codes)
            chunk = BytesIO()
            csv.write_csv(coded.add_column(0, "n", numbers), chunk, options)
            yield chunk.getvalue()
