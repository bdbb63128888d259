"""Reads knowledge/branches.yml, or says everything that is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path

from bot.domain.branch import Branch, OpeningHours
from bot.storage.yaml_node import YamlNode

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class BranchesWrong(ValueError):
    """The file cannot be used; `mistakes` names each place and how to fix it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_branches(path: Path) -> tuple[Branch, ...]:
    """Every counter in the file, in its order.

    Raises:
        BranchesWrong: with all mistakes at once.
        FileNotFoundError: there is no such file.
    """
    mistakes: list[str] = []
    node = YamlNode.read(path, mistakes)
    node.flag("verified")
    found = tuple(_branch(below) for below in node.children("branches"))
    if not found:
        node.wrong("branches", "list at least one counter")
    node.close()
    if mistakes:
        raise BranchesWrong(mistakes)
    return found


def _branch(node: YamlNode) -> Branch:
    branch = Branch(
        name=node.text("name"),
        address=node.text("address"),
        serves=tuple(node.texts("serves")),
        hours=tuple(_hours(below) for below in node.children("hours")),
        business=tuple(node.texts("business")),
        self_service=node.text("self_service", ""),
    )
    if not branch.hours:
        node.wrong("hours", "say when it is open")
    node.close()
    return branch


def _hours(node: YamlNode) -> OpeningHours:
    hours = OpeningHours(
        days=node.text("days"), opens=_clock(node, "open"), closes=_clock(node, "close")
    )
    if hours.closes <= hours.opens:
        node.wrong("close", "write a time after `open`")
    node.close()
    return hours


def _clock(node: YamlNode, key: str) -> str:
    text = node.text(key)
    if not _CLOCK.fullmatch(text):
        node.wrong(key, f"write a time such as 08:30, not {text!r}")
    return text
