"""The two declarative bases; each is one database with its own migrations."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class BillingBase(DeclarativeBase):
    """Tables of the billing database."""

    metadata = MetaData(naming_convention=_NAMES)


class ServiceBase(DeclarativeBase):
    """Tables of the service database."""

    metadata = MetaData(naming_convention=_NAMES)
