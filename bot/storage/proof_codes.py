"""One-time codes that were sent: the newest of a conversation for an account, hashed."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot.domain.identity import ProofCode
from bot.storage.tables.service import ProofCodeRow
from bot.storage.upsert import upsert


def put(session: Session, *, code: ProofCode) -> None:
    """Keep a code that was just sent; an older one for the same account stops counting."""
    upsert(session, ProofCodeRow, rows=[asdict(code)])


def current(session: Session, *, conversation_id: str, account_no: str) -> ProofCode | None:
    """The newest code, expired or not, or None."""
    row = session.get(ProofCodeRow, (conversation_id, account_no))
    if row is None:
        return None
    return ProofCode(
        conversation_id=row.conversation_id,
        account_no=row.account_no,
        code_hash=row.code_hash,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        tries=row.tries,
    )


def count_try(session: Session, *, conversation_id: str, account_no: str) -> None:
    """One more wrong answer to the newest code."""
    session.execute(
        update(ProofCodeRow)
        .where(
            ProofCodeRow.conversation_id == conversation_id,
            ProofCodeRow.account_no == account_no,
        )
        .values(tries=ProofCodeRow.tries + 1)
        .execution_options(synchronize_session=False)
    )


def spend(session: Session, *, conversation_id: str, account_no: str) -> None:
    """The code was used (or must not be any more): forget it."""
    session.execute(
        delete(ProofCodeRow)
        .where(
            ProofCodeRow.conversation_id == conversation_id,
            ProofCodeRow.account_no == account_no,
        )
        .execution_options(synchronize_session=False)
    )
