"""Tags of accounts: those that hold, those that wait for staff, and those that no longer hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.domain.account import Account
from bot.domain.profile import NO, Standing, Tag, TagName
from bot.storage.tables.profile import ProfileTagRow


def standing(session: Session, *, account: Account) -> Standing:
    """What holds of this holder's account, and what waits, in the order of the names."""
    rows = session.scalars(
        select(ProfileTagRow).where(
            ProfileTagRow.account_no == account.account_no,
            ProfileTagRow.customer_no == account.customer_no,
            ProfileTagRow.superseded_at.is_(None),
        ),
        execution_options={"populate_existing": True},
    ).all()
    return Standing(
        tags=_in_order(_tag(row) for row in rows if not row.waits),
        disputed=_in_order(_tag(row) for row in rows if row.waits),
    )


def history(session: Session, *, account: Account, name: TagName) -> list[tuple[Tag, datetime]]:
    """What held once and when it ended, the newest first."""
    rows = session.scalars(
        select(ProfileTagRow)
        .where(
            ProfileTagRow.account_no == account.account_no,
            ProfileTagRow.customer_no == account.customer_no,
            ProfileTagRow.name == name,
        )
        .order_by(ProfileTagRow.id.desc())
    )
    return [(_tag(row), row.superseded_at) for row in rows if row.superseded_at is not None]


def replace(
    session: Session, *, account: Account, before: Standing, after: Standing, now: datetime
) -> None:
    """Write what stands now; what no longer holds is kept as having ended."""
    for waits, old, new in (
        (False, before.tags, after.tags),
        (True, before.disputed, after.disputed),
    ):
        held = {tag.name: tag for tag in old}
        coming = {tag.name: tag for tag in new}
        for name, tag in held.items():
            stays = coming.get(name)
            if stays is None or not _same(tag, stays):
                _end(session, account, name, waits=waits, now=now)
        for name, tag in coming.items():
            known = held.get(name)
            if known is None or not _same(known, tag):
                _add(session, account, tag, waits=waits)
            elif known != tag:
                _refresh(session, account, tag, waits=waits)


def erase(session: Session, *, account_no: str, name: TagName | None = None) -> int:
    """Remove a tag, or all of them, and everything that was ever there; returns how many rows."""
    statement = delete(ProfileTagRow).where(ProfileTagRow.account_no == account_no)
    if name is not None:
        statement = statement.where(ProfileTagRow.name == name)
    return _count(session.execute(statement))


def erase_ended(session: Session, *, account_no: str, before: datetime) -> int:
    """Remove what ended before this; returns how many rows."""
    return _count(
        session.execute(
            delete(ProfileTagRow).where(
                ProfileTagRow.account_no == account_no,
                ProfileTagRow.superseded_at < before,
            )
        )
    )


def waiting(session: Session, *, limit: int = 100) -> list[tuple[str, Tag]]:
    """Account numbers and tags that wait for staff, the oldest first."""
    rows = session.scalars(
        select(ProfileTagRow)
        .where(ProfileTagRow.waits, ProfileTagRow.superseded_at.is_(None))
        .order_by(ProfileTagRow.since, ProfileTagRow.id)
        .limit(limit)
    )
    return [(row.account_no, _tag(row)) for row in rows]


def names_of(session: Session, *, account_nos: Collection[str]) -> dict[str, set[TagName]]:
    """The tags that hold and say that something is so, by account number."""
    found: dict[str, set[TagName]] = {number: set() for number in account_nos}
    rows = session.execute(
        select(ProfileTagRow.account_no, ProfileTagRow.name).where(
            ProfileTagRow.account_no.in_(list(account_nos)),
            ProfileTagRow.superseded_at.is_(None),
            ProfileTagRow.waits.is_(False),
            ProfileTagRow.value != NO,
        )
    )
    for account_no, name in rows:
        found[account_no].add(name)
    return found


def _end(session: Session, account: Account, name: TagName, *, waits: bool, now: datetime) -> None:
    key = _key(account, name, waits=waits)
    if waits:
        # Never held: there is nothing to keep.
        session.execute(delete(ProfileTagRow).where(ProfileTagRow.live_key == key))
        return
    session.execute(
        update(ProfileTagRow)
        .where(ProfileTagRow.live_key == key)
        .values(live_key=None, superseded_at=now)
        .execution_options(synchronize_session=False)
    )


def _add(session: Session, account: Account, tag: Tag, *, waits: bool) -> None:
    row = {
        "account_no": account.account_no,
        "customer_no": account.customer_no,
        "name": tag.name,
        "live_key": _key(account, tag.name, waits=waits),
        "waits": waits,
        "value": tag.value,
        "source": tag.source,
        "since": tag.since,
        "superseded_at": None,
        **_figures(tag),
    }
    session.execute(insert(ProfileTagRow), [row])


def _refresh(session: Session, account: Account, tag: Tag, *, waits: bool) -> None:
    session.execute(
        update(ProfileTagRow)
        .where(ProfileTagRow.live_key == _key(account, tag.name, waits=waits))
        .values(**_figures(tag))
        .execution_options(synchronize_session=False)
    )


def _figures(tag: Tag) -> dict[str, Any]:
    return {
        "seen_at": tag.seen_at,
        "confidence": tag.confidence,
        "evidence": dict(tag.evidence),
    }


def _key(account: Account, name: TagName, *, waits: bool) -> str:
    return f"{account.account_no}:{name.value}{':waits' if waits else ''}"


def _same(one: Tag, other: Tag) -> bool:
    return (one.value, one.source) == (other.value, other.source)


def _in_order(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    order = {name: place for place, name in enumerate(TagName)}
    return tuple(sorted(tags, key=lambda tag: order[tag.name]))


def _count(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount


def _tag(row: ProfileTagRow) -> Tag:
    return Tag(
        name=row.name,
        value=row.value,
        source=row.source,
        since=row.since,
        seen_at=row.seen_at,
        confidence=row.confidence,
        evidence=row.evidence,
    )
