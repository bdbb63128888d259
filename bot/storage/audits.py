"""Audits: every look at customer data and every attempt; rows are only ever added."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.domain.identity import Audit
from bot.storage.tables.service import AuditRow


def record(session: Session, *, audit: Audit) -> None:
    """Add one row."""
    session.execute(insert(AuditRow), [asdict(audit)])


def of_account(session: Session, *, account_no: str, limit: int = 100) -> list[Audit]:
    """The newest audits of one account, newest first."""
    rows = session.scalars(
        select(AuditRow)
        .where(AuditRow.account_no == account_no)
        .order_by(AuditRow.at.desc(), AuditRow.id.desc())
        .limit(limit)
    )
    return [
        Audit(row.at, row.conversation_id, row.account_no, row.action, row.outcome) for row in rows
    ]


def times(
    session: Session, *, account_no: str, action: str, outcome: str, since: datetime
) -> list[datetime]:
    """When an action on an account ended so, after `since`, however much else happened."""
    return list(
        session.scalars(
            select(AuditRow.at).where(
                AuditRow.account_no == account_no,
                AuditRow.at > since,
                AuditRow.action == action,
                AuditRow.outcome == outcome,
            )
        )
    )
