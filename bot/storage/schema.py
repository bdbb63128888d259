"""Schema of the two databases: bring one to the newest version, or draft the next migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_421_001
"""Any number no one else locks in the database: two processes must not migrate at once."""


def upgrade(connection: Connection, *, name: str, metadata: MetaData) -> None:
    """Run the migrations of database `name` (`billing` or `service`) that it has not seen."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    command.upgrade(_config(connection, name, metadata), "head")


def drift(connection: Connection, *, metadata: MetaData) -> list[Any]:
    """Differences between the tables in code and those in the database; empty when none."""
    tables = set(metadata.tables)

    def ours(name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "table" or name in tables

    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_name": ours}
    )
    return list(compare_metadata(context, metadata))


def draft(connection: Connection, *, name: str, metadata: MetaData, message: str) -> None:
    """Write a migration file for what changed in code; to be read and corrected by a person."""
    number = len(list((_MIGRATIONS / name).glob("v*.py"))) + 1
    command.revision(
        _config(connection, name, metadata),
        message=message,
        autogenerate=True,
        rev_id=f"v{number:04d}",
    )


def _config(connection: Connection, name: str, metadata: MetaData) -> Config:
    # Both databases may live in one: each keeps its own version.
    config = Config(
        attributes={
            "connection": connection,
            "metadata": metadata,
            "version_table": f"alembic_version_{name}",
        }
    )
    # Alembic's options are %-formatted, a path may hold a %.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(_MIGRATIONS / name).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config
