"""The demo provider's inbox: text messages as the phone would show them."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.domain.outgoing import Sms
from bot.storage.tables.service import SmsRow


def deliver(session: Session, *, sms: Sms) -> None:
    """The phone receives a message."""
    session.execute(insert(SmsRow), [asdict(sms)])


def inbox(session: Session, *, phone: str, limit: int = 50) -> list[Sms]:
    """Messages the phone received, newest first."""
    rows = session.scalars(
        select(SmsRow).where(SmsRow.phone == phone).order_by(SmsRow.id.desc()).limit(limit)
    )
    return [Sms(row.phone, row.text, row.at) for row in rows]
