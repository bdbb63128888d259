"""Who may talk to the brain."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.nlu.brain import arguments, is_allowed


@pytest.mark.parametrize(
    ("offered", "allowed"),
    [
        ({"header": "Bearer right", "other_header": None, "query": None}, True),
        ({"header": None, "other_header": "right", "query": None}, True),
        ({"header": None, "other_header": None, "query": "right"}, True),
        ({"header": "Bearer wrong", "other_header": None, "query": None}, False),
        ({"header": None, "other_header": None, "query": None}, False),
        ({"header": "Bearer ", "other_header": "", "query": "错"}, False),
    ],
)
def test_only_the_token_opens(offered: dict[str, str | None], allowed: bool) -> None:
    """Any of the three places will do, nothing else does."""
    assert is_allowed(token="right", **offered) is allowed


def test_does_not_start_without_a_token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An open brain would answer for anyone on the machine."""
    monkeypatch.delenv("XIAOWA_BRAIN_TOKEN", raising=False)
    model = tmp_path / "brain.tar.gz"
    model.touch()

    with pytest.raises(SystemExit):
        arguments(["--token", "", "--model", str(model)])


def test_does_not_start_without_a_model(tmp_path: Path) -> None:
    """The error names the command that makes one."""
    with pytest.raises(SystemExit):
        arguments(["--token", "t", "--model", str(tmp_path / "none.tar.gz")])


def test_ends_when_its_model_cannot_be_loaded(tmp_path: Path) -> None:
    """Left to itself Rasa would serve on and fail every message."""
    model = tmp_path / "brain.tar.gz"
    with tarfile.open(model, "w:gz"):
        pass
    command = [sys.executable, "-m", "bot.nlu.brain", "--port", "0", "--token", "a" * 20]

    ended = subprocess.run(
        [*command, "--model", str(model)], capture_output=True, text=True, timeout=120
    )

    assert ended.returncode == 1
    assert "make train" in ended.stderr + ended.stdout
