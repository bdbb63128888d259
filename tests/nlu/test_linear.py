"""The linear model and its gate, fitted on a handful of lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")

from bot.nlu.features import features
from bot.nlu.fitting import fit
from bot.nlu.formats import find
from bot.nlu.linear import Features, LinearModel, out_first, softmax
from bot.nlu.noise import Noise
from bot.nlu.normalizer import normalize

OURS = [f"{w}电费{e}" for w in ("查", "看", "问") for e in ("多少", "是几块", "吧", "")]
BILLS = [f"{w}发票{e}" for w in ("开", "要", "补") for e in ("一张", "吧", "给公司", "")]
THEIRS = [f"{w}天气{e}" for w in ("今天", "明天", "北京") for e in ("好吗", "怎样", "冷不冷", "")]


def look(text: str) -> Features:
    """Features of a raw text."""
    normal = normalize(text)
    return features(normal, find(normal.text), [])


@pytest.fixture(scope="module")
def model() -> LinearModel:
    """Three intents, twelve lines each."""
    texts = [*OURS, *BILLS, *THEIRS]
    intents = ["query_bill"] * 12 + ["invoice"] * 12 + ["out_of_scope"] * 12
    return fit(texts, intents, read=look, noise=Noise(texts, seed=1), copies=1)


def best(model: LinearModel, text: str) -> str:
    """The likeliest label."""
    probabilities, _ = model.scores(look(text))
    return model.labels[int(np.argmax(probabilities))]


def test_it_learns_what_it_is_told(model: LinearModel) -> None:
    """New words around a known wish."""
    assert best(model, "帮查下电费多少钱") == "query_bill"
    assert best(model, "麻烦补张发票") == "invoice"


def test_the_gate_finds_a_stranger_stranger(model: LinearModel) -> None:
    """Weather is further off than a bill."""
    strangeness = [model.scores(look(text))[1] for text in ("明天天气怎样", "查电费多少")]

    assert strangeness[0] > 0.5 > strangeness[1]


def test_a_model_read_back_says_the_same(model: LinearModel, tmp_path: Path) -> None:
    """A weight in one byte is close enough."""
    model.save(tmp_path)
    again = LinearModel.load(tmp_path)

    for text in ("查电费", "开发票吧", "今天天气", "完全没见过"):
        (before, doubt), (after, doubt_after) = model.scores(look(text)), again.scores(look(text))
        assert np.allclose(before, after, atol=0.02)
        assert abs(doubt - doubt_after) < 0.05


def test_the_same_seed_fits_the_same_model(model: LinearModel) -> None:
    """Two cores at work change nothing."""
    texts = [*OURS, *BILLS, *THEIRS]
    intents = ["query_bill"] * 12 + ["invoice"] * 12 + ["out_of_scope"] * 12
    twin = fit(texts, intents, read=look, noise=Noise(texts, seed=1), copies=1)

    assert np.array_equal(model.weights, twin.weights)


def test_probabilities_sum_to_one_and_out_of_scope_comes_first() -> None:
    """The gate reads its class at the front."""
    assert softmax(np.array([1.0, 2.0, 3.0])).sum() == pytest.approx(1.0)
    assert list(out_first(np.array([1.0, 2.0, 3.0]), 1)) == [2.0, 1.0, 3.0]
