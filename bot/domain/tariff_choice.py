"""Between which contracts a customer may choose, and when a difference is worth acting on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.domain.account import BasicCharge, SupplyTerms
from bot.domain.source import Source
from bot.domain.tariff import Tariff, TariffBook
from bot.domain.unable import TariffMissing
from bot.domain.what_if import Option, PastMonth, best_contract_kw


@dataclass(frozen=True)
class TariffGroup:
    """Tariffs that stand for choice beside each other."""

    codes: tuple[str, ...]
    choosable: bool
    """False: the rules decide which one holds; a comparison is all there is."""
    source: Source
    verified: bool
    from_kva: Decimal | None = None
    below_kva: Decimal | None = None
    """Capacity for which the choice exists."""

    def holds_for(self, terms: SupplyTerms) -> bool:
        """Whether a contract has this choice."""
        if terms.tariff_code not in self.codes:
            return False
        if self.from_kva is None and self.below_kva is None:
            return True
        kva = terms.capacity_kva
        if kva is None:
            return False
        above = self.from_kva is None or kva >= self.from_kva
        return above and (self.below_kva is None or kva < self.below_kva)


@dataclass(frozen=True)
class TariffChoices:
    """All of knowledge/tariff_choices.yml."""

    groups: tuple[TariffGroup, ...] = ()
    shift_percents: tuple[Decimal, ...] = ()
    worth_percent: Decimal = Decimal(1)
    """A smaller saving, in percent of the yearly cost, is not worth the way ..."""
    worth_yuan: Decimal = Decimal(0)
    """... nor is one of fewer yuan a year."""
    least_contract_share: Decimal = Decimal(0)
    """Least contract demand, as a share of the capacity."""
    target_cos_phi: Decimal = Decimal("0.95")
    """What compensation is computed up to."""

    def options(
        self,
        terms: SupplyTerms,
        *,
        region: str,
        tariffs: TariffBook,
        months: Sequence[PastMonth],
        today: date,
    ) -> tuple[Option, ...]:
        """Every other contract this one may be held against, today's versions.

        Raises:
            TariffMissing: the own tariff has no version today.
        """
        own = tariffs.on(terms.tariff_code, today)
        found = self._by_basic_charge(terms, own, months, choosable=True)
        for group in self.groups:
            if not group.holds_for(terms):
                continue
            for code in group.codes:
                version = _version(tariffs, code, today)
                if version is None or code == terms.tariff_code:
                    continue
                if version.region != region or _lacks(version, terms.voltage):
                    continue
                other = replace(terms, tariff_code=code, supply_class=version.supply_class)
                found += self._on(other, version, months, choosable=group.choosable)
        return tuple(found)

    def _on(
        self, terms: SupplyTerms, tariff: Tariff, months: Sequence[PastMonth], *, choosable: bool
    ) -> list[Option]:
        if tariff.basic is not None:
            none = replace(terms, basic_charge=BasicCharge.NONE)
            return self._by_basic_charge(none, tariff, months, choosable=choosable)
        plain = replace(terms, basic_charge=BasicCharge.NONE, demand_contract_kw=None)
        return [Option(plain, tariff, choosable)]

    def _by_basic_charge(
        self, terms: SupplyTerms, tariff: Tariff, months: Sequence[PastMonth], *, choosable: bool
    ) -> list[Option]:
        """By capacity, by measured demand and by the best contract demand; not the own one."""
        if tariff.basic is None or terms.capacity_kva is None:
            return []
        best = best_contract_kw(terms, tariff, months, least_share=self.least_contract_share)
        demand = replace(terms, basic_charge=BasicCharge.DEMAND)
        ways = [
            replace(terms, basic_charge=BasicCharge.CAPACITY, demand_contract_kw=None),
            replace(demand, demand_contract_kw=None),
        ]
        if best is not None:
            ways.append(replace(demand, demand_contract_kw=best))
        return [Option(way, tariff, choosable) for way in ways if not _same_charge(way, terms)]


def _same_charge(one: SupplyTerms, own: SupplyTerms) -> bool:
    if one.basic_charge is not own.basic_charge:
        return False
    return (
        one.basic_charge is not BasicCharge.DEMAND
        or one.demand_contract_kw == own.demand_contract_kw
    )


def _version(tariffs: TariffBook, code: str, today: date) -> Tariff | None:
    try:
        return tariffs.on(code, today)
    except TariffMissing:
        return None


def _lacks(version: Tariff, voltage: str) -> bool:
    return bool(version.voltages) and voltage not in version.voltages
