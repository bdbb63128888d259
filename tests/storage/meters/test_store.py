"""What every meter store does, tried on each of them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from bot.domain.period import SHANGHAI, Period, local_midnight
from bot.domain.usage import DayEnergy, Quality, Reading
from bot.storage.meters import MeterStore
from bot.storage.meters.table import BadReadings

QUARTER = timedelta(minutes=15)
MONTH = Period.month(2026, 5)
FIRST = local_midnight(MONTH.start)


def quarters(
    meter_no: str,
    start: datetime,
    energies: Iterable[int | None],
    quality: Quality = Quality.ACTUAL,
) -> list[Reading]:
    """Consecutive readings; None is a missing one."""
    return [
        Reading(meter_no, start + QUARTER * n, wh, Quality.MISSING if wh is None else quality)
        for n, wh in enumerate(energies)
    ]


def naive_days(readings: Iterable[Reading]) -> list[DayEnergy]:
    """Oracle: days built one reading at a time with the calendar's own arithmetic."""
    by_day: dict[date, dict[tuple[int, int], Reading]] = defaultdict(dict)
    for reading in readings:
        local = reading.start.astimezone(SHANGHAI)
        by_day[local.date()][local.hour, local.minute] = reading
    days = []
    for day, seen in sorted(by_day.items()):
        slots, estimated, missing = [], 0, 0
        for slot in range(48):
            hour, minute = slot // 2, 30 * (slot % 2)
            both = [seen.get((hour, minute)), seen.get((hour, minute + 15))]
            slots.append(sum(r.energy_wh or 0 for r in both if r))
            estimated += any(r and r.quality is Quality.ESTIMATED for r in both)
            missing += any(r is None or r.energy_wh is None for r in both)
        days.append(DayEnergy(day, tuple(slots), estimated, missing))
    return days


def test_readings_come_back_as_written(meters: MeterStore) -> None:
    """Energy, quality and instant survive; times are given in Asia/Shanghai."""
    written = quarters("M1", FIRST, [10, None, 0]) + quarters(
        "M1", FIRST + 3 * QUARTER, [7], Quality.ESTIMATED
    )

    count = meters.write(written)

    assert count == 4
    assert meters.readings(meter_no="M1", period=MONTH) == written
    assert meters.readings(meter_no="M1", period=MONTH)[0].start.tzinfo is SHANGHAI


def test_a_period_ends_at_local_midnight(meters: MeterStore) -> None:
    """The quarter before midnight belongs to the day, the one at midnight to the next."""
    midnight = local_midnight(date(2026, 6, 1))
    meters.write(quarters("M1", midnight - QUARTER, [1, 2]))

    may = meters.readings(meter_no="M1", period=MONTH)
    june = meters.readings(meter_no="M1", period=Period.month(2026, 6))

    assert [reading.energy_wh for reading in may] == [1]
    assert [reading.energy_wh for reading in june] == [2]


def test_the_later_write_counts(meters: MeterStore) -> None:
    """A corrected reading replaces the earlier one, whatever the order inside a month."""
    meters.write(quarters("M1", FIRST, [10, 11, 12], Quality.ESTIMATED))
    meters.write(quarters("M1", FIRST + QUARTER, [21]))
    meters.write(quarters("M2", FIRST, [5]))

    found = meters.readings(meter_no="M1", period=MONTH)

    assert [reading.energy_wh for reading in found] == [10, 21, 12]
    assert found[1].quality is Quality.ACTUAL


def test_the_last_of_two_equal_readings_in_one_write_counts(meters: MeterStore) -> None:
    """Also when the other meters' readings lie between them."""
    meters.write(
        [*quarters("M2", FIRST, [1]), *quarters("M1", FIRST, [2]), *quarters("M2", FIRST, [3])]
    )

    assert [r.energy_wh for r in meters.readings(meter_no="M2", period=MONTH)] == [3]
    assert [r.energy_wh for r in meters.readings(meter_no="M1", period=MONTH)] == [2]


def test_many_small_writes_stay_one_history(meters: MeterStore) -> None:
    """Daily deliveries, each correcting the day before, end in the newest figures."""
    for day in range(20):
        meters.write(quarters("M1", FIRST + timedelta(days=day), [day * 100] * 96))
        meters.write(quarters("M1", FIRST + timedelta(days=day), [day * 100 + 1] * 4))

    days = meters.days(meter_no="M1", period=MONTH)

    assert [day.total_wh for day in days] == [day * 9600 + 4 for day in range(20)]


@pytest.mark.parametrize("seed", range(3))
def test_days_agree_with_counting_by_hand(meters: MeterStore, seed: int) -> None:
    """Slots, estimates and gaps equal a slow count over two months with holes."""
    chance = random.Random(seed)
    written = []
    for n in range(61 * 96):
        if chance.random() < 0.03 or 10 * 96 < n < 12 * 96 + 40:
            continue
        quality = chance.choices(list(Quality), [90, 7, 3])[0]
        energy = None if quality is Quality.MISSING else chance.randrange(2_000)
        written.append(Reading("M1", FIRST + QUARTER * n, energy, quality))
    chance.shuffle(written)
    meters.write(written[:4000])
    meters.write(written[4000:])
    period = Period(date(2026, 5, 3), date(2026, 6, 20))
    wanted = [r for r in written if r.start.astimezone(SHANGHAI).date() in period]

    days = meters.days(meter_no="M1", period=period)

    assert days == naive_days(wanted)


