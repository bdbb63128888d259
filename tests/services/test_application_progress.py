"""How far an application is, and the demo utility that works through them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.application import Application, ApplicationStatus, ApplicationStep
from bot.domain.procedure import Stage
from bot.services import application_progress, demo_application
from bot.services.application_progress import ApplicationProgress
from bot.storage import applications
from tests.services.application_desk import (
    CALENDAR,
    DUE,
    PROCEDURES,
    WEB,
    cancel,
    filled,
    submit,
)
from tests.services.world import NOW, World

DAY = timedelta(days=1)


def progress(world: World, number: str, *, now: datetime = NOW) -> ApplicationProgress:
    return application_progress.progress(
        world.books, PROCEDURES, conversation_id=WEB, number=number, now=now
    )


def reach(world: World, number: str, *steps: ApplicationStep) -> None:
    with world.books.service() as session:
        applications.reach(session, number=number, steps=steps)


def advance(world: World, *, now: datetime) -> int:
    return demo_application.advance(world.books, PROCEDURES, now=now, calendar=CALENDAR)


def stages(world: World, number: str) -> list[Stage]:
    with world.books.service(writing=False) as session:
        found = applications.find(session, number=number)
    assert found is not None
    return [step.stage for step in found.steps]


def test_steps_behind_and_ahead_follow_the_procedure(world: World) -> None:
    """A step that was skipped is behind too once a later one is reached."""
    number = submit(world, filled(world).number).number
    fresh = progress(world, number)
    reach(world, number, ApplicationStep(Stage.SURVEY, NOW + DAY, "看过车位，可以装"))

    surveyed = progress(world, number, now=NOW + DAY)

    assert [step.title for step in fresh.ahead] == ["受理", "上门看现场", "装表通电"]
    assert [item.step.stage for item in surveyed.reached] == [Stage.SURVEY]
    assert [step.stage for step in surveyed.ahead] == [Stage.METER]
    assert surveyed.note == "看过车位，可以装"
    assert surveyed.may_cancel


def test_the_promise_is_kept_in_sight(world: World) -> None:
    """Overdue from the day after the due day, never on it."""
    number = submit(world, filled(world).number).number
    due = NOW + (DUE - NOW.date())

    assert progress(world, number).promise is not None
    assert not progress(world, number, now=due).overdue
    assert progress(world, number, now=due + DAY).overdue


def test_a_closed_application_has_nothing_ahead(world: World) -> None:
    """Rejected with its reason, called off with the customer's."""
    rejected, off = submit(world, filled(world).number), filled(world)
    reach(world, rejected.number, ApplicationStep(Stage.REJECTED, NOW + DAY, "车位证明看不清"))
    cancel(world, off.number, reason="车卖了")

    first, second = (
        progress(world, rejected.number, now=NOW + 30 * DAY),
        progress(world, off.number),
    )

    assert (first.application.status, first.note) == (ApplicationStatus.REJECTED, "车位证明看不清")
    assert (second.application.status, second.note) == (ApplicationStatus.CANCELLED, "车卖了")
    assert first.ahead == second.ahead == ()
    assert not first.overdue


def test_the_demo_utility_keeps_its_promise(world: World) -> None:
    """Accepted within minutes, done on the due day, step by step in between."""
    submitted = submit(world, filled(world).number)
    number = submitted.number

    assert advance(world, now=NOW) == 0
    assert advance(world, now=NOW + timedelta(minutes=10)) == 1
    assert stages(world, number) == [Stage.SUBMITTED, Stage.ACCEPTED]
    assert advance(world, now=NOW + 4 * DAY) == 1
    assert stages(world, number)[-1] is Stage.SURVEY
    assert advance(world, now=NOW + 4 * DAY) == 0
    assert advance(world, now=NOW + 30 * DAY) == 1
    finished = progress(world, number, now=NOW + 30 * DAY).application
    assert finished.status is ApplicationStatus.DONE
    assert finished.steps[-1].at.date() == DUE
    assert advance(world, now=NOW + 60 * DAY) == 0


def test_the_demo_utility_moves_every_procedure_alike_each_time() -> None:
    """The same application, the same stages at the same times, in the procedure's order."""
    for procedure in PROCEDURES.all():
        applied = Application(
            number="AP26072000016",
            procedure=procedure.code,
            variants=tuple(procedure.variants)[:1],
            fields={},
            status=ApplicationStatus.SUBMITTED,
            conversation_id=WEB,
            account_no=None,
            contact_phone="",
            created_at=NOW,
            updated_at=NOW,
            submitted_at=NOW,
        )
        plan = demo_application.planned(applied, procedure, calendar=CALENDAR)

        assert plan == demo_application.planned(applied, procedure, calendar=CALENDAR)
        expected = [step.stage for step in procedure.steps_for(applied.variants)]
        assert [step.stage for step in plan] == [*expected, Stage.DONE]
        assert [step.at for step in plan] == sorted(step.at for step in plan)
        assert all(CALENDAR.is_working(step.at.date()) for step in plan)


def test_the_demo_utility_leaves_drafts_and_cancelled_ones_alone(world: World) -> None:
    """Only what was handed in is worked on."""
    off = submit(world, filled(world).number).number
    cancel(world, off)
    draft = filled(world).number

    assert advance(world, now=NOW + 30 * DAY) == 0
    assert stages(world, draft) == []
