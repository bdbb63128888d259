"""Scores every entry for a question: shared rare characters, and nearness in the encoder."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.analytics.bm25 import Bm25
from bot.analytics.vectors import EntryVectors
from bot.domain.article import Entry
from bot.domain.search_text import grams

Floats = NDArray[np.float32]
UP_TO = 2
"""Runs of characters that the words' side counts: single ones and pairs."""
DENSE_WEIGHT = 1.8
"""Of the encoder's figure, beside 1 for the words; chosen on asks held out."""
ANSWER_READ = 400
"""Characters of an answer that count."""
_EVERY = 8
"""One ask in so many is held out: never trained on, and what confidence is fitted to."""


def is_held_out(text: str) -> bool:
    """Whether a text is kept out of training, by its own characters alone."""
    return zlib.crc32(text.encode()) % _EVERY == 0


@dataclass(frozen=True)
class Texts:
    """What is indexed: title and asks of each entry, and lines that are not ours."""

    entries: tuple[Entry, ...]
    asks: tuple[tuple[str, ...], ...]
    foreign: tuple[str, ...]

    @classmethod
    def of(cls, entries: Sequence[Entry], foreign: Sequence[str]) -> Texts:
        """Everything."""
        asks = tuple((entry.title, *entry.asks) for entry in entries)
        return cls(tuple(entries), asks, tuple(foreign))

    def without_held_out(self) -> Texts:
        """The same less what confidence is fitted to."""
        asks = tuple(
            (title, *(ask for ask in asks if not is_held_out(ask))) for title, *asks in self.asks
        )
        foreign = tuple(line for line in self.foreign if not is_held_out(line))
        return Texts(self.entries, asks, foreign)

    def flat(self) -> list[str]:
        """Every ask, entry by entry."""
        return [ask for asks in self.asks for ask in asks]

    def owners(self) -> NDArray[np.int64]:
        """The entry of every ask in `flat`."""
        return np.repeat(np.arange(len(self.asks)), [len(asks) for asks in self.asks])


@dataclass(frozen=True)
class Scores:
    """One question's figures."""

    entries: Floats
    """One an entry, in the index's order; comparable within one question."""
    apart: float
    """How much nearer the question is to what is ours than to what is not."""


class KnowledgeIndex:
    """Scores over all entries, whatever the day; the caller leaves out what does not hold."""

    def __init__(
        self, texts: Texts, *, rows: Floats | None = None, foreign_rows: Floats | None = None
    ) -> None:
        """`rows` and `foreign_rows`: vectors of `texts.flat()` and `texts.foreign`, if any."""
        self.entries = texts.entries
        topics = list(dict.fromkeys(entry.topic for entry in texts.entries))
        self._topic_of = np.array([topics.index(entry.topic) for entry in texts.entries], np.int64)
        terms = [_terms(*pair) for pair in zip(texts.entries, texts.asks, strict=True)]
        by_topic: list[list[str]] = [[] for _ in topics]
        for topic, words in zip(self._topic_of, terms, strict=True):
            by_topic[topic] += words
        foreign = [gram for line in texts.foreign for gram in grams(line, up_to=UP_TO)]
        self._by_entry, self._by_topic = Bm25(terms), Bm25([*by_topic, foreign])
        self._vectors = None
        if rows is not None and foreign_rows is not None:
            self._vectors = EntryVectors(
                rows, owners=texts.owners(), topics=self._topic_of, foreign=foreign_rows
            )

    def words(self, question: str) -> Scores:
        """How much of the question's rare characters each entry, and its topic, holds."""
        terms = grams(question, up_to=UP_TO)
        *by_topic, foreign = self._by_topic.scores(terms)
        topics = np.array(by_topic, np.float32)
        entries = self._by_entry.scores(terms) + topics[self._topic_of]
        apart = float(topics.max(initial=0.0) - foreign)
        return Scores(np.asarray(entries, dtype=np.float32), apart)

    def dense(self, vector: Floats) -> Scores:
        """How near the question's vector lies to each entry."""
        if self._vectors is None:
            raise ValueError("this index was built without vectors")
        near = self._vectors.near(vector)
        return Scores(near.entries, near.apart)

    def scores(self, question: str, vector: Floats | None) -> Scores:
        """Both together, or the words alone where there is no vector."""
        words = self.words(question)
        if vector is None:
            return words
        dense = self.dense(vector)
        total = words.entries + DENSE_WEIGHT * dense.entries
        return Scores(np.asarray(total, dtype=np.float32), dense.apart)


def _terms(entry: Entry, asks: Sequence[str]) -> list[str]:
    return [
        gram for text in (*asks, entry.answer[:ANSWER_READ]) for gram in grams(text, up_to=UP_TO)
    ]
