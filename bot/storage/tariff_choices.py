"""Reads knowledge/tariff_choices.yml into `TariffChoices`, or says everything wrong with it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

from bot.domain.tariff_choice import TariffChoices, TariffGroup
from bot.storage.tariff_parts import read_source
from bot.storage.yaml_node import YamlNode

FILE_NAME = "tariff_choices.yml"


class TariffChoicesWrong(ValueError):
    """The file cannot be used; `mistakes` names each place and how to fix it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_tariff_choices(path: Path) -> TariffChoices:
    """The file; its own head describes the format.

    Raises:
        TariffChoicesWrong: with all mistakes at once.
        FileNotFoundError: there is no such file.
    """
    mistakes: list[str] = []
    node = YamlNode.read(path, mistakes)
    choices = TariffChoices(
        groups=tuple(_group(below) for below in node.children("groups")),
        shift_percents=tuple(_percent(node, text) for text in node.texts("shift_percents")),
        worth_percent=node.number("worth_percent"),
        worth_yuan=node.number("worth_yuan"),
        least_contract_share=node.number("least_contract_share"),
        target_cos_phi=node.number("target_cos_phi"),
    )
    node.close()
    if mistakes:
        raise TariffChoicesWrong(mistakes)
    return choices


def _group(node: YamlNode) -> TariffGroup:
    group = TariffGroup(
        codes=tuple(node.texts("codes")),
        choosable=node.flag("choosable"),
        source=read_source(node),
        verified=node.flag("verified"),
        from_kva=node.number("from_kva") if node.has("from_kva") else None,
        below_kva=node.number("below_kva") if node.has("below_kva") else None,
    )
    if len(group.codes) < 2:
        node.wrong("codes", "a choice needs two tariffs or more")
    node.close()
    return group


def _percent(node: YamlNode, text: str) -> Decimal:
    try:
        percent = Decimal(text)
    except InvalidOperation:
        percent = Decimal(0)
    if not 0 < percent <= 100:
        node.wrong("shift_percents", f"write percents above 0 and up to 100, not {text!r}")
        return Decimal(1)
    return percent
