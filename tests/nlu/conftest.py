"""One trained model for every test that reads sentences."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from bot.nlu.reader import Reader
from bot.nlu.without_tensorflow import spare_tensorflow

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "brain.tar.gz"

if importlib.util.find_spec("rasa") is None:  # the bot's environment: these are not its tests
    collect_ignore_glob = ["test_*.py"]
else:
    spare_tensorflow(ROOT / "config.yml")


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The model `make train` wrote."""
    if not MODEL.is_file():
        pytest.fail("no trained model: run `make train`")
    return Reader(MODEL, config=ROOT / "config.yml")
