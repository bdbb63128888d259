"""Entries of an outage feed: taken when they can be true, else every reason is named."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.outage import CrewState, OutageKind
from bot.domain.outage_entry import FeedEntry, read_entry
from bot.domain.period import SHANGHAI

AS_OF = datetime(2026, 7, 20, 12, 0, tzinfo=SHANGHAI)
GOOD: dict[str, Any] = {
    "id": "GZ-018",
    "kind": "fault",
    "scope": "东风小区全部楼栋",
    "areas": ["A2", "A1"],
    "cause": "电缆故障",
    "begins_at": "2026-07-20T10:00:00+08:00",
    "ends_at": "2026-07-20 13:00",
    "crew": "at_work",
}


def read(**changes: Any) -> FeedEntry | list[str]:
    return read_entry({**GOOD, **changes}, as_of=AS_OF, source="调度")


def test_a_good_entry_says_everything() -> None:
    """Times without an offset are Chinese."""
    entry = read()

    assert isinstance(entry, FeedEntry)
    outage = entry.outage
    assert (outage.outage_id, outage.kind, outage.crew) == (
        "GZ-018",
        OutageKind.FAULT,
        CrewState.AT_WORK,
    )
    assert outage.area_codes == ("A1", "A2")
    assert outage.ends_at == AS_OF + timedelta(hours=1)
    assert outage.as_of == AS_OF


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": None}, "id"),
        ({"id": "a b"}, "id"),
        ({"id": "x" * 65}, "id"),
        ({"kind": "疑似"}, "kind"),
        ({"kind": None}, "kind"),
        ({"scope": ""}, "scope"),
        ({"scope": "x" * 401}, "scope"),
        ({"scope": "东风\x00小区"}, "scope"),
        ({"scope": ["东风小区"]}, "scope"),
        ({"areas": []}, "areas"),
        ({"areas": 7}, "areas"),
        ({"areas": [{}]}, "areas"),
        ({"begins_at": "昨天"}, "begins_at"),
        ({"begins_at": None}, "begins_at"),
        ({"begins_at": "0001-01-01"}, "begins_at"),
        ({"begins_at": "2026-07-20 12:06"}, "begins_at"),
        ({"ends_at": "2026-07-20 10:00"}, "ends_at"),
        ({"kind": "planned", "ends_at": None}, "ends_at"),
        ({"restored_at": "2026-07-20 09:59"}, "restored_at"),
        ({"restored_at": "2026-07-20 12:06"}, "restored_at"),
        ({"cancelled": "perhaps"}, "cancelled"),
        ({"cancelled": True, "restored_at": "2026-07-20 11:00"}, "cancelled"),
        ({"crew": "sleeping"}, "crew"),
    ],
)
def test_what_cannot_be_true_is_named_by_its_field(changes: dict[str, Any], field: str) -> None:
    """One wrong field, one reason."""
    reasons = read(**changes)

    assert isinstance(reasons, list)
    assert [reason.partition(":")[0] for reason in reasons] == [field]


def test_every_wrong_field_is_named_at_once() -> None:
    """Whoever keeps the feed mends all of them in one go."""
    reasons = read(id="", kind="x", begins_at="y", crew="z")

    assert isinstance(reasons, list)
    assert {reason.partition(":")[0] for reason in reasons} == {"id", "kind", "begins_at", "crew"}


@pytest.mark.parametrize("areas", ["A1;A2", "A1；A2", "A1、A2", "A1 A2", " A1 ; A2; "])
def test_areas_of_a_csv_cell(areas: str) -> None:
    """Several in one cell."""
    entry = read(areas=areas)

    assert isinstance(entry, FeedEntry)
    assert entry.outage.area_codes == ("A1", "A2")


def test_a_feeder_stands_for_its_areas() -> None:
    """An entry needs one of the two."""
    entry = read(areas=None, feeders=["F1"])

    assert isinstance(entry, FeedEntry)
    assert entry.feeder_codes == ("F1",)


@pytest.mark.parametrize("entry", [None, 7, "x", [], [GOOD]])
def test_what_is_no_entry_is_refused(entry: Any) -> None:
    """With a reason."""
    assert read_entry(entry, as_of=AS_OF, source="") == ["not an object with fields"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = [*GOOD, "restored_at", "cancelled", "feeders"]


@given(entry=JSON | st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_value_is_taken_or_refused_with_reasons(entry: Any) -> None:
    """Never a crash."""
    read = read_entry(entry, as_of=AS_OF, source="")

    assert isinstance(read, FeedEntry) or (read and all(read))


@given(field=st.sampled_from(FIELDS), value=JSON)
def test_any_value_in_one_field_of_a_good_entry(field: str, value: Any) -> None:
    """What is taken has an id, an area, and a beginning before its end."""
    taken = read(**{field: value})

    if isinstance(taken, FeedEntry):
        outage = taken.outage
        assert outage.outage_id
        assert outage.area_codes or taken.feeder_codes
        assert outage.ends_at is None or outage.ends_at > outage.begins_at
