"""What the nightly job found out about each meter; the newest night counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.domain.anomaly import Anomaly, AnomalyKind, Reason
from bot.domain.insight import MeterInsight, Outlook
from bot.domain.period import Period
from bot.storage.tables.insight import MeterFindingRow, MeterInsightRow, MeterOutlookRow
from bot.storage.upsert import upsert

_AT_ONCE = 500


def save(session: Session, *, insights: Sequence[MeterInsight]) -> int:
    """Write meters anew: what an earlier night said of them is gone; returns how many."""
    numbers = [insight.meter_no for insight in insights]
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        session.execute(delete(MeterOutlookRow).where(MeterOutlookRow.meter_no.in_(some)))
        session.execute(delete(MeterFindingRow).where(MeterFindingRow.meter_no.in_(some)))
    upsert(session, MeterInsightRow, rows=map(_insight_row, insights))
    upsert(session, MeterOutlookRow, rows=_outlook_rows(insights))
    upsert(session, MeterFindingRow, rows=_finding_rows(insights))
    return len(numbers)


def find(session: Session, *, meter_no: str) -> MeterInsight | None:
    """What is known of a meter, staff-only findings included; None before its first night."""
    row = session.get(MeterInsightRow, meter_no)
    if row is None:
        return None
    outlooks = session.scalars(
        select(MeterOutlookRow)
        .where(MeterOutlookRow.meter_no == meter_no)
        .order_by(MeterOutlookRow.starts_on)
    )
    findings = session.scalars(
        select(MeterFindingRow)
        .where(MeterFindingRow.meter_no == meter_no)
        .order_by(MeterFindingRow.rank)
    ).all()
    return MeterInsight(
        meter_no=meter_no,
        night=row.night,
        computed_at=row.computed_at,
        version=row.version,
        days=row.days,
        features=row.features,
        shape=row.shape,
        outlooks=tuple(_outlook(found) for found in outlooks),
        findings=tuple(_anomaly(found) for found in findings),
        findings_version=findings[0].version if findings else "",
    )


def meters_with(
    session: Session, *, kind: AnomalyKind, after: str = "", limit: int = 1_000
) -> list[str]:
    """Meters with a finding of a kind, by number from the one following `after`."""
    rows = session.scalars(
        select(MeterFindingRow.meter_no)
        .where(MeterFindingRow.kind == kind, MeterFindingRow.meter_no > after)
        .order_by(MeterFindingRow.meter_no)
        .limit(limit)
    )
    return list(rows)


def _insight_row(insight: MeterInsight) -> dict[str, Any]:
    return {
        "meter_no": insight.meter_no,
        "night": insight.night,
        "computed_at": insight.computed_at,
        "version": insight.version,
        "days": insight.days,
        "features": None if insight.features is None else dict(insight.features),
        "shape": insight.shape,
    }


def _outlook_rows(insights: Iterable[MeterInsight]) -> Iterable[dict[str, Any]]:
    for insight in insights:
        for outlook in insight.outlooks:
            values = asdict(outlook)
            values.pop("period")
            yield {
                "meter_no": insight.meter_no,
                "night": insight.night,
                "starts_on": outlook.period.start,
                "ends_on": outlook.period.end,
                **values,
            }


def _finding_rows(insights: Iterable[MeterInsight]) -> Iterable[dict[str, Any]]:
    for insight in insights:
        for rank, finding in enumerate(insight.findings):
            figures = {name: _plain(value) for name, value in vars(finding).items()}
            del figures["kind"], figures["since"]
            yield {
                "meter_no": insight.meter_no,
                "kind": finding.kind,
                "night": insight.night,
                "version": insight.findings_version,
                "rank": rank,
                "since": finding.since,
                "figures": figures,
            }


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _outlook(row: MeterOutlookRow) -> Outlook:
    return Outlook(
        window=row.window,
        period=Period(row.starts_on, row.ends_on),
        energy_wh=row.energy_wh,
        low_wh=row.low_wh,
        high_wh=row.high_wh,
        cover=row.cover,
        days=row.days,
        version=row.version,
    )


def _anomaly(row: MeterFindingRow) -> Anomaly:
    figures = dict(row.figures)
    until = figures.pop("until")
    return Anomaly(
        kind=row.kind,
        reason=Reason(figures.pop("reason")),
        since=row.since,
        until=date.fromisoformat(until) if until else None,
        **figures,
    )
