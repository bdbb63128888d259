"""Delegations: who may act for an account with its holder's consent."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, insert, select, update
from sqlalchemy.orm import Session

from bot.domain.binding import ChannelIdentity
from bot.domain.delegation import Delegation
from bot.domain.right import Scope
from bot.storage.tables.rights import DelegationRow


def add(session: Session, *, delegation: Delegation) -> None:
    """Keep a consent."""
    row = {
        "delegation_id": delegation.delegation_id,
        "account_no": delegation.account_no,
        "customer_no": delegation.customer_no,
        "channel": delegation.delegate.channel,
        "subject": delegation.delegate.subject,
        "name": delegation.name,
        "scopes": sorted(scope.value for scope in delegation.scopes),
        "consented_at": delegation.consented_at,
        "until": delegation.until,
        "last_used_at": delegation.last_used_at,
        "ended_at": delegation.ended_at,
    }
    session.execute(insert(DelegationRow), [row])


def of_delegate(session: Session, *, delegate: ChannelIdentity, now: datetime) -> list[Delegation]:
    """What someone may act for now, the last used first."""
    return _all(
        session,
        _live(now)
        .where(DelegationRow.channel == delegate.channel, DelegationRow.subject == delegate.subject)
        .order_by(DelegationRow.last_used_at.desc(), DelegationRow.account_no),
    )


def of_account(session: Session, *, account_no: str, now: datetime) -> list[Delegation]:
    """Everyone who may act for the account now, the newest consent first."""
    return _all(
        session,
        _live(now)
        .where(DelegationRow.account_no == account_no)
        .order_by(DelegationRow.consented_at.desc(), DelegationRow.delegation_id),
    )


def touch(session: Session, *, delegate: ChannelIdentity, account_no: str, now: datetime) -> None:
    """The delegation was used just now."""
    session.execute(
        update(DelegationRow)
        .where(
            DelegationRow.channel == delegate.channel,
            DelegationRow.subject == delegate.subject,
            DelegationRow.account_no == account_no,
            DelegationRow.ended_at.is_(None),
        )
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )


def end(
    session: Session,
    *,
    now: datetime,
    delegation_id: str | None = None,
    account_no: str | None = None,
    delegate: ChannelIdentity | None = None,
) -> int:
    """End the live delegations that fit everything given; returns how many.

    Raises:
        ValueError: nothing is given.
    """
    statement = update(DelegationRow).where(
        DelegationRow.ended_at.is_(None), DelegationRow.until > now
    )
    if delegation_id is None and account_no is None and delegate is None:
        raise ValueError("name a delegation, an account or a delegate")
    if delegation_id is not None:
        statement = statement.where(DelegationRow.delegation_id == delegation_id)
    if account_no is not None:
        statement = statement.where(DelegationRow.account_no == account_no)
    if delegate is not None:
        statement = statement.where(
            DelegationRow.channel == delegate.channel, DelegationRow.subject == delegate.subject
        )
    ended = session.execute(
        statement.values(ended_at=now).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", ended).rowcount


def _live(now: datetime) -> Select[DelegationRow]:
    return select(DelegationRow).where(DelegationRow.ended_at.is_(None), DelegationRow.until > now)


def _all(session: Session, statement: Select[DelegationRow]) -> list[Delegation]:
    return [
        Delegation(
            delegation_id=row.delegation_id,
            account_no=row.account_no,
            customer_no=row.customer_no,
            delegate=ChannelIdentity(row.channel, row.subject),
            name=row.name,
            scopes=frozenset(map(Scope, row.scopes)),
            consented_at=row.consented_at,
            until=row.until,
            last_used_at=row.last_used_at,
            ended_at=row.ended_at,
        )
        for row in session.scalars(statement)
    ]
