"""Train and run the stock set-up: Rasa's own server and a separate HTTP action server."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

from scripts import stamp
from scripts.brain import inputs
from scripts.house import BOT_PYTHON, BRAIN_PYTHON, ROOT, VAR, call, say

PORT, ACTIONS_PORT = 15206, 15256
FOLDER = VAR / "bench" / "stock"
READY_WITHIN_S = 300


def train() -> None:
    """Train the stock model on the product's own domain and data, when they changed."""
    sources = [*inputs(), *(ROOT / "bench" / "stock").glob("*.yml")]
    mark = stamp.fingerprint(sources)
    if stamp.is_current(FOLDER / ".trained-from", mark):
        return
    say("Training the stock set-up (minutes)")
    data = FOLDER / "data"
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.copytree(ROOT / "nlu_data", data)
    shutil.copy(ROOT / "bench" / "stock" / "stories.yml", data / "stories.yml")
    rasa = [BRAIN_PYTHON, "-m", "rasa", "train", "--fixed-model-name", "stock"]
    where = ["--config", "bench/stock/config.yml", "--domain", "domain.yml"]
    call(*rasa, *where, "--data", data, "--out", FOLDER, quiet_log=VAR / "log" / "stock.log")
    stamp.set_current(FOLDER / ".trained-from", mark)


class Stock:
    """Brain and action server as child processes, used as a context manager."""

    url = f"http://127.0.0.1:{PORT}"

    def __init__(self, settings: dict[str, str]) -> None:
        self._env = {**os.environ, **settings}
        self._children: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Stock:
        endpoints = FOLDER / "endpoints.yml"
        endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{ACTIONS_PORT}/webhook\n")
        credentials = FOLDER / "credentials.yml"
        credentials.write_text("rest:\n")
        self._start(BOT_PYTHON, "-m", "rasa_sdk", "--actions", "actions", "-p", str(ACTIONS_PORT))
        where = ["--endpoints", endpoints, "--credentials", credentials]
        model = ["-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(PORT), "-m", FOLDER]
        self._start(BRAIN_PYTHON, *model, *where)
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline and not _answers(f"{self.url}/"):
            time.sleep(0.5)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in self._children:
            child.terminate()
        for child in self._children:
            child.wait()

    @property
    def brain_pid(self) -> int:
        """Process id of Rasa's server."""
        return self._children[1].pid

    def _start(self, *command: str | Path) -> None:
        with (VAR / "log" / f"stock-{len(self._children)}.log").open("wb") as log:
            child = subprocess.Popen(
                [str(word) for word in command],
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._children.append(child)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
