"""Reads knowledge/tips/*.yml into `Tip`s, or says everything wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from bot.domain.account import SupplyClass
from bot.domain.advice import NOTHING, Span, Tip, TipKind, UsePart
from bot.storage.tariff_parts import read_source
from bot.storage.yaml_node import YamlNode

NEEDS = (
    "total_kwh",
    "base_kwh",
    "cooling_kwh",
    "heating_kwh",
    "car_kwh",
    "base_w",
    "demand_kw",
    "time_of_use",
    "by_demand",
    "power_factor_yuan",
)
"""What `MeterUse.features` shows."""
COST_PER = ("", "kwh_a_year", "kvar", "kwp", "kwh_stored")
_MONTHS = tuple(f"month_{number}" for number in range(1, 13))
FIGURES: Mapping[TipKind, tuple[str, ...]] = {
    TipKind.POWER_FACTOR: ("target_cos_phi",),
    TipKind.PV: ("kwp_least", "kwp_most", "kwh_a_kwp", "feed_in_yuan", "m2_a_kwp", *_MONTHS),
    TipKind.STORAGE: ("kwh_least", "kwh_most", "share_of_dear", "depth"),
    TipKind.EV_HOME: ("public_low_yuan", "public_high_yuan"),
}
"""What each kind computes with."""
_CLASSES = {kind.value: kind for kind in SupplyClass}


class TipsWrong(ValueError):
    """The files cannot be used; `mistakes` names each place and how to fix it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_tips(folder: Path) -> tuple[Tip, ...]:
    """Every tip of every file; knowledge/tips/README.md describes the format.

    Raises:
        TipsWrong: with all mistakes at once.
    """
    mistakes: list[str] = []
    tips: list[Tip] = []
    for path in sorted(folder.glob("*.yml")):
        node = YamlNode.read(path, mistakes)
        tips += [_tip(below) for below in node.children("tips")]
        node.close()
    codes = [tip.code for tip in tips]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    mistakes += [f"{folder.name}: two tips have the code {code}; rename one" for code in twice]
    if mistakes:
        raise TipsWrong(mistakes)
    return tuple(tips)


def _tip(node: YamlNode) -> Tip:
    kind = TipKind(node.choice("kind", [kind.value for kind in TipKind]))
    tip = Tip(
        code=node.text("code"),
        name=node.text("name"),
        how=node.text("how"),
        kind=kind,
        classes=frozenset(_classes(node)),
        source=read_source(node),
        verified=node.flag("verified"),
        part=UsePart(node.choice("part", [part.value for part in UsePart], "total")),
        saves=_span(node, "saves"),
        cost_yuan=_span(node, "cost_yuan"),
        cost_per=_cost_per(node),
        lasts_years=node.number("lasts_years", Decimal(1)),
        if_have=node.text("if_have", ""),
        about=node.text("about", ""),
        needs=node.numbers("needs") if node.has("needs") else {},
        figures=node.numbers("figures") if node.has("figures") else {},
    )
    for name in tip.needs.keys() - set(NEEDS):
        node.wrong("needs", f"no such feature: {name}; use one of {', '.join(NEEDS)}")
    for name in FIGURES.get(kind, ()):
        if name not in tip.figures:
            node.wrong("figures", f"{kind.value} computes with {name}; write it here")
    if kind is not TipKind.POWER_FACTOR and tip.saves.low <= 0:
        node.wrong("saves", "write low and high, above 0")
    if tip.lasts_years <= 0:
        node.wrong("lasts_years", "write years above 0")
    node.close()
    return tip


def _classes(node: YamlNode) -> list[SupplyClass]:
    named = node.texts("classes")
    for name in named:
        if name not in _CLASSES:
            node.wrong("classes", f"no such class: {name}; use one of {', '.join(_CLASSES)}")
    if not named:
        node.wrong("classes", "say whom it is for")
    return [_CLASSES[name] for name in named if name in _CLASSES]


def _cost_per(node: YamlNode) -> str:
    return node.choice("cost_per", COST_PER[1:]) if node.has("cost_per") else ""


def _span(node: YamlNode, key: str) -> Span:
    """`{low: …, high: …}`; nothing when absent."""
    if not node.has(key):
        return NOTHING
    below = node.child(key)
    span = Span(below.number("low"), below.number("high"))
    below.close()
    if not 0 <= span.low <= span.high:
        node.wrong(key, "write low and high, low first")
    return span
