"""Service database: what customers said about advice."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.advice import Reply
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Fen, Instant
from bot.storage.tables.enums import named


class AdviceReplyRow(ServiceBase):
    """One reply to a tip; rows are added, never changed."""

    __tablename__ = "advice_replies"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    account_no: Mapped[str] = mapped_column(String(32), index=True)
    customer_no: Mapped[str] = mapped_column(String(32))
    tip_code: Mapped[str] = mapped_column(String(40))
    reply: Mapped[Reply] = mapped_column(named(Reply))
    at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(String(64))
    told_low_yuan: Mapped[Decimal | None] = mapped_column(Fen)
    told_high_yuan: Mapped[Decimal | None] = mapped_column(Fen)
