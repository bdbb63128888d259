"""Splits the change between two bills into its causes, exactly.

Starting from the earlier bill, one thing at a time is changed and the bill priced again by the
tariff engine, in the order of `CauseKind`; what a step adds is what its cause cost. Steps that
only move energy are charged at the price of the lower of the two bills' last tiers; what the
tiers add to that is `TIER`. Charges that are not priced from energy (late fees) are taken from
the bills' lines, and what the engine cannot reproduce of an issued bill is `REST`, never hidden
in another cause. docs/decisions/0002-how-a-bill-change-is-split.md gives the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.domain.account import SupplyTerms
from bot.domain.bill import Bill, BillLine, LineKind
from bot.domain.bill_change import BillChange, Cause, CauseKind, Step
from bot.domain.bill_evidence import Ends, evidence
from bot.domain.counterfactual import Billed, Scene, correction_of, scene_of
from bot.domain.money import ZERO, to_fen
from bot.domain.tariff import TariffBook
from bot.domain.unable import TariffMissing, TermsIncomplete


def explain_change(
    *, before: Billed, after: Billed, tariffs: TariffBook, weather_kwh: Decimal | None = None
) -> BillChange:
    """Split the change from one bill to the other.

    `weather_kwh` is the energy the later period's weather asked for beyond what the earlier
    period's weather would have asked for in as many days; None when it is not known, and its
    part then stays in base use.
    """
    if before.bill.energy_kwh < 0 or after.bill.energy_kwh < 0:
        return _by_lines(before.bill, after.bill)
    try:
        return _Split(before, after, tariffs, weather_kwh).change()
    except (TariffMissing, TermsIncomplete):
        return _by_lines(before.bill, after.bill)


class _Split:
    """The sequence of counterfactual bills between two issued ones."""

    def __init__(
        self, before: Billed, after: Billed, tariffs: TariffBook, weather_kwh: Decimal | None
    ) -> None:
        self.tariffs = tariffs
        first, last = scene_of(before, tariffs), scene_of(after, tariffs)
        self.ends = Ends(before, after, first, last, weather_kwh)
        tiers = [scene.last_tier for scene in (first, last)]
        self.reference = min((tier for tier in tiers if tier), default=1)
        self.amounts: dict[CauseKind, Decimal] = dict.fromkeys(CauseKind, ZERO)
        self.steps: list[Step] = []
        self.scene = first
        for kind, scene, moves_energy in self._scenes():
            self._take(kind, scene, moves_energy=moves_energy)

    def change(self) -> BillChange:
        """The finished split."""
        self._fees_and_rest()
        if not _other_hours(self.ends.first, self.ends.last):
            # The calendar has the same hours: what is left is how days shared the energy.
            self.amounts[CauseKind.BAND_MIX] += self.amounts.pop(CauseKind.SEASON)
        found = [
            Cause(kind, amount, evidence(kind, self.ends))
            for kind, amount in self.amounts.items()
            if amount
        ]
        causes = tuple(sorted(found, key=_by_size))
        bills = self.ends.before.bill, self.ends.after.bill
        return BillChange(*bills, causes, tuple(self.steps), repriced=True)

    def _scenes(self) -> Iterator[tuple[CauseKind, Scene, bool]]:
        """Each step: its cause, the bill it leads to, and whether it only moves energy."""
        first, last, profile = self.ends.first, self.ends.last, self.ends.after.profile
        scene = first.using(self.ends.kwh_by_days)
        yield CauseKind.DAYS, scene, True
        scene = scene.using(self.ends.kwh_with_weather)
        yield CauseKind.WEATHER, scene, True
        scene = scene.using(last.kwh)
        yield CauseKind.BASE_USE, scene, True
        scene = scene.shaped(profile)
        yield CauseKind.BAND_MIX, scene, False
        scene = replace(scene, reactive_kvarh=last.reactive_kvarh)
        yield CauseKind.POWER_FACTOR, scene, False
        priced = scene.priced_like(last.parts, profile)
        if _contract(first.terms) == _contract(last.terms):
            scene = replace(scene, terms=_with_basic(scene.terms, last.terms))
            scene = replace(scene, max_demand_kw=last.max_demand_kw)
            yield CauseKind.BASIC, scene, False
            correction = correction_of(self.ends.after.usage, first.terms, self.tariffs)
            scene = replace(scene, correction=correction)
            yield CauseKind.CORRECTION, scene, False
            scene = replace(scene, terms=last.terms)
            yield CauseKind.ALLOWANCE, scene, False
            yield CauseKind.TARIFF, replace(scene, parts=priced.parts), False
        else:
            # Mixed terms may have no price at all, so they change together.
            yield CauseKind.CONTRACT, replace(last, parts=priced.parts), False
        yield CauseKind.SEASON, replace(last, tier_kwh_before=first.tier_kwh_before), True
        yield CauseKind.TIER, last, True

    def _take(self, kind: CauseKind, scene: Scene, *, moves_energy: bool) -> None:
        previous = self.scene
        added = scene.amount_yuan - previous.amount_yuan
        if moves_energy:
            by_tier = scene.tier_surplus_yuan(self.reference)
            by_tier -= previous.tier_surplus_yuan(self.reference)
            self.amounts[CauseKind.TIER] += by_tier
            added -= by_tier
        if kind is CauseKind.CONTRACT:
            lines, earlier = scene.priced.lines, previous.priced.lines
            corrected = _total(lines, LineKind.CORRECTION) - _total(earlier, LineKind.CORRECTION)
            self.amounts[CauseKind.CORRECTION] += corrected
            added -= corrected
        if kind is CauseKind.SEASON:
            by_length = _by_length(previous, scene, added)
            self.amounts[CauseKind.DAYS] += by_length
            added -= by_length
        self.amounts[kind] += added
        self.steps.append(Step(kind, scene.kwh, scene.amount_yuan))
        self.scene = scene

    def _fees_and_rest(self) -> None:
        """What the bills' lines hold beyond what the engine priced, by the kind of line."""
        ends = self.ends
        sides = ((ends.after.bill, ends.last, 1), (ends.before.bill, ends.first, -1))
        for bill, scene, sign in sides:
            left = bill.amount_yuan - scene.amount_yuan
            for line_kind, kind in _CAUSE_OF_LINE.items():
                extra = _total(bill.lines, line_kind) - _total(scene.priced.lines, line_kind)
                self.amounts[kind] += extra * sign
                left -= extra
            self.amounts[CauseKind.REST] += left * sign


