"""Fitting the intent classifier: noise, weights, and the temperature that makes it honest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.nlu.linear import Features, LinearModel, Vocabulary, softmax
from bot.nlu.noise import Noise

SEED = 20_240_601
_FOLDS = 3


def fit(
    texts: Sequence[str],
    intents: Sequence[str],
    *,
    read: Callable[[str], Features],
    copies: int = 2,
    strength: float = 0.5,
) -> LinearModel:
    """A model of `texts`, each learned with `copies` noisy copies; calibrated on held-out lines."""
    labels = sorted(set(intents))
    number = {label: i for i, label in enumerate(labels)}
    target = np.array([number[i] for i in intents])
    noise = Noise(texts, seed=SEED)
    clean = [read(text) for text in texts]
    noisy = [[read(noise.copy(text)) for text in texts] for _ in range(copies)]
    vocabulary = Vocabulary.learn([row for rows in (clean, *noisy) for row in rows])
    blocks = [vocabulary.matrix(rows) for rows in (clean, *noisy)]
    margins = _held_out_margins(blocks, target, len(labels), strength)
    weights, bias = _weights(blocks, target, np.arange(len(texts)), strength)
    return LinearModel(labels, vocabulary, weights, bias, _temperature(margins, target))


def _weights(
    blocks: Sequence[csr_matrix], target: np.ndarray, rows: np.ndarray, strength: float
) -> tuple[np.ndarray, np.ndarray]:
    from scipy.sparse import vstack

    machine = LinearSVC(C=strength, class_weight="balanced", random_state=SEED, tol=1e-3)
    machine.fit(vstack([b[rows] for b in blocks]), np.tile(target[rows], len(blocks)))
    return machine.coef_.T.astype(np.float32).copy(), machine.intercept_.astype(np.float32)


def _held_out_margins(
    blocks: Sequence[csr_matrix], target: np.ndarray, labels: int, strength: float
) -> np.ndarray:
    fold = np.random.default_rng(SEED).integers(0, _FOLDS, len(target))
    margins = np.full((len(target), labels), -1.0)
    for held in range(_FOLDS):
        learn = np.flatnonzero(fold != held)
        present = np.unique(target[learn])
        weights, bias = _weights(blocks, target, learn, strength)
        rows = np.flatnonzero(fold == held)
        margins[np.ix_(rows, present)] = blocks[0][rows] @ weights + bias
    return margins


def _temperature(margins: np.ndarray, target: np.ndarray) -> float:
    """The softmax temperature with the best likelihood on held-out lines."""
    choices = np.geomspace(0.5, 20, 60)
    rows = np.arange(len(target))
    losses = [-np.log(softmax(margins * t)[rows, target] + 1e-9).mean() for t in choices]
    return float(choices[int(np.argmin(losses))])
