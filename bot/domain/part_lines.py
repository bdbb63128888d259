"""The lines of one part of a bill: days with one set of prices."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from bot.domain.account import SupplyTerms
from bot.domain.band_usage import BandUsage
from bot.domain.basic_charge import basic_items
from bot.domain.bill import BillLine, LineKind
from bot.domain.money import ZERO, to_fen
from bot.domain.tariff import Component
from bot.domain.tier import TIER_NAMES, allocate, scale_kwh
from bot.domain.tou import BAND_NAMES
from bot.domain.unable import TermsIncomplete

PRICE_STEP = Decimal("0.000001")
ENERGY_ONLY = frozenset({LineKind.ENERGY})


class PartLines:
    """Writes the lines of one part, in the order of a printed bill, into `lines`.

    `months` is the part's share of the bill in months. Lines with a quantity of zero are left out.
    """

    def __init__(self, *, terms: SupplyTerms, part: BandUsage, months: Fraction) -> None:
        self.lines: list[BillLine] = []
        self._terms = terms
        self._part = part
        self._tariff = part.tariff
        self._months = months

    def energy(self, *, used_before: Decimal) -> None:
        """Tiers, then every energy component on the whole energy."""
        part, tiers = self._part, self._tariff.tiers
        if tiers is not None:
            extra = self._tariff.extra_kwh_per_month(self._terms.household_size)
            limits = tiers.limits_kwh(extra_kwh_per_month=extra, months=self._months)
            shares = allocate(kwh=part.total_kwh, used_before=used_before, limits=limits)
            for place, (tier, quantity) in enumerate(zip(tiers.tiers, shares, strict=True)):
                label = TIER_NAMES[place] + "电量电费"
                self._add(LineKind.ENERGY, label, quantity, tier.price_yuan, tier=place + 1)
        self._components(LineKind.ENERGY)

    def surcharges(self) -> None:
        self._components(LineKind.SURCHARGE)

    def time_of_use(self) -> None:
        """The difference of each band to the base price."""
        tou = self._tariff.tou
        if tou is None:
            return
        floating = sum(
            (self._component_price(item) for item in self._tariff.components if item.floats),
            Decimal(0),
        )
        for band in BAND_NAMES:
            quantity = self._part.band_kwh.get(band)
            if quantity and band in tou.bands:
                difference = _unit_price(tou.bands[band].difference_yuan(floating))
                if difference:
                    label = BAND_NAMES[band] + ("加价" if difference > 0 else "优惠")
                    self._add(LineKind.TOU, label, quantity, difference, band=band)

    def basic(
        self, *, max_demand_kw: Decimal | None, bill_kwh: Decimal, bill_months: Fraction
    ) -> None:
        """Basic charge by capacity or demand, for the part's share of a month."""
        items = basic_items(
            terms=self._terms,
            tariff=self._tariff,
            max_demand_kw=max_demand_kw,
            bill_kwh=bill_kwh,
            bill_months=bill_months,
        )
        for item in items:
            monthly = item.price_yuan_month * self._months.numerator / self._months.denominator
            self._add(
                LineKind.BASIC, item.label, item.quantity, _unit_price(monthly), unit=item.unit
            )

    def power_factor(self, cos: Decimal | None) -> None:
        """Percent of the lines that the tariff says bear it; the unit price is yuan per %."""
        rule, standard = self._tariff.power_factor, self._terms.power_factor_standard
        if rule is None or standard is None or cos is None:
            return
        table = rule.tables.get(standard)
        if table is None:
            raise TermsIncomplete(tariff_code=self._tariff.code, missing="power_factor_standard")
        bearing = (line.amount_yuan for line in self.lines if line.kind in rule.applies_to)
        base = sum(bearing, ZERO)
        self._add(LineKind.POWER_FACTOR, "力调电费", table.percent(cos), base / 100, unit="%")

    def free_energy(self) -> None:
        """Credit for low-income households, at most the energy used."""
        if not self._terms.low_income:
            return
        free = scale_kwh(self._tariff.free_kwh_per_month, self._months)
        unit_price = self._tariff.base_price_yuan(
            voltage=self._terms.voltage, day=self._part.price_day, kinds=ENERGY_ONLY
        )
        quantity = -min(free, self._part.total_kwh)
        self._add(LineKind.ALLOWANCE, "低保免费电量", quantity, unit_price)

    def _components(self, kind: LineKind) -> None:
        for item in self._tariff.components:
            if item.kind is kind:
                self._add(kind, item.label, self._part.total_kwh, self._component_price(item))

    def _component_price(self, item: Component) -> Decimal:
        return self._tariff.component_price_yuan(
            item, voltage=self._terms.voltage, day=self._part.price_day
        )

    def _add(
        self,
        kind: LineKind,
        label: str,
        quantity: Decimal,
        unit_price: Decimal,
        *,
        unit: str = "kWh",
        tier: int | None = None,
        band: str | None = None,
    ) -> None:
        if not quantity:
            return
        self.lines.append(
            BillLine(
                kind=kind,
                label=label,
                quantity=quantity,
                unit=unit,
                unit_price_yuan=unit_price,
                amount_yuan=to_fen(quantity * unit_price),
                period=self._part.period,
                tariff_id=self._tariff.tariff_id,
                tier=tier,
                band=band,
            )
        )


def _unit_price(exact_yuan: Decimal) -> Decimal:
    return exact_yuan.quantize(PRICE_STEP, rounding=ROUND_HALF_UP)
