"""Every written dialogue, replayed over HTTP against the whole product with its real brain.

`XIAOWA_URL=http://127.0.0.1:8080 pytest tests/dialogues` takes a product that runs already.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.dialogues.replay import Dialogue, load, replay

SCRIPTS = load(Path(__file__).parent)
pytestmark = pytest.mark.brain


@pytest.fixture(scope="session")
def url(request: pytest.FixtureRequest) -> str:
    """Where the product answers."""
    running = os.environ.get("XIAOWA_URL")
    return running or str(request.getfixturevalue("product").url)


@pytest.mark.parametrize("dialogue", SCRIPTS, ids=lambda dialogue: dialogue.name)
def test_a_dialogue_goes_as_written(dialogue: Dialogue, url: str) -> None:
    """Each turn says what it must, and nothing that it must not."""
    problems = replay(dialogue, url=url)

    assert not problems, "\n\n".join(problems)
