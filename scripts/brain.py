"""Train the brain when what it learns from has changed."""

from __future__ import annotations

from pathlib import Path

from scripts import environments, stamp
from scripts.house import BRAIN_PYTHON, ROOT, VAR, call, say

MODEL = ROOT / "models" / "brain.tar.gz"
STAMP = ROOT / "models" / ".trained-from"


def inputs() -> list[Path]:
    """Every file that a change of should bring a new model."""
    return [
        ROOT / "config.yml",
        ROOT / "domain.yml",
        ROOT / "requirements" / "brain.txt",
        *(path for path in (ROOT / "nlu_data").rglob("*") if path.is_file()),
        *(ROOT / "bot" / "nlu").rglob("*.py"),
    ]


def train() -> None:
    """Make `models/brain.tar.gz` current."""
    mark = stamp.fingerprint(inputs())
    if MODEL.is_file() and stamp.is_current(STAMP, mark):
        return
    say("Training the brain (about a minute)")
    call(BRAIN_PYTHON, "-m", "bot.nlu.train", quiet_log=VAR / "log" / "train.log")
    stamp.set_current(STAMP, mark)


if __name__ == "__main__":
    environments.build()
    train()
