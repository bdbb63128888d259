"""The project's own encoder learns who asks the same, and is the same every time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from bot.encoder.grams import GramEmbedding
from bot.encoder.model import PROVENANCE, Encoder, load_own
from bot.encoder.training import train
from bot.encoder.weights import save
from tests.encoder.material import ASKS, LESSONS, PLAN, SAYINGS, unchanged


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained encoder, kept."""
    into = tmp_path_factory.mktemp("models") / "encoder"
    model = train(LESSONS, sayings=SAYINGS, noise=unchanged, plan=PLAN)
    save(model, into=into, inputs="0" * 64, seed=PLAN.seed, made_of={"entries": len(LESSONS)})
    return into


def _own_partner_share(encoder: Encoder) -> float:
    """How often the nearest other ask belongs to the same entry."""
    asks = [(name, ask) for name, known in ASKS.items() for ask in known]
    rows = encoder.questions([ask for _, ask in asks])
    near = rows @ rows.T - 2 * np.eye(len(rows))
    found = [asks[at][0] for at in near.argmax(axis=1)]
    return float(np.mean([name == own for name, (own, _) in zip(found, asks, strict=True)]))


def test_texts_that_ask_the_same_come_together(folder: Path) -> None:
    """After training the nearest neighbour shares the entry; before, words alone decide."""
    untrained = replace(PLAN, steps=2, learning_rate=1e-9)
    model = train(LESSONS, sayings=SAYINGS, noise=unchanged, plan=untrained)

    after = _own_partner_share(load_own(folder))
    before = _own_partner_share(Encoder(model, name="untrained", mark=""))

    assert after == 1.0
    assert before < 0.9


def test_the_same_material_gives_the_same_weights(folder: Path, tmp_path: Path) -> None:
    """Bit for bit, so that `make train` on two machines can be compared."""
    model = train(LESSONS, sayings=SAYINGS, noise=unchanged, plan=PLAN)
    save(model, into=tmp_path / "again", inputs="0" * 64, seed=PLAN.seed, made_of={})

    first = json.loads((folder / PROVENANCE).read_text("utf-8"))
    again = json.loads((tmp_path / "again" / PROVENANCE).read_text("utf-8"))

    assert again["weights"] == first["weights"]


def test_weights_tell_what_they_were_made_from(folder: Path) -> None:
    """Inputs, seed, libraries and size, beside the weights."""
    about = json.loads((folder / PROVENANCE).read_text("utf-8"))

    assert about["inputs"] == "0" * 64
    assert about["seed"] == PLAN.seed
    assert about["made_of"] == {"entries": 4}
    assert about["dimensions"] == PLAN.dimensions
    assert set(about["libraries"]) == {"torch", "sentence-transformers", "tokenizers", "numpy"}
    assert about["weights"][:12] in load_own(folder).name


def test_a_new_encoder_replaces_the_old_one_whole(folder: Path, tmp_path: Path) -> None:
    """Nothing of the old folder stays, and no draft is left beside."""
    into = tmp_path / "encoder"
    into.mkdir()
    (into / "old").touch()
    model = train(LESSONS, sayings={}, noise=unchanged, plan=PLAN)
    save(model, into=into, inputs="1" * 64, seed=1, made_of={})

    assert not (into / "old").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["encoder"]


def test_what_was_never_seen_weighs_nothing(folder: Path) -> None:
    """Unknown characters change no direction, and a text of them alone has none."""
    encoder = load_own(folder)
    known, longer, unknown = encoder.questions(
        ["违约金", "违约金\N{CJK UNIFIED IDEOGRAPH-9F98}", "龘"]
    )

    assert float(known @ longer) > 0.8
    assert not np.abs(unknown).any()


def test_the_unknown_gram_does_not_learn() -> None:
    """Its row stays zero through training although many grams are turned into it."""
    model = train(LESSONS, sayings=SAYINGS, noise=unchanged, plan=PLAN)
    module = model[0]

    assert isinstance(module, GramEmbedding)
    assert not torch.any(module.embedding.weight[0])
