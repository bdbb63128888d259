"""Reads knowledge/profile.yml and knowledge/segments.yml, or says everything wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from bot.domain.account import SupplyClass
from bot.domain.profile import TagName, Use
from bot.domain.profile_rules import GRADED, ProfileRules, Scale, ValueRules
from bot.domain.segment import Condition, Segment
from bot.storage.tariff_parts import read_source
from bot.storage.yaml_node import YamlNode

RULES_FILE, SEGMENTS_FILE = "profile.yml", "segments.yml"
_ONE = Decimal(1)


class ProfileRulesWrong(ValueError):
    """The files cannot be used; `mistakes` names each place and how to fix it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_profile_rules(folder: Path) -> ProfileRules:
    """Both files of a folder.

    Raises:
        ProfileRulesWrong: with all mistakes at once.
    """
    missing = [name for name in (RULES_FILE, SEGMENTS_FILE) if not (folder / name).is_file()]
    if missing:
        raise ProfileRulesWrong(
            [f"{folder / name}: missing; copy it from knowledge/{name}" for name in missing]
        )
    mistakes: list[str] = []
    node = YamlNode.read(folder / RULES_FILE, mistakes)
    rules = ProfileRules(
        source=read_source(node),
        verified=node.flag("verified"),
        scales=_scales(node.child("scales")),
        late_share=_share(node, "late_share"),
        least_bills=_count(node, "least_bills"),
        least_contacts=_count(node, "least_contacts"),
        look_back=timedelta(days=_count(node, "look_back_days")),
        history=timedelta(days=_count(node, "history_days")),
        strong=float(_share(node, "strong")),
        value=_value(node.child("value")),
        segments=_segments(YamlNode.read(folder / SEGMENTS_FILE, mistakes)),
    )
    node.close()
    if mistakes:
        raise ProfileRulesWrong(mistakes)
    return rules


def _scales(node: YamlNode) -> Mapping[TagName, Scale]:
    found: dict[TagName, Scale] = {}
    known = {name.value: name for name in TagName if name in GRADED}
    for name in node.names():
        below = node.child(name)
        least, sure = below.number("least"), below.number("sure")
        if name not in known:
            node.wrong(name, f"has no scale; use {', '.join(known)}")
        elif not 0 < least <= sure:
            below.wrong("least", "must be above 0 and not above sure")
        else:
            found[known[name]] = Scale(float(least), float(sure))
        below.close()
    for name in known.keys() - set(node.names()):
        node.wrong(name, "write this one too, with least and sure")
    return found


def _value(node: YamlNode) -> ValueRules:
    stays = node.numbers("stays_a_year")
    classes = {item.value: item for item in SupplyClass}
    if stays.keys() != classes.keys() or not all(0 <= share <= _ONE for share in stays.values()):
        node.wrong("stays_a_year", f"write a share from 0 to 1 for each of {', '.join(classes)}")
        stays = dict.fromkeys(classes, _ONE)
    rules = ValueRules(
        margin_share=_share(node, "margin_share"),
        stays_a_year={classes[name]: share for name, share in stays.items()},
        discount=_share(node, "discount"),
        years=_count(node, "years"),
    )
    node.close()
    return rules


def _segments(node: YamlNode) -> tuple[Segment, ...]:
    segments = tuple(_segment(below) for below in node.children("segments"))
    if not segments:
        node.wrong("segments", "list at least one group with code, name, meaning, use and when")
    if len({segment.code for segment in segments}) < len(segments):
        node.wrong("segments", "each code may appear only once")
    node.close()
    return segments


def _segment(node: YamlNode) -> Segment:
    segment = Segment(
        code=node.text("code"),
        name=node.text("name"),
        meaning=node.text("meaning"),
        use=Use(node.choice("use", [use.value for use in Use])),
        conditions=tuple(_condition(below) for below in node.children("when")),
    )
    if not segment.conditions:
        node.wrong("when", "list at least one tag")
    if segment.use is Use.MARKETING:
        for condition in segment.conditions:
            if not condition.tag.for_marketing:
                node.wrong("when", f"{condition.tag.value} is sensitive: never for marketing")
    node.close()
    return segment


def _condition(node: YamlNode) -> Condition:
    absent = node.has("not") and node.flag("not")
    condition = Condition(
        tag=TagName(node.choice("tag", [name.value for name in TagName])),
        values=frozenset(node.texts("is")),
        absent=absent,
    )
    node.close()
    return condition


def _share(node: YamlNode, key: str) -> Decimal:
    share = node.number(key)
    if not 0 <= share <= _ONE:
        node.wrong(key, "write a share from 0 to 1")
        return Decimal(0)
    return share


def _count(node: YamlNode, key: str) -> int:
    number = node.whole(key)
    if number < 1:
        node.wrong(key, "must be at least 1")
        return 1
    return number
