"""BM25 over texts given as lists of terms: which texts share rare terms with a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class Bm25:
    """An index of texts; scores are comparable between the texts of one query.

    `saturation` is the usual k1 (how soon a repeated term stops counting), `length_share` the
    usual b (how much a long text is held back).
    """

    def __init__(
        self, texts: Sequence[Sequence[str]], *, saturation: float = 2.5, length_share: float = 0.75
    ) -> None:
        counts = [Counter(terms) for terms in texts]
        self._terms = {term: row for row, term in enumerate(dict.fromkeys(_flat(texts)))}
        lengths = np.array([len(terms) for terms in texts], dtype=np.float32)
        typical = float(lengths.mean()) if len(lengths) else 1.0
        held = saturation * (1 - length_share + length_share * lengths / max(typical, 1e-9))
        postings: list[list[tuple[int, float]]] = [[] for _ in self._terms]
        for text, counted in enumerate(counts):
            for term, times in counted.items():
                weight = times * (saturation + 1) / (times + float(held[text]))
                postings[self._terms[term]].append((text, weight))
        self._size = len(texts)
        self._where: list[Ints] = [np.array([t for t, _ in row], np.int32) for row in postings]
        self._weight: list[Floats] = [np.array([w for _, w in row], np.float32) for row in postings]
        found_in = np.array([len(row) for row in postings], dtype=np.float32)
        self._rarity: Floats = np.log1p((self._size - found_in + 0.5) / (found_in + 0.5)).astype(
            np.float32
        )
        self._unknown = float(np.log1p((self._size + 0.5) / 0.5))

    def scores(self, terms: Sequence[str]) -> Floats:
        """One score a text, as a share of the rarity the query holds: how much of it was found.

        Terms no text has count as the rarest, so a question in foreign words scores low.
        """
        scores = np.zeros(self._size, np.float32)
        total = 0.0
        for term, times in Counter(terms).items():
            row = self._terms.get(term)
            if row is None:
                total += times * self._unknown
                continue
            rarity = times * float(self._rarity[row])
            total += rarity
            scores[self._where[row]] += rarity * self._weight[row]
        return scores / np.float32(max(total, 1e-9))


def _flat(texts: Sequence[Sequence[str]]) -> Mapping[str, None]:
    return dict.fromkeys(term for terms in texts for term in terms)
