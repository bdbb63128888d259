"""Domain enumerations as short text columns."""

from __future__ import annotations

from enum import Enum as PythonEnum

from sqlalchemy import Enum


def named(kind: type[PythonEnum]) -> Enum:
    """A column holding the enumeration's values as text.

    No database type and no check constraint: adding a member needs no migration, and the
    domain refuses unknown values when a row is read.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )
