"""Find the Pythons the two environments are made with, wherever they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.house import stop

BOT_VERSIONS = ("3.11", "3.12", "3.13")
"""In order of preference: the pinned packages are tested on the first."""
BRAIN_VERSIONS = ("3.10",)
"""Rasa 3.6 runs on Python 3.8 to 3.10 and nothing newer."""
_PROBE = "import ensurepip, sqlite3, ssl, sys, venv; print('%d.%d' % sys.version_info[:2])"


def find_for_bot() -> Path:
    """The interpreter for the bot's environment; stops with one sentence when there is none."""
    return _find(versions=BOT_VERSIONS, setting="XIAOWA_PYTHON_BOT", purpose="The bot")


def find_for_brain() -> Path:
    """The interpreter for the brain's environment; stops with one sentence when there is none."""
    return _find(versions=BRAIN_VERSIONS, setting="XIAOWA_PYTHON_BRAIN", purpose="The brain (Rasa)")


def _find(*, versions: Sequence[str], setting: str, purpose: str) -> Path:
    """The first working Python of the versions; the variable `setting` (a path) wins."""
    chosen = os.environ.get(setting)
    if chosen:
        found = _version_of(Path(chosen))
        if found not in versions:
            stop(
                f"{setting}={chosen} is {found or 'not a working Python with venv'}; "
                f"{purpose} needs Python {' or '.join(versions)}."
            )
        return Path(chosen)
    everywhere = ((v, path) for v in versions for path in _candidates(v))
    working = next((path for v, path in everywhere if _version_of(path) == v), None)
    return working or stop(
        f"{purpose} needs Python {' or '.join(versions)} with venv, and none was found on PATH, "
        f"in pyenv's versions folder or among uv's Pythons. Install one (`pyenv install "
        f"{versions[0]}`, `uv python install {versions[0]}`; on Debian also python3-venv), "
        f"or set {setting} to its path."
    )


def _candidates(version: str) -> Iterator[Path]:
    name = f"python{version}"
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if folder and (Path(folder) / name).is_file():
            yield Path(folder) / name
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/{name}"), reverse=True)
    uv = os.environ.get("UV_PYTHON_INSTALL_DIR")
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    uv_folder = Path(uv) if uv else data / "uv" / "python"
    yield from sorted(uv_folder.glob(f"cpython-{version}*/bin/{name}"), reverse=True)
    plain = shutil.which("python3")
    if plain:
        yield Path(plain)


def _version_of(python: Path) -> str | None:
    try:
        answer = subprocess.run(
            [str(python), "-c", _PROBE], capture_output=True, text=True, timeout=30, check=False
        )
    except OSError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
