"""The workshop finds a Python that works, or says in one sentence what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts import pythons

THIS = f"{sys.version_info.major}.{sys.version_info.minor}"


def _fake(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose PATH, pyenv and uv folders hold nothing."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    monkeypatch.delenv("XIAOWA_PYTHON_BRAIN", raising=False)
    return tmp_path


def test_a_missing_python_is_one_clear_sentence(empty_machine: Path) -> None:
    """The message names the version, where was looked, and the setting."""
    with pytest.raises(SystemExit) as stopped:
        pythons.find_for_brain()

    message = str(stopped.value)
    assert "3.10" in message
    assert "XIAOWA_PYTHON_BRAIN" in message
    assert "\n" not in message


def test_a_dead_shim_on_the_path_is_passed_over_for_pyenvs_folder(empty_machine: Path) -> None:
    """pyenv's shims fail for versions not selected; the real one lies in its versions folder."""
    _fake(empty_machine / "bin", "python3.10", "exit 127")
    real = _fake(empty_machine / "pyenv/versions/3.10.13/bin", "python3.10", "echo 3.10")

    assert pythons.find_for_brain() == real


def test_a_python_managed_by_uv_is_found(empty_machine: Path) -> None:
    """uv keeps its Pythons in a folder of its own."""
    real = _fake(empty_machine / "uv/cpython-3.10.16-linux/bin", "python3.10", "echo 3.10")

    assert pythons.find_for_brain() == real


def test_the_setting_wins_and_is_checked(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong version in the setting is refused with its name and value."""
    wrong = _fake(empty_machine, "python-wrong", "echo 3.8")
    monkeypatch.setenv("XIAOWA_PYTHON_BRAIN", str(wrong))

    with pytest.raises(SystemExit, match=r"XIAOWA_PYTHON_BRAIN=.*3\.8"):
        pythons.find_for_brain()
