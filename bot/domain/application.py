"""An application for a procedure: what was given, how far it has come, what is still to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from bot.domain.account import mask_account_no, mask_name, mask_phone
from bot.domain.procedure import (
    Choice,
    DayUnit,
    FieldKind,
    FieldSpec,
    Procedure,
    Promise,
    Question,
    Stage,
)
from bot.domain.working_days import WorkCalendar, add_working_days

CONTACT_PHONE = "contact_phone"
"""Field of every form: the phone that proves whose application it is."""


class ApplicationStatus(str, Enum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


CLOSED = frozenset(
    {ApplicationStatus.DONE, ApplicationStatus.CANCELLED, ApplicationStatus.REJECTED}
)

_RUN = list(Stage)
_STATUS_AFTER = {
    stage: ApplicationStatus(stage.value)
    for stage in Stage
    if stage.value in {status.value for status in ApplicationStatus}
}


@dataclass(frozen=True)
class ApplicationStep:
    """One stage that an application reached."""

    stage: Stage
    at: datetime
    note: str = ""

    @property
    def order(self) -> tuple[datetime, int]:
        """Sorts stages as they were reached; of one moment, as procedures run."""
        return self.at, _RUN.index(self.stage)


@dataclass(frozen=True)
class Application:
    """One customer's application; a draft keeps everything said so far."""

    number: str
    procedure: str
    """Code of the procedure."""
    variants: tuple[str, ...]
    fields: Mapping[str, str]
    """Answers and fields by name, each in one fixed spelling; empty: left out on purpose."""
    status: ApplicationStatus
    conversation_id: str
    """The conversation that made it."""
    account_no: str | None
    """The proven account it is for; an account number merely typed stays among the fields."""
    contact_phone: str
    created_at: datetime
    updated_at: datetime
    from_account: tuple[str, ...] = ()
    """Fields that the proven account filled; nobody is shown them whole."""
    submitted_at: datetime | None = None
    due_on: date | None = None
    """Last day of the promise; None where nothing is promised."""
    steps: tuple[ApplicationStep, ...] = ()
    """Every stage reached, oldest first."""


@dataclass(frozen=True)
class Standing:
    """What the answers so far amount to."""

    variants: tuple[str, ...]
    refused: tuple[Question, Choice] | None
    """The answer that rules the procedure out, if any."""
    ask: Question | FieldSpec | None
    """What to ask next; None when everything is there."""
    left: int
    """How many things are still to ask, this one included."""

    @property
    def complete(self) -> bool:
        """Whether it can be submitted."""
        return self.refused is None and self.ask is None


def standing(procedure: Procedure, fields: Mapping[str, str]) -> Standing:
    """Variants, a refusal or what to ask next, from the answers alone."""
    variants: list[str] = []
    unanswered: list[Question | FieldSpec] = []
    refused = None
    for question in procedure.questions:
        if question.when and not question.when & set(variants):
            continue
        choice = question.choice(fields.get(question.field, ""))
        if choice is None:
            unanswered.append(question)
        elif choice.refusal and refused is None:
            refused = (question, choice)
        elif choice.variant:
            variants.append(choice.variant)
    wanted = procedure.fields_for(variants)
    unanswered += [spec for spec in wanted if not answered(spec, fields)]
    return Standing(tuple(variants), refused, next(iter(unanswered), None), len(unanswered))


def answered(spec: FieldSpec, fields: Mapping[str, str]) -> bool:
    """Whether the field has a value, or was left out where it may be."""
    return bool(fields.get(spec.field)) or (spec.optional and spec.field in fields)


def read_back(
    procedure: Procedure, application: Application, *, masked: bool = True
) -> tuple[tuple[str, str], ...]:
    """Label and value of everything given for these variants, in the order of the form.

    With `masked`, names, phones, account numbers, addresses, tax numbers and e-mail are hidden in
    part. Who is just filling it in is shown whole what they said, never what the account told.
    """
    fields, hidden = application.fields, application.from_account
    variants = standing(procedure, fields).variants
    return tuple(
        (spec.label, _shown(spec, fields[spec.field], masked=masked or spec.field in hidden))
        for spec in procedure.fields_for(variants)
        if fields.get(spec.field)
    )


def status_after(stage: Stage) -> ApplicationStatus:
    """The status of an application whose newest stage this is."""
    return _STATUS_AFTER.get(stage, ApplicationStatus.IN_PROGRESS)


def with_steps(application: Application, steps: Iterable[ApplicationStep]) -> Application:
    """The application after these stages too, and the status of the newest one.

    What the customer called off stays called off, whatever the utility still reports.
    """
    reached = {(step.at, step.stage): step for step in (*application.steps, *steps)}
    ordered = tuple(sorted(reached.values(), key=lambda step: step.order))
    if not ordered:
        return application
    cancelled = application.status is ApplicationStatus.CANCELLED
    return replace(
        application,
        steps=ordered,
        status=application.status if cancelled else status_after(ordered[-1].stage),
        updated_at=max(application.updated_at, ordered[-1].at),
    )


def due_day(promise: Promise, *, start: date, calendar: WorkCalendar) -> date:
    """The last day on which a promise is kept; the day of applying is not counted."""
    if promise.unit is DayUnit.NATURAL_DAYS:
        return start + timedelta(days=promise.number)
    return add_working_days(start, promise.number, calendar=calendar)


def may_cancel(procedure: Procedure, application: Application) -> bool:
    """Whether the customer may still call it off."""
    if application.status in CLOSED:
        return False
    if procedure.cancel_before is None:
        return True
    order = [step.stage for step in procedure.steps_for(application.variants)]
    if procedure.cancel_before not in order:
        return True
    too_late = set(order[order.index(procedure.cancel_before) :])
    return not any(step.stage in too_late for step in application.steps)


def _shown(spec: FieldSpec, value: str, *, masked: bool) -> str:
    if spec.choices:
        return next((choice.label for choice in spec.choices if choice.value == value), value)
    if masked and spec.kind in _MASKS:
        return _MASKS[spec.kind](value)
    return f"{value} {spec.unit}" if spec.unit else value


def _mask_email(value: str) -> str:
    name, _, domain = value.partition("@")
    return f"{name[:1]}***@{domain}"


def _mask_tail(value: str) -> str:
    """The first half of an address or a tax number, for those who know the rest."""
    kept = max(len(value) // 2, 1)
    return value[:kept] + "*" * (len(value) - kept)


_MASKS = {
    FieldKind.PERSON: mask_name,
    FieldKind.PHONE: mask_phone,
    FieldKind.ACCOUNT: mask_account_no,
    FieldKind.EMAIL: _mask_email,
    FieldKind.ADDRESS: _mask_tail,
    FieldKind.TAX_NO: _mask_tail,
}
