"""Bindings: which accounts a channel identity stands for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, select, update
from sqlalchemy.orm import Session

from bot.domain.binding import Binding, ChannelIdentity
from bot.domain.right import Scope
from bot.storage.tables.rights import BindingRow
from bot.storage.upsert import upsert


def put(session: Session, *, binding: Binding) -> None:
    """Bind; an earlier binding of the same identity and account is replaced."""
    row = {
        "channel": binding.identity.channel,
        "subject": binding.identity.subject,
        "account_no": binding.account_no,
        "customer_no": binding.customer_no,
        "method": binding.method,
        "scopes": sorted(scope.value for scope in binding.scopes),
        "bound_at": binding.bound_at,
        "until": binding.until,
        "last_used_at": binding.last_used_at,
        "ended_at": binding.ended_at,
    }
    upsert(session, BindingRow, rows=[row])


def of_identity(session: Session, *, identity: ChannelIdentity, now: datetime) -> list[Binding]:
    """What the identity stands for now, the last used first."""
    return _all(
        session,
        _live(now)
        .where(BindingRow.channel == identity.channel, BindingRow.subject == identity.subject)
        .order_by(BindingRow.last_used_at.desc(), BindingRow.account_no),
    )


def of_account(session: Session, *, account_no: str, now: datetime) -> list[Binding]:
    """Every identity that stands for the account now, the newest binding first."""
    return _all(
        session,
        _live(now)
        .where(BindingRow.account_no == account_no)
        .order_by(BindingRow.bound_at.desc(), BindingRow.channel, BindingRow.subject),
    )


def touch(session: Session, *, identity: ChannelIdentity, account_no: str, now: datetime) -> None:
    """The binding was used just now."""
    session.execute(
        update(BindingRow)
        .where(
            BindingRow.channel == identity.channel,
            BindingRow.subject == identity.subject,
            BindingRow.account_no == account_no,
        )
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )


def end(
    session: Session,
    *,
    now: datetime,
    identity: ChannelIdentity | None = None,
    account_no: str | None = None,
) -> int:
    """End the live bindings of an identity, of an account, or of the pair; returns how many.

    Raises:
        ValueError: neither is given.
    """
    if identity is None and account_no is None:
        raise ValueError("name an identity or an account")
    statement = update(BindingRow).where(BindingRow.ended_at.is_(None), BindingRow.until > now)
    if identity is not None:
        statement = statement.where(
            BindingRow.channel == identity.channel, BindingRow.subject == identity.subject
        )
    if account_no is not None:
        statement = statement.where(BindingRow.account_no == account_no)
    ended = session.execute(
        statement.values(ended_at=now).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", ended).rowcount


def _live(now: datetime) -> Select[BindingRow]:
    return select(BindingRow).where(BindingRow.ended_at.is_(None), BindingRow.until > now)


def _all(session: Session, statement: Select[BindingRow]) -> list[Binding]:
    return [
        Binding(
            identity=ChannelIdentity(row.channel, row.subject),
            account_no=row.account_no,
            customer_no=row.customer_no,
            method=row.method,
            scopes=frozenset(map(Scope, row.scopes)),
            bound_at=row.bound_at,
            until=row.until,
            last_used_at=row.last_used_at,
            ended_at=row.ended_at,
        )
        for row in session.scalars(statement)
    ]
