"""Train the brain when what it learns from has changed."""

from __future__ import annotations

import re
from pathlib import Path

from bot.nlu.profile import NoProfile, config_of
from scripts import encoder, environments, stamp
from scripts.house import BRAIN_PYTHON, ROOT, VAR, call, say, stop

MODEL = ROOT / "models" / "brain.tar.gz"
STAMP = ROOT / "models" / ".trained-from"
_OWN_ENCODER = re.compile(r"^\s+model: models/encoder\b", re.MULTILINE)


def config() -> Path:
    """The pipeline that XIAOWA_NLU_PROFILE names; config.yml when it is not set."""
    try:
        return config_of(root=ROOT)
    except NoProfile as error:
        stop(str(error))


def reads_encoder() -> bool:
    """Whether the pipeline takes its vectors from the encoder of knowledge search."""
    return bool(_OWN_ENCODER.search(config().read_text(encoding="utf-8")))


def inputs() -> list[Path]:
    """Every file that a change of should bring a new model."""
    return [
        config(),
        ROOT / "domain.yml",
        ROOT / "requirements" / "brain.txt",
        *(path for path in (ROOT / "nlu_data").rglob("*") if path.is_file()),
        *(ROOT / "bot" / "nlu").rglob("*.py"),
        *([encoder.PROVENANCE] if reads_encoder() else []),
    ]


def train() -> None:
    """Make `models/brain.tar.gz` current."""
    mark = stamp.fingerprint(inputs())
    if MODEL.is_file() and stamp.is_current(STAMP, mark):
        return
    profile = config().relative_to(ROOT) if config().is_relative_to(ROOT) else config()
    say(f"Training the brain by {profile} (about a minute; with DIET many)")
    call(BRAIN_PYTHON, "-m", "bot.nlu.train", quiet_log=VAR / "log" / "train.log")
    stamp.set_current(STAMP, mark)


def prepare() -> None:
    """Make what the pipeline reads, before anything is done side by side."""
    if reads_encoder():
        environments.build_bot()
        encoder.train()


if __name__ == "__main__":
    environments.build()
    prepare()
    train()
