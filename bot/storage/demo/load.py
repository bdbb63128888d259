"""Load of one household, use by use, in watts per quarter-hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.period import Period
from bot.storage.demo.archetype import Home
from bot.storage.demo.calendar import DayKinds
from bot.storage.demo.event import Event, EventKind, day_mask, days_of
from bot.storage.demo.weather import SLOTS, Weather

Watts = NDArray[np.floating[Any]]
"""Days by 96 quarter-hours."""

HOURS = (np.arange(SLOTS) + 0.5) / 4
FRIDGE_DUTY = 0.4
"""Part of the time a fridge compressor runs at 22 °C."""
EV_KWH_PER_CHARGE = 17.0
HOURS_PLUGGED_IN = 9.5


def household_load(
    *,
    home: Home,
    weather: Weather,
    kinds: DayKinds,
    events: Sequence[Event],
    rng: np.random.Generator,
) -> dict[str, Watts]:
    """Power of every use, keyed `standby fridge living water cooling heating ev leak`.

    Solar generation, where there is any, is under `pv` as a positive figure.
    """
    whole = weather.period
    at_home = ~day_mask(events, EventKind.AWAY, whole)
    mood = np.exp(0.22 * rng.standard_normal(whole.days))
    for rows, event in days_of(events, EventKind.GUESTS, whole):
        mood[rows] *= event.size
    awake, asleep = _presence(home, kinds)
    present = at_home[:, None]
    uses = {
        "standby": _level(home.standby_w, whole),
        "fridge": _fridge(home, weather, rng),
        "living": _living(home, awake, mood, rng) * present,
        "water": _water(home, weather, mood, rng) * present,
        "cooling": _cooling(home, weather, awake, asleep, mood) * present,
        "heating": _heating(home, weather, awake, mood) * present,
    }
    if home.ev_kw:
        uses["ev"] = _charging(home, weather, at_home, events, rng)
    if home.pv_kwp:
        uses["pv"] = _solar(home, weather, rng)
    leak = np.zeros((whole.days, SLOTS), dtype=np.float32)
    for rows, event in days_of(events, EventKind.LEAK, whole):
        leak[rows] = event.size
    uses["leak"] = leak
    return {use: watts.astype(np.float32) for use, watts in uses.items()}


def bump(centre_h: float, width_h: float) -> Watts:
    """A smooth hump of height 1 over the hours of a day, wrapping at midnight."""
    gap = np.abs((HOURS - centre_h + 12) % 24 - 12)
    return np.exp(-0.5 * (gap / width_h) ** 2).astype(np.float32)


def between(start_h: float, end_h: float, edge_h: float = 0.35) -> Watts:
    """1 between two hours, 0 outside, with soft edges; `end_h` may pass midnight."""
    length = end_h - start_h
    since = (HOURS - start_h) % 24
    inside = 1 / (1 + np.exp(-(since - 0.0) / edge_h)) - 1 / (
        1 + np.exp(-(since - length) / edge_h)
    )
    wrapped = since - 24
    inside += 1 / (1 + np.exp(-wrapped / edge_h)) - 1 / (1 + np.exp(-(wrapped - length) / edge_h))
    return np.clip(inside, 0, 1).astype(np.float32)


def _presence(home: Home, kinds: DayKinds) -> tuple[Watts, Watts]:
    """How many of the household are awake at home, and asleep, each 0 to 1."""
    up = between(home.wake_h, home.bed_h)
    out = between(home.leave_h, home.back_h)
    workday = up * (1 - out * (1 - home.day_presence))
    day_off = up * (1 - out * 0.35 * (1 - home.day_presence))
    awake = np.where(kinds.workday[:, None], workday, day_off)
    asleep = np.broadcast_to(1 - up, awake.shape) if home.people else np.zeros_like(awake)
    return awake, asleep


def _level(watts: float, whole: Period) -> Watts:
    return np.full((whole.days, SLOTS), watts, dtype=np.float32)


def _fridge(home: Home, weather: Weather, rng: np.random.Generator) -> Watts:
    """Compressor cycles of about an hour; longer runs on warm days."""
    steps = np.arange(weather.period.days * SLOTS).reshape(-1, SLOTS)
    cycle = rng.uniform(3.2, 5.1)
    duty = np.clip(FRIDGE_DUTY * (1 + 0.022 * (weather.mean_c - 22)), 0.2, 0.85)[:, None]
    phase = (steps + rng.uniform(0, cycle)) % cycle / cycle
    return (home.fridge_w / FRIDGE_DUTY) * (phase < duty)


def _living(home: Home, awake: Watts, mood: NDArray[np.float64], rng: np.random.Generator) -> Watts:
    """Lights, screens and cooking: meals and evenings stand out."""
    meals = 0.9 * bump(home.wake_h + 0.5, 0.5) + 0.5 * bump(12, 0.5) + 0.9 * bump(18.6, 0.7)
    evening = 1.2 * bump(min(home.bed_h - 1, 23.5), 1.6)
    always_on = 0.14
    if not home.people:
        meals, evening, always_on = meals * 0, evening * 0, 0.0
    shape = awake * (0.4 + meals + evening) + always_on
    typical_day = max(float(shape.mean()), 1e-6)
    ripple = rng.gamma(2.5, 1 / 2.5, shape.shape).astype(np.float32)
    watts: Watts = shape / typical_day * ripple * mood[:, None] * (home.living_kwh / 24 * 1000)
    return watts


def _water(
    home: Home, weather: Weather, mood: NDArray[np.float64], rng: np.random.Generator
) -> Watts:
    """The water heater reheats after showers, longer in the cold months."""
    need_kwh = home.water_kwh * (1 + 0.045 * (22 - weather.mean_c)) * mood
    centre = min(home.bed_h - 1.3, 23.0) + 0.7 * rng.standard_normal(weather.period.days)
    gap = np.abs((HOURS[None, :] - centre[:, None] + 12) % 24 - 12)
    hump = np.exp(-0.5 * (gap / 0.5) ** 2)
    hump = 0.65 * hump / hump.sum(axis=1, keepdims=True) + 0.35 / SLOTS  # showers, then losses
    watts: Watts = hump * np.maximum(need_kwh, 0)[:, None] * 4000
    return watts


def _felt(weather: Weather) -> Watts:
    """Indoor temperature: outdoors, smoothed by the walls over about a day."""
    daily = weather.mean_c
    lagged = 0.65 * daily + 0.35 * np.concatenate([daily[:1], daily[:-1]])
    return (0.45 * weather.temp_c + 0.55 * lagged[:, None]).astype(np.float32)


def _cooling(
    home: Home, weather: Weather, awake: Watts, asleep: Watts, mood: NDArray[np.float64]
) -> Watts:
    excess = np.clip(_felt(weather) - home.cooling_from_c + 1.5, 0, 10) / 8
    running = 0.65 * awake + 0.75 * asleep
    watts: Watts = excess * running * (home.cooling_kw * 1000) * mood[:, None] ** 0.5
    return watts


def _heating(home: Home, weather: Weather, awake: Watts, mood: NDArray[np.float64]) -> Watts:
    lack = np.clip(home.heating_below_c - _felt(weather) + 1, 0, 10) / 8
    waking_hours = 0.35 + 0.65 * bump(20.5, 2.2)
    watts: Watts = lack * awake * waking_hours * (home.heating_kw * 1000) * mood[:, None] ** 0.5
    return watts


def _charging(
    home: Home,
    weather: Weather,
    at_home: NDArray[np.bool_],
    events: Sequence[Event],
    rng: np.random.Generator,
) -> Watts:
    """The car is plugged in some evenings and starts after 22:00."""
    days = weather.period.days
    owned = day_mask(events, EventKind.CAR, weather.period)
    if not any(event.kind is EventKind.CAR for event in events):
        owned[:] = True
    charges = owned & at_home & (rng.random(days) < 0.45)
    wanted_kwh = EV_KWH_PER_CHARGE * np.exp(0.35 * rng.standard_normal(days))
    energy_kwh = np.minimum(wanted_kwh, home.ev_kw * HOURS_PLUGGED_IN)
    first_slot = np.round((22.1 + 0.5 * rng.random(days)) * 4).astype(int)
    lasting = np.maximum(1, np.round(energy_kwh / home.ev_kw * 4)).astype(int)
    steps = np.zeros(days * SLOTS + 1)
    begins = np.arange(days)[charges] * SLOTS + first_slot[charges]
    ends = np.minimum(begins + lasting[charges], days * SLOTS)
    np.add.at(steps, begins, 1.0)
    np.add.at(steps, ends, -1.0)
    plugged = np.clip(np.cumsum(steps)[:-1], 0, 1).reshape(days, SLOTS)
    return plugged * (home.ev_kw * 1000)


def _solar(home: Home, weather: Weather, rng: np.random.Generator) -> Watts:
    """Panels: day length follows the season, clouds take most of it."""
    day_of_year = np.array([day.timetuple().tm_yday for day in weather.period.each_day()])
    half_day = 6 + 0.75 * np.sin(2 * np.pi * (day_of_year - 80) / 365.25)
    angle = (HOURS[None, :] - 12.1) / half_day[:, None] * (np.pi / 2)
    clear = np.where(np.abs(angle) < np.pi / 2, np.cos(angle), 0) ** 1.3
    haze = 1 - 0.78 * weather.cloud
    flicker = np.clip(
        1 + 0.25 * rng.standard_normal(clear.shape) * weather.cloud[:, None], 0.1, 1.3
    )
    return clear * haze[:, None] * flicker * home.pv_kwp * 850