_CAUSE_OF_LINE: Mapping[LineKind, CauseKind] = {
    LineKind.BASIC: CauseKind.BASIC,
    LineKind.POWER_FACTOR: CauseKind.POWER_FACTOR,
    LineKind.ALLOWANCE: CauseKind.ALLOWANCE,
    LineKind.CORRECTION: CauseKind.CORRECTION,
    LineKind.LATE_FEE: CauseKind.FEES,
    LineKind.OTHER_FEE: CauseKind.FEES,
}


def _by_lines(before: Bill, after: Bill) -> BillChange:
    """The split that needs no prices: by the bills' own lines and their mean price per kWh."""
    amounts: dict[CauseKind, Decimal] = dict.fromkeys(CauseKind, ZERO)
    for bill, sign in ((after, 1), (before, -1)):
        for line in bill.lines:
            amounts[_CAUSE_OF_LINE.get(line.kind, CauseKind.REST)] += line.amount_yuan * sign
    energy = [line for line in before.lines if line.kind not in _CAUSE_OF_LINE]
    paid = sum((line.amount_yuan for line in energy), ZERO)
    kwh = after.energy_kwh - before.energy_kwh
    if before.energy_kwh > 0:
        use = to_fen(paid * kwh / before.energy_kwh)
        amounts[CauseKind.BASE_USE] += use
        amounts[CauseKind.REST] -= use
    lines_sum = sum(amounts.values(), ZERO)
    amounts[CauseKind.REST] += after.amount_yuan - before.amount_yuan - lines_sum
    causes = [
        Cause(kind, amount, {"kwh": kwh} if kind is CauseKind.BASE_USE else {})
        for kind, amount in amounts.items()
        if amount
    ]
    return BillChange(before, after, tuple(sorted(causes, key=_by_size)), (), repriced=False)


def _contract(terms: SupplyTerms) -> tuple[str, str, Decimal | None]:
    """What makes it another contract rather than another figure in the same one."""
    return terms.tariff_code, terms.voltage, terms.power_factor_standard


def _with_basic(terms: SupplyTerms, later: SupplyTerms) -> SupplyTerms:
    return replace(
        terms,
        basic_charge=later.basic_charge,
        capacity_kva=later.capacity_kva,
        demand_contract_kw=later.demand_contract_kw,
    )


def _by_length(previous: Scene, scene: Scene, added: Decimal) -> Decimal:
    """The part of a calendar step that is its length, not its hours: charges by the month."""
    if not any(part.tariff.tou for part in scene.parts):
        return added
    kinds = (LineKind.BASIC, LineKind.ALLOWANCE)
    lines, earlier = scene.priced.lines, previous.priced.lines
    return sum((_total(lines, kind) - _total(earlier, kind) for kind in kinds), ZERO)


def _other_hours(first: Scene, last: Scene) -> bool:
    """Whether the later tariff has other hours in the later period than in the earlier one."""
    schedules = [
        {
            tou.schedule_on(day).slots
            for part in scene.parts
            for day in part.period.each_day()
            for tou in hours
        }
        for scene in (first, last)
        if (hours := [part.tariff.tou for part in last.parts if part.tariff.tou])
    ]
    return bool(schedules) and schedules[0] != schedules[1]


def _by_size(cause: Cause) -> tuple[Decimal, str]:
    return -abs(cause.amount_yuan), cause.kind.value


def _total(lines: tuple[BillLine, ...], kind: LineKind) -> Decimal:
    return sum((line.amount_yuan for line in lines if line.kind is kind), ZERO)
