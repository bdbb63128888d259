"""Reads knowledge/urgency.yml into `UrgencyRules`, or says everything wrong with it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from bot.domain.urgency import Urgency, UrgencyRule, UrgencyRules, UrgeRule
from bot.domain.work_order import OrderKind
from bot.storage.yaml_node import YamlNode

_LEVELS = [level.value for level in Urgency]
_KINDS = [kind.value for kind in OrderKind]


class UrgencyWrong(ValueError):
    """The file cannot be used; `mistakes` names each place and how to fix it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_urgency(path: Path) -> UrgencyRules:
    """All rules; the file's own head describes the format.

    Raises:
        UrgencyWrong: with all mistakes at once.
        FileNotFoundError: there is no such file.
    """
    mistakes: list[str] = []
    node = YamlNode.read(path, mistakes)
    starts = node.child("kinds")
    kinds = {}
    for name in starts.names():
        kinds[name] = Urgency(starts.choice(name, _LEVELS))
        if name not in _KINDS:
            starts.wrong(name, f"no such kind of work order; use one of {', '.join(_KINDS)}")
    rules = [_read_rule(below) for below in node.children("rules")]
    codes = [rule.code for rule in rules]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        node.wrong("rules", f"two rules have the code {code}; rename one")
    below = node.child("urge")
    urge = UrgeRule(
        every=timedelta(minutes=_above_zero(below, "every_minutes")),
        at_most=Urgency(below.choice("at_most", _LEVELS)),
    )
    below.close()
    node.close()
    if mistakes:
        raise UrgencyWrong(mistakes)
    return UrgencyRules(kinds=kinds, rules=tuple(rules), urge=urge)


def _read_rule(node: YamlNode) -> UrgencyRule:
    kinds = node.texts("kinds")
    for kind in set(kinds) - set(_KINDS):
        node.wrong("kinds", f"no such kind of work order: {kind}; use one of {', '.join(_KINDS)}")
    before, after = node.texts("unless_before"), node.texts("unless_after")
    rule = UrgencyRule(
        code=node.text("code"),
        at_least=Urgency(node.choice("at_least", _LEVELS)),
        points=node.whole("points"),
        kinds=frozenset(kinds),
        life_support=node.choice("life_support", ("false", "true"), "false") == "true",
        words=_pattern(node, "words", before, after),
        place=_pattern(node, "place", before, after),
        reporters=node.whole("reporters", 0),
        urges=node.whole("urges", 0),
    )
    node.close()
    if not any((kinds, rule.life_support, rule.words, rule.place, rule.reporters, rule.urges)):
        node.wrong("", "give at least one condition, or every work order would meet the rule")
    return rule


def _pattern(
    node: YamlNode, key: str, before: list[str], after: list[str]
) -> re.Pattern[str] | None:
    """Any of the listed expressions, unless one of the other words touches it."""
    listed = node.texts(key)
    if not listed:
        return None
    never_before = "".join(f"(?<!{re.escape(word)})" for word in before)
    never_after = f"(?!{'|'.join(map(re.escape, after))})" if after else ""
    try:
        return re.compile(f"{never_before}(?:{'|'.join(listed)}){never_after}")
    except re.error as error:
        node.wrong(key, f"not a regular expression: {error}")
        return None


def _above_zero(node: YamlNode, key: str) -> int:
    amount = node.whole(key)
    if amount < 1:
        node.wrong(key, "write a whole number above 0")
    return amount
