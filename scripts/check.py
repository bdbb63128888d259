"""`make check`: lint, format, types and floors."""

from __future__ import annotations

import subprocess
import sys

from scripts import environments
from scripts.house import BOT_ENV, ROOT, say

CHECKS = (
    ("lint", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("floors", ["lint-imports"]),
)


def run() -> bool:
    """Run every check and say which failed; True when one did."""
    failed = False
    for name, (tool, *arguments) in CHECKS:
        say(f"Checking {name}")
        failed |= subprocess.call([str(BOT_ENV / "bin" / tool), *arguments], cwd=ROOT) != 0
    return failed


if __name__ == "__main__":
    environments.build(for_tests=True)
    sys.exit(run())
