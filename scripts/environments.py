"""Build the two environments, each from its pinned requirements, when those changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from scripts import pythons, stamp
from scripts.house import BOT_ENV, BRAIN_ENV, ROOT, VAR, call, say, side_by_side

REQUIREMENTS = ROOT / "requirements"
TRANSFORMERS = "XIAOWA_NLU_TRANSFORMERS"
"""1 installs what the brain needs for sentence vectors by a pretrained model."""


def build(*, for_tests: bool = False) -> None:
    """Make both environments current; `for_tests` adds what only tests and checks need."""
    side_by_side(lambda: build_bot(for_tests=for_tests), lambda: build_brain(for_tests=for_tests))


def build_bot(*, for_tests: bool = False) -> None:
    """Make the bot's environment current."""
    _make(BOT_ENV, pythons.find_for_bot, "bot", for_tests)


def build_brain(*, for_tests: bool = False) -> None:
    """Make the brain's environment current."""
    _make(BRAIN_ENV, pythons.find_for_brain, "brain", for_tests)
    if os.environ.get(TRANSFORMERS) == "1":
        _install(BRAIN_ENV, "brain-transformers")


def add_node() -> None:
    """Bring Node and npm into the bot's environment, for a machine that has none."""
    _install(BOT_ENV, "node")


def _make(folder: Path, find_python: Callable[[], Path], name: str, for_tests: bool) -> None:
    if not (folder / "bin" / "python").exists():
        _create(folder, find_python())
    _install(folder, name)
    if for_tests:
        _install(folder, f"{name}-dev")


def _create(folder: Path, python: Path) -> None:
    say(f"Making {folder.name} with {python}")
    shutil.rmtree(folder, ignore_errors=True)
    call(python, "-m", "venv", folder)


def _install(folder: Path, name: str) -> None:
    lock = REQUIREMENTS / f"{name}.txt"
    mark = stamp.fingerprint([lock])
    if stamp.is_current(folder / f".{name}", mark):
        return
    say(f"Installing {lock.relative_to(ROOT)} into {folder.name} (the first time takes minutes)")
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check")
    # --no-compile: what is never imported need not be compiled.
    call(*pip, "--no-compile", "-r", lock, quiet_log=VAR / "log" / f"install-{name}.log")
    stamp.set_current(folder / f".{name}", mark)


if __name__ == "__main__":
    build()
