"""Tariffs: dated, sourced prices, and the book that holds every version of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.account import SupplyClass
from bot.domain.bill import LineKind
from bot.domain.late_fee import NATIONAL_RULE, LateFeeRule
from bot.domain.period import Period
from bot.domain.power_factor import PowerFactorRule
from bot.domain.source import Source
from bot.domain.tier import TierScheme
from bot.domain.tou import TimeOfUse
from bot.domain.unable import TariffMissing, TermsIncomplete


@dataclass(frozen=True)
class MonthlyPrices:
    """Prices published month by month (代理购电); one holds until the next is published."""

    name: str
    months: tuple[date, ...]
    """First days of the months, ascending."""
    prices_yuan: tuple[Decimal, ...]

    def on(self, day: date) -> Decimal | None:
        """Price per kWh on a day, or None before the first month."""
        place = bisect_right(self.months, day)
        return self.prices_yuan[place - 1] if place else None


@dataclass(frozen=True)
class Component:
    """One part of the price of every kWh: exactly one of the three price fields is set."""

    label: str
    """As printed on the bill, e.g. 输配电费."""
    kind: LineKind
    """ENERGY or SURCHARGE."""
    price_yuan: Decimal | None = None
    by_voltage: Mapping[str, Decimal] | None = None
    by_month: MonthlyPrices | None = None
    floats: bool = False
    """Whether time-of-use coefficients apply to it."""


@dataclass(frozen=True)
class LoadDiscount:
    """Demand price times (1 - `rate`) when the month's kWh per kVA reach `min_kwh_per_kva`."""

    min_kwh_per_kva: Decimal
    rate: Decimal


@dataclass(frozen=True)
class BasicPrices:
    """Basic charge (基本电费) of a two-part tariff, yuan a month."""

    per_kva_yuan: Mapping[str, Decimal]
    """By voltage level."""
    per_kw_yuan: Mapping[str, Decimal]
    """By voltage level."""
    demand_tolerance: Decimal = Decimal("1.05")
    """Demand above this multiple of the contract demand is charged double."""
    load_discount: LoadDiscount | None = None


@dataclass(frozen=True)
class MultiPersonStep:
    """Household of at least `people`: every tier limit rises."""

    people: int
    add_kwh_per_month: Decimal


@dataclass(frozen=True)
class Tariff:
    """One dated version of a tariff."""

    tariff_id: str
    """Code and first day, e.g. `res_month@2026-01-01`; what bill lines and provenance cite."""
    code: str
    name: str
    region: str
    supply_class: SupplyClass
    valid_from: date
    valid_to: date | None
    """First day on which it no longer holds; None: until further notice."""
    source: Source
    verified: bool
    """False: figures for demonstration; never to be quoted as fact."""
    note: str = ""
    voltages: tuple[str, ...] = ()
    tiers: TierScheme | None = None
    tou: TimeOfUse | None = None
    components: tuple[Component, ...] = ()
    basic: BasicPrices | None = None
    power_factor: PowerFactorRule | None = None
    free_kwh_per_month: Decimal = Decimal(0)
    """Free energy of low-income households."""
    multi_person: tuple[MultiPersonStep, ...] = ()

    @property
    def has_monthly_prices(self) -> bool:
        """Whether the price changes from month to month within this version."""
        return any(component.by_month for component in self.components)

    def component_price_yuan(self, component: Component, *, voltage: str, day: date) -> Decimal:
        """Price of one component, yuan per kWh.

        Raises:
            TariffMissing: the monthly prices begin later.
            TermsIncomplete: the tariff has no price for this voltage.
        """
        if component.by_month is not None:
            monthly = component.by_month.on(day)
            if monthly is None:
                raise TariffMissing(tariff_code=self.code, day=day)
            return monthly
        if component.by_voltage is not None:
            return self.at_voltage(component.by_voltage, voltage)
        return component.price_yuan or Decimal(0)

    def at_voltage(self, prices: Mapping[str, Decimal], voltage: str) -> Decimal:
        """The price for a voltage level.

        Raises:
            TermsIncomplete: there is none.
        """
        if voltage not in prices:
            raise TermsIncomplete(tariff_code=self.code, missing="voltage")
        return prices[voltage]

    def base_price_yuan(self, *, voltage: str, day: date, kinds: frozenset[LineKind]) -> Decimal:
        """First-tier price plus the components of these kinds: yuan per kWh before time of use."""
        tier = self.tiers.tiers[0].price_yuan if self.tiers and LineKind.ENERGY in kinds else 0
        parts = (
            self.component_price_yuan(item, voltage=voltage, day=day)
            for item in self.components
            if item.kind in kinds
        )
        return sum(parts, Decimal(tier))

    def extra_kwh_per_month(self, household_size: int) -> Decimal:
        """By how much every tier limit rises for a household of this size."""
        steps = [step for step in self.multi_person if household_size >= step.people]
        return max((step.add_kwh_per_month for step in steps), default=Decimal(0))


class TariffBook:
    """Every version of every tariff, looked up by code and day."""

    def __init__(self, tariffs: Iterable[Tariff], *, late_fee: LateFeeRule = NATIONAL_RULE) -> None:
        ordered = sorted(tariffs, key=lambda tariff: (tariff.code, tariff.valid_from))
        self._all = tuple(ordered)
        self._versions: dict[str, list[Tariff]] = {}
        for tariff in ordered:
            self._versions.setdefault(tariff.code, []).append(tariff)
        self._by_id = {tariff.tariff_id: tariff for tariff in ordered}
        self.late_fee = late_fee

    def all(self) -> tuple[Tariff, ...]:
        """Every version, by code and first day."""
        return self._all

    def versions(self, code: str) -> tuple[Tariff, ...]:
        """Every version of one tariff, oldest first; empty for an unknown code."""
        return tuple(self._versions.get(code, ()))

    def by_id(self, tariff_id: str) -> Tariff | None:
        """The version a bill line cites."""
        return self._by_id.get(tariff_id)

    def on(self, code: str, day: date) -> Tariff:
        """The version in force on a day.

        Raises:
            TariffMissing: unknown code, or no version covers the day.
        """
        for tariff in self._versions.get(code, ()):
            if tariff.valid_from <= day and (tariff.valid_to is None or day < tariff.valid_to):
                return tariff
        raise TariffMissing(tariff_code=code, day=day)

    def segments(self, code: str, period: Period) -> list[tuple[Period, Tariff]]:
        """The period cut where the tariff changes, in order.

        Raises:
            TariffMissing: some day has no version.
        """
        segments, day = [], period.start
        while day < period.end:
            tariff = self.on(code, day)
            end = min(period.end, tariff.valid_to or period.end)
            segments.append((Period(day, end), tariff))
            day = end
        return segments
