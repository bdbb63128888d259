"""Who may see an application: who made it, who has proven its account, who knows number and phone.

An application number alone shows nothing. Together with the last four of the contact phone it
opens the application for the conversation, until that is idle; three wrong tries lock the number,
for longer each time, and the conversation. Whether a number exists is never told apart from a
wrong last four. Every look is audited.
"""

from __future__ import annotations

import re
from datetime import datetime
from hmac import compare_digest

from bot.domain.account_no import normalise
from bot.domain.application import CONTACT_PHONE, Application
from bot.domain.application_no import spelled_application_number
from bot.domain.identity import Audit, FailureScope
from bot.domain.procedure import FieldKind
from bot.domain.unable import (
    ApplicationLocked,
    ApplicationNotOpened,
    ApplicationUnproven,
    FieldUnclear,
    Unable,
)
from bot.services import access
from bot.services.guesses import Guess
from bot.services.proof import DEFAULT_RULES, AccessRules, written
from bot.storage import application_viewers, applications, audits, messages
from bot.storage.books import Books, Session

_LAST4 = re.compile(r"\d{4}|1\d{10}")


def look(
    books: Books,
    *,
    conversation_id: str,
    number: str,
    purpose: str,
    now: datetime,
    rules: AccessRules = DEFAULT_RULES,
) -> Application:
    """The application, if the conversation may see it; audited with its purpose.

    Raises:
        ApplicationNoMalformed: not an application number. Facts: heard.
        ApplicationUnproven: not this conversation's, or there is none. Facts: number.
    """
    spelled = spelled_application_number(number)
    accounts = access.granted_numbers(books, conversation_id=conversation_id, now=now, rules=rules)
    with books.service() as session:
        found = applications.find(session, number=spelled)
        opened = application_viewers.live(
            session, number=spelled, conversation_id=conversation_id, now=now, idle=rules.idle
        )
        may = found is not None and (
            found.conversation_id == conversation_id or found.account_no in accounts or opened
        )
        if may and opened:
            application_viewers.give(
                session, number=spelled, conversation_id=conversation_id, now=now
            )
        refusal = None if may else ApplicationUnproven(number=spelled)
        _audit(session, conversation_id, found if may else None, purpose, spelled, refusal, now)
    if refusal or found is None:
        raise refusal or ApplicationUnproven(number=spelled)
    return found


def open_with_phone(
    books: Books,
    *,
    conversation_id: str,
    number: str,
    phone_last4: str,
    now: datetime,
    rules: AccessRules = DEFAULT_RULES,
) -> Application:
    """Open an application with the last four digits of its contact phone (or the whole of it).

    The message that brought the digits no longer shows them in the log.

    Raises:
        ApplicationNoMalformed: not an application number; not counted.
        FieldUnclear: not four digits; not counted. Facts: field, kind, heard.
        ApplicationNotOpened: they do not belong together. Facts: tries_left.
        ApplicationLocked: too many wrong tries, this one included. Facts: until.
    """
    spelled, last4 = spelled_application_number(number), _spelled_last4(phone_last4)
    guess = Guess(
        number=(FailureScope.APPLICATION, spelled),
        asker=(FailureScope.APPLICATION_ASKER, conversation_id),
        now=now,
        rules=rules,
    )
    with books.service() as session:
        found = applications.find(session, number=spelled)
        refusal = _judged(session, guess, found, last4)
        if refusal is None:
            application_viewers.give(
                session, number=spelled, conversation_id=conversation_id, now=now
            )
        opened = found if refusal is None else None
        _audit(session, conversation_id, opened, "application.open", spelled, refusal, now)
        messages.blot(session, conversation_id=conversation_id, secret=written(last4))
    if refusal or found is None:
        raise refusal or ApplicationUnproven(number=spelled)
    return found


def _judged(session: Session, guess: Guess, found: Application | None, last4: str) -> Unable | None:
    """None when the digits are right; otherwise the refusal, counted before it was judged."""
    failures = guess.count(session)
    if isinstance(failures, datetime):
        return ApplicationLocked(until=failures)
    known = found.contact_phone[-4:] if found else ""
    if compare_digest(known.encode(), last4.encode()):
        guess.was_right(session)
        return None
    ends = guess.was_wrong(session, failures)
    if isinstance(ends, datetime):
        return ApplicationLocked(until=ends)
    return ApplicationNotOpened(tries_left=ends)


def _audit(
    session: Session,
    conversation_id: str,
    seen: Application | None,
    purpose: str,
    number: str,
    refusal: Unable | None,
    now: datetime,
) -> None:
    outcome = refusal.code if refusal else "ok"
    account_no = (seen.account_no if seen else None) or ""
    row = Audit(now, conversation_id, account_no, f"{purpose}:{number}"[:60], outcome)
    audits.record(session, audit=row)


def _spelled_last4(heard: str) -> str:
    digits = normalise(heard)
    if not _LAST4.fullmatch(digits):
        raise FieldUnclear(field=CONTACT_PHONE, kind=FieldKind.PHONE.value, heard=heard)
    return digits[-4:]
