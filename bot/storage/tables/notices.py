"""Service database: which notices customers want."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.notice import NoticeChannel, NoticeTopic
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Instant
from bot.storage.tables.enums import named


class NoticeChoiceRow(ServiceBase):
    """One choice of a customer; rows are added, never changed."""

    __tablename__ = "notice_choices"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    account_no: Mapped[str] = mapped_column(String(32), index=True)
    customer_no: Mapped[str] = mapped_column(String(32))
    topic: Mapped[NoticeTopic] = mapped_column(named(NoticeTopic))
    channel: Mapped[NoticeChannel] = mapped_column(named(NoticeChannel))
    wanted: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(String(64))
