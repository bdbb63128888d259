"""A linear classifier over named features, with calibrated probabilities."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, load_npz, save_npz

from bot.nlu.features import FOREIGN, FOREIGN_ALONE

OUT_OF_SCOPE = "out_of_scope"
Features = dict[str, list[str]]
_CLOSE = 5
_SAME = 0.95
"""Of its likeness to itself: from here on two messages differ in next to nothing."""
WEIGHTS = {"char": 1.0, "pair": 0.8, "sound": 0.7, "word": 0.5, "fact": 0.35}


@dataclass
class Vocabulary:
    """Features seen in training, with their inverse document frequency."""

    index: dict[str, int]
    idf: np.ndarray

    @classmethod
    def learn(cls, rows: Sequence[Features], *, at_least: int = 3) -> Vocabulary:
        """Features of at least `at_least` rows."""
        counts = Counter(name for row in rows for name in set(_named(row)))
        index = {n: i for i, n in enumerate(sorted(n for n, c in counts.items() if c >= at_least))}
        idf = np.ones(len(index), dtype=np.float32)
        for name, at in index.items():
            idf[at] += np.log((1 + len(rows)) / (1 + counts[name]))
        return cls(index, idf)

    def vector(self, row: Features) -> tuple[np.ndarray, np.ndarray]:
        """Indices and values; every group has its own length, together they have one."""
        indices: list[np.ndarray] = []
        values: list[np.ndarray] = []
        for group, names in row.items():
            ids = [
                self.index[key] for name in set(names) if (key := f"{group}:{name}") in self.index
            ]
            if ids:
                at = np.array(ids, dtype=np.int32)
                part = self.idf[at]
                indices.append(at)
                values.append(part * (WEIGHTS[group] / float(np.linalg.norm(part))))
        if not indices:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        return np.concatenate(indices), np.concatenate(values)

    def matrix(self, rows: Sequence[Features]) -> csr_matrix:
        """All rows as one sparse matrix."""
        vectors = [self.vector(row) for row in rows]
        ends = np.cumsum([0, *(len(ids) for ids, _ in vectors)])
        return csr_matrix(
            (
                np.concatenate([v for _, v in vectors]),
                np.concatenate([i for i, _ in vectors]),
                ends,
            ),
            shape=(len(rows), len(self.index)),
        )


def _named(row: Features) -> list[str]:
    return [f"{group}:{name}" for group, names in row.items() for name in names]


@dataclass
class Gate:
    """How likely a message is none of ours, from how it lies to everything learned.

    Looks at the margin of the out-of-scope class, the best two margins of the others, the
    probabilities, the nearest learned lines of ours and of theirs, words of other worlds, length.
    """

    FACTS = 12

    lines: csr_matrix
    theirs: np.ndarray
    weights: np.ndarray
    bias: float

    def facts(
        self, margins: np.ndarray, heat: float, near: np.ndarray, row: Features
    ) -> list[float]:
        """The gate's numbers for one message; `near` is its likeness to every line.

        `margins` start with the out-of-scope class; `heat` is the model's temperature.
        """
        probabilities = softmax(margins * heat)
        second, first = np.partition(margins[1:], -2)[-2:]
        return [
            margins[0],
            first,
            second,
            probabilities[0],
            probabilities[1:].max(),
            *_nearest(near[~self.theirs]),
            *_nearest(near[self.theirs]),
            FOREIGN in row["fact"],
            FOREIGN_ALONE in row["fact"],
            np.log(len(row["sound"])),
        ]

    def knows(self, near: np.ndarray, itself: float) -> bool:
        """Whether a message is a line of ours almost word by word; `itself`: its own likeness.

        What is asked of us in these very words is ours, however others ask in like words.
        """
        ours = near[~self.theirs].max(initial=0.0)
        return itself > 0 and ours >= _SAME * itself and ours > near[self.theirs].max(initial=0.0)

    def strangeness(self, facts: list[float]) -> float:
        """Probability of being out of scope."""
        return float(1 / (1 + np.exp(-(np.array(facts) @ self.weights + self.bias))))


def _nearest(likeness: np.ndarray) -> tuple[float, float]:
    """The greatest likeness, and the mean of the five greatest."""
    if len(likeness) < _CLOSE:
        return 0.0, 0.0
    close = np.partition(likeness, -_CLOSE)[-_CLOSE:]
    return close.max(), close.mean()


@dataclass
class LinearModel:
    """One-against-rest weights; probabilities are a softmax at a fitted temperature."""

    labels: list[str]
    vocabulary: Vocabulary
    weights: np.ndarray
    bias: np.ndarray
    temperature: float
    gate: Gate
    dense: np.ndarray | None = None
    """Weights of a sentence vector's numbers, where the model was fitted with vectors."""

    def scores(self, row: Features, vector: np.ndarray | None = None) -> tuple[np.ndarray, float]:
        """Probability of every label, and of the message being out of scope."""
        ids, values = self.vocabulary.vector(row)
        margins = values @ self.weights[ids] + self.bias if len(ids) else self.bias
        if self.dense is not None:
            margins = margins + vector @ self.dense
        probabilities = softmax(margins * self.temperature)
        near = self.gate.lines @ self._dense(ids, values)
        if self.gate.knows(near, float(values @ values)):
            return probabilities, 0.0
        ordered = out_first(margins, self.labels.index(OUT_OF_SCOPE))
        return probabilities, self.gate.strangeness(
            self.gate.facts(ordered, self.temperature, near, row)
        )

    def _dense(self, ids: np.ndarray, values: np.ndarray) -> np.ndarray:
        dense = np.zeros(len(self.vocabulary.index), dtype=np.float32)
        dense[ids] = values
        return dense

    def save(self, folder: Path) -> None:
        """Write the model; plain arrays and JSON, no pickles; a weight in one byte.

        Compressed here: Rasa packs at zlib's highest level, which takes ten seconds for weights.
        """
        scale = (np.abs(self.weights).max(axis=0) / 127 + 1e-12).astype(np.float32)
        np.savez_compressed(
            folder / "linear.npz",
            steps=np.round(self.weights / scale).astype(np.int8),
            step=scale,
            bias=self.bias,
            idf=self.vocabulary.idf,
            temperature=np.float64(self.temperature),
            theirs=self.gate.theirs,
            gate=np.append(self.gate.weights, self.gate.bias),
            **({} if self.dense is None else {"dense": self.dense}),
        )
        save_npz(folder / "lines.npz", self.gate.lines)
        names = {"labels": self.labels, "features": list(self.vocabulary.index)}
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read a model written by `save`."""
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        with np.load(folder / "linear.npz", allow_pickle=False) as arrays:
            gate = arrays["gate"]
            return cls(
                names["labels"],
                Vocabulary({n: i for i, n in enumerate(names["features"])}, arrays["idf"]),
                arrays["steps"] * arrays["step"],
                arrays["bias"],
                float(arrays["temperature"]),
                Gate(load_npz(folder / "lines.npz"), arrays["theirs"], gate[:-1], float(gate[-1])),
                arrays["dense"] if "dense" in arrays.files else None,
            )


def out_first(margins: np.ndarray, out: int) -> np.ndarray:
    """The margins with the out-of-scope class in front."""
    return np.concatenate([margins[out : out + 1], np.delete(margins, out)])


def softmax(margins: np.ndarray) -> np.ndarray:
    """Along the last axis."""
    powers = np.exp(margins - margins.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
