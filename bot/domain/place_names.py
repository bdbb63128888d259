"""An index of names that finds them in text: exactly, with one slip, or by their stem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.place import digits, squeeze, suffix_of

SHORTEST_WITH_SLIP = 3
"""Shorter names are taken as they are written only."""
_LEAST_WITHOUT_ENDING = 4
"""The same for names without one of the usual endings: 火车站 is not 汽车站."""


@dataclass(frozen=True)
class Heard:
    """A piece of text and the names that it may mean."""

    start: int
    end: int
    names: frozenset[str]
    """As the index was given them."""
    exact: bool


class PlaceNames:
    """Names of any number; asking costs as much as the text is long, not the list."""

    def __init__(self, names: Iterable[str], *, landmarks: Iterable[str] = ()) -> None:
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._short_of: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        for name in names:
            self._add(name)
        for name in landmarks:
            key = _key(name)
            for start in range(1, len(key) - 2):
                self._stems[key[start:]].add(name)
        self._exact_lengths = _lengths(self._exact)
        self._stem_lengths = _lengths(self._stems)

    def heard_in(self, squeezed: str) -> list[Heard]:
        """Names in the text: as written; else with one slip; else by a piece of the name."""
        key = digits(squeezed)
        for found in (
            _longest(key, self._exact, self._exact_lengths, exact=True),
            self._with_slip(key),
            _longest(key, self._stems, self._stem_lengths, exact=False),
        ):
            if found:
                return found
        return []

    def _add(self, name: str) -> None:
        key, ending = _key(name), suffix_of(name)
        self._exact[key].add(name)
        if ending and len(key) - len(ending) >= 2:
            self._stems[key[: -len(ending)]].add(name)
        if len(key) >= SHORTEST_WITH_SLIP:
            for short in _shortened(key):
                self._short_of[short].add(key)

    def _with_slip(self, key: str) -> list[Heard]:
        spans: dict[tuple[int, int], set[str]] = defaultdict(set)
        for length in self._slip_lengths():
            for start in range(len(key) - length + 1):
                window = key[start : start + length]
                for meant in self._one_slip_from(window):
                    spans[start, start + length] |= self._exact[meant]
        return _apart(Heard(*span, frozenset(names), exact=False) for span, names in spans.items())

    def _slip_lengths(self) -> list[int]:
        lengths = {n + more for n in self._exact_lengths for more in (-1, 0, 1)}
        return sorted((n for n in lengths if n >= SHORTEST_WITH_SLIP), reverse=True)

    def _one_slip_from(self, window: str) -> Iterator[str]:
        near = set(self._short_of.get(window, ()))
        for short in _shortened(window):
            near |= self._short_of.get(short, set())
            if short in self._exact:
                near.add(short)
        return (name for name in near if len(name) >= SHORTEST_WITH_SLIP and _slip(window, name))


def _slip(said: str, name: str) -> bool:
    """Whether `said` is `name` with one character wrong, missing or too many.

    A slip must leave a recognisable name: figures decide which of several places is meant, an
    ending of one character (路, 村) tells a road from a village, and a body of one is all there is.
    """
    if said == name:
        return False
    place = next((n for n, (a, b) in enumerate(zip(said, name, strict=False)) if a != b), None)
    place = min(len(said), len(name)) if place is None else place
    wrong = said[place : place + 1] + name[place : place + 1]
    ending = len(suffix_of(name))
    body = len(name) - ending
    if any(char.isdigit() for char in wrong) or body < (2 if ending else _LEAST_WITHOUT_ENDING):
        return False
    if ending == 1 and place >= body:
        return False
    if len(said) == len(name):
        return said[place + 1 :] == name[place + 1 :]
    shorter, longer = sorted((said, name), key=len)
    return shorter == longer[:place] + longer[place + 1 :]


def _longest(
    key: str, known: dict[str, set[str]], lengths: list[int], *, exact: bool
) -> list[Heard]:
    """Known pieces from left to right, the longest at each place."""
    found, start = [], 0
    while start < len(key):
        for length in lengths:
            names = known.get(key[start : start + length])
            if names and start + length <= len(key):
                found.append(Heard(start, start + length, frozenset(names), exact))
                start += length - 1
                break
        start += 1
    return found


def _apart(spans: Iterable[Heard]) -> list[Heard]:
    """Spans that do not overlap; of those that do, the longest and then all its readings."""
    kept: list[Heard] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        clash = next((k for k in kept if span.start < k.end and k.start < span.end), None)
        if clash is None:
            kept.append(span)
        elif clash.end - clash.start == span.end - span.start:
            kept.remove(clash)
            kept.append(Heard(clash.start, clash.end, clash.names | span.names, exact=False))
    return sorted(kept, key=lambda span: span.start)


def _key(name: str) -> str:
    return digits(squeeze(name))


def _lengths(known: Iterable[str]) -> list[int]:
    return sorted({len(key) for key in known if key}, reverse=True)


def _shortened(key: str) -> set[str]:
    return {key[:n] + key[n + 1 :] for n in range(len(key))}
