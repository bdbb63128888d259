"""Failed proofs, counted by account and by conversation, and the locks that follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from bot.domain.identity import FailureScope
from bot.storage.tables.service import LockoutRow
from bot.storage.upsert import insert_into


def fail(
    session: Session, *, scope: FailureScope, subject: str, now: datetime, forget_after: timedelta
) -> int:
    """Count one failure and return how many there are; older than `forget_after` they start over.

    `subject` is the account number or the conversation id.
    """
    added = insert_into(session, LockoutRow).values(
        scope=scope, subject=subject, failures=1, last_failed_at=now
    )
    stale = LockoutRow.last_failed_at <= now - forget_after
    failures: int = session.execute(
        added.on_conflict_do_update(
            index_elements=["scope", "subject"],
            set_={
                "failures": case((stale, 1), else_=LockoutRow.failures + 1),
                "last_failed_at": now,
            },
        ).returning(LockoutRow.failures)
    ).scalar_one()
    return failures


def forgive(session: Session, *, scope: FailureScope, subject: str) -> None:
    """Take the last failure back, which was none after all; earlier ones stay."""
    session.execute(
        update(LockoutRow)
        .where(LockoutRow.scope == scope, LockoutRow.subject == subject, LockoutRow.failures > 0)
        .values(failures=LockoutRow.failures - 1)
        .execution_options(synchronize_session=False)
    )


def lock(
    session: Session, *, scope: FailureScope, subject: str, until: datetime, anew: bool = True
) -> None:
    """Accept no proof until then; `anew` begins counting from the start afterwards."""
    changed: dict[str, object] = {"locked_until": until, **({"failures": 0} if anew else {})}
    session.execute(
        update(LockoutRow)
        .where(LockoutRow.scope == scope, LockoutRow.subject == subject)
        .values(changed)
        .execution_options(synchronize_session=False)
    )


def locked_until(
    session: Session, *, subjects: Mapping[FailureScope, str], now: datetime
) -> datetime | None:
    """The latest end of a lock that holds now on any of the subjects, or None; one query."""
    return session.scalar(
        select(func.max(LockoutRow.locked_until)).where(
            tuple_(LockoutRow.scope, LockoutRow.subject).in_(list(subjects.items())),
            LockoutRow.locked_until > now,
        )
    )


def clear(session: Session, *, scope: FailureScope, subject: str) -> None:
    """Forget the failures after a good proof."""
    session.execute(
        delete(LockoutRow)
        .where(LockoutRow.scope == scope, LockoutRow.subject == subject)
        .execution_options(synchronize_session=False)
    )
