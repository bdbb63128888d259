"""Bills that never were: a bill's energy, days, hours or prices changed one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from bot.domain.account import SupplyTerms
from bot.domain.band_usage import NO_BAND, BandUsage, split_usage
from bot.domain.bill import Bill, LineKind, PricedBill
from bot.domain.money import share_out, to_fen
from bot.domain.period import Period
from bot.domain.pricing import Correction, price_bands
from bot.domain.tariff import Tariff, TariffBook
from bot.domain.usage import SLOTS_PER_DAY, BillableUsage, DayEnergy

Profile = tuple[int, ...]
"""Energy of a period by half-hour of the day, Wh."""
_STEP = Decimal("0.01")
_EVEN: Profile = (1,) * SLOTS_PER_DAY


@dataclass(frozen=True)
class Billed:
    """An issued bill and what it was priced from; `usage.days` may lack days without readings."""

    bill: Bill
    terms: SupplyTerms
    usage: BillableUsage

    @cached_property
    def profile(self) -> Profile:
        """Energy by half-hour of the day; even when nothing was read."""
        sums = tuple(map(sum, zip(*(day.slot_wh for day in self.usage.days), strict=True)))
        return sums if any(sums) else _EVEN


@dataclass(frozen=True)
class Scene:
    """Everything a bill's price depends on."""

    terms: SupplyTerms
    parts: tuple[BandUsage, ...]
    tier_kwh_before: Decimal
    reactive_kvarh: Decimal | None
    max_demand_kw: Decimal | None
    correction: Correction | None

    @cached_property
    def priced(self) -> PricedBill:
        """The bill of this scene."""
        return price_bands(
            terms=self.terms,
            parts=self.parts,
            tier_kwh_before=self.tier_kwh_before,
            reactive_kvarh=self.reactive_kvarh,
            max_demand_kw=self.max_demand_kw,
            correction=self.correction,
        )

    @property
    def amount_yuan(self) -> Decimal:
        """What the scene costs."""
        return self.priced.amount_yuan

    @property
    def kwh(self) -> Decimal:
        """Energy of the scene."""
        return sum((part.total_kwh for part in self.parts), Decimal(0))

    @property
    def last_tier(self) -> int | None:
        """The tier in which the scene's last kWh lies; None without tiers."""
        start = self.parts[-1].period.start
        lines = self.priced.lines
        return max((ln.tier for ln in lines if ln.tier and ln.period.start == start), default=None)

    def tier_surplus_yuan(self, reference: int) -> Decimal:
        """What tiers add to a bill whose every kWh costs what tier `reference` costs."""
        tariffs = {part.tariff.tariff_id: part.tariff for part in self.parts}
        surplus = Decimal(0)
        for line in self.priced.lines:
            scheme = tariffs[line.tariff_id].tiers if line.tariff_id in tariffs else None
            if line.kind is LineKind.ENERGY and line.tier and scheme:
                price = scheme.tiers[min(reference, len(scheme.tiers)) - 1].price_yuan
                surplus += line.quantity * (line.unit_price_yuan - price)
        return to_fen(surplus)

    def using(self, kwh: Decimal) -> Scene:
        """The same hours and days with another total; cos phi stays."""
        cells = [value for part in self.parts for value in part.band_kwh.values()]
        if not any(cells):
            return self.shaped(_EVEN, kwh=kwh)
        shares = iter(share_out(kwh, cells))
        parts = tuple(
            replace(part, band_kwh={band: next(shares) for band in part.band_kwh})
            for part in self.parts
        )
        reactive = self.reactive_kvarh
        if reactive is not None:
            reactive = reactive * kwh / self.kwh
        return replace(self, parts=parts, reactive_kvarh=reactive)

    def shaped(self, profile: Profile, *, kwh: Decimal | None = None) -> Scene:
        """The same energy spread over the hours as in `profile`."""
        totals = [part.total_kwh for part in self.parts]
        if kwh is not None:
            totals = share_out(kwh, [Decimal(part.period.days) for part in self.parts])
        parts = tuple(
            replace(part, band_kwh=banded(part.tariff, part.period, profile, total))
            for part, total in zip(self.parts, totals, strict=True)
        )
        return replace(self, parts=parts)

    def priced_like(self, others: Sequence[BandUsage], profile: Profile) -> Scene:
        """The same days under the prices of other days, cut in the same proportions."""
        whole = Period(self.parts[0].period.start, self.parts[-1].period.end)
        weights = [part.total_kwh for part in others]
        if not any(weights):
            weights = [Decimal(part.period.days) for part in others]
        totals = share_out(self.kwh, weights)
        parts: list[BandUsage] = []
        carried = Decimal(0)
        for span, other, total in zip(cut_like(whole, others), others, totals, strict=True):
            if span is None:
                carried += total
                continue
            kwh = banded(other.tariff, span, profile, total + carried)
            parts.append(BandUsage(span, other.tariff, kwh, priced_on=other.price_day))
            carried = Decimal(0)
        if carried:
            last = parts[-1]
            kwh = banded(last.tariff, last.period, profile, last.total_kwh + carried)
            parts[-1] = replace(last, band_kwh=kwh)
        return replace(self, parts=tuple(parts))


