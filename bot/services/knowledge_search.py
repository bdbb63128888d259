"""One ready searcher: an index, the encoder it was built with, and how sure its scores are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.analytics.confidence import Confidence, fit
from bot.domain.article import Entry
from bot.services.knowledge_index import KnowledgeIndex, Scores, Texts, is_held_out
from bot.storage.vector_cache import VectorCache, mark_of

Floats = NDArray[np.float32]
SHARE_RIGHT = 0.8
"""Of the answers given to held-out asks, which are harder than everyday questions."""
SHARE_KEPT = 0.97
"""Of the held-out asks, how many are offered at least the nearest topics."""
RERANKED = 10
"""How many entries a reranker reads."""
_READ = 300
"""Characters of an answer that a reranker reads."""


class Encoding(Protocol):
    """Texts in, rows of unit length out."""

    name: str
    mark: str

    def questions(self, texts: Sequence[str]) -> Floats: ...
    def passages(self, texts: Sequence[str]) -> Floats: ...


class Reranking(Protocol):
    """How well each text answers a question."""

    name: str

    def scores(self, question: str, texts: Sequence[str]) -> Floats: ...


@dataclass(frozen=True)
class Hit:
    """An entry that may be what was asked."""

    entry: Entry
    score: float
    """Comparable between the hits of one question."""
    confidence: float
    """Chance that its topic is the one meant, 0 to 1."""


@dataclass(frozen=True)
class Found:
    """The best hits, best first."""

    hits: tuple[Hit, ...]
    sure: bool
    """Whether the first hit may be given as the answer."""
    ours: bool
    """Whether the question seems to be about anything here at all."""
    how: str
    """What searched: words alone or with which encoder."""


class Searcher:
    """Searches one fixed set of entries."""

    def __init__(
        self,
        *,
        index: KnowledgeIndex,
        confidence: Confidence,
        how: str,
        encoder: Encoding | None = None,
        reranker: Reranking | None = None,
    ) -> None:
        self._index, self.confidence, self.how = index, confidence, how
        self._encoder, self._reranker = encoder, reranker

    def search(
        self, question: str, *, today: date, topics: Sequence[str] | None, limit: int
    ) -> Found:
        """The best entries in force today, of these topics where some are named."""
        entries = self._index.entries
        vector = self._encoder.questions([question])[0] if self._encoder else None
        scores = self._index.scores(question, vector)
        allowed = [
            at
            for at, entry in enumerate(entries)
            if entry.holds_on(today) and (topics is None or entry.topic in topics)
        ]
        if not allowed or not scores.entries.any():
            return Found((), sure=False, ours=False, how=self.how)
        order = sorted(allowed, key=lambda at: -float(scores.entries[at]))
        rival = _Rivals([(entries[at].topic, float(scores.entries[at])) for at in order])
        hits = []
        for at in self._reread(question, order)[:limit]:
            signs = _signs(scores, at, rival, entries)
            chance = self.confidence.right.chance(signs)
            hits.append(Hit(entries[at], float(scores.entries[at]), chance))
        signs = _signs(scores, order[0], rival, entries)
        ours = self.confidence.ours.chance(signs) >= self.confidence.ours_from
        sure = ours and hits[0].confidence >= self.confidence.answer_from
        return Found(tuple(hits), sure=sure, ours=ours, how=self.how)

    def _reread(self, question: str, order: list[int]) -> list[int]:
        """The order after the reranker's look at the best; unchanged without one."""
        if self._reranker is None:
            return order
        read = [self._index.entries[at] for at in order[:RERANKED]]
        texts = [f"{entry.title}。{entry.answer[:_READ]}" for entry in read]
        found = self._reranker.scores(question, texts)
        return [order[at] for at in np.argsort(-found, kind="stable")] + order[RERANKED:]


class _Rivals:
    """The best score among the other topics, from (topic, score), best first."""

    def __init__(self, ranked: Sequence[tuple[str, float]]) -> None:
        self._best: dict[str, float] = {}
        for topic, score in ranked:
            self._best.setdefault(topic, score)

    def __call__(self, topic: str) -> float:
        return max((score for name, score in self._best.items() if name != topic), default=0.0)


