"""Replays written dialogues against the running product and says what a turn lacked."""

from __future__ import annotations

import json
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.dialogues.talk import Said, Talk, buttons_of, cards_of, text_of

WRONG_ACCOUNT_NO = "3501999999990"
LOCKED_OUT = "night owl"
"""The note of whom a dialogue locks out, for every conversation with the same product."""
_SMS_WITHIN_S = 10


@dataclass(frozen=True)
class Dialogue:
    """One script: whom to play and what to say; see the README beside the scripts."""

    name: str
    turns: tuple[dict[str, Any], ...]
    note: str = ""
    """A note of the demo customer to play; empty for the first home."""


def load(folder: Path) -> list[Dialogue]:
    """Every dialogue of the folder's YAML files."""
    return [
        Dialogue(
            name=f"{path.stem}/{script['name']}",
            turns=tuple(script["turns"]),
            note=script.get("customer", ""),
        )
        for path in sorted(folder.glob("*.yml"))
        for script in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


class Phone:
    """The holder's phone; only what arrives from now on is read."""

    def __init__(self, url: str, number: str) -> None:
        self._address = f"{url}/demo/sms?phone={urllib.parse.quote(number)}"
        self._before = len(get(self._address))

    def code(self) -> str:
        """The newest one-time code; waits for the delivery."""
        deadline = time.monotonic() + _SMS_WITHIN_S
        while time.monotonic() < deadline:
            inbox = get(self._address)
            match = re.search(r"\d{6}", inbox[0]["text"]) if len(inbox) > self._before else None
            if match:
                return match.group()
            time.sleep(0.1)
        raise AssertionError(f"no code arrived on the phone within {_SMS_WITHIN_S} s")


def replay(dialogue: Dialogue, *, url: str) -> list[str]:
    """Play a dialogue; one line for each expectation that was not met."""
    customers = get(f"{url}/demo/customers")
    customer = chosen(customers, dialogue.note)
    phone = Phone(url, customer["phone"])
    talk, problems, said = Talk(url), [], []
    for number, turn in enumerate(dialogue.turns, start=1):
        said = talk.say(words(turn, said, customers, customer, phone))
        problems += [f"turn {number} {turn}: {p}\n{text_of(said)}" for p in lacking(turn, said)]
    return problems


def words(
    turn: dict[str, Any], said: Said, customers: list[Any], customer: dict[str, Any], phone: Phone
) -> str:
    """What the customer sends: words with places filled in, or the payload of a button."""
    if "tap" in turn:
        offered = buttons_of(said)
        return next((p for title, p in offered.items() if turn["tap"] in title), "没有这个按钮")
    text = str(turn["say"])
    places = {
        "{wrong_account_no}": lambda: WRONG_ACCOUNT_NO,
        "{other_account_no}": lambda: other_account(customers, customer),
        "{strange_account_no}": lambda: stranger(customers, customer)["account_no"],
        "{code}": phone.code,
    }
    for place, fill in places.items():
        if place in text:
            text = text.replace(place, fill())
    for name in ("account_no", "id_last4", "meter_no"):
        text = text.replace(f"{{{name}}}", str(customer.get(name, "")))
    return text


def lacking(turn: dict[str, Any], said: Said) -> Iterable[str]:
    """Which expectations of a turn its answer does not meet."""
    text = text_of(said)
    for pattern in turn.get("hears", []):
        if not re.search(pattern, text):
            yield f"does not say /{pattern}/"
    for pattern in turn.get("never", []):
        if re.search(pattern, text):
            yield f"says /{pattern}/"
    if "card" in turn and turn["card"] not in [card["kind"] for card in cards_of(said)]:
        yield f"shows no {turn['card']}"
    for title in turn.get("offers", []):
        if not any(title in offered for offered in buttons_of(said)):
            yield f"offers no button {title}"


def chosen(customers: list[Any], note: str) -> dict[str, Any]:
    """The first demo customer with a note, or the first home."""
    found: dict[str, Any] = next(
        c
        for c in customers
        if (note in c["notes"] if note else c.get("kind") == "home")
        and (note == LOCKED_OUT or LOCKED_OUT not in c["notes"])
    )
    return found


def other_account(customers: list[Any], customer: dict[str, Any]) -> str:
    """Another account of the same phone, that is of the same holder."""
    return next(
        str(c["account_no"])
        for c in customers
        if c["phone"] == customer["phone"] and c["account_no"] != customer["account_no"]
    )


def stranger(customers: list[Any], customer: dict[str, Any]) -> dict[str, Any]:
    """Someone else entirely."""
    found: dict[str, Any] = next(c for c in customers if c["phone"] != customer["phone"])
    return found


def get(url: str) -> Any:
    """The JSON at an address."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)
