"""Demo mode: a utility that works through the applications made in the demo town.

Nobody in the demo town handles applications, so their stages follow from the day they were
submitted, the steps of the procedure and its promise: the same application always moves alike.
A real utility imports `application-progress` instead.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.domain.application import Application, ApplicationStep
from bot.domain.period import SHANGHAI
from bot.domain.procedure import DayUnit, Procedure, Stage
from bot.domain.procedure_book import ProcedureBook
from bot.domain.working_days import WorkCalendar, add_working_days
from bot.storage import applications
from bot.storage.books import Books

_UNPROMISED_DAYS = 5
"""Working days the demo utility takes where nothing is promised."""
_ACCEPTED_AFTER = timedelta(minutes=10)
_AT_WORK = time(10, 0)


def advance(
    books: Books, procedures: ProcedureBook, *, now: datetime, calendar: WorkCalendar
) -> int:
    """Write the stages that applications under way have reached by now; returns how many moved."""
    moved = 0
    with books.service() as session:
        for application in applications.under_way(session):
            day = (application.submitted_at or application.created_at).astimezone(SHANGHAI).date()
            today = now.astimezone(SHANGHAI).date()
            rules = procedures.made_under(application.procedure, began=day, today=today)
            due = [
                step for step in planned(application, rules, calendar=calendar) if step.at <= now
            ]
            if set(due) - set(application.steps):
                applications.reach(session, number=application.number, steps=due)
                moved += 1
    return moved


def planned(
    application: Application, procedure: Procedure, *, calendar: WorkCalendar
) -> tuple[ApplicationStep, ...]:
    """Every stage with its time: accepted after minutes, the rest spread up to the due day."""
    if application.submitted_at is None:
        return ()
    submitted = application.submitted_at.astimezone(SHANGHAI)
    accepted, *others = [step.stage for step in procedure.steps_for(application.variants)]
    steps = [ApplicationStep(accepted, submitted + _ACCEPTED_AFTER)]
    days = _working_days(application, procedure)
    for place, stage in enumerate(others, start=1):
        ahead = -(-place * days // len(others))
        day = add_working_days(submitted.date(), ahead, calendar=calendar)
        at = datetime.combine(day, _AT_WORK, tzinfo=SHANGHAI) + place * timedelta(minutes=20)
        steps.append(ApplicationStep(stage, at))
    return (*steps, ApplicationStep(Stage.DONE, steps[-1].at + timedelta(minutes=30)))


def _working_days(application: Application, procedure: Procedure) -> int:
    promise = procedure.promise_for(application.variants)
    if promise is None:
        return _UNPROMISED_DAYS
    if promise.unit is DayUnit.NATURAL_DAYS:
        return max(promise.number * 5 // 7, 1)
    return promise.number
