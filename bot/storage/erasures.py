"""Removing what was worked out about an account when its holder asks for it.

Records (contracts, readings, bills, payments, rewards, work orders, consents, audits) have no
function here: they are kept.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from bot.domain.anomaly import AnomalyKind
from bot.storage.tables.advice import AdviceReplyRow
from bot.storage.tables.forecast import BillForecastRow, BillLimitRow
from bot.storage.tables.insight import MeterFindingRow, MeterInsightRow, MeterOutlookRow


def forecasts(session: Session, *, account_no: str) -> int:
    """Forecasts of the account's bills; returns how many there were."""
    return _gone(
        session.execute(delete(BillForecastRow).where(BillForecastRow.account_no == account_no))
    )


def findings(session: Session, *, meter_no: str) -> int:
    """What the nightly job found on the meter, but for a suspicion that inspectors look into."""
    gone = 0
    for row in (MeterOutlookRow, MeterFindingRow, MeterInsightRow):
        statement = delete(row).where(row.meter_no == meter_no)
        if row is MeterFindingRow:
            staff_only = [kind for kind in AnomalyKind if kind.staff_only]
            statement = statement.where(MeterFindingRow.kind.not_in(staff_only))
        gone += _gone(session.execute(statement))
    return gone


def advice(session: Session, *, account_no: str, customer_no: str) -> int:
    """What this holder said to advice."""
    return _gone(
        session.execute(
            delete(AdviceReplyRow).where(
                AdviceReplyRow.account_no == account_no,
                AdviceReplyRow.customer_no == customer_no,
            )
        )
    )


def bill_limit(session: Session, *, account_no: str, customer_no: str) -> int:
    """The amount from which this holder is warned."""
    return _gone(
        session.execute(
            delete(BillLimitRow).where(
                BillLimitRow.account_no == account_no,
                BillLimitRow.customer_no == customer_no,
            )
        )
    )


def _gone(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount
