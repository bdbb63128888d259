"""The product never looks at the demo town's ground truth."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "bot" / "storage" / "demo"
TRUTH = re.compile(
    r"demo\.truth|demo import (?:.*\b)?truth\b|[\"'/]truth[\"'/.]|true_readings|uses\.parquet"
)


def test_nothing_outside_the_demo_town_mentions_its_truth() -> None:
    """Only tests and benches may open `var/truth`."""
    offenders = [
        str(path.relative_to(ROOT))
        for room in ("bot", "actions")
        for path in (ROOT / room).rglob("*.py")
        if DEMO not in path.parents and TRUTH.search(path.read_text("utf-8"))
    ]

    assert offenders == []


def test_the_demo_town_itself_only_writes_its_truth() -> None:
    """Within the town one module knows the files and one hands it what to write."""
    knowing = {path.name for path in DEMO.glob("*.py") if TRUTH.search(path.read_text("utf-8"))}

    assert knowing == {"truth.py", "town.py"}
