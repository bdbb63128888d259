"""What can be spared is found where it was put, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from bot.analytics.dr_adjustable import Spare, spare
from bot.analytics.dr_baseline import Window
from bot.domain.unable import NotEnoughReadings

DAYS = 200
WINDOW = Window(36, 40)
PLACES = np.arange(DAYS)
CELSIUS = 22 + 9 * np.sin(2 * np.pi * (PLACES - 80) / 365) + 2.5 * np.sin(PLACES * 0.9)
OFF = PLACES % 7 >= 5


def home(*, per_degree_w: float = 0.0, car_w: float = 0.0) -> np.ndarray:
    """50 W always, 250 W more in the evening, cooling above 26 °C, a car every third evening."""
    random = np.random.default_rng(2)
    wh = np.full((DAYS, 48), 25.0)
    wh[:, 34:44] += 125.0 * random.gamma(60, 1 / 60, (DAYS, 10))
    wh[:, 34:44] += per_degree_w / 2 * np.maximum(CELSIUS - 26, 0)[:, None]
    wh[::3, 36:40] += car_w / 2
    return wh


def found(wh: np.ndarray, *, day_c: float = 30.0, alike: np.ndarray | None = None) -> Spare:
    return spare(
        wh,
        alike=~OFF if alike is None else alike,
        day_off=OFF,
        mean_c=CELSIUS,
        window=WINDOW,
        day_c=day_c,
        degrees=2.0,
    )


def test_cooling_is_two_degrees_of_what_the_meter_answers_per_degree() -> None:
    one = found(home(per_degree_w=100.0))

    assert one.cooling_w == pytest.approx(200, rel=0.15)
    assert one.heating_w == 0


def test_on_a_mild_day_there_is_no_cooling_to_spare() -> None:
    assert found(home(per_degree_w=100.0), day_c=20.0).cooling_w == 0


def test_a_home_that_does_not_mind_the_weather_has_none_either() -> None:
    one = found(home())

    assert (one.cooling_w, one.heating_w, one.charging_w) == (0, 0, 0)
    assert one.above_base_w == pytest.approx(250, rel=0.1)
    assert one.usual_w == pytest.approx(300, rel=0.1)


def test_a_car_that_charges_in_these_hours_is_seen() -> None:
    one = found(home(car_w=7000.0))

    assert one.charging_w == pytest.approx(7000 / 3, rel=0.15)


def test_a_kettle_is_no_car() -> None:
    wh = home()
    wh[::2, 37] += 1500.0

    assert found(wh).charging_w == 0


def test_the_parts_never_exceed_what_is_used_above_the_base() -> None:
    for car in (0.0, 3000.0, 7000.0):
        for slope in (0.0, 100.0, 800.0):
            one = found(home(per_degree_w=slope, car_w=car))
            parts = one.cooling_w + one.heating_w + one.charging_w + one.above_base_w
            assert 0 <= parts <= one.usual_w + 1e-6
            assert min(one.cooling_w, one.charging_w, one.above_base_w) >= 0


def test_nine_days_are_not_enough() -> None:
    alike = np.zeros(DAYS, bool)
    alike[-9:] = True

    with pytest.raises(NotEnoughReadings) as thin:
        found(home(), alike=alike)
    assert thin.value.facts == {"days_present": 9, "days_needed": 10}
