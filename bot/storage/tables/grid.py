"""Service database: the grid down to the premises, and the utility's own list of place names."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.place import PlaceKind
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Json
from bot.storage.tables.enums import named


class SubstationRow(ServiceBase):
    """A substation."""

    __tablename__ = "substations"

    substation_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))


class FeederRow(ServiceBase):
    """A line out of a substation."""

    __tablename__ = "feeders"

    feeder_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    substation_code: Mapped[str] = mapped_column(ForeignKey("substations.substation_code"))


class TransformerAreaRow(ServiceBase):
    """A transformer area."""

    __tablename__ = "transformer_areas"

    area_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    feeder_code: Mapped[str] = mapped_column(ForeignKey("feeders.feeder_code"), index=True)


class SupplyRow(ServiceBase):
    """Which area supplies a premise; premises themselves live in the billing database."""

    __tablename__ = "supplies"

    premise_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    area_code: Mapped[str] = mapped_column(ForeignKey("transformer_areas.area_code"), index=True)


class PlaceRow(ServiceBase):
    """A named place, or the part of it that one area supplies."""

    __tablename__ = "places"

    district: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    area_code: Mapped[str] = mapped_column(
        ForeignKey("transformer_areas.area_code"), primary_key=True
    )
    first_no: Mapped[int] = mapped_column(primary_key=True)
    last_no: Mapped[int | None]
    kind: Mapped[PlaceKind] = mapped_column(named(PlaceKind))
    aliases: Mapped[list[str]] = mapped_column(Json)


class GazetteerRow(ServiceBase):
    """How often the list of places was changed, so that processes know to read it again."""

    __tablename__ = "gazetteers"

    gazetteer: Mapped[str] = mapped_column(String(20), primary_key=True)
    revision: Mapped[int]
