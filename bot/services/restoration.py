"""Telling those who asked that an outage is over: consent first, one message each, once."""

from __future__ import annotations

import hashlib
from datetime import datetime

from bot.domain.identity import Audit
from bot.domain.outage import DEFAULT_RULES, OutageRules
from bot.domain.outgoing import Outgoing
from bot.domain.restore_notice import RestoreNotice
from bot.services import outage
from bot.storage import audits, outbox, restore_notices
from bot.storage.books import Books, Session

CHAT = "chat"
"""Outbox channel whose addresses are conversations."""


def tell_me_when_restored(
    books: Books, *, event_id: str, conversation_id: str, now: datetime, phone: str | None = None
) -> RestoreNotice:
    """Record that the customer wants to be told, by text message or, without a phone, in chat.

    Asking again changes nothing but the phone; after being told, or after a withdrawal, it
    counts anew.
    """
    wanted = RestoreNotice(event_id, conversation_id, phone, now)
    with books.service() as service:
        known = restore_notices.find(service, event_id=event_id, conversation_id=conversation_id)
        if known is not None and phone in (None, known.phone):
            return known
        restore_notices.ask(service, notice=wanted)
        _audit(service, conversation_id, f"restore.consent {event_id}", now)
    return wanted


def do_not_tell_me(books: Books, *, event_id: str, conversation_id: str, now: datetime) -> bool:
    """Take the consent back; False when there was none to take back."""
    with books.service() as service:
        withdrawn = restore_notices.withdraw(
            service, event_id=event_id, conversation_id=conversation_id, now=now
        )
        if withdrawn:
            _audit(service, conversation_id, f"restore.withdraw {event_id}", now)
    return withdrawn


def waiting(books: Books, *, event_id: str) -> list[RestoreNotice]:
    """Everyone who asked to be told that this outage is over and was not told yet."""
    with books.service(writing=False) as service:
        return restore_notices.waiting(service, event_id=event_id)


def tell_restored(books: Books, *, event_id: str, text: str, now: datetime) -> int:
    """Put one message into the outbox for everyone who waits; returns for how many.

    Consent and message go together in one transaction, so that repeating it tells nobody twice.
    """
    with books.service() as service:
        notices = restore_notices.waiting(service, event_id=event_id, lock=True)
        for notice in notices:
            outbox.put(service, outgoing=_message(notice, text, now))
            restore_notices.told(
                service, event_id=event_id, conversation_id=notice.conversation_id, now=now
            )
            _audit(service, notice.conversation_id, f"restore.tell {event_id}", now)
    return len(notices)


def tell_all_restored(
    books: Books,
    *,
    restored: str,
    listed_no_more: str,
    now: datetime,
    rules: OutageRules = DEFAULT_RULES,
) -> int:
    """Tell everyone whose outage has ended, or is no longer listed; returns how many were told.

    Both texts have the field `{scope}`. Where another outage took the place of the one asked
    about, its end is waited for.
    """
    with books.service(writing=False) as service:
        awaited = restore_notices.awaited(service)
    told = 0
    for event_id in awaited:
        state = outage.event(books, outage_id=event_id, now=now, rules=rules)
        if state is None or state.outage.is_ongoing(now) or state.outage.is_upcoming(now):
            continue
        text = restored if state.outage.restored_at else listed_no_more
        scope = state.outage.scope
        told += tell_restored(books, event_id=event_id, text=text.format(scope=scope), now=now)
    return told


def _message(notice: RestoreNotice, text: str, now: datetime) -> Outgoing:
    # The consent, not only the event: who asks anew after a relapse is told anew.
    consent = f"{notice.event_id}|{notice.conversation_id}|{notice.asked_at.isoformat()}"
    return Outgoing(
        key=f"restored:{hashlib.sha256(consent.encode()).hexdigest()}",
        channel="sms" if notice.phone else CHAT,
        address=notice.phone or notice.conversation_id,
        body=text,
        next_attempt_at=now,
    )


def _audit(service: Session, conversation_id: str, action: str, now: datetime) -> None:
    audits.record(service, audit=Audit(now, conversation_id, "", action[:60], "ok"))
