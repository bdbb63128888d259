"""Empty books and meter stores on every database they can live in."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.storage.books import Books
from bot.storage.meters import MeterStore, ParquetMeterStore
from bot.storage.meters.postgres import PostgresMeterStore

_PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt", "/usr/pgsql-16")


def _server_folder() -> Path | None:
    """Folder of the newest PostgreSQL server on this machine, or None."""
    for name in ("initdb", "pg_ctl"):
        if found := shutil.which(name):
            return Path(found).resolve().parent
    found_all = [path for place in _PLACES for path in Path(place).glob("**/bin/initdb")]
    return max(found_all).parent if found_all else None


def _unprivileged() -> list[str]:
    """Prefix that leaves root, which PostgreSQL refuses to run as."""
    return ["setpriv", "--reuid=nobody", "--clear-groups"] if os.geteuid() == 0 else []


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a throw-away PostgreSQL server, reached by a socket in its own folder."""
    programs = _server_folder()
    if programs is None:
        pytest.skip("no PostgreSQL server programs (initdb, pg_ctl) on this machine")
    # A socket path has about 100 characters, pytest's folders are longer.
    folder = Path("/tmp") / f"xiaowa-pg-{uuid.uuid4().hex[:8]}"
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    data = folder / "data"
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(folder)}

    def call(*command: str) -> None:
        subprocess.run(
            [*_unprivileged(), *command],
            check=True,
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=60,
        )

    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off"
    try:
        call(str(programs / "initdb"), "-D", str(data), "-U", "xiaowa", "-A", "trust", "-E", "UTF8")
        call(
            str(programs / "pg_ctl"),
            "-D",
            str(data),
            "-w",
            "-l",
            str(folder / "log"),
            "-o",
            options,
            "start",
        )
        yield f"postgresql+psycopg://xiaowa@/postgres?host={folder}"
        call(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_database(postgres_server: str) -> Iterator[str]:
    """URL of an empty database of its own."""
    name = f"t{uuid.uuid4().hex[:12]}"
    server = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Books]:
    """Empty books, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        billing = f"sqlite:///{tmp_path}/billing.db"
        service = f"sqlite:///{tmp_path}/service.db"
    else:
        billing = service = request.getfixturevalue("postgres_database")
    opened = Books(billing_url=billing, service_url=service)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture(params=["parquet", pytest.param("postgres", marks=pytest.mark.postgres)])
def meters(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MeterStore]:
    """An empty meter store of each kind."""
    opened: MeterStore
    if request.param == "parquet":
        opened = ParquetMeterStore(tmp_path / "meters")
    else:
        opened = PostgresMeterStore(request.getfixturevalue("postgres_database"))
    yield opened
    opened.close()
