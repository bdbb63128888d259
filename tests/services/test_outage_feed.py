"""The feed goes in whole and on its merits, and leaves nothing half-written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.domain.outage import Outage
from bot.domain.outage_entry import id_of
from bot.services import outage, outage_feed
from bot.storage import outages
from bot.storage.books import Books
from bot.storage.tables.outage import OutageAreaRow, OutageRow
from tests.services.grid_of_world import (
    GULOU,
    GULOU_NORTH,
    HOUR,
    MILL,
    WATER,
    document,
    fault,
    lay,
    planned,
    tell,
)
from tests.services.world import NOW


def open_books(folder: Path) -> Books:
    books = Books(billing_url=f"sqlite:///{folder}/b.db", service_url=f"sqlite:///{folder}/s.db")
    books.create_all()
    lay(books)
    return books


@pytest.fixture
def books(tmp_path: Path) -> Any:
    """Empty books with a grid."""
    opened = open_books(tmp_path)
    yield opened
    opened.close()


def current(books: Books, area: str = GULOU, now: Any = NOW) -> Outage | None:
    return outage.by_areas(books, area_codes=[area], now=now).current


def stored(books: Books) -> dict[str, Outage]:
    with books.service(writing=False) as service:
        ids = service.scalars(select(OutageRow.outage_id)).all()
        return outages.by_ids(service, outage_ids=ids)


def test_good_entries_are_taken_and_bad_ones_named(books: Books) -> None:
    """One by one, with place, id and reason."""
    taken = tell(books, fault(), {"id": "bad"}, 7, fault("F-2", "A9"), fault("F-1"))

    assert taken.outages == 1
    named = {(p.place, p.outage_id, p.reason.partition(":")[0]) for p in taken.problems}
    assert {(2, "bad", "kind"), (2, "bad", "scope"), (2, "bad", "begins_at")} <= named
    assert (3, "", "not an object with fields") in named
    assert (4, "F-2", "areas") in named
    assert (5, "F-1", "id") in named
    assert set(stored(books)) == {"F-1"}


def test_an_unknown_area_costs_only_itself(books: Books) -> None:
    """The customers of the known areas must still hear of it."""
    taken = tell(books, fault("F-1", GULOU, "A9"))

    assert [(p.rejected, "A9" in p.reason) for p in taken.problems] == [(False, True)]
    assert stored(books)["F-1"].area_codes == (GULOU,)


def test_a_feeder_takes_all_its_areas(books: Books) -> None:
    """And an unknown one is named."""
    taken = tell(books, {**fault("F-1"), "areas": [], "feeders": ["F1", "F9"]})

    assert stored(books)["F-1"].area_codes == (GULOU, GULOU_NORTH, WATER)
    assert ["F9" in problem.reason for problem in taken.problems] == [True]


def test_what_the_feed_no_longer_lists_is_withdrawn(books: Books) -> None:
    """Restored ones stay restored; nothing of what is off is invented."""
    restored = fault("F-2", restored_at=(NOW - HOUR / 2).isoformat())
    tell(books, fault("F-1"), restored, planned("P-1", MILL, in_days=2))

    taken = tell(books, planned("P-1", MILL, in_days=2), at=NOW + HOUR)

    assert taken.withdrawn == 1
    assert current(books) is None
    assert stored(books)["F-1"].withdrawn_at == NOW + HOUR
    assert stored(books)["F-2"].withdrawn_at is None
    assert stored(books)["P-1"].is_open


def test_a_bad_entry_does_not_end_its_outage(books: Books) -> None:
    """Nor does one whose id cannot be read: it might be any of them."""
    tell(books, fault("F-1"), fault("F-2", WATER))
    tell(books, {"id": "F-1", "kind": "?"}, at=NOW + HOUR)
    assert current(books, now=NOW + HOUR) is not None
    assert current(books, WATER, NOW + HOUR) is None

    tell(books, "garbage", at=NOW + 2 * HOUR)
    assert current(books, now=NOW + 2 * HOUR) is not None


def test_an_outage_listed_again_goes_on(books: Books) -> None:
    """The feed may correct itself."""
    tell(books, fault())
    tell(books, at=NOW + HOUR)
    tell(books, fault(), at=NOW + 2 * HOUR)

    assert current(books, now=NOW + 2 * HOUR) is not None


def test_areas_that_came_back_leave_the_outage(books: Books) -> None:
    """Exactly the areas of the newest word."""
    tell(books, fault("F-1", GULOU, WATER))
    tell(books, fault("F-1", GULOU), at=NOW + HOUR)

    assert current(books, WATER, NOW + HOUR) is None
    assert current(books, GULOU, NOW + HOUR) is not None


def test_old_word_does_not_overwrite_new(books: Books) -> None:
    """Two processes may fetch at once."""
    tell(books, fault())
    late = outage_feed.take(books, document=document(as_of=NOW - HOUR), now=NOW)

    assert late.refused
    assert current(books) is not None


def test_word_from_the_future_is_refused(books: Books) -> None:
    """It would never grow stale."""
    taken = outage_feed.take(books, document=document(fault(), as_of=NOW + HOUR), now=NOW)

    assert taken.refused
    assert stored(books) == {}


def test_the_same_word_twice_changes_nothing(books: Books) -> None:
    """Every process takes it."""
    tell(books, fault(), planned("P", MILL, in_days=1))
    before = stored(books)
    tell(books, fault(), planned("P", MILL, in_days=1))

    assert stored(books) == before


def test_a_failure_in_the_middle_leaves_what_was(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction."""
    tell(books, fault("F-1"))
    before = stored(books)

    def fail(*_: Any, **__: Any) -> None:
        raise InterruptedError

    monkeypatch.setattr(outages, "feed", fail)
    with pytest.raises(InterruptedError):
        tell(books, fault("F-2", WATER), at=NOW + HOUR)

    assert stored(books) == before


GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
ENTRIES = st.one_of(
    GARBAGE,
    st.builds(
        lambda base, changes: {**base, **changes},
        st.sampled_from([fault("F-1"), fault("F-2", WATER), planned("P-1", MILL, in_days=1)]),
        st.dictionaries(st.sampled_from([*fault(), "restored_at", "cancelled", "feeders"]), GARBAGE)
        | st.just({}),
    ),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(documents=st.lists(st.lists(ENTRIES, max_size=5), min_size=1, max_size=4))
def test_any_sequence_of_documents_leaves_whole_outages(
    tmp_path_factory: pytest.TempPathFactory, documents: list[list[Any]]
) -> None:
    """Every entry is taken or named, every stored outage has areas, every open one was listed."""
    books = open_books(tmp_path_factory.mktemp("fuzz"))
    try:
        for place, entries in enumerate(documents):
            taken = tell(books, *entries, at=NOW + place * timedelta(minutes=1))
            rejected = {problem.place for problem in taken.problems if problem.rejected}
            assert taken.outages + len(rejected) == len(entries)
            kept = stored(books)
            assert all(one.area_codes for one in kept.values())
            if all(problem.outage_id for problem in taken.problems if problem.rejected):
                listed = {id_of(entry) for entry in entries}
                assert {one.outage_id for one in kept.values() if one.is_open} <= listed
            with books.service(writing=False) as service:
                orphans = select(func.count()).where(
                    OutageAreaRow.outage_id.not_in(select(OutageRow.outage_id))
                )
                assert service.scalar(orphans) == 0
    finally:
        books.close()
