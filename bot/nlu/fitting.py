"""Fitting the intent classifier: noise, weights, and the temperature that makes it honest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.nlu.linear import (
    OUT_OF_SCOPE,
    Features,
    Gate,
    LinearModel,
    Vocabulary,
    out_first,
    softmax,
)
from bot.nlu.noise import Noise

SEED = 20_240_601
_FOLDS = 3
_FAMILY = 6
_AT_ONCE = 500
_AT_A_TIME = 2


def fit(
    texts: Sequence[str],
    intents: Sequence[str],
    *,
    read: Callable[[str], Features],
    noise: Noise,
    copies: int = 2,
    strength: float = 0.5,
    embed: Callable[[Sequence[str]], np.ndarray] | None = None,
) -> LinearModel:
    """A model of `texts`, each learned with `copies` noisy copies; calibrated on held-out lines.

    `embed` gives a dense vector a text, learned beside the named features.
    """
    texts, intents = _with_neighbours(texts, intents, noise)
    labels = sorted(set(intents))
    number = {label: i for i, label in enumerate(labels)}
    target = np.array([number[i] for i in intents])
    versions = [texts, *([noise.copy(text) for text in texts] for _ in range(copies))]
    rows = [[read(text) for text in version] for version in versions]
    vocabulary = Vocabulary.learn([row for version in rows for row in version])
    named = [vocabulary.matrix(version) for version in rows]
    blocks = _beside(named, versions, embed) if embed else named
    with ThreadPoolExecutor(_AT_A_TIME) as pool:  # the solver works outside Python's lock
        everything = np.arange(len(texts))
        whole = pool.submit(_weights, blocks, target, everything, strength)
        margins = _held_out_margins(pool, blocks[:1], target, len(labels), strength)
        weights, bias = whole.result()
    temperature = _temperature(margins, target)
    margins = np.stack([out_first(row, number[OUT_OF_SCOPE]) for row in margins])
    theirs = target == number[OUT_OF_SCOPE]
    gate = _gate(named[0], rows[0], margins, theirs, temperature)
    model = LinearModel(labels, vocabulary, weights, bias, temperature, gate)
    if embed:
        names = len(vocabulary.index)
        model.weights, model.dense = weights[:names], weights[names:]
    return model


def _beside(
    named: Sequence[csr_matrix],
    versions: Sequence[Sequence[str]],
    embed: Callable[[Sequence[str]], np.ndarray],
) -> list[csr_matrix]:
    """The named features with the texts' vectors as further columns."""
    dense = [csr_matrix(embed(version)) for version in versions]
    return [hstack(pair, format="csr") for pair in zip(named, dense, strict=True)]


def _gate(
    lines: csr_matrix,
    rows: Sequence[Features],
    margins: np.ndarray,
    theirs: np.ndarray,
    temperature: float,
) -> Gate:
    """Fit the gate on margins and likeness of lines to other families' lines."""
    gate = Gate(lines, theirs, np.zeros(Gate.FACTS), 0.0)
    fold = _folds(len(rows))
    facts = np.zeros((len(rows), Gate.FACTS))
    for start in range(0, len(rows), _AT_ONCE):
        some = np.arange(start, min(start + _AT_ONCE, len(rows)))
        near = (lines[some] @ lines.T).toarray()
        for at, likeness in zip(some, near, strict=True):
            likeness[fold == fold[at]] = 0.0
            facts[at] = gate.facts(margins[at], temperature, likeness, rows[at])
    machine = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000).fit(facts, theirs)
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
    pool: ThreadPoolExecutor,
    blocks: Sequence[csr_matrix],
    target: np.ndarray,
    labels: int,
    strength: float,
) -> np.ndarray:
    fold = _folds(len(target))
    margins = np.full((len(target), labels), -1.0)
    learn = [np.flatnonzero(fold != held) for held in range(_FOLDS)]
    fitted = [pool.submit(_weights, blocks, target, rows, strength) for rows in learn]
    for held, job in enumerate(fitted):
        weights, bias = job.result()
        rows = np.flatnonzero(fold == held)
        present = np.unique(target[learn[held]])
        margins[np.ix_(rows, present)] = blocks[0][rows] @ weights + bias
    return margins


def _temperature(margins: np.ndarray, target: np.ndarray) -> float:
    """The softmax temperature with the best likelihood on held-out lines."""
    choices = np.geomspace(0.5, 20, 60)
    rows = np.arange(len(target))
    losses = [-np.log(softmax(margins * t)[rows, target] + 1e-9).mean() for t in choices]
    return float(choices[int(np.argmin(losses))])
