"""A slow second opinion on bills, written from the rules and not from the engine.

Days are walked one by one, slots one by one, tiers portion by portion; everything is an exact
fraction until a line is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from bot.domain.account import SupplyTerms
from bot.domain.usage import BillableUsage
from tests.oracle.rules import Rules

BAND_WORDS = {
    "super_peak": "尖峰",
    "peak": "峰段",
    "flat": "平段",
    "valley": "谷段",
    "deep_valley": "深谷",
}


@dataclass
class Line:
    kind: str
    label: str
    quantity: Fraction
    price: Fraction
    amount: Fraction


@dataclass
class Part:
    """Days with one set of prices."""

    version: dict[str, Any]
    tariff_id: str
    first_day: date
    days: int = 0
    band_wh: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def kwh(self) -> Fraction:
        return sum((half_up(Fraction(wh, 1000), 2) for wh in self.band_wh.values()), Fraction(0))

    def charge(self, kind: str, label: str, quantity: Fraction, price: Fraction) -> None:
        if quantity != 0:
            self.lines.append(Line(kind, label, quantity, price, half_up(quantity * price, 2)))


def half_up(exact: Fraction, places: int) -> Fraction:
    """Halves go away from zero."""
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if exact >= 0 else -whole, 10**places)


def lines(rules: Rules, terms: SupplyTerms, usage: BillableUsage) -> list[Line]:
    """Every line of the bill."""
    parts = _walk(rules, terms, usage)
    months = _months(usage.period.start, usage.period.end)
    total = sum((part.kwh() for part in parts), Fraction(0))
    used = Fraction(usage.tier_kwh_before)
    for part in parts:
        share = months * part.days / usage.period.days
        tiers = part.version.get("tiers")
        if tiers and tiers["cycle"] == "year" and part.first_day == _reset(tiers, part.first_day):
            used = Fraction(0)
        counted = used if tiers and tiers["cycle"] == "year" else Fraction(0)
        _energy(rules, terms, part, counted, share)
        _basic(terms, part, usage, share, total / months)
        _power_factor(rules, terms, part, usage, total)
        _free(rules, terms, part, share)
        used += part.kwh()
    found = [line for part in parts for line in part.lines]
    if usage.correction_kwh:
        found.append(_correction(rules, terms, usage))
    return found


def amount(found: list[Line]) -> Fraction:
    """What is due."""
    return sum((line.amount for line in found), Fraction(0))


def _walk(rules: Rules, terms: SupplyTerms, usage: BillableUsage) -> list[Part]:
    parts: list[Part] = []
    last_key: object = None
    for entry in usage.days:
        day = entry.day
        number = rules.version_no(terms.tariff_code, day)
        version = rules.versions[terms.tariff_code][number]
        key: list[object] = [number]
        if any("monthly" in item for item in version.get("components", [])):
            key.append((day.year, day.month))
        if version.get("tiers", {}).get("cycle") == "year":
            key.append(_reset(version["tiers"], day))
        if key != last_key:
            name = f"{terms.tariff_code}@{version['valid_from']}"
            parts.append(Part(version, name, day))
            last_key = key
        part = parts[-1]
        part.days += 1
        bands = rules.bands(version["tou"], day) if "tou" in version else ["all"] * 48
        for slot, band in enumerate(bands):
            part.band_wh[band] = part.band_wh.get(band, 0) + entry.slot_wh[slot]
    return parts


def _energy(rules: Rules, terms: SupplyTerms, part: Part, used: Fraction, share: Fraction) -> None:
    kwh, version = part.kwh(), part.version
    if "tiers" in version:
        _tiers(terms, part, used, share)
    components = version.get("components", [])
    prices = [rules.component_price(item, terms.voltage, part.first_day) for item in components]
    for item, price in zip(components, prices, strict=True):
        part.charge(item["kind"], item["label"], kwh, price)
    if "tou" not in version:
        return
    floating = sum(
        (p for item, p in zip(components, prices, strict=True) if item.get("floats") == "true"),
        Fraction(0),
    )
    for band, word in BAND_WORDS.items():
        if band not in part.band_wh:
            continue
        rule = version["tou"]["bands"][band]
        if "coefficient" in rule:
            extra = floating * Fraction(rule["coefficient"]) - floating
        elif "delta" in rule:
            extra = Fraction(rule["delta"])
        else:
            plain = [Fraction(item["price"]) for item in components if item["kind"] == "energy"]
            extra = Fraction(rule["price"]) - plain[0]
        extra = half_up(extra, 6)
        if extra:
            quantity = half_up(Fraction(part.band_wh[band], 1000), 2)
            part.charge("tou", word + ("加价" if extra > 0 else "优惠"), quantity, extra)


def _tiers(terms: SupplyTerms, part: Part, used: Fraction, share: Fraction) -> None:
    """Hand out the energy portion by portion, each into the tier where the meter stands."""
    tiers, version = part.version["tiers"], part.version
    added = Fraction(0)
    for step in version.get("multi_person", []):
        if terms.household_size >= int(step["people"]):
            added = max(added, Fraction(step["add_kwh_per_month"]))
    ends = []
    for step in tiers["steps"][:-1]:
        end = Fraction(step["up_to_kwh"])
        if tiers["cycle"] == "month":
            ends.append(half_up((end + added) * share, 2))
        else:
            ends.append(end + 12 * added)
    position, left = used, part.kwh()
    filled = [Fraction(0) for _ in tiers["steps"]]
    while left > 0:
        place = 0
        while place < len(ends) and position >= ends[place]:
            place += 1
        portion = left if place == len(ends) else min(left, ends[place] - position)
        filled[place] += portion
        position += portion
        left -= portion
    for place, quantity in enumerate(filled):
        name = "第" + "一二三四五"[place] + "档电量电费"
        part.charge("energy", name, quantity, Fraction(tiers["steps"][place]["price"]))


def _basic(
    terms: SupplyTerms, part: Part, usage: BillableUsage, share: Fraction, kwh_a_month: Fraction
) -> None:
    basic = part.version.get("basic")
    if basic is None or terms.basic_charge.value == "none":
        return
    if terms.basic_charge.value == "capacity":
        assert terms.capacity_kva is not None
        price = half_up(Fraction(basic["per_kva"][terms.voltage]) * share, 6)
        part.charge("basic", "基本电费(容量)", Fraction(terms.capacity_kva), price)
        return
    price = Fraction(basic["per_kw"][terms.voltage])
    discount = basic.get("load_discount")
    if discount is not None and terms.capacity_kva is not None:
        per_kva = kwh_a_month / Fraction(terms.capacity_kva)
        if per_kva >= Fraction(discount["min_kwh_per_kva"]):
            price -= price * Fraction(discount["rate"])
    price = half_up(price * share, 6)
    contract, measured = terms.demand_contract_kw, usage.max_demand_kw
    billed, above = Fraction(measured or 0), Fraction(0)
    if contract is not None:
        line = Fraction(contract) * Fraction(basic.get("demand_tolerance", "1.05"))
        above = max(billed - line, Fraction(0))
        if above == 0:
            billed = Fraction(contract)
    part.charge("basic", "基本电费(需量)", billed, price)
    part.charge("basic", "超需量加价", above, price)


def _power_factor(
    rules: Rules, terms: SupplyTerms, part: Part, usage: BillableUsage, kwh: Fraction
) -> None:
    rule = part.version.get("power_factor")
    standard, kvarh = terms.power_factor_standard, usage.reactive_kvarh
    if rule is None or standard is None or kvarh is None or kwh == 0:
        return
    square = kwh**2 / (kwh**2 + Fraction(kvarh) ** 2)
    cos = 100
    while cos > 0 and square < Fraction(2 * cos - 1, 200) ** 2:
        cos -= 1
    percent = rules.power_factor_percent(f"{standard:.2f}", cos)
    base = sum((line.amount for line in part.lines if line.kind in rule["applies_to"]), Fraction(0))
    part.charge("power_factor", "力调电费", percent, base / 100)


def _free(rules: Rules, terms: SupplyTerms, part: Part, share: Fraction) -> None:
    if terms.low_income:
        free = half_up(Fraction(part.version.get("free_kwh_per_month", "0")) * share, 2)
        price = _first_price(rules, terms, part.version, part.first_day, ("energy",))
        part.charge("allowance", "低保免费电量", -min(free, part.kwh()), price)


def _correction(rules: Rules, terms: SupplyTerms, usage: BillableUsage) -> Line:
    day = (usage.correction_of or usage.period).start
    version = rules.versions[terms.tariff_code][rules.version_no(terms.tariff_code, day)]
    price = _first_price(rules, terms, version, day, ("energy", "surcharge"))
    quantity = Fraction(usage.correction_kwh)
    return Line("correction", "退补电量电费", quantity, price, half_up(quantity * price, 2))


def _first_price(
    rules: Rules, terms: SupplyTerms, version: dict[str, Any], day: date, kinds: tuple[str, ...]
) -> Fraction:
    price = Fraction(0)
    if "tiers" in version:
        price += Fraction(version["tiers"]["steps"][0]["price"])
    for item in version.get("components", []):
        if item["kind"] in kinds:
            price += rules.component_price(item, terms.voltage, day)
    return price


def _reset(tiers: dict[str, Any], day: date) -> date:
    """The last day on or before `day` on which a tier year began."""
    wanted = (int(tiers.get("reset_month", "1")), int(tiers.get("reset_day", "1")))
    while (day.month, day.day) != wanted:
        day -= timedelta(days=1)
    return day


def _months(start: date, end: date) -> Fraction:
    """Whole months counted off one by one from the start, then the days of the month begun."""
    whole = 0
    while _same_day(start, whole + 1) <= end:
        whole += 1
    begun, after = _same_day(start, whole), _same_day(start, whole + 1)
    return whole + Fraction((end - begun).days, (after - begun).days)


def _same_day(start: date, months: int) -> date:
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = start.day
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
