"""The daily model forecasts what a slow oracle sees, holds its intervals and refuses thin data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.analytics import daily_energy, daily_energy_errors
from bot.analytics.daily_energy import DailyModel
from bot.analytics.daily_energy_features import surroundings, weather_slopes
from bot.analytics.daily_energy_panel import Panel
from bot.domain.unable import NotEnoughReadings

FIRST = np.datetime64("2025-01-01")
DAYS = 330


def town(meters: int = 40, days: int = DAYS, seed: int = 3) -> tuple[Panel, np.ndarray]:
    """Meters that rest on days off as much as each likes; and what each uses without chance."""
    random = np.random.default_rng(seed)
    dates = FIRST + np.arange(days).astype("timedelta64[D]")
    weekend = (dates.astype(int) + 3) % 7 >= 5
    level = np.exp(random.normal(3.0, 1.0, (meters, 1)))
    truth = level * (1.0 - random.uniform(0.0, 0.7, (meters, 1)) * weekend)
    return Panel(truth * np.exp(random.normal(0.0, 0.1, truth.shape)), dates), truth


@pytest.fixture(scope="module")
def fitted() -> tuple[Panel, np.ndarray, DailyModel]:
    panel, truth = town()
    return panel, truth, daily_energy.fit(panel.upto(DAYS - 30))


def test_windows_agree_with_a_slow_count() -> None:
    """Mean, presence and level are those a loop over the days gives, gaps and edges included."""
    random = np.random.default_rng(5)
    kwh = random.gamma(2.0, 5.0, (6, 70))
    kwh[random.random(kwh.shape) < 0.3] = np.nan
    kwh[0, 50] = 1e4
    panel = Panel(kwh, FIRST + np.arange(70).astype("timedelta64[D]"))

    for start, stop in ((-5, 9), (10, 24), (60, 80), (40, 70)):
        for meter in range(6):
            inside = [kwh[meter, d] for d in range(max(start, 0), min(stop, 70))]
            read = [value for value in inside if not np.isnan(value)]
            expected = sum(read) / len(read) if len(read) >= 0.6 * (stop - start) else np.nan
            assert panel.mean(start, stop)[meter] == pytest.approx(expected, nan_ok=True)
            assert panel.means(np.array([start]), stop - start)[meter, 0] == pytest.approx(
                expected, nan_ok=True
            )
            assert panel.present(start, stop)[meter] == len(read)
    wild = [value for value in kwh[0, 42:70] if not np.isnan(value)]
    assert panel.level(70)[0] < sum(wild) / len(wild) / 5


def test_the_days_ahead_are_near_what_each_meter_does(
    fitted: tuple[Panel, np.ndarray, DailyModel],
) -> None:
    """Within 6 % of the truth behind the noise, and nearer than last month's mean."""
    panel, truth, model = fitted
    start = DAYS - 30

    told = daily_energy.rest_of_month(model, panel=panel, origin=panel.days[start], horizon=30)

    ahead = truth[:, start:]
    wrong = np.abs(told.kwh - ahead).sum() / ahead.sum()
    plain = np.abs(panel.mean(start - 28, start)[:, None] - ahead).sum() / ahead.sum()
    assert wrong < 0.06
    assert wrong < plain / 2
    assert told.total_kwh == pytest.approx(told.kwh.sum(axis=1))


def test_the_interval_of_the_sum_holds_what_was_used(
    fitted: tuple[Panel, np.ndarray, DailyModel],
) -> None:
    """Over several towns an 80 % interval holds about 80 % of sums; longer sums are surer."""
    panel, _, model = fitted
    origin = panel.days[DAYS - 30]
    inside = []
    for seed in range(3):
        other, _ = town(seed=seed)
        told = daily_energy.rest_of_month(
            daily_energy.fit(other.upto(DAYS - 30)), panel=other, origin=origin, horizon=30
        )
        used = other.kwh[:, DAYS - 30 :].sum(axis=1)
        inside.append((told.low_kwh <= used) & (used <= told.high_kwh))

    month = daily_energy.rest_of_month(model, panel=panel, origin=origin, horizon=30)
    start = daily_energy.rest_of_month(model, panel=panel, origin=origin, horizon=3)

    assert 0.7 <= np.mean(inside) <= 0.92
    widths = [np.median((o.high_kwh - o.low_kwh) / o.total_kwh) for o in (month, start)]
    assert widths[0] < widths[1]


def test_what_all_missed_alike_is_kept_with_both_signs() -> None:
    """The common part of each origin is turned round; what is a meter's own stays as it was."""
    own = np.array([-1.0, 0.0, 2.0, -3.0, 0.0, 1.0])
    origins = np.array([1, 1, 1, 2, 2, 2])
    common = np.where(origins == 1, 5.0, -7.0)

    both = daily_energy_errors.both_ways(own + common, origins)

    np.testing.assert_allclose(both, np.concatenate([own + common, own - common]))


def test_later_days_are_never_looked_at(fitted: tuple[Panel, np.ndarray, DailyModel]) -> None:
    """Whatever is written on and after the origin, the forecast stays the same."""
    panel, _, model = fitted
    spoiled = panel.kwh.copy()
    spoiled[:, DAYS - 30 :] = 1e6
    origin = panel.days[DAYS - 30]

    told = daily_energy.rest_of_month(model, panel=panel, origin=origin, horizon=12)
    again = daily_energy.rest_of_month(
        model, panel=Panel(spoiled, panel.days), origin=origin, horizon=12
    )

    np.testing.assert_array_equal(told.kwh, again.kwh)


