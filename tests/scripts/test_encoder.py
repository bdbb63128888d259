"""The encoder of knowledge search is trained anew exactly when its inputs changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import encoder, stamp


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The marks that training was asked for; each one leaves weights that name it."""
    provenance = tmp_path / "encoder" / "provenance.json"
    monkeypatch.setattr(encoder, "PROVENANCE", provenance)
    marks: list[str] = []

    def call(*command: object, quiet_log: Path) -> None:
        marks.append(str(command[-1]))
        provenance.parent.mkdir(exist_ok=True)
        provenance.write_text(json.dumps({"inputs": marks[-1]}))

    monkeypatch.setattr(encoder, "call", call)
    return marks


def test_every_input_is_there_and_articles_are_among_them() -> None:
    """A file that moved would go unnoticed otherwise."""
    inputs = encoder.inputs()

    assert [path for path in inputs if not path.is_file()] == []
    assert sum(path.parent.name == "articles" for path in inputs) > 40
    assert {"training.py", "noise.py", "search_text.py"} <= {path.name for path in inputs}


def test_it_is_trained_once_for_the_same_inputs(called: list[str]) -> None:
    """A second start has nothing to do."""
    encoder.train()
    encoder.train()

    assert called == [stamp.fingerprint(encoder.inputs())]


def test_a_changed_input_trains_it_anew(
    called: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edited article, say."""
    article = tmp_path / "late_fee_rule.yml"
    article.write_text("one")
    monkeypatch.setattr(encoder, "inputs", lambda: [article])
    encoder.train()
    article.write_text("two")
    encoder.train()

    assert len(set(called)) == 2


def test_weights_without_a_whole_provenance_are_made_anew(called: list[str]) -> None:
    """As after a copy that broke off."""
    encoder.train()
    encoder.PROVENANCE.write_text("{")
    encoder.train()

    assert len(called) == 2
