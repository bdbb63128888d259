"""Applying for a business procedure: begin, fill, keep for later, resume, submit, cancel.

A draft is written with every answer, so nothing given is ever lost; it can be continued from
another channel by whoever may see it (`services.application_access`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from bot.domain.account import Account
from bot.domain.application import (
    CLOSED,
    CONTACT_PHONE,
    Application,
    ApplicationStatus,
    ApplicationStep,
    due_day,
    may_cancel,
    standing,
    with_steps,
)
from bot.domain.field_reading import holds, read_answer, read_field
from bot.domain.outgoing import Outgoing
from bot.domain.period import SHANGHAI
from bot.domain.procedure import FieldSpec, KnownFact, Procedure, Stage
from bot.domain.procedure_book import ProcedureBook
from bot.domain.unable import (
    ApplicationClosed,
    ApplicationUnproven,
    CancelTooLate,
    FieldNeeded,
    FieldUnclear,
    NotEligible,
)
from bot.domain.working_days import WorkCalendar
from bot.services import application_access
from bot.storage import accounts, applications, outbox
from bot.storage.books import Books, Session


def begin(
    books: Books,
    procedures: ProcedureBook,
    *,
    conversation_id: str,
    procedure: str,
    now: datetime,
    account: Account | None = None,
    answers: Mapping[str, str] | None = None,
) -> Application:
    """Start a draft, or go on with the one this conversation has for the procedure.

    A proven account fills what it tells (`known` in the procedure's fields) unless something was
    given already; calling again with the account, once it is proven, does the same. `answers` are
    values as `domain.field_reading.answers_in` reads them from a sentence.

    Raises:
        ProcedureMissing: no such procedure today. Facts: code, day.
    """
    rules = procedures.on(procedure, _day(now))
    known = _known(books, rules, account) if account else {}
    with books.service() as session:
        draft = applications.draft_of(session, conversation_id=conversation_id, procedure=procedure)
        if draft is not None and account and draft.account_no not in (None, account.account_no):
            draft = None
        if draft is None:
            draft = _empty(session, rules, conversation_id, now)
        draft = replace(draft, account_no=account.account_no if account else draft.account_no)
        fresh = {field: value for field, value in known.items() if not draft.fields.get(field)}
        told = {*draft.from_account, *fresh} - set(answers or {})
        given = {**draft.fields, **fresh, **(answers or {})}
        return _kept(session, rules, replace(draft, from_account=tuple(sorted(told))), given, now)


def fill(
    books: Books,
    procedures: ProcedureBook,
    *,
    conversation_id: str,
    number: str,
    said: Mapping[str, str],
    now: datetime,
    answers: Mapping[str, str] | None = None,
) -> Application:
    """Read what was said for each field or question and keep it; an earlier answer is replaced.

    `answers` are values read already, as in `begin`.
    An empty text leaves an optional field out. When one text cannot be read, the others are kept
    all the same before it is refused.

    Raises:
        FieldUnclear: a text does not answer its field. Facts: field, kind, heard.
        FieldNeeded: left out, but it cannot be. Facts: procedure, field.
        ApplicationClosed: submitted or called off. Facts: number, status.
        ApplicationNoMalformed, ApplicationUnproven: as `application_access.look`.
    """
    application_access.look(
        books, conversation_id=conversation_id, number=number, purpose="application.fill", now=now
    )
    refusal: FieldUnclear | FieldNeeded | None = None
    with books.service() as session:
        draft = _locked_draft(session, number)
        rules = procedures.on(draft.procedure, _day(now))
        read = dict(answers or {})
        for field, text in said.items():
            try:
                read |= _read(rules, field, text, today=_day(now))
            except (FieldUnclear, FieldNeeded) as unread:
                refusal = refusal or unread
        told = tuple(field for field in draft.from_account if field not in read)
        draft = replace(draft, from_account=told)
        filled = _kept(session, rules, draft, {**draft.fields, **read}, now)
    if refusal:
        raise refusal
    return filled


def save(books: Books, *, conversation_id: str, number: str, now: datetime) -> Application:
    """Make sure that the draft can be continued elsewhere, by its number and the phone's last four.

    Raises:
        FieldNeeded: no contact phone was given yet. Facts: procedure, field.
        ApplicationClosed: no longer a draft. Facts: number, status.
        ApplicationNoMalformed, ApplicationUnproven: as `application_access.look`.
    """
    draft = application_access.look(
        books, conversation_id=conversation_id, number=number, purpose="application.save", now=now
    )
    _require_draft(draft)
    if not draft.contact_phone:
        raise FieldNeeded(procedure=draft.procedure, field=CONTACT_PHONE)
    return draft


def resume(
    books: Books,
    *,
    conversation_id: str,
    number: str,
    now: datetime,
    phone_last4: str | None = None,
) -> Application:
    """The application, to go on with: opened by the phone's last four unless seen already.

    Raises:
        What `application_access.look` raises, or with digits `application_access.open_with_phone`.
    """
    if phone_last4 is not None:
        return application_access.open_with_phone(
            books, conversation_id=conversation_id, number=number, phone_last4=phone_last4, now=now
        )
    return application_access.look(
        books, conversation_id=conversation_id, number=number, purpose="application.resume", now=now
    )


def submit(
    books: Books,
    procedures: ProcedureBook,
    *,
    conversation_id: str,
    number: str,
    key: str,
    now: datetime,
    calendar: WorkCalendar,
    receipt: Callable[[Application], str] | None = None,
) -> Application:
    """Hand the application in, once: submitting it again, or with the same key, changes nothing.

    Every field is read and checked again as of now. The words of `receipt` go to the contact
    phone as a text message.

    Raises:
        NotEligible: an answer rules it out. Facts: procedure, field, value.
        FieldNeeded: a question or field has no answer. Facts: procedure, field.
        FieldUnclear: a value no longer holds, e.g. a day gone by. Facts: field, kind, heard.
        ApplicationClosed: called off. Facts: number, status.
        ApplicationNoMalformed, ApplicationUnproven: as `application_access.look`.
    """
    seen = application_access.look(
        books, conversation_id=conversation_id, number=number, purpose="application.submit", now=now
    )
    kept_key = hashlib.sha256(f"{conversation_id}\0{key}".encode()).hexdigest()
    with books.service() as session:
        earlier = applications.submitted_with(session, submit_key=kept_key)
        if earlier is not None:
            return earlier
        draft = _locked(session, seen.number)
        if draft.status is ApplicationStatus.CANCELLED:
            raise ApplicationClosed(number=draft.number, status=draft.status.value)
        if draft.status is not ApplicationStatus.DRAFT:
            return draft
        rules = procedures.on(draft.procedure, _day(now))
        _check(rules, draft, today=_day(now))
        variants = standing(rules, draft.fields).variants
        promise = rules.promise_for(variants)
        submitted = replace(
            with_steps(draft, [ApplicationStep(Stage.SUBMITTED, now)]),
            variants=variants,
            submitted_at=now,
            due_on=due_day(promise, start=_day(now), calendar=calendar) if promise else None,
        )
        applications.save(session, application=submitted, submit_key=kept_key)
        if receipt and submitted.contact_phone:
            _send(session, submitted, receipt(submitted), now)
    return submitted


def cancel(
    books: Books,
    procedures: ProcedureBook,
    *,
    conversation_id: str,
    number: str,
    reason: str,
    now: datetime,
) -> Application:
    """Call it off, a draft too; what was given stays on record.

    Raises:
        ApplicationClosed: done, rejected or called off already. Facts: number, status.
        CancelTooLate: the work has gone too far. Facts: number, stage.
        ApplicationNoMalformed, ApplicationUnproven: as `application_access.look`.
    """
    seen = application_access.look(
        books, conversation_id=conversation_id, number=number, purpose="application.cancel", now=now
    )
    with books.service() as session:
        current = _locked(session, seen.number)
        if current.status in CLOSED:
            raise ApplicationClosed(number=current.number, status=current.status.value)
        began = _day(current.submitted_at or current.created_at)
        rules = procedures.made_under(current.procedure, began=began, today=_day(now))
        if not may_cancel(rules, current):
            raise CancelTooLate(number=current.number, stage=current.steps[-1].stage.value)
        at = max([now, *(step.at for step in current.steps)])
        called_off = with_steps(current, [ApplicationStep(Stage.CANCELLED, at, reason[:200])])
        applications.save(session, application=called_off)
    return called_off


def _empty(session: Session, rules: Procedure, conversation_id: str, now: datetime) -> Application:
    draft = Application(
        number=applications.next_number(session, day=_day(now)),
        procedure=rules.code,
        variants=(),
        fields={},
        status=ApplicationStatus.DRAFT,
        conversation_id=conversation_id,
        account_no=None,
        contact_phone="",
        created_at=now,
        updated_at=now,
    )
    applications.add(session, application=draft)
    return draft


def _kept(
    session: Session, rules: Procedure, draft: Application, given: Mapping[str, str], now: datetime
) -> Application:
    filled = replace(
        draft,
        fields=given,
        variants=standing(rules, given).variants,
        contact_phone=given.get(CONTACT_PHONE, ""),
        updated_at=now,
    )
    applications.save(session, application=filled)
    return filled


def _known(books: Books, rules: Procedure, account: Account) -> dict[str, str]:
    """What the proven account tells about the form's fields."""
    with books.billing() as billing:
        phone = accounts.registered_phone(billing, account_no=account.account_no) or ""
    facts = {
        KnownFact.ACCOUNT_NO: account.account_no,
        KnownFact.HOLDER: account.holder_name,
        KnownFact.ADDRESS: account.address,
        KnownFact.PHONE: phone,
    }
    known = {spec.field: facts[spec.known] for spec in rules.form.fields if spec.known}
    return {field: value for field, value in known.items() if value}


def _read(rules: Procedure, field: str, text: str, *, today: date) -> dict[str, str]:
    """The value that a text gives a field or question, and what it fills besides."""
    question = rules.question(field)
    if question is not None:
        answer = read_answer(question, text)
        if answer is None:
            raise FieldUnclear(field=field, kind="choice", heard=text)
        filled = {question.fills: answer[1]} if question.fills and answer[1] else {}
        return {field: answer[0].value, **filled}
    spec = rules.field(field)
    if spec is None:
        raise KeyError(f"{rules.code} has no field {field}")
    value = _value(rules, spec, text, today=today)
    return {field: value, **_decided(rules, field, value)}


def _decided(rules: Procedure, field: str, value: str) -> dict[str, str]:
    """What a corrected number means for the question that it also answers."""
    asked = [item for item in rules.questions if item.fills == field and value]
    chosen = {item.field: item.measured(Decimal(value)) for item in asked}
    return {name: choice.value for name, choice in chosen.items() if choice}


def _value(rules: Procedure, spec: FieldSpec, text: str, *, today: date) -> str:
    if not text.strip():
        if spec.optional:
            return ""
        raise FieldNeeded(procedure=rules.code, field=spec.field)
    value = read_field(spec, text, today=today)
    if value is None:
        raise FieldUnclear(field=spec.field, kind=spec.kind.value, heard=text)
    return value


def _check(rules: Procedure, draft: Application, *, today: date) -> None:
    """Everything there, readable and eligible, or the refusal that names the field."""
    state = standing(rules, draft.fields)
    if state.refused is not None:
        question, choice = state.refused
        raise NotEligible(procedure=rules.code, field=question.field, value=choice.value)
    if state.ask is not None:
        raise FieldNeeded(procedure=rules.code, field=state.ask.field)
    for spec in rules.fields_for(state.variants):
        value = draft.fields[spec.field]
        checked = value and spec.field not in draft.from_account
        if checked and not holds(spec, value, today=today):
            raise FieldUnclear(field=spec.field, kind=spec.kind.value, heard=value)


def _send(session: Session, application: Application, text: str, now: datetime) -> None:
    key = f"application:{application.number}:receipt"
    outbox.put(session, outgoing=Outgoing(key, "sms", application.contact_phone, text, now))


def _locked(session: Session, number: str) -> Application:
    found = applications.lock(session, number=number)
    if found is None:
        raise ApplicationUnproven(number=number)
    return found


def _locked_draft(session: Session, number: str) -> Application:
    draft = _locked(session, number)
    _require_draft(draft)
    return draft


def _require_draft(application: Application) -> None:
    if application.status is not ApplicationStatus.DRAFT:
        raise ApplicationClosed(number=application.number, status=application.status.value)


def _day(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()
