"""Reports of customers that supply is off, counted by transformer area."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.storage.tables.outage import OutageReportRow
from bot.storage.upsert import upsert


def note(session: Session, *, area_code: str, reporter: str, at: datetime) -> None:
    """Keep the newest report of one reporter about one area."""
    upsert(
        session,
        OutageReportRow,
        rows=[{"area_code": area_code, "reporter": reporter, "at": at}],
    )


def since(session: Session, *, area_code: str, at: datetime) -> list[datetime]:
    """When each reporter of the area last reported, at or after `at`, the oldest first."""
    rows = session.scalars(
        select(OutageReportRow.at)
        .where(OutageReportRow.area_code == area_code, OutageReportRow.at >= at)
        .order_by(OutageReportRow.at)
    )
    return list(rows)


def newest(session: Session, *, area_code: str) -> datetime | None:
    """When anyone last reported about the area."""
    return session.scalar(
        select(func.max(OutageReportRow.at)).where(OutageReportRow.area_code == area_code)
    )


def forget(session: Session, *, before: datetime) -> None:
    """Drop reports older than `before`."""
    session.execute(
        delete(OutageReportRow)
        .where(OutageReportRow.at < before)
        .execution_options(synchronize_session=False)
    )


def clear(session: Session, *, area_code: str) -> None:
    """Drop the reports of one area: the matter is settled."""
    session.execute(
        delete(OutageReportRow)
        .where(OutageReportRow.area_code == area_code)
        .execution_options(synchronize_session=False)
    )
