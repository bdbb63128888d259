"""Reads knowledge/commitments.yml into a `CommitmentBook`, or says everything wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from bot.domain.commitment import (
    ANY_COMPANY,
    AreaKind,
    Commitment,
    CommitmentBook,
    Mark,
    Start,
    Unit,
    Within,
)
from bot.domain.source import Source
from bot.domain.work_order import OrderKind
from bot.storage.yaml_node import YamlNode

_UNITS = [unit.value for unit in Unit]


class CommitmentsWrong(ValueError):
    """The file cannot be used; `mistakes` names each place and how to fix it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_commitments(path: Path) -> CommitmentBook:
    """Every commitment in the file; the file's own head describes the format.

    Raises:
        CommitmentsWrong: with all mistakes at once.
        FileNotFoundError: there is no such file.
    """
    mistakes: list[str] = []
    node = YamlNode.read(path, mistakes)
    names = node.child("companies")
    companies = {name: names.text(name) for name in names.names()}
    company = node.choice("company", list(companies) or [ANY_COMPANY])
    sources = _read_sources(node.child("sources"))
    found = []
    for below in node.children("commitments"):
        found += _read_commitment(below, [*companies, ANY_COMPANY], sources)
    if not found:
        node.wrong("commitments", "list at least one commitment")
    _check_versions(node, found)
    clocks = _read_clocks(node.child("clocks"), {item.code for item in found})
    node.close()
    if mistakes:
        raise CommitmentsWrong(mistakes)
    return CommitmentBook(found, company=company, clocks=clocks)


def _read_sources(node: YamlNode) -> dict[str, Source]:
    sources = {}
    for name in node.names():
        below = node.child(name)
        sources[name] = Source(
            title=below.text("title"),
            doc_no=below.text("doc_no", ""),
            url=below.text("url", "") or None,
        )
        below.close()
    return sources


def _read_clocks(node: YamlNode, codes: set[str]) -> dict[str, tuple[str, ...]]:
    kinds = [kind.value for kind in OrderKind]
    clocks = {}
    for kind in node.names():
        clocks[kind] = tuple(node.texts(kind))
        if kind not in kinds:
            node.wrong(kind, f"no such kind of work order; use one of {', '.join(kinds)}")
        for code in set(clocks[kind]) - codes:
            node.wrong(kind, f"no commitment has the code {code}; add it below or remove it here")
    for kind in kinds:
        if kind not in clocks:
            node.wrong(kind, "list the commitments this kind of work order is held to, or []")
    return clocks


def _read_commitment(
    node: YamlNode, companies: list[str], sources: Mapping[str, Source]
) -> list[Commitment]:
    """One entry: a commitment that holds everywhere, or one for each kind of area.

    The latter has one more, to be said while the area is unknown.
    """
    start = Start(node.choice("start", [item.value for item in Start]))
    valid_from = node.day("valid_from")
    valid_to = node.day("valid_to") if node.has("valid_to") else None
    if valid_to is not None and valid_to <= valid_from:
        node.wrong("valid_to", "must be later than valid_from; it is the first day after")
    source = sources.get(name := node.text("source"))
    if source is None:
        node.wrong("source", f"{name!r} is not listed under sources")
    says, verified = node.text("says"), node.flag("verified")
    if verified and source and not (source.doc_no or source.url):
        node.wrong("source", "a verified commitment cites its doc_no or url")
    code, company = node.text("code"), node.choice("company", companies)
    kept_by = Mark(node.choice("kept_by", [item.value for item in Mark]))
    spans = _read_areas(node, says) if node.has("areas") else [(None, _read_within(node), says)]
    node.close()
    if start is Start.ARRIVED and any(_in_days(within) for _, within, _ in spans):
        node.wrong("start", "a clock that an arrival starts is given in minutes or hours")
    return [
        Commitment(
            code=code,
            company=company,
            area=area,
            within=within,
            says=words,
            start=start,
            kept_by=kept_by,
            valid_from=valid_from,
            valid_to=valid_to,
            source=source or Source(""),
            verified=verified,
        )
        for area, within, words in spans
    ]


def _read_areas(node: YamlNode, says: str) -> list[tuple[AreaKind | None, Within, str]]:
    areas = node.child("areas")
    spans: list[tuple[AreaKind | None, Within, str]] = []
    for name in areas.names():
        below = areas.child(name)
        kinds = [kind.value for kind in AreaKind]
        if name not in kinds:
            areas.wrong(name, f"use one of {', '.join(kinds)}")
            below.names()
            continue
        spans.append((AreaKind(name), _read_within(below), below.text("says")))
        below.close()
    if not spans:
        areas.wrong("", "give at least one kind of area with its time")
        return [(None, Within(1, Unit.DAYS), says)]
    longest = max((within for _, within, _ in spans), key=lambda within: within.longest)
    return [*spans, (None, longest, says)]


def _read_within(node: YamlNode) -> Within:
    written = [unit for unit in _UNITS if node.has(unit)]
    if len(written) != 1:
        node.wrong("within", f"write exactly one of {', '.join(_UNITS)}")
    amounts = [node.whole(unit) for unit in written]
    if any(amount < 1 for amount in amounts):
        node.wrong(written[0], "write a whole number above 0")
    return Within(amounts[0], Unit(written[0])) if written else Within(1, Unit.DAYS)


def _in_days(within: Within) -> bool:
    return within.unit in (Unit.DAYS, Unit.WORKING_DAYS)


def _check_versions(node: YamlNode, found: list[Commitment]) -> None:
    """No day may have two versions of one promise."""
    versions: dict[tuple[str, str, AreaKind | None], list[Commitment]] = defaultdict(list)
    for item in found:
        versions[item.code, item.company, item.area].append(item)
    for (code, company, _), items in versions.items():
        items.sort(key=lambda item: item.valid_from)
        for earlier, later in pairwise(items):
            if earlier.valid_to is None or earlier.valid_to > later.valid_from:
                advice = f"{code} of {company} has two versions from {later.valid_from}"
                node.wrong("commitments", f"{advice}; write valid_to: {later.valid_from}")
