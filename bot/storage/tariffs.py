"""Reads knowledge/tariffs/*.yml into a `TariffBook`, or says everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from bot.domain.account import SupplyClass
from bot.domain.bill import LineKind
from bot.domain.late_fee import LateFeeRule
from bot.domain.power_factor import PowerFactorTable
from bot.domain.tariff import Component, MonthlyPrices, Tariff, TariffBook
from bot.storage.tariff_hours import read_tou
from bot.storage.tariff_parts import (
    read_basic,
    read_components,
    read_late_fee,
    read_monthly_prices,
    read_multi_person,
    read_power_factor,
    read_power_factor_tables,
    read_source,
    read_tiers,
)
from bot.storage.yaml_node import YamlNode

LATE_FEE, MONTHLY, POWER_FACTOR = "late_fee.yml", "monthly_prices.yml", "power_factor.yml"


class TariffFilesWrong(ValueError):
    """The tariff files cannot be used; `mistakes` names each file, key and how to fix it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class _Shared:
    """Tables that several tariffs refer to."""

    monthly: Mapping[str, MonthlyPrices]
    power_factor: Mapping[Decimal, PowerFactorTable]


def load_tariffs(folder: Path) -> TariffBook:
    """Every tariff in the folder; knowledge/tariffs/README.md describes the format.

    Raises:
        TariffFilesWrong: with all mistakes of all files at once.
    """
    mistakes: list[str] = []
    files = {path.name: path for path in sorted(folder.glob("*.yml"))}
    monthly_file, factor_file = files.pop(MONTHLY, None), files.pop(POWER_FACTOR, None)
    late_fee_file = files.pop(LATE_FEE, None)
    if not files:
        mistakes.append(f"{folder}: no tariff files; put at least one .yml here")
    shared = _Shared(
        monthly=read_monthly_prices(YamlNode.read(monthly_file, mistakes)) if monthly_file else {},
        power_factor=(
            read_power_factor_tables(YamlNode.read(factor_file, mistakes)) if factor_file else {}
        ),
    )
    late_fee = _late_fee(late_fee_file, folder, mistakes)
    tariffs: list[Tariff] = []
    for path in files.values():
        versions = _read_file(YamlNode.read(path, mistakes), shared)
        if {tariff.code for tariff in versions} & {tariff.code for tariff in tariffs}:
            mistakes.append(f"{path.name}: code: another file has this code already")
        tariffs += versions
    if mistakes or late_fee is None:
        raise TariffFilesWrong(mistakes)
    return TariffBook(tariffs, late_fee=late_fee)


def _late_fee(path: Path | None, folder: Path, mistakes: list[str]) -> LateFeeRule | None:
    if path is None:
        mistakes.append(f"{folder}: {LATE_FEE} is missing; copy it from knowledge/tariffs")
        return None
    return read_late_fee(YamlNode.read(path, mistakes))


def _read_file(node: YamlNode, shared: _Shared) -> list[Tariff]:
    """All versions in one file; what a version does not say holds from the head of the file."""
    versions = node.children("versions")
    if not versions:
        node.wrong("versions", "list at least one version with valid_from")
    tariffs = [_read_version(item.merged(node, drop="versions"), shared) for item in versions]
    tariffs.sort(key=lambda tariff: tariff.valid_from)
    for earlier, later in pairwise(tariffs):
        if earlier.valid_to != later.valid_from:
            what = "overlaps" if _overlap(earlier, later) else "leaves a gap before"
            advice = f"{earlier.tariff_id} {what} {later.tariff_id}"
            node.wrong("versions", f"{advice}; write valid_to: {later.valid_from}")
    return tariffs


def _overlap(earlier: Tariff, later: Tariff) -> bool:
    return earlier.valid_to is None or earlier.valid_to > later.valid_from


def _read_version(node: YamlNode, shared: _Shared) -> Tariff:
    code, valid_from = node.text("code"), node.day("valid_from")
    valid_to = node.day("valid_to") if node.has("valid_to") else None
    if valid_to is not None and valid_to <= valid_from:
        node.wrong("valid_to", "must be later than valid_from; it is the first day after")
    tiers = read_tiers(node)
    components = read_components(node, shared.monthly)
    if tiers is None and not components:
        node.wrong("components", "a tariff needs tiers or components to price energy")
    _check_monthly(node, components, valid_from)
    tariff = Tariff(
        tariff_id=f"{code}@{valid_from}",
        code=code,
        name=node.text("name"),
        region=node.text("region"),
        supply_class=SupplyClass(node.choice("supply_class", [item.value for item in SupplyClass])),
        valid_from=valid_from,
        valid_to=valid_to,
        source=read_source(node),
        verified=node.flag("verified"),
        note=node.text("note", ""),
        voltages=tuple(node.texts("voltages")),
        tiers=tiers,
        tou=read_tou(node, base_price=_plain_price(components) if tiers is None else None),
        components=components,
        basic=read_basic(node),
        power_factor=read_power_factor(node, shared.power_factor),
        free_kwh_per_month=node.number("free_kwh_per_month", Decimal(0)),
        multi_person=read_multi_person(node),
    )
    node.close()
    _check_voltages(node, tariff)
    if tariff.verified and not (tariff.source.doc_no or tariff.source.url):
        node.wrong("source", "a verified tariff cites its doc_no or url")
    return tariff


def _check_monthly(node: YamlNode, components: tuple[Component, ...], valid_from: date) -> None:
    for item in components:
        if item.by_month is not None and item.by_month.on(valid_from) is None:
            node.wrong("components", f"{item.by_month.name} begins after valid_from {valid_from}")


def _check_voltages(node: YamlNode, tariff: Tariff) -> None:
    tables = [item.by_voltage for item in tariff.components if item.by_voltage is not None]
    if tariff.basic is not None:
        tables += [tariff.basic.per_kva_yuan, tariff.basic.per_kw_yuan]
    for table in tables:
        if set(table) != set(tariff.voltages):
            names = ", ".join(tariff.voltages)
            node.wrong("voltages", f"prices by voltage must be given for exactly: {names}")


def _plain_price(components: tuple[Component, ...]) -> Decimal | None:
    energy = [item for item in components if item.kind is LineKind.ENERGY]
    return energy[0].price_yuan if len(energy) == 1 else None
