"""Replies to advice: every one ever given, in order."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.domain.advice import TipReply
from bot.storage.tables.advice import AdviceReplyRow


def add(session: Session, *, reply: TipReply) -> None:
    """Write a reply down; earlier ones stay."""
    session.execute(insert(AdviceReplyRow), [asdict(reply)])


def of_account(session: Session, *, account_no: str, customer_no: str) -> list[TipReply]:
    """What this holder of the account said, the oldest first."""
    rows = session.scalars(
        select(AdviceReplyRow)
        .where(AdviceReplyRow.account_no == account_no, AdviceReplyRow.customer_no == customer_no)
        .order_by(AdviceReplyRow.id)
    )
    return [
        TipReply(
            account_no=row.account_no,
            customer_no=row.customer_no,
            tip_code=row.tip_code,
            reply=row.reply,
            at=row.at,
            source=row.source,
            told_low_yuan=row.told_low_yuan,
            told_high_yuan=row.told_high_yuan,
        )
        for row in rows
    ]
