"""Half-hour days of many meters at once equal those of one meter at a time, in every store."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from bot.domain.period import Period, local_midnight
from bot.domain.usage import Quality, Reading
from bot.storage.meters import MeterStore
from tests.storage.meters.test_store import FIRST, MONTH, QUARTER, quarters

TWO_MONTHS = Period(date(2026, 5, 3), date(2026, 6, 20))


@pytest.mark.parametrize("seed", range(2))
def test_many_meters_at_once_equal_one_at_a_time(meters: MeterStore, seed: int) -> None:
    """Holes, estimates, corrections of later writes, and a period that begins within a month."""
    chance = random.Random(seed)
    names = [f"M{number:02}" for number in range(7)]
    for name in names:
        written = []
        for n in range(61 * 96):
            if chance.random() < 0.02 or 10 * 96 < n < 12 * 96 + 40:
                continue
            quality = chance.choices(list(Quality), [90, 7, 3])[0]
            energy = None if quality is Quality.MISSING else chance.randrange(2_000)
            written.append(Reading(name, FIRST + QUARTER * n, energy, quality))
        meters.write(written)
    corrected = FIRST + timedelta(days=20)
    meters.write([r for name in names[::2] for r in quarters(name, corrected, [7, None, 9])])

    grid = meters.slots(meter_nos=names, period=TWO_MONTHS)

    assert grid.meter_nos == tuple(names)
    for place, name in enumerate(names):
        assert grid.days_of(place) == meters.days(meter_no=name, period=TWO_MONTHS)


def test_meters_stand_in_the_order_asked_and_only_they(meters: MeterStore) -> None:
    """A meter without readings has no day; one that was not asked for leaves no trace."""
    meters.write([*quarters("A", FIRST, [1] * 96), *quarters("B", FIRST, [2] * 96)])
    meters.write(quarters("C", FIRST, [5] * 96))

    grid = meters.slots(meter_nos=["C", "X", "A", "C"], period=MONTH)

    assert grid.meter_nos == ("C", "X", "A")
    assert grid.slot_wh[:, 0, 0].tolist() == [10, 0, 2]
    assert grid.slot_wh.sum() == 6 * 96
    assert grid.read.sum(axis=1).tolist() == [1, 0, 1]
    assert grid.days_of(1) == []


def test_an_empty_store_gives_an_empty_grid(meters: MeterStore) -> None:
    """Nothing read, everything missing."""
    grid = meters.slots(meter_nos=["A"], period=MONTH)

    assert not grid.read.any()
    assert (grid.missing_slots == 48).all()


def test_a_day_ends_at_local_midnight(meters: MeterStore) -> None:
    """The last quarter of May is May's, also where June's first is in the same write."""
    midnight = local_midnight(date(2026, 6, 1))
    meters.write(quarters("A", midnight - 2 * QUARTER, [3, 4, 5, 6]))

    may = meters.slots(meter_nos=["A"], period=MONTH)
    both = meters.slots(meter_nos=["A"], period=Period(date(2026, 5, 31), date(2026, 6, 2)))

    assert may.slot_wh.sum() == 7
    assert both.slot_wh[0, :, :].sum(axis=1).tolist() == [7, 11]
