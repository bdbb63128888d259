"""Profiles: the lock of an account's profile, its segments and value, and the holder's choices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from bot.domain.account import Account
from bot.domain.customer_value import CustomerValue
from bot.domain.profile import ProfileChoice
from bot.storage import profile_tags
from bot.storage.tables.profile import ProfileChoiceRow, ProfileRow, ProfileTagRow
from bot.storage.upsert import insert_into, upsert


@dataclass(frozen=True)
class KeptProfile:
    """What was worked out besides the tags."""

    account_no: str
    refreshed_at: datetime
    segments: tuple[str, ...]
    """Codes, whatever they are for."""
    value: CustomerValue | None


def take(session: Session, *, account: Account) -> None:
    """Hold the account's profile until the unit of work ends; begin one where there is none.

    What was thought of an earlier holder is erased: it is about somebody else.
    """
    held = insert_into(session, ProfileRow).values(
        account_no=account.account_no,
        customer_no=account.customer_no,
        refreshed_at=None,
        segments=[],
        yearly_yuan=None,
        lifetime_yuan=None,
        months=0,
    )
    session.execute(
        held.on_conflict_do_update(
            index_elements=["account_no"], set_={"account_no": held.excluded.account_no}
        )
    )
    before = session.scalar(
        select(ProfileRow.customer_no).where(ProfileRow.account_no == account.account_no)
    )
    if before != account.customer_no:
        erase(session, account_no=account.account_no)
        take(session, account=account)


def keep(
    session: Session,
    *,
    account: Account,
    segments: Iterable[str],
    value: CustomerValue | None,
    now: datetime,
) -> None:
    """Write what was worked out."""
    row = {
        "account_no": account.account_no,
        "customer_no": account.customer_no,
        "refreshed_at": now,
        "segments": list(segments),
        "yearly_yuan": value.yearly_yuan if value else None,
        "lifetime_yuan": value.lifetime_yuan if value else None,
        "months": value.months if value else 0,
    }
    upsert(session, ProfileRow, rows=[row])


def find(session: Session, *, account: Account) -> KeptProfile | None:
    """What was last worked out for this holder; None before the first time."""
    found = list(_kept(session, [account.account_no], customer_no=account.customer_no))
    return found[0] if found else None


def many(session: Session, *, account_nos: Collection[str]) -> dict[str, KeptProfile]:
    """The same for several accounts, by number."""
    return {kept.account_no: kept for kept in _kept(session, account_nos)}


def in_segments(session: Session) -> Iterator[tuple[str, ...]]:
    """The codes of every account that was worked out, one after the other."""
    rows = session.scalars(
        select(ProfileRow.segments).where(ProfileRow.refreshed_at.is_not(None)),
        execution_options={"yield_per": 1_000},
    )
    return (tuple(codes) for codes in rows)


def erase(session: Session, *, account_no: str) -> int:
    """Remove tags, segments, value and choices of an account; returns how many rows."""
    gone = profile_tags.erase(session, account_no=account_no)
    for row in (ProfileChoiceRow, ProfileRow):
        result = session.execute(delete(row).where(row.account_no == account_no))
        gone += cast("CursorResult[Any]", result).rowcount
    return gone


def choices(session: Session, *, account: Account) -> list[ProfileChoice]:
    """What this holder decided, the oldest first."""
    rows = session.scalars(
        select(ProfileChoiceRow)
        .where(
            ProfileChoiceRow.account_no == account.account_no,
            ProfileChoiceRow.customer_no == account.customer_no,
        )
        .order_by(ProfileChoiceRow.at, ProfileChoiceRow.what),
        execution_options={"populate_existing": True},
    )
    return [
        ProfileChoice(row.account_no, row.customer_no, row.what, row.kind, row.at, row.source)
        for row in rows
    ]


def choose(session: Session, *, choice: ProfileChoice) -> None:
    """Write a decision down; an earlier one about the same is replaced."""
    upsert(session, ProfileChoiceRow, rows=[asdict(choice)])


def take_back(session: Session, *, account: Account, what: str) -> bool:
    """A decision no longer holds; False when there was none."""
    result = session.execute(
        delete(ProfileChoiceRow).where(
            ProfileChoiceRow.account_no == account.account_no,
            ProfileChoiceRow.customer_no == account.customer_no,
            ProfileChoiceRow.what == what,
        )
    )
    return cast("CursorResult[Any]", result).rowcount > 0


def rows_of(session: Session, *, account_no: str) -> int:
    """How many rows of tags, past ones included, there are; for who checks an erasure."""
    found = session.scalars(select(ProfileTagRow.id).where(ProfileTagRow.account_no == account_no))
    return len(list(found))


def _kept(
    session: Session, account_nos: Collection[str], *, customer_no: str | None = None
) -> Iterator[KeptProfile]:
    statement = select(ProfileRow).where(ProfileRow.account_no.in_(list(account_nos)))
    if customer_no is not None:
        statement = statement.where(ProfileRow.customer_no == customer_no)
    for row in session.scalars(statement, execution_options={"populate_existing": True}):
        if row.refreshed_at is None:
            continue
        value = None
        if row.yearly_yuan is not None and row.lifetime_yuan is not None:
            value = CustomerValue(row.yearly_yuan, row.lifetime_yuan, row.months)
        yield KeptProfile(row.account_no, row.refreshed_at, tuple(row.segments), value)
