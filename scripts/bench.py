"""Run benchmarks by name (`make bench-…`): each is one file in `bench/`, one claim."""

from __future__ import annotations

import subprocess
import sys

from scripts import ready
from scripts.house import BOT_PYTHON, ROOT, say


def main(names: list[str]) -> int:
    """Set up as `make test` does and run the benchmarks in order."""
    ready.everything(for_tests=True)
    failed = 0
    for name in names:
        say(f"Benchmark {name}")
        failed |= subprocess.call([str(BOT_PYTHON), "-m", f"bench.{name}"], cwd=ROOT)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
