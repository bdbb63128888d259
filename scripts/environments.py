"""Build the two environments, each from its pinned requirements, when those changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from scripts import pythons, stamp
from scripts.house import BOT_ENV, BRAIN_ENV, ROOT, VAR, call, say

REQUIREMENTS = ROOT / "requirements"


def build(*, for_tests: bool = False) -> None:
    """Make both environments current; `for_tests` adds what only tests and checks need."""
    if not _exists(BRAIN_ENV):
        _create(BRAIN_ENV, pythons.find_for_brain())
    if not _exists(BOT_ENV):
        _create(BOT_ENV, pythons.find_for_bot())
    _install(BRAIN_ENV, "brain")
    _install(BOT_ENV, "bot")
    if for_tests:
        _install(BRAIN_ENV, "brain-dev")
        _install(BOT_ENV, "bot-dev")


def add_node() -> None:
    """Bring Node and npm into the bot's environment, for a machine that has none."""
    _install(BOT_ENV, "node")


def _exists(folder: Path) -> bool:
    return (folder / "bin" / "python").exists()


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
    call(*pip, "-r", lock, quiet_log=VAR / "log" / f"install-{name}.log")
    stamp.set_current(folder / f".{name}", mark)


if __name__ == "__main__":
    build()
