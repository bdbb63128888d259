"""Empty books and meter stores on every database they can live in."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.storage import accounts, customers
from bot.storage.books import Books
from bot.storage.meters import MeterStore, ParquetMeterStore
from bot.storage.meters.postgres import PostgresMeterStore
from tests.storage import postgres_server as server
from tests.storage.town import HOME, SHOP, WANG


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL server that lives as long as the tests."""
    programs = server.machine_programs() or server.packaged_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server: neither on this machine nor as a package")
    with server.running(programs) as url:
        yield url


@pytest.fixture
def postgres_database(postgres_server: str) -> Iterator[str]:
    """URL of an empty database of its own."""
    name = f"t{uuid.uuid4().hex[:12]}"
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


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


@pytest.fixture
def town(books: Books) -> Books:
    """Books with one customer and two accounts."""
    with books.billing() as session:
        customers.save(session, customers=[WANG])
        accounts.save(session, accounts=[HOME, SHOP])
    return books
