"""Which topic knowledge search finds first for questions it has never seen.

    python -m bench.questions FILE.jsonl [RESULTS.json]

Each line of FILE is `{"question": …, "topic": …}`. Claim: words and encoder together put the
right topic first for at least 80 % and among the first three for at least 92 %.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.bootstrap import open_encoder
from bot.domain.article import Entry
from bot.domain.period import SHANGHAI
from bot.domain.search_text import grams
from bot.services.knowledge_index import DENSE_WEIGHT, KnowledgeIndex, Texts
from bot.services.knowledge_search import Encoding, by_words_and_vectors
from bot.settings import read_settings
from bot.storage.articles import load_articles
from bot.storage.sayings import load_foreign
from bot.storage.vector_cache import VectorCache

Question = tuple[str, str]
Ranker = Callable[[str], list[str]]
BARS = {"hit_at_1": 0.80, "hit_at_3": 0.92}


@dataclass(frozen=True)
class Measured:
    """How one way of searching did."""

    hit_at_1: float
    hit_at_3: float
    mrr: float
    median_ms: float
    p95_ms: float
    confused: list[tuple[str, str, int]]
    """Topic asked, topic found first, how often."""


def measure(rank: Ranker, questions: Sequence[Question]) -> Measured:
    """Ask everything once."""
    rank(questions[0][0])
    places, spent, confused = [], [], Counter[tuple[str, str]]()
    for question, topic in questions:
        start = time.perf_counter()
        topics = rank(question)
        spent.append((time.perf_counter() - start) * 1000)
        places.append(topics.index(topic) + 1 if topic in topics else 0)
        if topics[:1] != [topic]:
            confused[topic, topics[0] if topics else "nothing"] += 1
    spent.sort()
    return Measured(
        hit_at_1=_share(places, 1),
        hit_at_3=_share(places, 3),
        mrr=round(statistics.fmean(1 / place if place else 0.0 for place in places), 4),
        median_ms=round(statistics.median(spent), 2),
        p95_ms=round(spent[int(len(spent) * 0.95)], 2),
        confused=[(*pair, times) for pair, times in confused.most_common()],
    )


def _share(places: Sequence[int], within: int) -> float:
    return round(sum(1 <= place <= within for place in places) / len(places), 4)


class Rivals:
    """The ways of searching that are compared, over the same entries."""

    def __init__(self, entries: Sequence[Entry], foreign: Sequence[str], encoder: Encoding) -> None:
        self._entries, self._encoder = tuple(entries), encoder
        texts = Texts.of(entries, foreign)
        self._index = KnowledgeIndex(
            texts,
            rows=encoder.passages(texts.flat()),
            foreign_rows=encoder.passages(texts.foreign),
        )
        self._tfidf = TfidfVectorizer(analyzer=lambda text: grams(text, up_to=2))
        self._lines = self._tfidf.fit_transform(texts.flat())
        self._owners = texts.owners()

    def all(self) -> dict[str, Ranker]:
        """By name, the plainest first."""
        return {
            "nearest ask by TF-IDF": self._nearest,
            "words": lambda asked: self._topics(self._index.words(asked).entries),
            "encoder": lambda asked: self._topics(self._near(asked)),
            "words and encoder": self._both,
        }

    def _nearest(self, asked: str) -> list[str]:
        near = (self._lines @ self._tfidf.transform([asked]).T).toarray()[:, 0]
        best = np.zeros(len(self._entries))
        np.maximum.at(best, self._owners, near)
        return self._topics(best)

    def _near(self, asked: str) -> np.ndarray:
        return self._index.dense(self._encoder.questions([asked])[0]).entries

    def _both(self, asked: str) -> list[str]:
        words = self._index.words(asked).entries
        return self._topics(words + DENSE_WEIGHT * self._near(asked))

    def _topics(self, scores: np.ndarray) -> list[str]:
        order = np.argsort(-scores, kind="stable")
        return list(dict.fromkeys(self._entries[at].topic for at in order))


def read_questions(path: Path) -> list[Question]:
    """Questions and their topics, one JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line.strip()]
    return [(str(item["question"]), str(item["topic"])) for item in asked]


def report(found: dict[str, Measured]) -> bool:
    """Print the table; whether the last way of searching holds its bars."""
    print(f"{'':<24}{'hit@1':>8}{'hit@3':>8}{'MRR':>8}{'median ms':>11}{'p95 ms':>8}")
    for name, it in found.items():
        figures = f"{it.hit_at_1:>8.3f}{it.hit_at_3:>8.3f}{it.mrr:>8.3f}"
        print(f"{name:<24}{figures}{it.median_ms:>11.2f}{it.p95_ms:>8.2f}")
    ours = list(found.values())[-1]
    for topic, instead, times in ours.confused:
        print(f"  {topic} -> {instead}" + (f" ({times})" if times > 1 else ""))
    return all(getattr(ours, name) >= bar for name, bar in BARS.items())


def outcomes(
    entries: Sequence[Entry],
    foreign: Sequence[str],
    encoder: Encoding,
    cache: VectorCache,
    questions: Sequence[Question],
) -> dict[str, float]:
    """How many would be answered outright, how many of these rightly, how many offered nothing."""
    searcher = by_words_and_vectors(entries, foreign=foreign, encoder=encoder, cache=cache)
    today = datetime.now(SHANGHAI).date()
    found = [searcher.search(asked, today=today, topics=None, limit=12) for asked, _ in questions]
    sure = [
        (it.hits[0].entry.topic == topic)
        for it, (_, topic) in zip(found, questions, strict=True)
        if it.sure
    ]
    return {
        "answered": round(len(sure) / len(found), 4),
        "answered_rightly": round(sum(sure) / max(len(sure), 1), 4),
        "offered_nothing": round(sum(not it.ours for it in found) / len(found), 4),
    }


def main(arguments: Sequence[str]) -> int:
    """Compare the ways of searching on one file of questions."""
    questions = read_questions(Path(arguments[0]))
    settings = read_settings(os.environ)
    today = datetime.now(SHANGHAI).date()
    book = load_articles(settings.knowledge_folder / "articles")
    entries, foreign = book.on(today), load_foreign(settings.home)
    encoder = open_encoder(settings)
    rivals = Rivals(entries, foreign, encoder)
    found = {name: measure(rank, questions) for name, rank in rivals.all().items()}
    holds = report(found)
    cache = VectorCache(settings.var / "knowledge")
    said = outcomes(entries, foreign, encoder, cache, questions)
    print("  ".join(f"{name} {value:.3f}" for name, value in said.items()))
    if len(arguments) > 1:
        result = {
            "questions": len(questions),
            "entries": len(entries),
            "encoder": encoder.name,
            "ways": {name: asdict(it) for name, it in found.items()},
            "outcomes": said,
            "bars_hold": holds,
        }
        text = json.dumps(result, ensure_ascii=False, indent=2) + "\n"
        Path(arguments[1]).write_text(text, encoding="utf-8")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
