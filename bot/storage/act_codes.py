"""Codes for single acts: the newest of a conversation, an account and an act, hashed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot.domain.act_code import Act, ActCode
from bot.storage.tables.rights import ActCodeRow
from bot.storage.upsert import upsert


def put(session: Session, *, code: ActCode) -> None:
    """Keep a code that was just sent; an older one for the same act stops counting."""
    upsert(session, ActCodeRow, rows=[{**asdict(code), "act": code.act.value}])


def current(session: Session, *, conversation_id: str, account_no: str, act: Act) -> ActCode | None:
    """The newest code, expired or not, or None."""
    row = session.get(ActCodeRow, (conversation_id, account_no, act.value))
    if row is None:
        return None
    return ActCode(
        conversation_id=row.conversation_id,
        account_no=row.account_no,
        act=act,
        facts=row.facts,
        code_hash=row.code_hash,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        tries=row.tries,
    )


def count_try(session: Session, *, conversation_id: str, account_no: str, act: Act) -> None:
    """One more wrong answer to the newest code."""
    session.execute(
        update(ActCodeRow)
        .where(*_is(conversation_id, account_no, act))
        .values(tries=ActCodeRow.tries + 1)
        .execution_options(synchronize_session=False)
    )


def spend(session: Session, *, conversation_id: str, account_no: str, act: Act) -> None:
    """The code was used (or must not be any more): forget it."""
    session.execute(
        delete(ActCodeRow)
        .where(*_is(conversation_id, account_no, act))
        .execution_options(synchronize_session=False)
    )


def _is(conversation_id: str, account_no: str, act: Act) -> tuple[Any, ...]:
    return (
        ActCodeRow.conversation_id == conversation_id,
        ActCodeRow.account_no == account_no,
        ActCodeRow.act == act.value,
    )
