"""Reads knowledge/outages.yml into `OutageRules`, or says everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.domain.outage import OutageRules
from bot.storage.yaml_node import YamlNode

FILE_NAME = "outages.yml"


class OutageRulesWrong(ValueError):
    """The file cannot be used; `mistakes` names each key and how to fix it."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_outage_rules(path: Path, *, stale_after: timedelta) -> OutageRules:
    """The rules in this file, with the age from which the feed counts as stale.

    Raises:
        OutageRulesWrong: with all mistakes at once.
    """
    if not path.is_file():
        raise OutageRulesWrong([f"{path}: missing; copy it from knowledge/{FILE_NAME}"])
    mistakes: list[str] = []
    node = YamlNode.read(path, mistakes)
    rules = OutageRules(
        stale_after=stale_after,
        announced_days=_figure(node, "announced_days"),
        planned_ahead_days=_figure(node, "planned_ahead_days"),
        restored_within=timedelta(hours=_figure(node, "restored_within_hours")),
        record_days=_figure(node, "record_days"),
        suspect_reporters=_figure(node, "suspect_reporters"),
        suspect_within=timedelta(minutes=_figure(node, "suspect_within_minutes")),
        suspect_lasts=timedelta(minutes=_figure(node, "suspect_lasts_minutes")),
    )
    node.close()
    if mistakes:
        raise OutageRulesWrong(mistakes)
    return rules


def _figure(node: YamlNode, key: str) -> int:
    """A whole number above zero, with its source and whether someone compared it."""
    entry = node.child(key)
    value = entry.whole("value")
    entry.text("source")
    entry.flag("verified")
    if not 0 < value <= 3650:
        entry.wrong("value", "write a whole number from 1 to 3650")
    entry.close()
    return value
