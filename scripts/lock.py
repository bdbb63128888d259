"""Write the pins in `requirements/` from fresh environments (`make lock`)."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from scripts import pythons
from scripts.environments import REQUIREMENTS
from scripts.house import ROOT, call, say

_NOT_PINNED = re.compile(r"^(nvidia-|triton|cuda-|xiaowa\b|-e )")
"""GPU libraries come with a registry's torch only, and not with a CPU build."""


def main() -> None:
    """Resolve the environments anew and write their pins."""
    with tempfile.TemporaryDirectory() as scratch:
        bot = _fresh(Path(scratch) / "bot", pythons.find_for_bot())
        brain = _fresh(Path(scratch) / "brain", pythons.find_for_brain())
        bot_pins = _pins(bot, f"{ROOT}[postgres,knowledge]", name="bot", already=set())
        _pins(bot, *_on_top_of("bot"), name="bot-dev", already=bot_pins)
        brain_pins = _pins(brain, "-r", str(REQUIREMENTS / "brain.in"), name="brain", already=set())
        _pins(brain, *_on_top_of("brain"), name="brain-dev", already=brain_pins)
        modern = _fresh(Path(scratch) / "modern", pythons.find_for_brain())
        call(modern, "-m", "pip", "install", "-q", "-r", REQUIREMENTS / "brain.txt")
        _pins(
            modern,
            *("-r", str(REQUIREMENTS / "brain-transformers.in")),
            *("-c", str(REQUIREMENTS / "brain.txt")),
            name="brain-transformers",
            already=brain_pins,
        )


def _fresh(folder: Path, python: Path) -> Path:
    call(python, "-m", "venv", folder)
    return folder / "bin" / "python"


def _on_top_of(name: str) -> tuple[str, ...]:
    """What tests need beside an environment, without moving any of its pins."""
    folder = REQUIREMENTS
    return ("-r", str(folder / f"{name}-dev.in"), "-c", str(folder / f"{name}.txt"))


def _pins(python: Path, *wanted: str, name: str, already: set[str]) -> set[str]:
    say(f"Resolving {name}")
    call(python, "-m", "pip", "install", "-q", *wanted)
    frozen = subprocess.run(
        [str(python), "-m", "pip", "freeze", "--all", "--exclude", "pip"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = {line.split("+")[0] for line in frozen.splitlines() if not _NOT_PINNED.match(line)}
    text = "\n".join(sorted(lines - already, key=str.lower))
    head = "# Made by `make lock`; do not edit.\n"
    (REQUIREMENTS / f"{name}.txt").write_text(head + text + "\n")
    return already | lines


if __name__ == "__main__":
    main()
