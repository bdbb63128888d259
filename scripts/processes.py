"""Start the brain and the bot, wait until they are ready, and stop both cleanly."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from scripts.house import BOT_PYTHON, BRAIN_PYTHON, ROOT, VAR, stop

PORTS = {"XIAOWA_PORT": "8080", "XIAOWA_BRAIN_PORT": "5005", "XIAOWA_ACTIONS_PORT": "5055"}
READY_WITHIN_S = 180
STOP_WITHIN_S = 15


class Product:
    """Brain and bot as two child processes, used as a context manager."""

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        self._env = environment({**os.environ, **(settings or {})})
        self._var = Path(self._env.get("XIAOWA_VAR", str(VAR)))
        self._log_folder = self._var / "log"
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """Where the bot answers."""
        return f"http://127.0.0.1:{self._env.get('XIAOWA_PORT', PORTS['XIAOWA_PORT'])}"

    @property
    def brain_url(self) -> str:
        """Where the brain answers who shows its token."""
        return f"http://127.0.0.1:{self._env.get('XIAOWA_BRAIN_PORT', PORTS['XIAOWA_BRAIN_PORT'])}"

    @property
    def token_file(self) -> Path:
        """The brain's token, readable by our own user only."""
        return self._var / "brain.token"

    def pid(self, name: str) -> int:
        """Process id of `brain` or `bot`."""
        return self._children[name].pid

    def __enter__(self) -> Product:
        self._log_folder.mkdir(parents=True, exist_ok=True)
        for setting, usual in PORTS.items():
            _check_free(setting, int(self._env.get(setting, usual)))
        self._leave_token()
        brain_port = self._env.get("XIAOWA_BRAIN_PORT", PORTS["XIAOWA_BRAIN_PORT"])
        self._start("brain", [BRAIN_PYTHON, "-m", "bot.nlu.brain", "--port", brain_port])
        self._start("bot", [BOT_PYTHON, "-m", "bot", "serve"])
        try:
            self._wait_until_ready()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def wait(self) -> None:
        """Return when one of the two ends."""
        while all(child.poll() is None for child in self._children.values()):
            time.sleep(0.3)

    def ended(self) -> str | None:
        """Name of a process that has ended by itself, if any."""
        return next((n for n, child in self._children.items() if child.poll() is not None), None)

    def log(self, name: str) -> Path:
        """Where a process writes what it has to say."""
        return self._log_folder / f"{name}.log"

    def _leave_token(self) -> None:
        """Leave the brain's token for `POST /model/parse`."""
        self.token_file.touch(mode=0o600)
        self.token_file.chmod(0o600)
        self.token_file.write_text(self._env["XIAOWA_BRAIN_TOKEN"])

    def _start(self, name: str, command: list[str | Path]) -> None:
        with self.log(name).open("wb") as log:
            self._children[name] = subprocess.Popen(
                [str(word) for word in command],
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C goes to us alone; we then stop the bot before its brain.
                start_new_session=True,
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            name = self.ended()
            if name:
                tail = self.log(name).read_text(errors="replace").splitlines()[-20:]
                stop(f"The {name} did not start; the end of {self.log(name)}:\n" + "\n".join(tail))
            if self._is_ready():
                return
            time.sleep(0.2)
        stop(f"Not ready after {READY_WITHIN_S} s; see {self._log_folder}")

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _stop(self) -> None:
        for name in ("bot", "brain"):
            child = self._children.get(name)
            if child is None or child.poll() is not None:
                continue
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What both processes are told: demo mode, a nightly job and a token of this start.

    What is given otherwise stands.
    """
    usual = {
        "XIAOWA_DEMO": "1",
        "XIAOWA_NIGHTLY_AT": "02:30",
        "XIAOWA_BRAIN_TOKEN": secrets.token_urlsafe(24),
    }
    return {**usual, **{name: value for name, value in given.items() if value}}


def _check_free(setting: str, port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            stop(
                f"Port {port} is taken, perhaps by a Xiaowa that still runs. "
                f"Stop what listens there, or set {setting} to a free port."
            )
