"""Kinds of customers and the figures drawn for one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml


@dataclass(frozen=True)
class Home:
    """What decides a household's load."""

    people: int
    wake_h: float
    leave_h: float
    back_h: float
    bed_h: float
    """Hour of going to bed; above 24 means after midnight."""
    day_presence: float
    """How likely someone is at home on a workday between leaving and coming back."""
    standby_w: float
    fridge_w: float
    living_kwh: float
    """Lights, screens and cooking on an ordinary day."""
    water_kwh: float
    """Electric water heating on a mild day."""
    cooling_kw: float
    """Drawn by the air conditioners when it is 8 °C above `cooling_from_c`."""
    cooling_from_c: float
    heating_kw: float
    """Drawn by electric heating when it is 8 °C below `heating_below_c`; 0 without."""
    heating_below_c: float
    ev_kw: float = 0.0
    """Charger power; 0 without an electric car."""
    pv_kwp: float = 0.0
    """Peak power of the solar panels; 0 without."""


@dataclass(frozen=True)
class Business:
    """What decides a shop's or factory's load."""

    open_h: float
    close_h: float
    kw: float
    base_kw: float
    cooling: float
    """Part of `kw` added per 10 °C above 24 °C."""
    rushes: tuple[float, ...]
    """Hours at which it is busiest."""
    weekend: float
    """Activity on days off relative to a workday."""
    closed_days: int
    """Days shut around Spring Festival."""
    power_factor: float = 0.95


HOME_KINDS = "homes"
BUSINESS_KINDS = "businesses"


def shares() -> dict[str, float]:
    """Part of all accounts that each archetype takes, in the order of the file."""
    return {
        name: float(row["share"])
        for group in (HOME_KINDS, BUSINESS_KINDS)
        for name, row in _catalogue()[group].items()
    }


def is_home(archetype: str) -> bool:
    """Whether the archetype is a household (residential tariff)."""
    return archetype in _catalogue()[HOME_KINDS]


def is_factory(archetype: str) -> bool:
    """Whether the archetype is a factory (two-part tariff)."""
    return archetype.startswith("factory")


def draw_home(archetype: str, rng: np.random.Generator) -> Home:
    """One household of this kind."""
    row = dict(_catalogue()[HOME_KINDS][archetype])
    figures = {key: _draw(row[key], rng) for key in row if key not in ("share", "heating_odds")}
    people = round(figures.pop("people"))
    heats = rng.random() < row["heating_odds"]
    figures["heating_kw"] *= heats
    return Home(people=people, heating_below_c=float(rng.uniform(10, 14)), **figures)


def draw_business(archetype: str, rng: np.random.Generator) -> Business:
    """One shop or factory of this kind."""
    row = dict(_catalogue()[BUSINESS_KINDS][archetype])
    keys = ("open_h", "close_h", "kw", "base_kw", "cooling", "weekend")
    figures = {key: _draw(row[key], rng) for key in keys}
    return Business(
        rushes=tuple(float(hour) for hour in row["rushes"]),
        closed_days=round(_draw(row["closed_days"], rng)),
        power_factor=float(rng.uniform(0.91, 0.97)),
        **figures,
    )


def _draw(bounds: list[float], rng: np.random.Generator) -> float:
    return round(float(rng.uniform(bounds[0], bounds[1])), 3)


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    text = Path(__file__).with_name("archetypes.yml").read_text("utf-8")
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return loaded
