"""The demo town's grid: a substation, its feeders, transformer areas, and who they supply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.gazetteer import Gazetteer, GazetteerEntry
from bot.domain.grid import Feeder, Substation, Supply, TransformerArea
from bot.domain.place import PlaceKind
from bot.storage import gazetteer as gazetteer_store
from bot.storage import grid as grid_store
from bot.storage.books import Books
from bot.storage.demo.plan import Plan


@dataclass(frozen=True)
class TownGrid:
    """All of it but the premises."""

    substation: Substation
    feeders: tuple[Feeder, ...]
    areas: tuple[TransformerArea, ...]
    places: tuple[GazetteerEntry, ...]

    def areas_of(self, place: str) -> tuple[str, ...]:
        """Codes of the areas of a named place, in order of its numbers."""
        return tuple(entry.area_code for entry in self.places if entry.name == place)


@cache
def town_grid() -> TownGrid:
    """The grid as grid.yml describes it."""
    text = Path(__file__).with_name("grid.yml").read_text("utf-8")
    written: dict[str, Any] = yaml.safe_load(text)
    substation = Substation(written["substation"]["code"], written["substation"]["name"])
    feeders, areas, places = [], list[TransformerArea](), list[GazetteerEntry]()
    for row in written["feeders"]:
        feeders.append(Feeder(row["code"], row["name"], substation.substation_code))
        parts = list(_parts(row))
        areas += [area for area, _ in parts]
        places += [entry for _, entry in parts]
        places += _landmarks(row.get("landmarks", {}), places)
    return TownGrid(substation, tuple(feeders), tuple(areas), tuple(places))


def supplies(plans: Iterable[Plan]) -> Iterator[Supply]:
    """Which area supplies each account's premise, read off its address."""
    places = Gazetteer(town_grid().places)
    for plan in plans:
        (place,) = places.find(plan.address)
        (area_code,) = place.area_codes
        yield Supply(premise_no=plan.account_no, area_code=area_code)


def store_grid(books: Books, plans: Iterable[Plan]) -> None:
    """Write the grid, the town's place names and its premises."""
    grid = town_grid()
    with books.service() as session:
        grid_store.save(
            session,
            substations=[grid.substation],
            feeders=grid.feeders,
            areas=grid.areas,
            supplies=supplies(plans),
        )
        gazetteer_store.save(session, entries=grid.places)


def _parts(feeder: dict[str, Any]) -> Iterator[tuple[TransformerArea, GazetteerEntry]]:
    number = 0
    for name, place in feeder["places"].items():
        ends = [*place["parts"], None]
        first_no = 0
        for part, last_no in enumerate(ends, start=1):
            number += 1
            code = f"{feeder['code']}-{number:02d}"
            label = f"{name}{part}号台区" if len(ends) > 1 else f"{name}台区"
            entry = GazetteerEntry(
                name=name,
                kind=PlaceKind(place["kind"]),
                area_code=code,
                aliases=tuple(place.get("aliases", ())),
                first_no=first_no,
                last_no=last_no,
            )
            yield TransformerArea(code, label, feeder["code"]), entry
            first_no = (last_no or 0) + 1


def _landmarks(
    written: dict[str, Any], places: Iterable[GazetteerEntry]
) -> Iterator[GazetteerEntry]:
    known = list(places)
    for name, landmark in written.items():
        stands_in = next(
            entry
            for entry in known
            if entry.name == landmark["at"] and entry.holds(landmark["number"])
        )
        yield GazetteerEntry(
            name=name,
            kind=PlaceKind.LANDMARK,
            area_code=stands_in.area_code,
            aliases=tuple(landmark.get("aliases", ())),
        )
