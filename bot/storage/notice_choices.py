"""Choices of notices: every one ever made, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.domain.notice import NoticeChoice
from bot.storage.tables.notices import NoticeChoiceRow


def add(session: Session, *, choices: Iterable[NoticeChoice]) -> None:
    """Write choices down; earlier ones stay."""
    rows = [asdict(choice) for choice in choices]
    if rows:
        session.execute(insert(NoticeChoiceRow), rows)


def of_account(session: Session, *, account_no: str, customer_no: str) -> list[NoticeChoice]:
    """What this holder of the account chose, the oldest first."""
    rows = session.scalars(
        select(NoticeChoiceRow)
        .where(NoticeChoiceRow.account_no == account_no, NoticeChoiceRow.customer_no == customer_no)
        .order_by(NoticeChoiceRow.id)
    )
    return [
        NoticeChoice(
            account_no=row.account_no,
            customer_no=row.customer_no,
            topic=row.topic,
            channel=row.channel,
            wanted=row.wanted,
            at=row.at,
            source=row.source,
        )
        for row in rows
    ]
