"""Fitting the intent classifier: noise, weights, and the temperature that makes it honest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.nlu.linear import OUT_OF_SCOPE, Features, Gate, LinearModel, Vocabulary, softmax
from bot.nlu.noise import Noise

SEED = 20_240_601
_FOLDS = 3
_FAMILY = 6


def fit(
    texts: Sequence[str],
    intents: Sequence[str],
    *,
    read: Callable[[str], Features],
    noise: Noise,
    copies: int = 3,
    strength: float = 1.0,
) -> LinearModel:
    """A model of `texts`, each learned with `copies` noisy copies; calibrated on held-out lines."""
    texts, intents = _with_neighbours(texts, intents, noise)
    labels = sorted(set(intents))
    number = {label: i for i, label in enumerate(labels)}
    target = np.array([number[i] for i in intents])
    clean = [read(text) for text in texts]
    noisy = [[read(noise.copy(text)) for text in texts] for _ in range(copies)]
    vocabulary = Vocabulary.learn([row for rows in (clean, *noisy) for row in rows])
    blocks = [vocabulary.matrix(rows) for rows in (clean, *noisy)]
    margins = _held_out_margins(blocks[:2], target, len(labels), strength)
    weights, bias = _weights(blocks, target, np.arange(len(texts)), strength)
    temperature = _temperature(margins, target)
    gate = _gate(blocks[0], margins, target, number[OUT_OF_SCOPE], temperature)
    return LinearModel(labels, vocabulary, weights, bias, temperature, gate)


def _gate(
    lines: csr_matrix, margins: np.ndarray, target: np.ndarray, out: int, temperature: float
) -> Gate:
    """Fit the gate on margins and likeness of lines to other families' lines."""
    theirs = target == out
    gate = Gate(lines, theirs, np.zeros(5), 0.0)
    fold = _folds(len(target))
    facts = np.zeros((len(target), 5))
    for held in range(_FOLDS):
        near = np.asarray((lines[fold == held] @ lines.T).todense())
        near[:, fold == held] = 0.0
        for at, likeness in zip(np.flatnonzero(fold == held), near, strict=True):
            probabilities = softmax(margins[at] * temperature)
            facts[at] = gate.facts(margins[at], probabilities, likeness, out)
    machine = LogisticRegression(C=10.0, class_weight="balanced").fit(facts, theirs)
    return Gate(lines, theirs, machine.coef_[0], float(machine.intercept_[0]))


def _folds(count: int) -> np.ndarray:
    """A fold for every line; lines written one after the other are of one family and fold."""
    return (np.arange(count) // _FAMILY) % _FOLDS


def _with_neighbours(
    texts: Sequence[str], intents: Sequence[str], noise: Noise
) -> tuple[list[str], list[str]]:
    """The lines and every third one's neighbour of another company, out of scope."""
    theirs = [said for text in texts[::3] if (said := noise.neighbour(text))]
    return [*texts, *theirs], [*intents, *([OUT_OF_SCOPE] * len(theirs))]


def _weights(
    blocks: Sequence[csr_matrix], target: np.ndarray, rows: np.ndarray, strength: float
) -> tuple[np.ndarray, np.ndarray]:
    machine = LinearSVC(C=strength, class_weight="balanced", random_state=SEED, tol=1e-2)
    machine.fit(vstack([b[rows] for b in blocks]), np.tile(target[rows], len(blocks)))
    return machine.coef_.T.astype(np.float32).copy(), machine.intercept_.astype(np.float32)


def _held_out_margins(
    blocks: Sequence[csr_matrix], target: np.ndarray, labels: int, strength: float
) -> np.ndarray:
    fold = _folds(len(target))
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