def _signs(
    scores: Scores, at: int, rival: _Rivals, entries: Sequence[Entry]
) -> tuple[float, float, float]:
    """What confidence judges an entry by."""
    score = float(scores.entries[at])
    return score, score - rival(entries[at].topic), scores.apart


def by_words(
    entries: Sequence[Entry], *, foreign: Sequence[str], reranker: Reranking | None = None
) -> Searcher:
    """A searcher without any encoder."""
    texts = Texts.of(entries, foreign)
    tried = KnowledgeIndex(texts.without_held_out())
    confidence = _confidence(tried, texts, vectors=None)
    return Searcher(
        index=KnowledgeIndex(texts),
        confidence=confidence,
        how=_how("words alone", reranker),
        reranker=reranker,
    )


def by_words_and_vectors(
    entries: Sequence[Entry],
    *,
    foreign: Sequence[str],
    encoder: Encoding,
    cache: VectorCache,
    reranker: Reranking | None = None,
) -> Searcher:
    """A searcher with an encoder; vectors kept from an earlier start are used where they fit."""
    texts = Texts.of(entries, foreign)
    lines = [*texts.flat(), *texts.foreign]
    rows = _vectors(lines, encoder, cache)
    known = dict(zip(lines, rows, strict=True))
    asked = [line for line in lines if is_held_out(line)]
    # A question may be encoded in another way than a passage (with a prompt, say).
    as_questions = dict(zip(asked, encoder.questions(asked), strict=True)) if asked else {}
    confidence = _confidence(_index(texts.without_held_out(), known), texts, vectors=as_questions)
    return Searcher(
        index=_index(texts, known),
        confidence=confidence,
        how=_how(f"words and {encoder.name}", reranker),
        encoder=encoder,
        reranker=reranker,
    )


def _how(how: str, reranker: Reranking | None) -> str:
    return f"{how}, reranked by {reranker.name}" if reranker else how


def _index(texts: Texts, known: dict[str, Floats]) -> KnowledgeIndex:
    width = next((len(row) for row in known.values()), 0)

    def stacked(lines: Sequence[str]) -> Floats:
        return np.array([known[line] for line in lines], np.float32).reshape(len(lines), width)

    return KnowledgeIndex(texts, rows=stacked(texts.flat()), foreign_rows=stacked(texts.foreign))


def _vectors(lines: Sequence[str], encoder: Encoding, cache: VectorCache) -> Floats:
    mark = mark_of([encoder.mark, *lines])
    kept = cache.load(mark)
    if kept is not None and len(kept.get("rows", ())) == len(lines):
        return kept["rows"]
    rows = encoder.passages(lines)
    cache.save(mark, {"rows": rows})
    return rows


def _confidence(
    tried: KnowledgeIndex, texts: Texts, *, vectors: dict[str, Floats] | None
) -> Confidence:
    """Ask the held-out lines of an index built without them, and see what came out."""
    signs, right, ours = [], [], []
    for line, topic in _held_out(texts):
        scores = tried.scores(line, None if vectors is None else vectors[line])
        order = np.argsort(-scores.entries, kind="stable").tolist()
        rival = _Rivals([(tried.entries[at].topic, float(scores.entries[at])) for at in order])
        signs.append(_signs(scores, order[0], rival, tried.entries))
        right.append(tried.entries[order[0]].topic == topic)
        ours.append(topic is not None)
    if not signs:
        signs, right, ours = [(0.0, 0.0, 0.0)], [False], [True]
    return fit(
        np.array(signs),
        right=np.array(right),
        ours=np.array(ours),
        share_right=SHARE_RIGHT,
        share_kept=SHARE_KEPT,
    )


def _held_out(texts: Texts) -> Iterator[tuple[str, str | None]]:
    """Lines held out and the topic each asks for; None where it is not ours."""
    for entry, (_, *asks) in zip(texts.entries, texts.asks, strict=True):
        yield from ((ask, entry.topic) for ask in asks if is_held_out(ask))
    yield from ((line, None) for line in texts.foreign if is_held_out(line))
