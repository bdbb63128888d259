"""Train the encoder of knowledge search when what it learns from has changed."""

from __future__ import annotations

import json
from pathlib import Path

from scripts import environments, stamp
from scripts.house import BOT_PYTHON, ROOT, VAR, call, say

FOLDER = ROOT / "models" / "encoder"
PROVENANCE = FOLDER / "provenance.json"


def inputs() -> list[Path]:
    """Every file that a change of should bring a new encoder."""
    bot = ROOT / "bot"
    return [
        ROOT / "requirements" / "bot.txt",
        bot / "domain" / "search_text.py",
        bot / "nlu" / "noise.py",
        bot / "nlu" / "pinyin.py",
        bot / "services" / "encoder_training.py",
        bot / "services" / "knowledge_index.py",
        *(bot / "encoder").glob("*.py"),
        *(ROOT / "knowledge" / "articles").glob("*.yml"),
        *(ROOT / "nlu_data").glob("*.yml"),
        ROOT / "nlu_data" / "lookups" / "synonyms.txt",
    ]


def train() -> None:
    """Make `models/encoder` current."""
    mark = stamp.fingerprint(inputs())
    if _made_from() == mark:
        return
    say("Training the encoder of knowledge search (about a minute)")
    log = VAR / "log" / "encoder.log"
    call(BOT_PYTHON, "-m", "bot", "encoder", "--inputs", mark, quiet_log=log)


def _made_from() -> str | None:
    """What the weights say they were made from: the stamp lies inside, so it cannot be apart."""
    try:
        return str(json.loads(PROVENANCE.read_text(encoding="utf-8"))["inputs"])
    except (OSError, ValueError, KeyError):
        return None


if __name__ == "__main__":
    environments.build_bot()
    train()
