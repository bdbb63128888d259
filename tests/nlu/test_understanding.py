"""Held-out lines understood, by the trained model."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict

import pytest

from bot.nlu.reader import Reader
from tests.nlu import lines

TWINS = lines.read(lines.TWINS)
OURS = [line for line in TWINS if line.intent != "out_of_scope"]
FLOORS = {
    "billing.yml": 0.76,
    "usage.yml": 0.75,
    "account.yml": 0.82,
    "conversation.yml": 0.78,
    "outage.yml": 0.80,
    "business.yml": 0.77,
    "service.yml": 0.63,
}
"""A little under what was measured: these lines are harder than life (another scene, a story or
anger around the wish, no word of the trade), so they guard against getting worse and promise
nothing. `make bench-nlu` says how good it is."""


@pytest.fixture(scope="module")
def said(reader: Reader) -> dict[str, dict[str, object]]:
    """The parse of every twin."""
    texts = [line.text for line in TWINS]
    return dict(zip(texts, reader.parse_all(texts), strict=True))


@pytest.mark.parametrize("topic", sorted(FLOORS))
def test_knows_what_customers_want(topic: str, said: dict) -> None:
    """Accuracy on other template families than those learned."""
    wrong = [
        (line.text, line.intent, said[line.text]["intent"]["name"])
        for line in OURS
        if line.file == topic and said[line.text]["intent"]["name"] != line.intent
    ]
    count = sum(line.file == topic for line in OURS)

    assert 1 - len(wrong) / count >= FLOORS[topic], wrong


def test_turns_away_what_is_none_of_ours(said: dict) -> None:
    """Other utilities, other worlds, other people's data, attacks, noise."""
    strangers = [line for line in TWINS if line.intent == "out_of_scope"]
    let_in = [
        (line.text, said[line.text]["intent"]["name"])
        for line in strangers
        if said[line.text]["intent"]["name"] not in {"out_of_scope", "nlu_fallback"}
    ]

    assert 1 - len(let_in) / len(strangers) >= 0.85, let_in


def test_turns_few_of_ours_away(said: dict) -> None:
    """False fallbacks stay rare."""
    turned_away = [
        line.text
        for line in OURS
        if said[line.text]["intent"]["name"] in {"out_of_scope", "nlu_fallback"}
    ]

    assert len(turned_away) / len(OURS) <= 0.08, turned_away


def test_never_misses_danger(said: dict) -> None:
    """A missed hazard is a defect, not a statistic."""
    missed = [
        line.text
        for line in TWINS
        if line.intent == "safety_hazard" and said[line.text]["intent"]["name"] != line.intent
    ]

    assert missed == []


def test_finds_the_marked_entities(said: dict) -> None:
    """Exact spans, over all twins."""
    counts: dict[str, int] = defaultdict(int)
    for line in OURS:
        wanted = set(line.entities)
        got = {(e["entity"], e["start"], e["end"]) for e in said[line.text]["entities"]}
        counts["right"] += len(wanted & got)
        counts["wrong"] += len(wanted ^ got)

    assert 2 * counts["right"] / (2 * counts["right"] + counts["wrong"]) >= 0.9


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("3501234567", "inform"),
        ("户号是三五零幺二三四五六七", "inform"),
        ("那上个月呢", "inform"),
        ("上上个月的", "inform"),
        ("去年同期呢", "inform"),
        ("就这个月", "inform"),
        ("658123", "inform"),
        ("302X", "inform"),
        ("第二个怎么那么高", "explain_bill"),
        ("为什么我这个月电费这么高", "explain_bill"),
        ("转人工", "human_agent"),
        ("电线掉下来了", "safety_hazard"),
    ],
)
def test_reads_the_sentences_the_product_lives_on(reader: Reader, text: str, intent: str) -> None:
    """Each of these has one right reading, whatever else is learned."""
    assert reader.parse(text)["intent"]["name"] == intent


def test_a_hostile_text_is_read_like_any_other(reader: Reader) -> None:
    """Nothing a customer can type breaks the reader."""
    for text in ("\u0000", "😀", "。" * 3000, "<script>", "電" * 2000, "9" * 500, " "):
        assert "intent" in reader.parse(text)


def test_reads_fast(reader: Reader) -> None:
    """The median parse stays far below what a customer can feel."""
    times = []
    for line in OURS[:60]:
        start = time.perf_counter()
        reader.parse_all([line.text])
        times.append(time.perf_counter() - start)

    assert statistics.median(times) < 0.02
