"""Bill forecasts as they were told, and what the bills then were."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.forecast import ForecastKind, Interval, KeptForecast
from bot.domain.period import Period
from bot.storage.tables.forecast import BillForecastRow
from bot.storage.upsert import upsert


def save(session: Session, *, forecasts: Iterable[KeptForecast]) -> int:
    """Write forecasts, replacing those of the same account, kind, month and day; how many."""
    return upsert(session, BillForecastRow, rows=map(_row, forecasts))


def settled(session: Session, *, account_no: str, limit: int = 24) -> list[KeptForecast]:
    """Forecasts whose bill is known, newest month first, the earliest told of a month first."""
    rows = session.scalars(
        select(BillForecastRow)
        .where(BillForecastRow.account_no == account_no, BillForecastRow.actual_yuan.is_not(None))
        .order_by(BillForecastRow.month_start.desc(), BillForecastRow.made_on)
        .limit(limit)
    )
    return [_kept(row) for row in rows]


def unsettled(session: Session, *, before: date, after: str = "", limit: int = 1_000) -> list[str]:
    """Account numbers after `after`, in order, with a forecast of a month over before `before`."""
    found = session.scalars(
        select(BillForecastRow.account_no)
        .where(
            BillForecastRow.actual_yuan.is_(None),
            BillForecastRow.month_end <= before,
            BillForecastRow.account_no > after,
        )
        .distinct()
        .order_by(BillForecastRow.account_no)
        .limit(limit)
    )
    return list(found)


def settle(session: Session, *, account_no: str, month: Period, kwh: Decimal, yuan: Decimal) -> int:
    """Fill in what the bill of a month was; returns for how many forecasts."""
    done = session.execute(
        update(BillForecastRow)
        .where(
            BillForecastRow.account_no == account_no,
            BillForecastRow.month_start == month.start,
            BillForecastRow.month_end == month.end,
            BillForecastRow.actual_yuan.is_(None),
        )
        .values(actual_kwh=kwh, actual_yuan=yuan)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(done, "rowcount", 0))


def latest(
    session: Session, *, account_no: str, kind: ForecastKind, month: Period
) -> KeptForecast | None:
    """The newest forecast of a bill, or None."""
    row = session.scalars(
        select(BillForecastRow)
        .where(
            BillForecastRow.account_no == account_no,
            BillForecastRow.kind == kind,
            BillForecastRow.month_start == month.start,
        )
        .order_by(BillForecastRow.made_on.desc())
        .limit(1)
    ).first()
    return _kept(row) if row else None


def _row(kept: KeptForecast) -> dict[str, Any]:
    return {
        "account_no": kept.account_no,
        "kind": kept.kind,
        "month_start": kept.month.start,
        "made_on": kept.made_on,
        "month_end": kept.month.end,
        "meter_no": kept.meter_no,
        "made_at": kept.made_at,
        "kwh": kept.kwh.central,
        "low_kwh": kept.kwh.low,
        "high_kwh": kept.kwh.high,
        "yuan": kept.yuan.central,
        "low_yuan": kept.yuan.low,
        "high_yuan": kept.yuan.high,
        "model": kept.model,
        "actual_kwh": kept.actual_kwh,
        "actual_yuan": kept.actual_yuan,
    }


def _kept(row: BillForecastRow) -> KeptForecast:
    return KeptForecast(
        account_no=row.account_no,
        meter_no=row.meter_no,
        kind=row.kind,
        month=Period(row.month_start, row.month_end),
        made_on=row.made_on,
        made_at=row.made_at,
        kwh=Interval(row.kwh, row.low_kwh, row.high_kwh),
        yuan=Interval(row.yuan, row.low_yuan, row.high_yuan),
        model=row.model,
        actual_kwh=row.actual_kwh,
        actual_yuan=row.actual_yuan,
    )