def test_daily_energy_of_many_meters(meters: MeterStore) -> None:
    """One row per meter and local day, sorted; days without readings are absent."""
    meters.write(quarters("B", FIRST, [1] * 96 + [None, 2]))
    meters.write(quarters("A", FIRST + timedelta(days=3), [5, 6], Quality.ESTIMATED))
    meters.write(quarters("C", FIRST, [9]))

    table = meters.daily_wh(meter_nos=["B", "A", "X"], period=MONTH)

    assert table.to_pylist() == [
        _daily("A", date(2026, 5, 4), 11, present=2, estimated=2),
        _daily("B", date(2026, 5, 1), 96, present=96, estimated=0),
        _daily("B", date(2026, 5, 2), 2, present=1, estimated=0),
    ]


def _daily(meter_no: str, day: date, wh: int, *, present: int, estimated: int) -> dict[str, object]:
    return {
        "meter_no": meter_no,
        "day": day,
        "energy_wh": wh,
        "present": present,
        "estimated": estimated,
    }


def test_an_unknown_meter_has_nothing(meters: MeterStore) -> None:
    """No readings, no days, no last day; not an error."""
    meters.write(quarters("M1", FIRST, [1]))

    assert meters.readings(meter_no="X' OR 1=1", period=MONTH) == []
    assert meters.days(meter_no="", period=MONTH) == []
    assert meters.last_day(meter_no="X") is None
    assert meters.daily_wh(meter_nos=[], period=Period.month(2031, 1)).num_rows == 0


def test_the_last_day_is_local(meters: MeterStore) -> None:
    """A reading at 23:45 UTC already belongs to the next day in Shanghai."""
    meters.write(quarters("M1", datetime(2026, 4, 30, 23, 45, tzinfo=UTC), [1]))
    meters.write(quarters("M2", datetime(2026, 6, 30, 23, 45, tzinfo=UTC), [1]))

    assert meters.last_day(meter_no="M1") == Period(date(2026, 5, 1), date(2026, 5, 2))


def test_a_table_is_as_good_as_values(meters: MeterStore) -> None:
    """Arrow columns, dictionary-encoded ones too, may come in any order."""
    table = pa.table(
        {
            "quality": pa.array(["actual", "missing"]).dictionary_encode(),
            "energy_wh": pa.array([3, None], pa.int32()),
            "meter_no": pa.array(["M1", "M1"]).dictionary_encode(),
            "start": pa.array([FIRST, FIRST + QUARTER], pa.timestamp("ms", tz="Asia/Shanghai")),
        }
    )

    meters.write(table)

    assert meters.readings(meter_no="M1", period=MONTH) == quarters("M1", FIRST, [3, None])


@pytest.mark.parametrize(
    ("reading", "rule"),
    [
        (Reading("M1", FIRST + timedelta(minutes=7), 1, Quality.ACTUAL), "quarter"),
        (Reading("M1", FIRST, -1, Quality.ACTUAL), "negative"),
        (Reading("M1", FIRST, None, Quality.ACTUAL), "missing"),
        (Reading("M1", FIRST, 4, Quality.MISSING), "missing"),
        (Reading("", FIRST, 1, Quality.ACTUAL), "meter number"),
        (Reading("M1", datetime(1970, 1, 1, tzinfo=UTC), 1, Quality.ACTUAL), "1992"),
        (Reading("M1", datetime(2026, 5, 1), 1, Quality.ACTUAL), "aware"),  # noqa: DTZ001
    ],
)
def test_bad_readings_are_refused_whole(meters: MeterStore, reading: Reading, rule: str) -> None:
    """The rule that is broken is named, and nothing of the write is kept."""
    good = quarters("M2", FIRST, [1])

    with pytest.raises(BadReadings, match=rule):
        meters.write([*good, reading])

    assert meters.readings(meter_no="M2", period=MONTH) == []


def test_missing_columns_are_named(meters: MeterStore) -> None:
    """A table without the columns is refused with their names."""
    with pytest.raises(BadReadings, match="meter_no"):
        meters.write(pa.table({"meter": ["M1"]}))


def test_nothing_to_write_is_nothing(meters: MeterStore) -> None:
    """An empty write stores no reading."""
    assert meters.write([]) == 0


def test_threads_may_read_while_one_writes(meters: MeterStore) -> None:
    """Readers see whole writes only: every day they see is complete."""
    meters.write(quarters("M1", FIRST, [1] * 96))

    def write() -> None:
        for day in range(1, 12):
            meters.write(quarters("M1", FIRST + timedelta(days=day), [1] * 96))

    def read(_number: int) -> set[int]:
        return {day.total_wh for day in meters.days(meter_no="M1", period=MONTH)}

    with ThreadPoolExecutor(4) as pool:
        writing = pool.submit(write)
        seen = set().union(*pool.map(read, range(60)))
        writing.result()

    assert seen == {96}
    assert len(meters.days(meter_no="M1", period=MONTH)) == 12


def test_ping_answers(meters: MeterStore) -> None:
    """A store that works says nothing."""
    meters.ping()
