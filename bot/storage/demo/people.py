"""Invented customers: names, numbers, addresses and phones of the demo town."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.domain import account_no as account_numbers
from bot.domain.account import Customer
from bot.storage.demo import archetype as archetypes

FIRST_SERIAL, SERIAL_STEP = 20_260_001, 137
FIRST_METER = 23_456_789
FIRST_PHONE = 5_910_000
NAME_STEP = 191
"""The numbers depend on the place in the town only, so that documents can quote them."""


def account_no(index: int) -> str:
    """Account number of the town's `index`-th account."""
    return account_numbers.with_check_digit(f"3501{FIRST_SERIAL + index * SERIAL_STEP:08d}")


def is_of_the_town(number: str) -> bool:
    """Whether a demo town could have given an account this number."""
    if len(number) != 13 or not account_numbers.has_valid_check_digit(number):
        return False
    place, rest = divmod(int(number[4:12]) - FIRST_SERIAL, SERIAL_STEP)
    return number.startswith("3501") and place >= 0 and rest == 0


def place_of(number: str) -> int:
    """Which account of the town has this number, from 0."""
    return (int(number[4:12]) - FIRST_SERIAL) // SERIAL_STEP


def meter_no(index: int) -> str:
    """Meter number of the town's `index`-th account."""
    return f"{FIRST_METER + index * 4211:010d}"


def draw_customer(*, index: int, archetype: str, rng: np.random.Generator) -> Customer:
    """A customer fit for the archetype; companies are named by what they do."""
    digits = "".join(str(digit) for digit in rng.integers(0, 10, 4))
    id_last4 = digits[:3] + "X" if rng.random() < 1 / 11 else digits
    return Customer(
        customer_no=f"C{10_000_000 + index * 61}",
        name=_name(archetype, index),
        phone=f"164{FIRST_PHONE + index * 37:08d}",
        id_last4=id_last4,
    )


def draw_address(*, archetype: str, rng: np.random.Generator) -> str:
    """Where the archetype lives or works."""
    words = town_words()
    town = str(words["town"])
    if archetypes.is_factory(archetype):
        return f"{town}{_pick(words['industrial_estates'], rng)}{rng.integers(1, 40)}号"
    if not archetypes.is_home(archetype):
        return f"{town}{_pick(words['streets'], rng)}{rng.integers(1, 300)}号店面"
    if archetype == "village_home":
        return f"{town}{_pick(words['villages'], rng)}{rng.integers(1, 180)}号"
    room = rng.integers(1, 19) * 100 + rng.integers(1, 5)
    estate = _pick(words["estates"], rng)
    return f"{town}{estate}{rng.integers(1, 13)}栋{rng.integers(1, 4)}单元{room}室"


@cache
def town_words() -> dict[str, Any]:
    """The words of the town."""
    text = Path(__file__).with_name("town.yml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def _name(archetype: str, index: int) -> str:
    """A company's name, or a person's that comes back after several hundred accounts only."""
    words = town_words()
    companies = words["businesses"].get(archetype)
    if companies:
        return str(companies[index % len(companies)])
    surnames, given_names = words["surnames"], words["given_names"]
    place = (index * NAME_STEP) % (len(surnames) * len(given_names))
    surname, given = divmod(place, len(given_names))
    return str(surnames[surname] + given_names[given])


def _pick(choices: Any, rng: np.random.Generator) -> str:
    return str(choices[int(rng.integers(len(choices)))])
