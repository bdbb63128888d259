"""The books: one unit of work over the billing and the service database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from bot.domain.unable import StoreUnavailable
from bot.storage import schema
from bot.storage.tables import advice as _advice_tables  # noqa: F401
from bot.storage.tables import application as _application_tables  # noqa: F401
from bot.storage.tables import billing as _billing_tables  # noqa: F401  fills the metadata
from bot.storage.tables import cashier as _cashier_tables  # noqa: F401
from bot.storage.tables import demand_response as _demand_response_tables  # noqa: F401
from bot.storage.tables import demo_provider as _demo_provider_tables  # noqa: F401
from bot.storage.tables import forecast as _forecast_tables  # noqa: F401
from bot.storage.tables import grid as _grid_tables  # noqa: F401
from bot.storage.tables import insight as _insight_tables  # noqa: F401
from bot.storage.tables import invoices as _invoices_tables  # noqa: F401
from bot.storage.tables import notices as _notices_tables  # noqa: F401
from bot.storage.tables import outage as _outage_tables  # noqa: F401
from bot.storage.tables import profile as _profile_tables  # noqa: F401
from bot.storage.tables import question as _question_tables  # noqa: F401
from bot.storage.tables import rights as _rights_tables  # noqa: F401
from bot.storage.tables import service as _service_tables  # noqa: F401
from bot.storage.tables import work_order as _work_order_tables  # noqa: F401
from bot.storage.tables.base import BillingBase, ServiceBase

__all__ = ["Books", "Session"]

_BUSY_MS = 10_000
_BEGIN = "xiaowa_begin"


class Books:
    """Both databases; sessions commit on a clean exit and roll back on any error.

    A database that does not answer raises `StoreUnavailable`, naming which.

    URLs are SQLAlchemy's: `sqlite:////path/file.db` or `postgresql+psycopg://…`.
    """

    def __init__(self, *, billing_url: str, service_url: str) -> None:
        self._billing = _Database(billing_url)
        self._service = _Database(service_url)

    @contextmanager
    def billing(self, *, writing: bool = False) -> Iterator[Session]:
        """A unit of work on the billing database; say `writing` when it reads, then writes."""
        with _reached("billing"), self._billing.session(writing=writing) as session:
            yield session

    @contextmanager
    def service(self, *, writing: bool = True) -> Iterator[Session]:
        """A unit of work on the service database; `writing=False` for pure looks."""
        with _reached("service"), self._service.session(writing=writing) as session:
            yield session

    def create_all(self) -> None:
        """Create missing tables without migrations; for tests and throw-away databases."""
        BillingBase.metadata.create_all(self._billing.engine)
        ServiceBase.metadata.create_all(self._service.engine)

    def upgrade(self) -> None:
        """Bring both databases to the newest schema; safe while other processes do the same."""
        for engine, name, base in (
            (self._billing.engine, "billing", BillingBase),
            (self._service.engine, "service", ServiceBase),
        ):
            with engine.execution_options(**{_BEGIN: "IMMEDIATE"}).begin() as connection:
                schema.upgrade(connection, name=name, metadata=base.metadata)

    def ping(self) -> None:
        """One trivial query on each database; raises what the driver raises."""
        for database in (self._billing, self._service):
            with database.engine.connect() as connection:
                connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give all connections back."""
        self._billing.engine.dispose()
        self._service.engine.dispose()


class _Database:
    """One database and how units of work on it begin."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._look = self._sessions("DEFERRED")
        self._write = self._sessions("IMMEDIATE")
        # Writers that wait for SQLite's lock sleep and try again; between threads of one
        # process this lock hands over at once.
        one_writer = self.engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = RLock() if one_writer else nullcontext()

    @contextmanager
    def session(self, *, writing: bool) -> Iterator[Session]:
        if not writing:
            with self._look.begin() as session:
                yield session
            return
        with self._turn, self._write.begin() as session:
            yield session

    def _sessions(self, begin: str) -> sessionmaker[Session]:
        bound = self.engine.execution_options(**{_BEGIN: begin})
        return sessionmaker(bound, expire_on_commit=False, autoflush=False)


@contextmanager
def _reached(store: str) -> Iterator[None]:
    """Name the database that cannot be reached; other errors are ours and stay as they are."""
    try:
        yield
    except (InterfaceError, OperationalError, PoolTimeout) as error:
        raise StoreUnavailable(store=store) from error


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=10, max_overflow=20)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: upgrading a read snapshot later fails without waiting.
    kind = connection.get_execution_options().get(_BEGIN, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")
