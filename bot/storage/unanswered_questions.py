"""Questions that the articles did not answer: the editors' list of what to write next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.unanswered import UnansweredQuestion, safe_wording
from bot.storage.tables.question import UnansweredQuestionRow as Row
from bot.storage.upsert import insert_into


def note(session: Session, *, question: str, nearest: str | None, now: datetime) -> None:
    """Count a question; one that holds nothing is not kept."""
    wording = safe_wording(question)
    if not wording:
        return
    statement = insert_into(session, Row).values(
        question=wording, nearest=nearest, times=1, first_at=now, last_at=now
    )
    again = {"times": Row.times + 1, "nearest": nearest, "last_at": now}
    session.execute(statement.on_conflict_do_update(index_elements=["question"], set_=again))


def most_asked(session: Session, *, since: datetime, limit: int = 100) -> list[UnansweredQuestion]:
    """What came at or after `since`, most often first."""
    rows = session.scalars(
        select(Row)
        .where(Row.last_at >= since)
        .order_by(Row.times.desc(), Row.last_at.desc(), Row.question)
        .limit(limit)
    )
    return [
        UnansweredQuestion(row.question, row.nearest, row.times, row.first_at, row.last_at)
        for row in rows
    ]
