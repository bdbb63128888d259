"""Every kind of encoder that the settings can name is loaded by the same real code."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import numpy as np
import pytest

from bot.encoder.model import PROVENANCE, load_named, load_own
from bot.encoder.reranker import load_reranker
from bot.encoder.training import train
from bot.encoder.weights import save
from tests.encoder import tiny
from tests.encoder.material import LESSONS, PLAN, unchanged

TEXTS = ["电费怎么交", "电费怎么查", "表能挪"]


def test_the_own_encoder_never_asks_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is loaded and used with every socket refused."""
    model = train(LESSONS, sayings={}, noise=unchanged, plan=PLAN)
    save(model, into=tmp_path / "encoder", inputs="0", seed=1, made_of={})

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    rows = load_own(tmp_path / "encoder").passages(["移表找谁", "违约金"])

    assert rows.shape == (2, PLAN.dimensions)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_a_folder_without_an_encoder_is_refused(tmp_path: Path) -> None:
    """Search then goes on by words; see tests/services/test_knowledge.py."""
    with pytest.raises(OSError, match=PROVENANCE):
        load_own(tmp_path)
    (tmp_path / PROVENANCE).write_text(json.dumps({"weights": "1", "inputs": "2"}))
    with pytest.raises(OSError, match="make train"):
        load_own(tmp_path)


def test_a_transformer_in_a_folder_is_an_encoder(tmp_path: Path) -> None:
    """As a hub model is once it is fetched: rows of unit length, the same for the same text."""
    encoder = load_named(str(tiny.bi_encoder(tmp_path / "bert")))
    rows = encoder.passages(TEXTS)

    assert encoder.name == "bert"
    assert rows.shape == (3, 16)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert encoder.questions(TEXTS[:1])[0] == pytest.approx(rows[0], abs=1e-5)


def test_other_weights_under_one_name_are_told_apart(tmp_path: Path) -> None:
    """So that vectors kept from before are not used with them."""
    from transformers import BertModel

    folder = tiny.bi_encoder(tmp_path / "bert")
    before = load_named(str(folder)).mark
    again = load_named(str(folder)).mark
    model = BertModel.from_pretrained(folder)
    model.embeddings.word_embeddings.weight.data += 0.5
    model.embeddings.word_embeddings.weight.data[5:] *= -1
    model.save_pretrained(folder)

    assert again == before
    assert load_named(str(folder)).mark != before


@pytest.mark.parametrize("labels", [1, 2])
def test_a_cross_encoder_scores_pairs(tmp_path: Path, labels: int) -> None:
    """One figure a text, whether the model has one label or two."""
    reranker = load_reranker(str(tiny.cross_encoder(tmp_path / "bert", labels=labels)))
    scores = reranker.scores("电费怎么交", TEXTS)

    assert scores.shape == (3,)
    assert np.isfinite(scores).all()
    assert scores == pytest.approx(reranker.scores("电费怎么交", TEXTS))