def test_a_kept_model_says_the_same(
    fitted: tuple[Panel, np.ndarray, DailyModel], tmp_path: Path
) -> None:
    """Saved as text and JSON, loaded, and asked again: sums to a millionth, intervals nearly."""
    panel, _, model = fitted
    origin = panel.days[DAYS - 30]

    model.save(tmp_path)
    loaded = DailyModel.load(tmp_path)

    told = daily_energy.rest_of_month(model, panel=panel, origin=origin, horizon=10)
    again = daily_energy.rest_of_month(loaded, panel=panel, origin=origin, horizon=10)
    np.testing.assert_allclose(again.total_kwh, told.total_kwh, rtol=1e-6)
    np.testing.assert_allclose(again.high_kwh, told.high_kwh, rtol=1e-3)
    assert {file.suffix for file in tmp_path.iterdir()} == {".txt", ".json"}


def test_fitting_twice_gives_one_model(fitted: tuple[Panel, np.ndarray, DailyModel]) -> None:
    """The same panel and seed make the same trees."""
    panel, _, model = fitted

    again = daily_energy.fit(panel.upto(DAYS - 30), errors=False)

    assert again.booster.model_to_string() == model.booster.model_to_string()


def test_samples_spread_like_the_interval(fitted: tuple[Panel, np.ndarray, DailyModel]) -> None:
    """Four fifths of the drawn sums lie inside the interval of the sum."""
    panel, _, model = fitted
    origin = panel.days[DAYS - 30]
    told = daily_energy.rest_of_month(model, panel=panel, origin=origin, horizon=20)

    drawn = daily_energy.samples(model, told, count=300)

    assert drawn.shape == (40, 300, 20)
    sums = drawn.sum(axis=2)
    inside = (told.low_kwh[:, None] <= sums) & (sums <= told.high_kwh[:, None])
    assert inside.mean() == pytest.approx(0.82, abs=0.07)


def test_a_meter_of_a_few_weeks_is_refused_with_its_days(
    fitted: tuple[Panel, np.ndarray, DailyModel],
) -> None:
    """Forty days are too few; the neighbours are forecast all the same."""
    panel, _, model = fitted
    kwh = panel.kwh.copy()
    kwh[7, : DAYS - 70] = np.nan

    told = daily_energy.rest_of_month(
        model, panel=Panel(kwh, panel.days), origin=panel.days[DAYS - 30], horizon=5
    )

    with pytest.raises(NotEnoughReadings) as refusal:
        told.require(7)
    assert refusal.value.facts["days_present"] == 40
    assert refusal.value.facts["days_needed"] == 60
    told.require(8)


def test_a_panel_too_short_for_any_model_is_refused() -> None:
    """Fifty days of every meter teach nothing."""
    panel, _ = town(days=50)

    with pytest.raises(NotEnoughReadings):
        daily_energy.fit(panel)


def test_ranks_give_the_interval_of_new_errors() -> None:
    """Of 9,999 fresh errors the share asked for falls between, whatever their shape."""
    random = np.random.default_rng(1)
    past, fresh = random.gamma(2.0, 1.0, 400), random.gamma(2.0, 1.0, 9999)

    low, high = daily_energy_errors.between(past, 0.8)

    assert ((low <= fresh) & (fresh <= high)).mean() == pytest.approx(0.8, abs=0.04)


def test_weather_slopes_are_found() -> None:
    """A meter that adds 5 % of its level a degree above 22 is seen to do so; another adds none."""
    random = np.random.default_rng(2)
    days = FIRST + np.arange(DAYS).astype("timedelta64[D]")
    mean_c = 17.0 - 13.0 * np.cos(2 * np.pi * np.arange(DAYS) / 365) + random.normal(0, 2, DAYS)
    warm = np.maximum(mean_c - 22.0, 0.0)
    kwh = np.vstack([10.0 * (1 + 0.05 * warm), np.full(DAYS, 10.0)])
    panel = Panel(kwh * np.exp(random.normal(0, 0.05, kwh.shape)), days)
    around = surroundings(panel, ahead=10, mean_c=mean_c)

    slopes = weather_slopes(panel, around, DAYS, np.full(2, 10.0))

    assert slopes[0, 0] == pytest.approx(0.05, abs=0.005)
    assert slopes[1, 0] == pytest.approx(0.0, abs=0.003)


def test_weather_beyond_a_week_is_the_usual_one() -> None:
    """A later day's own temperature is not used even where the panel knows it."""
    panel, _ = town(meters=2, days=DAYS)
    mean_c = 15.0 - 12.0 * np.cos(2 * np.pi * np.arange(DAYS) / 365.25)
    mean_c[300:] += 20.0
    around = surroundings(panel, ahead=40, mean_c=mean_c)

    foreseen = around.foreseen_c(300, np.arange(300, 320))

    np.testing.assert_array_equal(foreseen[:7], mean_c[300:307])
    assert (np.abs(foreseen[7:] - mean_c[307:320]) > 5.0).all()
