"""Where things are in the checkout, and how the workshop speaks."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
BOT_ENV = ROOT / ".venv"
BRAIN_ENV = ROOT / ".venv-rasa"
BOT_PYTHON = BOT_ENV / "bin" / "python"
BRAIN_PYTHON = BRAIN_ENV / "bin" / "python"


def say(text: str) -> None:
    """Tell whoever typed `make` what happens now."""
    print(f"· {text}", flush=True)


def stop(text: str) -> NoReturn:
    """End with one sentence that names what is wrong and how to fix it."""
    sys.exit(f"✗ {text}")


def call(*command: str | Path, cwd: Path = ROOT, quiet_log: Path | None = None) -> None:
    """Run a command; when it fails, stop and show the end of what it said."""
    words = [str(word) for word in command]
    if quiet_log is None:
        code = subprocess.call(words, cwd=cwd)
    else:
        quiet_log.parent.mkdir(parents=True, exist_ok=True)
        with quiet_log.open("w") as log:
            code = subprocess.call(words, cwd=cwd, stdout=log, stderr=subprocess.STDOUT)
    if code in (-signal.SIGINT, 128 + signal.SIGINT):
        raise KeyboardInterrupt
    if code:
        if quiet_log is not None:
            lines = quiet_log.read_text(errors="replace").splitlines()
            print("\n".join(lines[-30:]), file=sys.stderr)
        stop(f"`{' '.join(words[:6])}` ended with {code}")


def side_by_side(*jobs: Callable[[], None]) -> None:
    """Run jobs that do not touch at the same time; the first that stops stops us."""
    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        for running in [pool.submit(job) for job in jobs]:
            running.result()
