"""The parts of a tariff file, read from YAML into the domain's nouns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.domain.bill import LineKind
from bot.domain.late_fee import LateFeeRule
from bot.domain.power_factor import PowerFactorRule, PowerFactorTable
from bot.domain.source import Source
from bot.domain.tariff import (
    BasicPrices,
    Component,
    LoadDiscount,
    MonthlyPrices,
    MultiPersonStep,
)
from bot.domain.tier import TIER_NAMES, Tier, TierCycle, TierScheme
from bot.storage.yaml_node import YamlNode

STANDARDS = ("0.90", "0.85", "0.80")


def read_source(node: YamlNode) -> Source:
    """Title, document number and address of the publication."""
    below = node.child("source")
    source = Source(
        title=below.text("title"),
        doc_no=below.text("doc_no", ""),
        url=below.text("url", "") or None,
    )
    below.close()
    return source


def read_tiers(node: YamlNode) -> TierScheme | None:
    """`tiers: {cycle: month, steps: [{price: …, up_to_kwh: …}, …, {price: …}]}`."""
    if not node.has("tiers"):
        return None
    below = node.child("tiers")
    cycle = TierCycle(below.choice("cycle", [item.value for item in TierCycle]))
    tiers = []
    for step in below.children("steps"):
        end = step.number("up_to_kwh") if step.has("up_to_kwh") else None
        tiers.append(Tier(price_yuan=step.number("price"), up_to_kwh=end))
        step.close()
    ends = [tier.up_to_kwh for tier in tiers[:-1]]
    known = [end for end in ends if end is not None]
    if not tiers or tiers[-1].up_to_kwh is not None or len(known) != len(ends):
        below.wrong("steps", "every step but the last needs up_to_kwh, the last has none")
    if known != sorted(set(known)):
        below.wrong("steps", "up_to_kwh must rise from step to step")
    if len(tiers) > len(TIER_NAMES):
        below.wrong("steps", f"at most {len(TIER_NAMES)} steps")
    month, day = below.whole("reset_month", 1), below.whole("reset_day", 1)
    try:
        date(2001, month, day)
    except ValueError:
        below.wrong("reset_day", "write a day that every year has, e.g. reset_month: 1, 1")
        month = day = 1
    below.close()
    return TierScheme(cycle=cycle, tiers=tuple(tiers), reset_month=month, reset_day=day)


def read_components(node: YamlNode, monthly: Mapping[str, MonthlyPrices]) -> tuple[Component, ...]:
    """`components: [{label, kind, price | by_voltage | monthly, floats?}, …]`."""
    components = []
    for below in node.children("components"):
        kind = LineKind(below.choice("kind", (LineKind.ENERGY.value, LineKind.SURCHARGE.value)))
        ways = [key for key in ("price", "by_voltage", "monthly") if below.has(key)]
        if len(ways) != 1:
            below.wrong("price", "write exactly one of price, by_voltage, monthly")
        by_month = None
        if "monthly" in ways:
            name = below.text("monthly")
            by_month = monthly.get(name)
            if by_month is None:
                below.wrong("monthly", f"monthly_prices.yml has no list {name!r}")
        components.append(
            Component(
                label=below.text("label"),
                kind=kind,
                price_yuan=below.number("price") if "price" in ways else None,
                by_voltage=below.numbers("by_voltage") if "by_voltage" in ways else None,
                by_month=by_month,
                floats=below.has("floats") and below.flag("floats"),
            )
        )
        below.close()
    return tuple(components)


def read_basic(node: YamlNode) -> BasicPrices | None:
    """`basic: {per_kva: {voltage: yuan}, per_kw: …, demand_tolerance?, load_discount?}`."""
    if not node.has("basic"):
        return None
    below = node.child("basic")
    discount = None
    if below.has("load_discount"):
        inner = below.child("load_discount")
        discount = LoadDiscount(
            min_kwh_per_kva=inner.number("min_kwh_per_kva"), rate=inner.number("rate")
        )
        inner.close()
    basic = BasicPrices(
        per_kva_yuan=below.numbers("per_kva"),
        per_kw_yuan=below.numbers("per_kw"),
        demand_tolerance=below.number("demand_tolerance", Decimal("1.05")),
        load_discount=discount,
    )
    below.close()
    return basic


def read_multi_person(node: YamlNode) -> tuple[MultiPersonStep, ...]:
    """`multi_person: [{people: 5, add_kwh_per_month: 100}]`."""
    steps = []
    for below in node.children("multi_person"):
        steps.append(
            MultiPersonStep(
                people=below.whole("people"), add_kwh_per_month=below.number("add_kwh_per_month")
            )
        )
        below.close()
    return tuple(steps)


def read_power_factor(
    node: YamlNode, tables: Mapping[Decimal, PowerFactorTable]
) -> PowerFactorRule | None:
    """`power_factor: {applies_to: [energy, tou, basic]}`."""
    if not node.has("power_factor"):
        return None
    below = node.child("power_factor")
    names = below.texts("applies_to")
    known = {kind.value: kind for kind in LineKind}
    if not names or not set(names) <= known.keys():
        below.wrong("applies_to", f"list line kinds out of {', '.join(known)}")
    if not tables:
        below.wrong("applies_to", "power_factor.yml must hold the tables this needs")
    below.close()
    kinds = frozenset(known[name] for name in names if name in known)
    return PowerFactorRule(applies_to=kinds, tables=tables)


def read_power_factor_tables(node: YamlNode) -> dict[Decimal, PowerFactorTable]:
    """power_factor.yml: for each standard the percent at every cos φ."""
    read_source(node)
    node.flag("verified")
    node.text("note", "")
    tables = {}
    standards = node.child("standards")
    for standard in standards.names():
        below = standards.child(standard)
        if standard not in STANDARDS:
            standards.wrong(standard, f"use one of {', '.join(STANDARDS)}")
            below.names()
            continue
        percents = below.numbers("percent_at")
        complete = [f"{cos / 100:.2f}" for cos in range(100, 100 - len(percents), -1)]
        if not percents or set(percents) != set(complete):
            below.wrong("percent_at", "give every 0.01 from 1.00 downwards, without gaps")
            percents = {"1.00": Decimal(0)}
        rows = {Decimal(cos): percent for cos, percent in percents.items()}
        step = below.number("below_step_percent")
        tables[Decimal(standard)] = PowerFactorTable(percent_at=rows, below_step_percent=step)
        below.close()
    for missing in set(STANDARDS) - set(standards.names()):
        standards.wrong(missing, "add the table of this standard")
    node.close()
    return tables


def read_monthly_prices(node: YamlNode) -> dict[str, MonthlyPrices]:
    """monthly_prices.yml: named lists of yuan per kWh by month."""
    lists = {}
    for name in node.names():
        below = node.child(name)
        read_source(below)
        below.flag("verified")
        below.text("note", "")
        months, prices = [], []
        for month, price in sorted(below.numbers("months").items()):
            try:
                months.append(date.fromisoformat(f"{month}-01"))
                prices.append(price)
            except ValueError:
                below.wrong(f"months: {month}", "write the month as 2026-06")
        below.close()
        lists[name] = MonthlyPrices(name, months=tuple(months), prices_yuan=tuple(prices))
    return lists


def read_late_fee(node: YamlNode) -> LateFeeRule:
    """late_fee.yml."""
    node.flag("verified")
    node.text("note", "")
    rule = LateFeeRule(
        resident_permille=node.number("resident_permille"),
        this_year_permille=node.number("this_year_permille"),
        earlier_years_permille=node.number("earlier_years_permille"),
        minimum_yuan=node.number("minimum_yuan"),
        source=read_source(node),
    )
    node.close()
    return rule
