"""The brain's sentence vectors by a transformer, here because torch lives in this environment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.encoder.model import load_named, load_own
from bot.encoder.training import train
from bot.encoder.weights import save
from bot.nlu.sentence import NoSentenceModel, opened
from tests.encoder import tiny
from tests.encoder.material import LESSONS, PLAN, unchanged

TEXTS = ["电费怎么交", "电费怎么查", "表能挪"]


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A tiny BERT with random weights."""
    return str(tiny.bi_encoder(tmp_path_factory.mktemp("models") / "bert"))


def test_a_transformer_in_a_folder_gives_vectors(bert: str) -> None:
    """The same as the library's own, one row a text, of unit length."""
    rows = opened(bert).vectors(TEXTS)

    assert rows.shape == (3, 16)
    assert rows == pytest.approx(load_named(bert).passages(TEXTS), abs=1e-5)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_pooling_can_be_chosen(bert: str) -> None:
    """Mean is what a plain BERT is made with; the first token and the maximum differ from it."""
    made, mean, first, most = (opened(bert, p).vector(TEXTS[0]) for p in ("", "mean", "cls", "max"))

    assert made == pytest.approx(mean, abs=1e-5)
    assert abs(made - first).max() > 0.01
    assert abs(made - most).max() > 0.01


def test_a_model_that_cannot_be_had_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No such folder, no network: one sentence instead of the library's page."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(NoSentenceModel, match="put its folder's path here"):
        opened(str(tmp_path / "nothing"))


def test_the_own_encoder_reads_the_same_with_and_without_torch(tmp_path: Path) -> None:
    """The brain reads it with numpy, knowledge search with the library."""
    model = train(LESSONS, sayings={}, noise=unchanged, plan=PLAN)
    save(model, into=tmp_path / "encoder", inputs="0", seed=1, made_of={})

    mine = opened(str(tmp_path / "encoder")).vectors(TEXTS)
    assert mine == pytest.approx(load_own(tmp_path / "encoder").passages(TEXTS), abs=1e-5)
