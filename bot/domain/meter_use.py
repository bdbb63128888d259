"""A year of one meter split into parts that advice can work on, on its own terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from bot.domain.account import BasicCharge
from bot.domain.advice import UsePart
from bot.domain.band_usage import BandUsage
from bot.domain.compensation import power_factor_yuan
from bot.domain.counterfactual import Profile, Scene, banded
from bot.domain.money import ZERO
from bot.domain.what_if import Option, PastMonth, bands_by_price

_STEP = Decimal("0.01")
_ALL_DAY: Profile = (1,) * 48


@dataclass(frozen=True)
class MeterUse:
    """The newest months on the contract and prices of today, and what the energy went to."""

    option: Option
    """The own contract."""
    months: tuple[PastMonth, ...]
    scenes: tuple[Scene, ...]
    """One a month."""
    parts: Mapping[UsePart, tuple[Decimal, ...]]
    """kWh of each part, by month; TOTAL always, the others where the days can be split."""

    def kwh(self, part: UsePart) -> Decimal:
        """Energy of a part over the months; 0 where it does not show."""
        return sum(self.parts.get(part, ()), Decimal(0))

    @cached_property
    def features(self) -> dict[str, Decimal]:
        """What a tip's `needs` may name."""
        year = Decimal(12) / len(self.months)
        days = sum(month.period.days for month in self.months)
        base_kw = self.kwh(UsePart.BASE) / (24 * days)
        terms = self.option.terms
        return {
            "total_kwh": self.kwh(UsePart.TOTAL) * year,
            "base_kwh": self.kwh(UsePart.BASE) * year,
            "cooling_kwh": self.kwh(UsePart.COOLING) * year,
            "heating_kwh": self.kwh(UsePart.HEATING) * year,
            "car_kwh": self.kwh(UsePart.CAR) * year,
            "base_w": base_kw * 1000,
            "demand_kw": max(month.demand_kw for month in self.months),
            "time_of_use": Decimal(self.option.tariff.tou is not None),
            "by_demand": Decimal(terms.basic_charge is BasicCharge.DEMAND),
            "power_factor_yuan": self.power_factor_yuan,
        }

    @cached_property
    def amount_yuan(self) -> Decimal:
        """What the months cost."""
        return sum((scene.amount_yuan for scene in self.scenes), ZERO)

    @property
    def power_factor_yuan(self) -> Decimal:
        """Power-factor charges (positive) and rewards (negative) of the months."""
        return power_factor_yuan(self.scenes)

    def saving_yuan(self, changed: Sequence[Scene]) -> Decimal:
        """What the months cost less when they are as in `changed`.

        Year tiers: what a month no longer uses leaves room in the later months of its tier year.
        """
        freed, year, cost = Decimal(0), None, ZERO
        for scene, other in zip(self.scenes, changed, strict=True):
            first = scene.parts[0]
            tiers = first.tariff.tiers
            held = tiers.year_of(first.period.start) if tiers else None
            if held != year:
                freed, year = Decimal(0), held
            before = max(scene.tier_kwh_before - freed, Decimal(0))
            cost += replace(other, tier_kwh_before=before).amount_yuan
            freed += scene.kwh - other.kwh
        return self.amount_yuan - cost

    def less(self, kwh: Sequence[Decimal], *, around_the_clock: bool = False) -> list[Scene]:
        """The months with so many kWh less (negative: more), as used or around the clock.

        Reactive energy falls in step, so that cos φ stays.
        """
        changed = []
        for scene, cut in zip(self.scenes, kwh, strict=True):
            whole = scene.kwh
            cut = min(cut, whole)
            if whole <= 0 or not cut:
                changed.append(scene)
                continue
            profile = _ALL_DAY if around_the_clock else None
            parts = tuple(_cut(part, cut * part.total_kwh / whole, profile) for part in scene.parts)
            reactive = scene.reactive_kvarh
            if reactive is not None:
                reactive *= 1 - cut / whole
            changed.append(replace(scene, parts=parts, reactive_kvarh=reactive))
        return changed

    def added(self, kwh: Sequence[Decimal]) -> list[Scene]:
        """The months with so many kWh more, in the cheapest hours where hours matter."""
        changed = []
        for scene, more in zip(self.scenes, kwh, strict=True):
            days = sum(part.period.days for part in scene.parts)
            parts = tuple(_add(part, more * part.period.days / days) for part in scene.parts)
            changed.append(replace(scene, parts=parts))
        return changed

    def moved(self, kwh: Sequence[Decimal], *, loss: Decimal = Decimal(0)) -> list[Scene]:
        """So many kWh taken from the dearer bands into the cheapest, `loss` times more there."""
        return [
            replace(scene, parts=tuple(_move(part, cut, scene.kwh, loss) for part in scene.parts))
            for scene, cut in zip(self.scenes, kwh, strict=True)
        ]

    def dear_kwh(self) -> tuple[Decimal, ...]:
        """Energy of each month that a shift could move: what lies in the dearer bands."""
        found = []
        for scene in self.scenes:
            total = Decimal(0)
            for part in scene.parts:
                bands = dict(part.band_kwh)
                total += sum((bands[band] for band in bands_by_price(part.tariff, bands)[0]), ZERO)
            found.append(total)
        return tuple(found)


def _cut(part: BandUsage, kwh: Decimal, profile: Profile | None) -> BandUsage:
    bands = dict(part.band_kwh)
    total = part.total_kwh
    kwh = kwh.quantize(_STEP, rounding=ROUND_HALF_UP)
    if profile is not None:
        shares = banded(part.tariff, part.period, profile, abs(kwh))
        sign = 1 if kwh >= 0 else -1
        cuts = {band: sign * shares.get(band, Decimal(0)) for band in bands}
    else:
        cuts = {band: (kwh * use / total).quantize(_STEP) for band, use in bands.items()}
    left = {band: max(use - cuts[band], Decimal(0)) for band, use in bands.items()}
    return replace(part, band_kwh=left)


def _add(part: BandUsage, kwh: Decimal) -> BandUsage:
    bands = dict(part.band_kwh)
    band = bands_by_price(part.tariff, bands)[1] or next(iter(bands))
    bands[band] += kwh.quantize(_STEP, rounding=ROUND_HALF_UP)
    return replace(part, band_kwh=bands)


def _move(part: BandUsage, kwh: Decimal, month_kwh: Decimal, loss: Decimal) -> BandUsage:
    """The part's share of what the month moves; never more than its dearer bands hold."""
    bands = dict(part.band_kwh)
    dear, cheapest = bands_by_price(part.tariff, bands)
    there = sum((bands[band] for band in dear), Decimal(0))
    if not cheapest or there <= 0 or month_kwh <= 0:
        return part
    wanted = min(kwh * part.total_kwh / month_kwh, there)
    moved = Decimal(0)
    for band in dear:
        cut = (wanted * bands[band] / there).quantize(_STEP, rounding=ROUND_HALF_UP)
        bands[band] -= cut
        moved += cut
    bands[cheapest] += (moved * (1 + loss)).quantize(_STEP, rounding=ROUND_HALF_UP)
    return replace(part, band_kwh=bands)
