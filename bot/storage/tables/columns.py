"""Column types that keep money, quantities and instants exact on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Numeric, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.domain.money import FEN
from bot.domain.period import SHANGHAI

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""JSON that PostgreSQL stores parsed; None is SQL NULL."""


class Fen(TypeDecorator[Decimal]):
    """Yuan with whole fen: integer fen on SQLite, NUMERIC(14,2) on PostgreSQL."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The native type of this database."""
        exact = dialect.name != "sqlite"
        return dialect.type_descriptor(Numeric(14, 2) if exact else BigInteger())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Yuan to the stored figure.

        Raises:
            ValueError: the amount is not whole fen, so storing it would lose money.
        """
        if value is None:
            return None
        fen = value * 100
        if fen != int(fen):
            raise ValueError(f"amount {value} is not whole fen")
        return int(fen) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Stored figure to yuan with two decimals."""
        if value is None:
            return None
        return Decimal(value).scaleb(-2) if dialect.name == "sqlite" else value.quantize(FEN)


class Exact(TypeDecorator[Decimal]):
    """A quantity or unit price of any scale: text on SQLite, NUMERIC on PostgreSQL."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The native type of this database."""
        exact = dialect.name != "sqlite"
        return dialect.type_descriptor(Numeric() if exact else String(40))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """The figure as it will be read back, trailing zeros included."""
        if value is None:
            return None
        return format(value, "f") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """The figure as it was stored."""
        return None if value is None else Decimal(value)


class Instant(TypeDecorator[datetime]):
    """An aware instant: stored in UTC, given back in Asia/Shanghai."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC.

        Raises:
            ValueError: the datetime is naive, so which instant it means is unknown.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value} given where an instant is stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To Asia/Shanghai; SQLite gives UTC without saying so."""
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(SHANGHAI)
