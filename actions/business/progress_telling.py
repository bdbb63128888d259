"""How far an application is: what was done, what comes next, by when, and honestly when late."""

from __future__ import annotations

from actions import wording
from actions.business import telling
from actions.turn import Turn
from actions.wording import lines, moment, phrase, short_day
from bot.domain.application import Application, ApplicationStatus
from bot.domain.reply import Button
from bot.services import application_progress
from bot.services.application_progress import ApplicationProgress


def tell(turn: Turn, number: str) -> None:
    """One application, step by step.

    Raises:
        ApplicationUnproven: the conversation may not see it.
    """
    progress = application_progress.progress(
        turn.deps.books,
        turn.deps.procedures,
        conversation_id=turn.conversation_id,
        number=number,
        now=turn.now,
    )
    found = progress.application
    told = [
        phrase(
            f"progress_of_application.status.{found.status.value}",
            title=progress.procedure.title,
            number=found.number,
        ),
        *(
            phrase("progress_of_application.step", at=moment(item.at), title=item.step.title)
            for item in progress.reached
        ),
        phrase("progress_of_application.note", note=progress.note) if progress.note else "",
        _next(progress),
        _due(turn, progress),
    ]
    turn.tell(lines(told), buttons=_buttons(progress))


def tell_several(turn: Turn, applications: list[Application]) -> None:
    """One line each; a tap tells more."""
    rows, buttons = [], []
    for place, item in enumerate(applications, start=1):
        rules = turn.deps.procedures.made_under(item.procedure, began=turn.today, today=turn.today)
        status = phrase(f"progress_of_application.short.{item.status.value}")
        rows.append(
            phrase(
                "progress_of_application.several_row",
                place=place,
                title=rules.title,
                number=item.number,
                status=status,
            )
        )
        payload = f'/process_progress{{"order_no":"{item.number}"}}'
        buttons.append(Button(f"{rules.title} {item.number[-4:]}", payload))
    head = phrase("progress_of_application.several", count=len(applications))
    turn.tell(lines([head, *rows]), buttons=buttons)


def _next(progress: ApplicationProgress) -> str:
    if progress.application.status is ApplicationStatus.DRAFT or not progress.ahead:
        return ""
    step = progress.ahead[0]
    return phrase("progress_of_application.next", title=step.title, say=step.say)


def _due(turn: Turn, progress: ApplicationProgress) -> str:
    due, promise = progress.application.due_on, progress.promise
    if due is None or promise is None or not progress.ahead:
        return ""
    if progress.overdue:
        late = (turn.today - due).days
        return phrase("progress_of_application.overdue", due=short_day(due), days=late)
    return phrase(
        f"progress_of_application.{'due' if promise.verified else 'due_usually'}",
        due=short_day(due),
        number=promise.number,
        unit=telling.unit(promise.unit.value),
    )


def _buttons(progress: ApplicationProgress) -> list[Button]:
    found = progress.application
    name = "draft" if found.status is ApplicationStatus.DRAFT else ""
    name = name or ("overdue" if progress.overdue else "open" if progress.may_cancel else "closed")
    pairs = wording.buttons_of(f"progress_of_application.buttons.{name}", number=found.number)
    return [Button(*pair) for pair in pairs]
