"""How near a question's vector lies to each entry.

All vectors have unit length, so that a product is a cosine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
TOPIC_SHARE, NEAREST_SHARE = 0.5, 0.3
"""Weights of the topic's middle and of the entry's nearest text, beside 1 for its own middle."""


@dataclass(frozen=True)
class Nearness:
    """What the vectors say about one question."""

    entries: Floats
    """One figure an entry, at most 1."""
    apart: float
    """Cosine of the nearest text of ours less that of the nearest foreign text."""


class EntryVectors:
    """Texts of entries that belong to topics, and texts that belong to nobody here.

    `rows`: one vector a text; `owners`: the entry of each text, every entry at least once;
    `topics`: the topic of each entry; `foreign`: vectors of what is not ours.
    """

    def __init__(self, rows: Floats, *, owners: Ints, topics: Ints, foreign: Floats) -> None:
        self._rows, self._owners, self._topics, self._foreign = rows, owners, topics, foreign
        self._entries = _middles(rows, owners, len(topics))
        self._subjects = _middles(self._entries, topics, int(topics.max(initial=-1)) + 1)

    def near(self, question: Floats) -> Nearness:
        """Score every entry for a question's vector."""
        to_texts = _cosines(self._rows, question)
        nearest = np.full(len(self._topics), -1.0, np.float32)
        np.maximum.at(nearest, self._owners, to_texts)
        subject = _cosines(self._subjects, question)[self._topics]
        own = _cosines(self._entries, question)
        total = own + TOPIC_SHARE * subject + NEAREST_SHARE * nearest
        foreign = float(_cosines(self._foreign, question).max(initial=0.0))
        return Nearness(
            entries=np.asarray(total / (1 + TOPIC_SHARE + NEAREST_SHARE), dtype=np.float32),
            apart=float(to_texts.max(initial=0.0)) - foreign,
        )


def _cosines(rows: Floats, vector: Floats) -> Floats:
    """By one thread: a library's threads would wait for each other longer than they work."""
    return np.asarray(np.einsum("ij,j->i", rows, vector), dtype=np.float32)


def _middles(rows: Floats, owners: Ints, count: int) -> Floats:
    sums = np.zeros((count, rows.shape[1]), np.float32)
    np.add.at(sums, owners, rows)
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(length, 1e-9), dtype=np.float32)
