"""What people say for a period, with its days worked out by hand: `period_expressions/*.yml`."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from bot.domain.period import Period
from bot.domain.period_words import parse_period
from bot.domain.unable import PeriodUnclear

FOLDER = Path(__file__).parent / "period_expressions"


class Said(NamedTuple):
    """One row: what is said on which day, after which topic, and what it should give."""

    words: str
    today: date
    anchor: Period | None
    wanted: Any


def _span(text: str) -> Period:
    first, after = text.split("/")
    return Period(date.fromisoformat(first), date.fromisoformat(after))


def _rows(kind: str) -> list[Said]:
    rows = []
    for path in sorted(FOLDER.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")):
            anchor = _span(block["anchor"]) if "anchor" in block else None
            for row in block.get(kind, ()):
                words, *wanted = row if isinstance(row, list) else [row]
                rows.append(Said(words, block["today"], anchor, wanted[0] if wanted else None))
    return rows


def _ids(rows: list[Said]) -> list[str]:
    return [f"{row.words} {row.today}" for row in rows]


MEANS, ASKS, NOTHING = _rows("means"), _rows("asks"), _rows("nothing")


@pytest.mark.parametrize("said", MEANS, ids=_ids(MEANS))
def test_an_expression_means_its_days(said: Said) -> None:
    """Half-open, counted from the day it is said on."""
    found = parse_period(said.words, today=said.today, anchor=said.anchor)

    assert found == _span(said.wanted)


@pytest.mark.parametrize("said", ASKS, ids=_ids(ASKS))
def test_what_has_several_readings_is_asked_about(said: Said) -> None:
    """Never guessed; there is always something to choose, and where we know what, it is that."""
    with pytest.raises(PeriodUnclear) as refusal:
        parse_period(said.words, today=said.today, anchor=said.anchor)

    choices = refusal.value.facts["choices"]
    assert choices
    assert said.wanted is None or choices == tuple(map(_span, said.wanted))


@pytest.mark.parametrize("said", NOTHING, ids=_ids(NOTHING))
def test_what_names_no_period_gives_none(said: Said) -> None:
    """Durations, addresses, amounts and events are no periods."""
    assert parse_period(said.words, today=said.today) is None


def test_the_table_is_broad_and_repeats_nothing() -> None:
    """At least 300 different expressions, each once a day and topic, on awkward days too."""
    rows = [*MEANS, *ASKS, *NOTHING]
    once = Counter((row.words, row.today, row.anchor) for row in rows)

    assert [key for key, count in once.items() if count > 1] == []
    assert len({row.words for row in rows}) >= 300
    assert {date(2026, 1, 1), date(2024, 2, 29), date(2026, 3, 31)} <= {row.today for row in rows}


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2024, 2, 29), date(2026, 3, 31)])
def test_every_expression_is_read_or_asked_about_on_awkward_days(today: date) -> None:
    """No day of the year turns a period into nothing, and none breaks the reading."""
    for said in (*MEANS, *ASKS):
        try:
            found = parse_period(said.words, today=today, anchor=said.anchor)
        except PeriodUnclear as unclear:
            found = unclear.facts["choices"][0]
        assert found is not None, said.words
