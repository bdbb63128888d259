"""Faults put into a home made by hand: found, dated, sized, and not called by another name."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from bot.analytics.anomalies import find_anomalies
from bot.analytics.cleaning import clean
from bot.domain.anomaly import Anomaly, AnomalyKind, Reason
from bot.domain.unable import NotEnoughReadings
from tests.analytics.homes import DAYS, FIRST_DAY, Floats, House, all_of, days_off, temperature


def found(
    wh: Floats, *, missing: object = None, home: bool = True, mean_c: Floats | None = None
) -> tuple[Anomaly, ...]:
    absent = all_of(False, wh) if missing is None else np.asarray(missing)
    return find_anomalies(
        meter=clean(wh=wh, missing=absent, estimated=all_of(False, wh)),
        first_day=FIRST_DAY,
        mean_c=temperature()[: len(wh)] if mean_c is None else mean_c,
        day_off=days_off(len(wh)),
        home=home,
    )


def only(wh: Floats, kind: AnomalyKind) -> Anomaly:
    one = [item for item in found(wh) if item.kind is kind]
    assert len(one) == 1, found(wh)
    return one[0]


@pytest.mark.parametrize("seed", range(12))
def test_an_ordinary_home_has_nothing_unusual(seed: int) -> None:
    """Summers and winters of its own, other habits, other weather."""
    mean_c = temperature(seed=seed)
    home = House(seed=seed, cooling_w_per_degree=30 + 15 * seed, mean_c=mean_c)

    assert found(home.wh(), mean_c=mean_c) == ()


@pytest.mark.parametrize("watts", [200, 350, 600])
@pytest.mark.parametrize("ago", [6, 40, 150])
def test_a_leak_is_found_with_its_day_and_size(watts: int, ago: int) -> None:
    wh = House().wh()
    wh[-ago:] += watts / 2

    one = only(wh, AnomalyKind.LEAK)

    assert abs((one.since - (FIRST_DAY + timedelta(days=DAYS - ago))).days) <= 2
    assert one.extra_wh == pytest.approx(watts * 24, rel=0.3)
    assert one.reason is Reason.CONSTANT_DRAW
    assert one.until is None


def test_a_leak_that_was_mended_is_no_leak_any_more() -> None:
    wh = House().wh()
    wh[-60:-20] += 200

    assert AnomalyKind.LEAK not in {one.kind for one in found(wh)}


def test_one_more_appliance_that_stays_on_is_a_raised_base() -> None:
    wh = House(cooling_w_per_degree=0).wh()
    wh[-50:] += 45

    one = only(wh, AnomalyKind.RAISED_BASE)

    assert one.reason is Reason.ALWAYS_ON
    assert one.extra_wh == pytest.approx(90 * 24, rel=0.3)


@pytest.mark.parametrize("part", [0.1, 0.25, 0.4])
def test_energy_that_passes_the_meter_by_is_for_staff_only(part: float) -> None:
    wh = House().wh()
    wh[-90:] = np.rint(wh[-90:] * part)

    one = only(wh, AnomalyKind.THEFT_SUSPECTED)

    assert one.kind.staff_only
    assert abs((one.since - (FIRST_DAY + timedelta(days=DAYS - 90))).days) <= 7
    assert one.extra_wh < 0


def test_people_who_went_away_are_not_suspected() -> None:
    """Their base stays; only what they switch on is gone."""
    home = House()
    wh = home.wh()
    wh[-40:] = np.rint(home.uses()["base"][-40:] / 2)

    assert AnomalyKind.THEFT_SUSPECTED not in {one.kind for one in found(wh)}
    assert AnomalyKind.VACANT_USE not in {one.kind for one in found(wh)}


def test_an_empty_home_that_uses_much_is_told() -> None:
    home = House()
    wh = home.wh()
    wh[-20:] = np.rint((home.uses()["base"][-20:] + 300) / 2)

    one = only(wh, AnomalyKind.VACANT_USE)

    assert one.since == FIRST_DAY + timedelta(days=DAYS - 20)
    assert one.after_wh == pytest.approx((90 + 40 + 300) * 24, rel=0.05)
    assert AnomalyKind.SUDDEN_RISE not in {item.kind for item in found(wh)}
    assert found(wh, home=False) == tuple(
        item for item in found(wh) if item.kind is not AnomalyKind.VACANT_USE
    )


@pytest.mark.parametrize(("start", "end"), [(-5, None), (-30, -12)])
def test_a_meter_that_counts_nothing_is_told_with_its_days(start: int, end: int | None) -> None:
    wh = House().wh()
    wh[start:end] = 0

    one = only(wh, AnomalyKind.METER_STOPPED)

    assert one.since == FIRST_DAY + timedelta(days=DAYS + start)
    assert one.until == (None if end is None else FIRST_DAY + timedelta(days=DAYS + end))
    assert one.days == (0 if end is None else end) - start
    assert one.after_wh == 0


def test_missing_readings_are_no_stopped_meter() -> None:
    wh = House().wh()
    missing = all_of(False, wh)
    missing[-10:] = True

    assert found(wh, missing=missing) == ()


def test_silence_of_a_switched_off_holiday_home_is_ordinary() -> None:
    wh = House().wh()
    wh[:-200] = 0
    wh[-190:-3] = 0

    assert AnomalyKind.METER_STOPPED not in {one.kind for one in found(wh)}


def test_a_car_bought_lately_explains_the_rise() -> None:
    wh = House().wh()
    wh[-40::2, 44:48] += 3500

    one = only(wh, AnomalyKind.SUDDEN_RISE)

    assert one.reason is Reason.CAR_CHARGING
    assert one.extra_wh == pytest.approx(7000, rel=0.4)


def test_more_people_at_home_are_a_rise_without_a_fault() -> None:
    wh, livelier = House().wh(), House(evening_w=1500).wh()
    wh[-30:] = livelier[-30:]

    one = only(wh, AnomalyKind.SUDDEN_RISE)

    assert one.reason in (Reason.MORE_USE, Reason.COOLING)
    assert one.before_wh < one.after_wh
    assert {item.kind for item in found(wh)} == {AnomalyKind.SUDDEN_RISE}


@pytest.mark.parametrize("kind_of_week", [1, 7])
def test_moving_the_whole_history_moves_only_the_dates(kind_of_week: int) -> None:
    """Detection depends on the days' order, never on the calendar date itself."""
    wh = House().wh()
    wh[-30:] += 200
    later = FIRST_DAY + timedelta(days=kind_of_week)
    plain = found(wh)
    moved = find_anomalies(
        meter=clean(wh=wh, missing=all_of(False, wh), estimated=all_of(False, wh)),
        first_day=later,
        mean_c=temperature(),
        day_off=days_off(),
        home=True,
    )

    shift = timedelta(days=kind_of_week)
    assert [(one.kind, one.since + shift, one.extra_wh) for one in plain] == [
        (one.kind, one.since, one.extra_wh) for one in moved
    ]


def test_a_few_weeks_are_too_little() -> None:
    with pytest.raises(NotEnoughReadings) as refused:
        found(House().wh()[:30])
    assert refused.value.facts == {"days_present": 30, "days_needed": 35}
