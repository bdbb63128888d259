"""The gazetteer in memory, read again when it has changed."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from bot.domain.gazetteer import FoundPlace, Gazetteer
from bot.domain.unable import PlaceUnclear, PlaceUnknown
from bot.storage import gazetteer as store
from bot.storage.books import Books

_READ: WeakKeyDictionary[Books, tuple[int, Gazetteer]] = WeakKeyDictionary()


def gazetteer_of(books: Books) -> Gazetteer:
    """Every named place of these books."""
    with books.service(writing=False) as service:
        revision = store.revision(service)
        held = _READ.get(books)
        if held is not None and held[0] == revision:
            return held[1]
        read = Gazetteer(store.entries(service))
    _READ[books] = (revision, read)
    return read


def candidates(books: Books, *, text: str) -> tuple[FoundPlace, ...]:
    """What the words may mean: nothing, one place, or several to choose from."""
    return gazetteer_of(books).find(text)


def the_place(books: Books, *, text: str) -> FoundPlace:
    """The one place that the words mean; where it is not `exact`, name it to the customer.

    Raises:
        PlaceUnknown: no place fits. Facts: heard.
        PlaceUnclear: several do. Facts: heard, choices.
    """
    found = candidates(books, text=text)
    if not found:
        raise PlaceUnknown(heard=text)
    if len(found) > 1:
        raise PlaceUnclear(heard=text, choices=found)
    return found[0]