def scene_of(billed: Billed, tariffs: TariffBook) -> Scene:
    """The scene an issued bill stands for, with exactly the energy that was billed.

    Raises:
        TariffMissing: no price is known for its days.
    """
    usage, bill, terms = billed.usage, billed.bill, billed.terms
    known = {day.day: day for day in usage.days}
    mean = tuple(wh // max(len(known), 1) for wh in billed.profile)
    filler = mean if any(mean) else _EVEN
    days = tuple(known.get(day) or DayEnergy(day, filler) for day in bill.period.each_day())
    whole = replace(usage, period=bill.period, days=days)
    scene = Scene(
        terms=terms,
        parts=split_usage(terms=terms, usage=whole, tariffs=tariffs),
        tier_kwh_before=usage.tier_kwh_before,
        reactive_kvarh=usage.reactive_kvarh,
        max_demand_kw=usage.max_demand_kw,
        correction=correction_of(usage, terms, tariffs),
    )
    if not usage.days:
        scene = replace(scene, parts=_bands_as_billed(scene.parts, bill))
    if scene.kwh == bill.energy_kwh:
        return scene
    scaled = scene.using(bill.energy_kwh.quantize(_STEP, rounding=ROUND_HALF_UP))
    return replace(scaled, reactive_kvarh=usage.reactive_kvarh)


def _bands_as_billed(parts: tuple[BandUsage, ...], bill: Bill) -> tuple[BandUsage, ...]:
    """Without readings a bill's own time-of-use lines still say when energy was used."""
    lines = [line for line in bill.lines if line.kind is LineKind.TOU and line.band]
    if len(parts) > 1 or not lines or parts[0].tariff.tou is None:
        return parts
    known = {band: Decimal(0) for band in parts[0].band_kwh}
    for line in lines:
        known[str(line.band)] = known.get(str(line.band), Decimal(0)) + line.quantity
    unnamed = max(bill.energy_kwh - sum(known.values()), Decimal(0))
    if unnamed:
        # Only the band that costs the base price has no line of its own.
        known[NO_BAND] = known.get(NO_BAND, Decimal(0)) + unnamed
    return (replace(parts[0], band_kwh=known),)


def correction_of(
    usage: BillableUsage, terms: SupplyTerms, tariffs: TariffBook
) -> Correction | None:
    """The correction of estimated reads that a bill carries.

    Raises:
        TariffMissing: no price is known for the corrected period.
    """
    if not usage.correction_kwh:
        return None
    period = usage.correction_of or usage.period
    version = tariffs.on(terms.tariff_code, period.start)
    return Correction(kwh=usage.correction_kwh, period=period, tariff=version)


def banded(
    tariff: Tariff, period: Period, profile: Profile, total_kwh: Decimal
) -> dict[str, Decimal]:
    """Energy by band when every day of the period has the same profile."""
    if tariff.tou is None:
        return {NO_BAND: total_kwh}
    totals: dict[str, int] = {}
    for day in period.each_day():
        tariff.tou.add_day(totals, DayEnergy(day, profile))
    shares = share_out(total_kwh, [Decimal(wh) for wh in totals.values()])
    return dict(zip(totals, shares, strict=True))


def cut_like(whole: Period, parts: Sequence[BandUsage]) -> list[Period | None]:
    """`whole` cut where `parts` are cut, in proportion; None where no day is left for a part."""
    days, done, spans = sum(part.period.days for part in parts), 0, []
    start = whole.start
    for part in parts:
        done += part.period.days
        end = whole.start + timedelta(days=round(whole.days * done / days))
        spans.append(Period(start, end) if end > start else None)
        start = max(start, end)
    return spans
