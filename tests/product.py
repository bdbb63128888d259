"""The whole product on free ports with a town of its own, started once for all who ask."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from scripts.brain import MODEL
from scripts.house import BOT_PYTHON, ROOT
from scripts.processes import Product

ACCOUNTS = 40
"""Enough for every story account of the demo town."""


@contextmanager
def running(var: Path) -> Iterator[Product]:
    """Brain and bot on the demo town in `var`; both are stopped at the end."""
    assert MODEL.is_file(), "no model: run `make train` first"
    settings = settings_for(var)
    command = [str(BOT_PYTHON), "-m", "bot", "demo", "--accounts", str(ACCOUNTS)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, timeout=300)
    with Product(settings) as product:
        yield product


def settings_for(var: Path) -> dict[str, str]:
    """Settings of a product that disturbs nothing else on this machine."""
    names = ("XIAOWA_PORT", "XIAOWA_BRAIN_PORT", "XIAOWA_ACTIONS_PORT")
    return {
        **dict(zip(names, map(str, free_ports(len(names))), strict=True)),
        "XIAOWA_VAR": str(var),
        "XIAOWA_DEMO": "1",
        # Scripts talk faster than people.
        "XIAOWA_RATE_BURST": "100000",
        "XIAOWA_RATE_PER_S": "100000",
    }


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, all different."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def get(url: str) -> Any:
    """The JSON at an address."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)
