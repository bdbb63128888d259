"""A made-up town of any size for the nightly job, written straight in the meter store's format.

Quarter-hour readings of whole days, as real meters send them; one file a month, as a store has
after its merges. Levels, shapes of the day, weather, week, holidays and noise of each meter are
drawn at random; some meters leak, stop, miss days or are young. Accuracy is not measured here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bot.analytics.day_kind import is_day_off
from bot.domain.account import Account, Customer, PaymentMode, SupplyClass
from bot.domain.period import Period, local_midnight
from bot.domain.usage import Quality
from bot.domain.weather import DayWeather
from bot.storage import accounts, customers, weather
from bot.storage.books import Books
from bot.storage.meters import month_file
from bot.storage.meters.grid import months_of
from bot.storage.meters.table import QUARTER_US

REGION = "fujian"
_BLOCK = 1_000
_QUARTERS = 96
_SEED = 20261125
_YOUNG, _LEAK, _STOPPED, _HOLES = 0.02, 0.02, 0.01, 0.05
"""Shares of meters that are new, leak, stand still, or miss days."""


@dataclass(frozen=True)
class Town:
    """How many meters, and the days they have readings for."""

    meters: int
    span: Period

    def meter_no(self, number: int) -> str:
        return f"MB{number:08}"


def build(town: Town, *, books: Books, folder: Path) -> int:
    """Write accounts, weather and readings; returns how many readings."""
    _people(town, books)
    mean_c = _weather(town.span)
    days = [
        DayWeather(day, c, c + 4, c - 4)
        for day, c in zip(town.span.each_day(), mean_c, strict=True)
    ]
    with books.billing(writing=True) as session:
        weather.save(session, region=REGION, days=days)
    return sum(_month(town, month, folder, mean_c) for month in months_of(town.span))


def _people(town: Town, books: Books) -> None:
    for first in range(0, town.meters, 10 * _BLOCK):
        numbers = range(first, min(first + 10 * _BLOCK, town.meters))
        with books.billing(writing=True) as session:
            customers.save(
                session, customers=[Customer(f"CB{n:08}", "测试户", "", "0000") for n in numbers]
            )
            accounts.save(session, accounts=[_account(town, n) for n in numbers])


def _account(town: Town, number: int) -> Account:
    home = number % 8 != 0
    return Account(
        account_no=f"35{number:011}",
        customer_no=f"CB{number:08}",
        holder_name="测试户",
        address="测试路",
        meter_no=town.meter_no(number),
        region=REGION,
        supply_class=SupplyClass.RESIDENTIAL if home else SupplyClass.COMMERCIAL,
        payment_mode=PaymentMode.POSTPAID,
        opened_on=town.span.start,
    )


def _weather(span: Period) -> NDArray[np.float64]:
    random = np.random.default_rng(_SEED)
    day = np.array([d.timetuple().tm_yday for d in span.each_day()])
    season = 20.0 + 9.0 * np.sin(2 * np.pi * (day - 112) / 365.25)
    return np.round(season + random.normal(0.0, 2.0, span.days), 1)


def _month(town: Town, month: Period, folder: Path, mean_c: NDArray[np.float64]) -> int:
    target = folder / f"month={month.start:%Y-%m}"
    target.mkdir(parents=True, exist_ok=True)
    path = target / "part-000000001.parquet"
    group = month_file.row_group(town.meters * month.days * _QUARTERS)
    written = 0
    writer: pq.ParquetWriter | None = None
    for first in range(0, town.meters, _BLOCK):
        table = _block(town, month, first, mean_c)
        writer = writer or pq.ParquetWriter(path, table.schema, **month_file.FORMAT)
        writer.write_table(table, row_group_size=group)
        written += table.num_rows
    if writer:
        writer.close()
    return written


def _block(town: Town, month: Period, first: int, mean_c: NDArray[np.float64]) -> pa.Table:
    """Readings of up to a thousand meters in a month, sorted by meter and start."""
    count = min(_BLOCK, town.meters - first)
    energy, there = _energy(town, month, first, count, mean_c)
    begin = round(local_midnight(month.start).timestamp()) * 1_000_000
    starts = begin + QUARTER_US * np.arange(month.days * _QUARTERS)
    kept = np.repeat(there.ravel(), _QUARTERS)
    names = pa.array([town.meter_no(first + n) for n in range(count)])
    meter = np.repeat(np.arange(count, dtype=np.int32), month.days * _QUARTERS)[kept]
    return pa.table(
        {
            "meter_no": pa.DictionaryArray.from_arrays(pa.array(meter), names),
            "start": pa.array(np.tile(starts, count)[kept], pa.timestamp("us", tz="UTC")),
            "energy_wh": pa.array(energy.ravel()[kept]),
            "quality": pa.DictionaryArray.from_arrays(
                pa.array(np.zeros(len(meter), np.int32)), pa.array([Quality.ACTUAL.value])
            ),
        }
    )


def _energy(
    town: Town, month: Period, first: int, count: int, mean_c: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Wh of each quarter, meters x days x 96, and which days were read at all."""
    meter = np.random.default_rng((_SEED, first))
    chance = np.random.default_rng((_SEED, first, month.start.toordinal()))
    days = list(month.each_day())
    offset = (month.start - town.span.start).days
    celsius = mean_c[offset : offset + month.days]
    off = np.array([is_day_off(day) for day in days], dtype=np.float64)

    level = np.exp(meter.normal(4.4, 0.6, (count, 1)))
    cooling, heating = meter.uniform(0, 0.12, (count, 1)), meter.uniform(0, 0.03, (count, 1))
    weekend = meter.uniform(-0.4, 0.3, (count, 1))
    shape = _shapes(meter, count)
    daily = level * (
        1 + cooling * np.maximum(celsius - 24, 0) + heating * np.maximum(14 - celsius, 0)
    )
    daily = daily * (1 + weekend * off) * np.exp(chance.normal(0, 0.15, (count, month.days)))
    noise = chance.gamma(3.0, 1 / 3.0, (64, _QUARTERS)).astype(np.float32)
    picked = noise[chance.integers(0, 64, (count, month.days))]
    energy = daily[:, :, None].astype(np.float32) * shape[:, None, :] * picked

    place = meter.random((count, 1))
    began = np.array([(day - town.span.end).days for day in days])
    since = -meter.integers(10, 60, (count, 1))
    leaks = (place < _LEAK) & (began >= since)
    stopped = (place >= _LEAK) & (place < _LEAK + _STOPPED) & (began >= since)
    energy = np.where(stopped[:, :, None], 0, energy + 60.0 * leaks[:, :, None])
    young = (place >= 1 - _YOUNG) & (began < -meter.integers(5, 50, (count, 1)))
    holes = (meter.random((count, 1)) < _HOLES) & (chance.random((count, month.days)) < 0.1)
    return energy.astype(np.int64), ~(young | holes)


def _shapes(random: np.random.Generator, count: int) -> NDArray[np.float32]:
    """Each meter's ordinary day, mean 1: bumps in the morning, by day, in the evening, at night."""
    quarter = np.arange(_QUARTERS)
    bumps = np.stack(
        [
            np.exp(-0.5 * ((quarter - at) / wide) ** 2)
            for at, wide in ((30, 6), (54, 12), (80, 8), (8, 10))
        ]
    )
    weight = random.dirichlet((0.6, 0.6, 1.0, 0.3), count)
    shape = 0.25 + weight @ bumps * 3.0
    return (shape / shape.mean(axis=1, keepdims=True)).astype(np.float32)


def days_before(until: date, days: int) -> Period:
    """The `days` days before a day."""
    return Period(until - timedelta(days=days), until)
