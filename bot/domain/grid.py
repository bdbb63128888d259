"""The grid as far as customers feel it: substation, feeder, transformer area, premises."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Substation:
    """A substation (变电站)."""

    substation_code: str
    name: str


@dataclass(frozen=True)
class Feeder:
    """A medium-voltage line (线路) out of a substation."""

    feeder_code: str
    name: str
    substation_code: str


@dataclass(frozen=True)
class TransformerArea:
    """A transformer area (台区): the premises behind one transformer, off or on together."""

    area_code: str
    name: str
    feeder_code: str


@dataclass(frozen=True)
class Supply:
    """Which transformer area supplies one premise."""

    premise_no: str
    area_code: str
