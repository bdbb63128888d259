"""Advice that is worth so much to one meter: tips, what they save and cost, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum

from bot.domain.account import SupplyClass
from bot.domain.source import Source


class UsePart(str, Enum):
    """The part of a meter's energy that a tip works on."""

    TOTAL = "total"
    BASE = "base"
    """What runs around the clock."""
    COOLING = "cooling"
    HEATING = "heating"
    CAR = "car"
    """Long even blocks of several kW, as a charging car draws them."""
    FIXED = "fixed"
    """So many kWh a month, whatever the meter uses: one appliance."""


class TipKind(str, Enum):
    """How a tip saves."""

    LESS = "less"
    """Less of one part of the energy."""
    SHIFT = "shift"
    """The same energy in the cheapest hours; worth something only with time of use."""
    POWER_FACTOR = "power_factor"
    """Reactive energy compensated up to a power factor."""
    DEMAND = "demand"
    """A lower maximum demand."""
    PV = "pv"
    STORAGE = "storage"
    EV_HOME = "ev_home"
    """Charging a car at home rather than at a public post."""


@dataclass(frozen=True)
class Span:
    """From a careful to a hopeful figure."""

    low: Decimal
    high: Decimal

    @property
    def middle(self) -> Decimal:
        """Half-way."""
        return (self.low + self.high) / 2

    def times(self, factor: Decimal) -> Span:
        """Both ends multiplied."""
        return Span(self.low * factor, self.high * factor)


NOTHING = Span(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Tip:
    """One piece of advice of knowledge/tips/*.yml."""

    code: str
    name: str
    """A few characters, for buttons and charts."""
    how: str
    """What to do, one sentence."""
    kind: TipKind
    classes: frozenset[SupplyClass]
    source: Source
    verified: bool
    """Whether the shares and costs were checked against the source."""
    part: UsePart = UsePart.TOTAL
    saves: Span = NOTHING
    """Share of the part, or kWh a month for FIXED and SHIFT of an appliance."""
    cost_yuan: Span = NOTHING
    cost_per: str = ""
    """What `cost_yuan` is for one of: empty (the whole), `kwh_a_year` saved, `kvar`, `kwp`,
    `kwh_stored`."""
    lasts_years: Decimal = Decimal(1)
    """How long what is bought lasts; a longer payback is not worth it."""
    if_have: str = ""
    """What one must have for it, which the meter cannot show: 电热水器."""
    about: str = ""
    """Tips of one subject fall together when one is not for this customer."""
    needs: Mapping[str, Decimal] = field(default_factory=dict)
    """Least values of what the meter shows, e.g. `cooling_kwh: 100` in the newest year."""
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    """Other figures the kind computes with; knowledge/tips/README.md names them."""


@dataclass(frozen=True)
class Valued:
    """A tip with its worth for one meter over the newest year (or the months there are)."""

    tip: Tip
    saves_yuan: Span
    saves_kwh: Span
    """Energy no longer bought; for a shift the energy moved."""
    cost_yuan: Span
    months: int
    """Months the saving was computed on; twelve, or fewer while readings are young."""
    basis_kwh: Decimal
    """The part of the energy it works on, kWh over these months."""
    facts: Mapping[str, Decimal] = field(default_factory=dict)
    """What else the figures rest on, e.g. `kwp`, `cos_phi`."""

    @property
    def a_year_yuan(self) -> Span:
        """The saving stretched to twelve months."""
        return self.saves_yuan.times(Decimal(12) / self.months)

    @property
    def payback_years(self) -> Span | None:
        """From the hopeful to the careful case; None for what costs nothing or never pays."""
        year = self.a_year_yuan
        if not self.cost_yuan.high or year.low <= 0:
            return None
        return Span(self.cost_yuan.low / year.high, self.cost_yuan.high / year.low)

    @property
    def net_a_year_yuan(self) -> Decimal:
        """Saving less the cost spread over the years it lasts, both in the middle."""
        return self.a_year_yuan.middle - self.cost_yuan.middle / self.tip.lasts_years

    @property
    def pays(self) -> bool:
        """Whether the middle case saves more than it costs."""
        return self.net_a_year_yuan > 0

    @property
    def yuan_per_kwh(self) -> Decimal | None:
        """What one kWh saved (or moved) is worth on this meter; None when none is."""
        if self.saves_kwh.high <= 0:
            return None
        return (self.saves_yuan.high / self.saves_kwh.high).quantize(Decimal("0.0001"))


class Reply(str, Enum):
    """What a customer says to a tip."""

    DONE = "done"
    NOT_FOR_ME = "not_for_me"
    AGAIN = "again"
    """Takes an earlier reply back."""


@dataclass(frozen=True)
class TipReply:
    """A reply, with the use it will be checked against; the newest of a tip counts."""

    account_no: str
    customer_no: str
    tip_code: str
    reply: Reply
    at: datetime
    source: str
    """Where it was said, e.g. a conversation id."""
    told_low_yuan: Decimal | None = None
    told_high_yuan: Decimal | None = None
    """The yearly saving that was told."""
