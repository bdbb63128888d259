"""The customer's own applications: how far they are, going on with one, calling one off."""

from __future__ import annotations

import re

from actions import wording
from actions.business import application_opening, matter, progress_telling, taking_up
from actions.business.application_numbers import last4_in, number_in
from actions.cases import opening
from actions.turn import Turn
from bot.domain.application import CLOSED, Application, ApplicationStatus
from bot.domain.unable import ApplicationClosed, ApplicationUnproven
from bot.services import access, application, application_access, application_progress


def take(turn: Turn) -> bool:
    """「继续申请」, 「撤销申请」, 「AP… 办到哪了」; False for anything else."""
    number = number_in(turn.text) if re.search(r"(?i)ap\s*\d", turn.text) else ""
    wanted = wanted_in(turn.text)
    if number:
        by_number(turn, number, wanted or "progress")
        return True
    if not wanted:
        return False
    if wanted == "resume" and turn.cases:
        return False  # What is still open comes back by itself.
    if wanted == "resume":
        resume_newest(turn)
        return True
    found = _fitting(turn)
    if found:
        deal_with(turn, found.number, wanted)
    return found is not None


def wanted_in(text: str) -> str:
    """resume, withdraw or change; empty for none of them."""
    for name, pattern in wording.words("application")["wants"]:
        if text and re.search(pattern, text):
            return str(name)
    return ""


def newest(turn: Turn) -> list[Application]:
    """Everything of this conversation and of its proven accounts, the last changed first."""
    books, now = turn.deps.books, turn.now
    mine = application_progress.of_conversation(
        books, conversation_id=turn.conversation_id, now=now
    )
    proven = access.granted(
        books, conversation_id=turn.conversation_id, now=now, purpose="application.list"
    )
    for account in proven:
        mine += application_progress.of_account(
            books, account=account, conversation_id=turn.conversation_id, now=now
        )
    by_number = {item.number: item for item in mine}
    return sorted(by_number.values(), key=lambda item: item.updated_at, reverse=True)


def by_number(turn: Turn, number: str, wanted: str) -> None:
    """Do it with the application of a number, opened by the digits that came with it."""
    try:
        application_access.look(
            turn.deps.books,
            conversation_id=turn.conversation_id,
            number=number,
            purpose=f"application.{wanted}",
            now=turn.now,
        )
    except ApplicationUnproven:
        last4 = last4_in(turn.text)
        if not last4:
            opening.open_case(turn, "lookup", number=number, wanted=wanted)
            return
        application_access.open_with_phone(
            turn.deps.books,
            conversation_id=turn.conversation_id,
            number=number,
            phone_last4=last4,
            now=turn.now,
        )
    deal_with(turn, number, wanted)


def deal_with(turn: Turn, number: str, wanted: str) -> None:
    """Progress, go on, change or call off an application that the conversation may see.

    Raises:
        ApplicationClosed: it can no longer be changed. Facts: number, status.
    """
    found = application.resume(
        turn.deps.books, conversation_id=turn.conversation_id, number=number, now=turn.now
    )
    draft = found.status is ApplicationStatus.DRAFT
    if wanted in ("resume", "change") and draft:
        resume(turn, found)
    elif wanted == "withdraw" and found.status not in CLOSED:
        rules = turn.deps.procedures.made_under(found.procedure, began=turn.today, today=turn.today)
        opening.open_case(turn, "application_withdrawal", number=number, title=rules.title)
    elif wanted in ("change", "withdraw"):
        raise ApplicationClosed(number=number, status=found.status.value)
    else:
        progress_telling.tell(turn, number)


def resume(turn: Turn, draft: Application) -> None:
    """Open the form again where it was left, here or on another channel.

    A draft of another conversation stays linked to the account it was begun with.
    """
    rules = turn.deps.procedures.on(draft.procedure, turn.today)
    known = matter.matter_of(turn)
    if not known or known.code != rules.code:
        matter.keep(turn, matter.Matter(rules.intents[0], rules.code, told=(matter.OVERVIEW,)))
    application_opening.go_on(turn, rules, draft, key="resumed")
    if draft.conversation_id != turn.conversation_id and turn.case:
        turn.set_case(turn.case.with_given(linked="yes"))


def resume_newest(turn: Turn) -> None:
    """The newest draft, a procedure only spoken of, or one of another channel by its number."""
    drafts = [item for item in newest(turn) if item.status is ApplicationStatus.DRAFT]
    if drafts:
        resume(turn, drafts[0])
    elif not _resume_talk(turn):
        opening.open_case(turn, "lookup", wanted="resume")


def _fitting(turn: Turn) -> Application | None:
    """The newest that is not closed yet, else the newest of all."""
    found = newest(turn)
    open_ = [item for item in found if item.status not in CLOSED]
    return next(iter(open_ or found), None)


def _resume_talk(turn: Turn) -> bool:
    """Go on with a procedure that was only spoken of."""
    known = matter.matter_of(turn)
    if known is None or not known.code:
        return False
    rules = turn.deps.procedures.on(known.code, turn.today)
    taking_up.apply(turn, rules, known)
    return True
