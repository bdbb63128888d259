"""How far applications have come: one by its number, or all of a conversation or an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.account import Account
from bot.domain.application import CLOSED, Application, ApplicationStatus, may_cancel
from bot.domain.identity import Audit
from bot.domain.period import SHANGHAI
from bot.domain.procedure import Procedure, Promise, Stage, Step
from bot.domain.procedure_book import ProcedureBook
from bot.services import application_access
from bot.storage import applications, audits
from bot.storage.books import Books


@dataclass(frozen=True)
class StepReached:
    """One step of the procedure and when it was reached."""

    step: Step
    at: datetime
    note: str


@dataclass(frozen=True)
class ApplicationProgress:
    """Where an application stands, step by step."""

    application: Application
    procedure: Procedure
    reached: tuple[StepReached, ...]
    """Oldest first."""
    ahead: tuple[Step, ...]
    """Steps still to come; empty once it is closed."""
    note: str
    """What the utility last said, e.g. why it was rejected; may be empty."""
    promise: Promise | None
    """What `application.due_on` was promised for."""
    overdue: bool
    may_cancel: bool


def progress(
    books: Books, procedures: ProcedureBook, *, conversation_id: str, number: str, now: datetime
) -> ApplicationProgress:
    """How far an application has come.

    Raises:
        ApplicationNoMalformed: not an application number. Facts: heard.
        ApplicationUnproven: not this conversation's to see. Facts: number.
        ProcedureMissing: the procedure was withdrawn. Facts: code, day.
    """
    application = application_access.look(
        books,
        conversation_id=conversation_id,
        number=number,
        purpose="application.progress",
        now=now,
    )
    today = _day(now)
    began = _day(application.submitted_at or application.created_at)
    rules = procedures.made_under(application.procedure, began=began, today=today)
    return _progress(application, rules, today)


def of_conversation(books: Books, *, conversation_id: str, now: datetime) -> list[Application]:
    """Everything this conversation applied for or began to, the last changed first; audited."""
    with books.service() as session:
        found = applications.of_conversation(session, conversation_id=conversation_id)
        audits.record(session, audit=Audit(now, conversation_id, "", "application.list", "ok"))
    return found


def of_account(
    books: Books, *, account: Account, conversation_id: str, now: datetime
) -> list[Application]:
    """Every application for an account that `services.access` gave, the last changed first."""
    number = account.account_no
    with books.service() as session:
        found = applications.of_accounts(session, account_nos=[number])
        audits.record(session, audit=Audit(now, conversation_id, number, "application.list", "ok"))
    return found


def _progress(application: Application, rules: Procedure, today: date) -> ApplicationProgress:
    steps = rules.steps_for(application.variants)
    by_stage = {step.stage: step for step in steps}
    reached = tuple(
        StepReached(by_stage[item.stage], item.at, item.note)
        for item in application.steps
        if item.stage in by_stage
    )
    behind = {item.step.stage for item in reached}
    last = max((steps.index(by_stage[stage]) for stage in behind), default=-1)
    closed = application.status in CLOSED
    waiting = application.status is not ApplicationStatus.DRAFT and not closed
    noted = [item.note for item in application.steps if item.stage is not Stage.SUBMITTED]
    return ApplicationProgress(
        application=application,
        procedure=rules,
        reached=reached,
        ahead=() if closed else steps[last + 1 :],
        note=noted[-1] if noted else "",
        promise=rules.promise_for(application.variants) if application.due_on else None,
        overdue=waiting and application.due_on is not None and application.due_on < today,
        may_cancel=may_cancel(rules, application),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
