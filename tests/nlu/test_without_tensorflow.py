"""Rasa without TensorFlow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.nlu.without_tensorflow import NEEDS_TENSORFLOW, spare_tensorflow

ROOT = Path(__file__).parents[2]


def test_the_brain_starts_without_loading_tensorflow() -> None:
    """A fresh process imports the whole server and no TensorFlow."""
    program = (
        "import sys; from pathlib import Path\n"
        "from bot.nlu.without_tensorflow import spare_tensorflow\n"
        "assert spare_tensorflow(Path('config.yml'))\n"
        "import rasa.core.run, rasa.model_training, bot.nlu.fast_rasa\n"
        "assert not any(n.startswith('tensorflow.python') for n in sys.modules)\n"
    )

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("name", NEEDS_TENSORFLOW)
def test_a_configuration_that_needs_it_gets_it(name: str, tmp_path: Path) -> None:
    """Placeholders never stand in for a component that is configured."""
    config = tmp_path / "config.yml"
    config.write_text(f"pipeline:\n  - name: {name}\n", encoding="utf-8")

    assert spare_tensorflow(config) is False
