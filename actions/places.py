"""Places in a customer's words: found in the gazetteer, spelled out, and corrected in parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions import wording
from actions.turn import Turn
from bot.domain.contact_reading import address
from bot.domain.gazetteer import FoundPlace
from bot.domain.place import Numbers, digits, names_in, numbers_after, squeeze
from bot.domain.reply import Button
from bot.services import gazetteer

UNCLEAR = "?"
"""First character of what `read` gives when the words fit several places."""
_SEPARATOR = "|"
_MOST_CHOICES = 5
_LONGEST = 60
_ROOM_ALONE = re.compile(r"(?<!\d)(\d{3,4})(?!\d)")


@dataclass(frozen=True)
class Spelled:
    """A place as it is kept and read back."""

    text: str
    found: FoundPlace | None


def found_in(turn: Turn, text: str) -> tuple[FoundPlace, ...]:
    """What the gazetteer makes of the words."""
    return gazetteer.candidates(turn.deps.books, text=text) if text else ()


def the_one(turn: Turn, text: str) -> FoundPlace | None:
    """The one place that a kept text means; None when no list knows it."""
    found = found_in(turn, text)
    return found[0] if len(found) == 1 else None


def read(turn: Turn, *, any_address: bool) -> str:
    """The place of a message as it is kept; `UNCLEAR` and the choices when several fit.

    With `any_address` a place that no list knows is taken too when it reads like an address.
    """
    chosen = turn.entity("case_choice") if not turn.text else ""
    if chosen:
        return chosen if found_in(turn, chosen) else ""
    found = found_in(turn, turn.text)
    if len(found) > 1:
        return UNCLEAR + _SEPARATOR.join(label(place) for place in found[:_MOST_CHOICES])
    if found:
        return kept(found[0], turn.text)
    if any_address and not re.search(wording.words("places")["knows_not"], turn.text):
        return (address(turn.text) or "")[:_LONGEST]
    return ""


def label(place: FoundPlace, *, room: bool = True) -> str:
    """The place spelled out: 翠湖花园3栋1201室."""
    numbers = place.numbers if room else replace(place.numbers, unit="", room="")
    return f"{place.district}{place.name}{numbers.spelled()}"


def kept(place: FoundPlace, text: str) -> str:
    """What to keep of the words: the name spelled out, or all of it when it is only near there."""
    if place.numbers.near or not place.exact:
        plain = address(text) or text.strip()
        return plain[:_LONGEST]
    return label(place)


def choices(unclear: str) -> Sequence[str]:
    """The places to choose from."""
    return unclear.removeprefix(UNCLEAR).split(_SEPARATOR)


def choice_buttons(unclear: str) -> list[Button]:
    """One button for each place."""
    return [Button(name, f'/inform{{"case_choice":"{name}"}}') for name in choices(unclear) if name]


def amended(old: str, text: str) -> str:
    """「说错了是302」: the kept place with only the numbers that were named changed.

    Empty when the words name another place, or no number at all.
    """
    said = squeeze(re.sub(wording.words("places")["correction"], "", text))
    if names_in(said):
        return ""
    new = numbers_after(said)
    if new.spelled() == "" and (room := _ROOM_ALONE.search(digits(said))):
        new = Numbers(room=room[1])
    if new.spelled() == "":
        return ""
    body = squeeze(old)
    spans = names_in(body)
    cut = spans[-1].end if spans else _first_digit(body)
    before = numbers_after(body, cut)
    changed = {
        name: value
        for name in ("house_no", "group", "building", "unit", "room")
        if (value := getattr(new, name)) not in (None, "")
    }
    return body[:cut] + replace(before, **changed).spelled()


def _first_digit(text: str) -> int:
    found = re.search(r"\d", digits(text))
    return found.start() if found else len(text)
