"""Each room touches only what it may."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ATTICS = {"utils", "util", "helpers", "helper", "misc", "common"}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _imported_by(folder: str) -> set[str]:
    files = (ROOT / folder).rglob("*.py")
    return {name for path in files for name in _imports(path) if "migrations" not in path.parts}


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("bot/domain", {"numpy", "sqlalchemy", "aiohttp", "yaml", "os", "pathlib", "socket"}),
        ("bot/analytics", {"sqlalchemy", "aiohttp", "duckdb", "rasa_sdk"}),
        ("bot/storage", {"aiohttp", "rasa_sdk"}),
        ("bot/clients", {"sqlalchemy", "duckdb", "rasa_sdk"}),
        ("bot/services", {"sqlalchemy", "aiohttp", "rasa_sdk", "os", "duckdb"}),
        ("bot/channels", {"sqlalchemy", "duckdb"}),
        ("actions", {"sqlalchemy", "aiohttp", "duckdb"}),
    ],
)
def test_a_room_does_not_touch_what_belongs_elsewhere(room: str, forbidden: set[str]) -> None:
    """The table "may touch / never" of ARCHITECTURE.md holds."""
    touched = {name.split(".")[0] for name in _imported_by(room)}

    assert touched & forbidden == set()


def test_the_domain_reads_no_clock() -> None:
    """`now` is passed in: nothing below the doors asks the machine for the time."""
    clock = re.compile(r"\b(datetime\.now|date\.today|datetime\.utcnow|time\.time)\(")
    rooms = ("bot/domain", "bot/analytics", "bot/services")
    offenders = [
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if clock.search(path.read_text())
    ]

    assert offenders == []


def test_there_is_no_attic() -> None:
    """A file is named after its one noun, never `utils`."""
    names = [
        path for folder in ("bot", "actions", "scripts") for path in (ROOT / folder).rglob("*")
    ]

    assert [
        str(path) for path in names if path.stem in ATTICS and "node_modules" not in path.parts
    ] == []


def test_no_file_tells_where_it_was_written() -> None:
    """No absolute path of a developer's machine and no registry host is committed."""
    leak = re.compile(
        "|".join(["/ro" + "ot/", "/ho" + r"me/\w+/", "pythonho" + "sted", "registry" + r"\.npmjs"])
    )
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.split(b"\0")
    offenders = [
        name.decode()
        for name in tracked
        if name and (path := ROOT / name.decode()).is_file() and _leaks(path, leak)
    ]

    assert offenders == []


def _leaks(path: Path, leak: re.Pattern[str]) -> bool:
    try:
        return bool(leak.search(path.read_text()))
    except UnicodeDecodeError:
        return False
