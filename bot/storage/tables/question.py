"""Service database: questions that found no answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Instant


class UnansweredQuestionRow(ServiceBase):
    """One wording, its figures masked, with how often it came."""

    __tablename__ = "unanswered_questions"

    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    nearest: Mapped[str | None] = mapped_column(String(100))
    times: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(Instant)
    last_at: Mapped[datetime] = mapped_column(Instant, index=True)
