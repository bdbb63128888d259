"""The gazetteer: the utility's own list of place names, and finding the meant one in words.

Nothing is guessed: what fits several places comes back as several candidates, and a match that
rests on a slip or on a part of the name says so (`exact`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.place import Numbers, PlaceKind, names_in, numbers_after, squeeze, suffix_of
from bot.domain.place_names import Heard, PlaceNames

_RANK = {PlaceKind.ROAD: 0, PlaceKind.VILLAGE: 1}
"""How narrow a name is; all others are narrower. A road in front of an estate only leads there."""
_NARROWEST = 2


@dataclass(frozen=True)
class GazetteerEntry:
    """A named place, or a part of it by numbers, and the transformer area that supplies it."""

    name: str
    kind: PlaceKind
    area_code: str
    aliases: tuple[str, ...] = ()
    district: str = ""
    """Town or district; tells places of one name apart."""
    first_no: int = 0
    """First building (estate) or house number (others) of the part."""
    last_no: int | None = None
    """Last one; None when there is no upper end."""

    def holds(self, number: int) -> bool:
        """Whether the building or house number lies in this part."""
        return self.first_no <= number and (self.last_no is None or number <= self.last_no)


@dataclass(frozen=True)
class FoundPlace:
    """One place that the words may mean."""

    name: str
    kind: PlaceKind
    district: str
    area_codes: tuple[str, ...]
    """Transformer areas that supply it, or the part of it that the numbers name."""
    numbers: Numbers
    exact: bool
    """False when the name was not said as it is written; then ask before relying on it."""


class Gazetteer:
    """Every named place, ready to be found."""

    def __init__(self, entries: Iterable[GazetteerEntry]) -> None:
        self._parts: dict[tuple[str, str], list[GazetteerEntry]] = defaultdict(list)
        self._named: dict[str, set[tuple[str, str]]] = defaultdict(set)
        landmarks = set()
        for entry in entries:
            place = (entry.name, entry.district)
            self._parts[place].append(entry)
            for name in (entry.name, *entry.aliases):
                self._named[name].add(place)
                if entry.kind is PlaceKind.LANDMARK:
                    landmarks.add(name)
        self._names = PlaceNames(self._named, landmarks=landmarks)

    def __len__(self) -> int:
        return len(self._parts)

    def find(self, text: str) -> tuple[FoundPlace, ...]:
        """What the words may mean: nothing, one place, or several to choose from."""
        squeezed = squeeze(text)
        heard = self._names.heard_in(squeezed)
        meant = self._narrowest(heard, squeezed)
        unknown = self._names_an_unknown_place(squeezed, heard)
        return tuple(
            self._found(place, span, squeezed, exact=span.exact and not unknown)
            for place, span in meant.items()
        )

    def _narrowest(self, heard: list[Heard], squeezed: str) -> dict[tuple[str, str], Heard]:
        """The places of the narrowest kind that was named, each with where it was."""
        meant: dict[tuple[str, str], Heard] = {}
        for span in heard:
            places = {place for name in span.names for place in self._named[name]}
            told = {place for place in places if place[1] and squeeze(place[1]) in squeezed}
            for place in told or places:
                meant.setdefault(place, span)
        ranks = {place: _RANK.get(self._parts[place][0].kind, _NARROWEST) for place in meant}
        narrowest = max(ranks.values(), default=0)
        # One piece of text that fits a road and an estate is not a road in front of an estate.
        kept = {meant[place] for place, rank in ranks.items() if rank == narrowest}
        return {place: span for place, span in sorted(meant.items()) if span in kept}

    def _found(
        self, place: tuple[str, str], span: Heard, squeezed: str, *, exact: bool
    ) -> FoundPlace:
        parts = self._parts[place]
        numbers = numbers_after(squeezed, span.end)
        number = numbers.range_no
        of_number = [part for part in parts if number is not None and part.holds(number)]
        return FoundPlace(
            name=place[0],
            kind=parts[0].kind,
            district=place[1],
            area_codes=tuple(sorted({part.area_code for part in of_number or parts})),
            numbers=numbers,
            exact=exact,
        )

    def _names_an_unknown_place(self, squeezed: str, heard: list[Heard]) -> bool:
        """Whether an estate or village is named that none of the known names is: it is there."""
        return any(
            name.kind is not PlaceKind.ROAD
            and len(name.name) > len(suffix_of(name.name)) + 1
            and not any(span.start < name.end <= span.end for span in heard)
            for name in names_in(squeezed)
        )
