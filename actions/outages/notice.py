"""「来电了通知我」: the wish to be told once, by text message, when it is back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions import wording
from actions.cases.case import Case
from actions.cases.contact import shown_phone
from actions.cases.kind import Field, Kind, register
from actions.cases.opening import open_case
from actions.outages import event, looking
from actions.repairs.phone import UNSEEN, phone_for, read_phone, tail_of_registered
from actions.turn import Turn
from bot.domain.reply import Button
from bot.services import restoration

CASE = "restore_notice"
ASPECT = "restore"


def take_up(turn: Turn) -> bool:
    """Take the wish when it is about an outage; False when it is about other notices.

    For the actions of `subscribe_notice` and `unsubscribe_notice`, before anything else.
    """
    known = wording.words("outage")["notice"]
    topical = event.is_the_topic(turn) and not re.search(known["others"], turn.text)
    said = re.search(known["wants"], turn.text) is not None
    about = turn.entity("aspect") == ASPECT or said
    if not (about or topical):
        return False
    if re.search(known["stops"], turn.text) or turn.intent == "unsubscribe_notice":
        _stop(turn)
    else:
        _begin(turn)
    return True


def _begin(turn: Turn) -> None:
    spoken = event.spoken_of(turn)
    known = looking.at_event(turn, spoken) if spoken else None
    if known is None or not known.outage.is_open:
        key = "over" if known and known.outage.restored_at else "none"
        turn.say(f"outage.notice.{key}", place=known.label if known else "")
        return
    turn.set_cases(tuple(case for case in turn.cases if case.kind != "outage_join"))
    open_case(turn, CASE, event_id=known.outage.outage_id, place=known.label)


def _stop(turn: Turn) -> None:
    spoken = event.spoken_of(turn)
    stopped = bool(spoken and spoken.event_id) and restoration.do_not_tell_me(
        turn.deps.books,
        event_id=spoken.event_id if spoken else "",
        conversation_id=turn.conversation_id,
        now=turn.now,
    )
    turn.say("outage.notice.stopped" if stopped else "outage.notice.not_there")


@register
class RestoreNoticeCase(Kind):
    """Only a phone is needed; giving it is the consent, which is said back."""

    name = CASE
    words = "outage.notice"
    own_intents = frozenset({"subscribe_notice", "change_phone"})
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Where to send the message."""
        return (Field("phone", read_phone, question=_question, buttons=_buttons),)

    def heard(self, turn: Turn, case: Case) -> Case:
        """「就这个号」 without a number that we could see."""
        if case.get("phone") == UNSEEN:
            return replace(case.without("phone").with_given(unseen="1"), misses=case.misses)
        return case

    def finish(self, turn: Turn, case: Case) -> None:
        """Record the consent and say it back."""
        restoration.tell_me_when_restored(
            turn.deps.books,
            event_id=case.get("event_id"),
            conversation_id=turn.conversation_id,
            now=turn.now,
            phone=phone_for(turn, case),
        )
        turn.say("outage.notice.done", place=case.get("place"), phone=shown_phone(turn, case))


def _question(turn: Turn, case: Case) -> str:
    if case.get("unseen"):
        return wording.phrase("outage.notice.ask.phone_unseen")
    if tail := tail_of_registered(turn, case):
        return wording.phrase("outage.notice.ask.phone_known", tail=tail)
    return wording.phrase("outage.notice.ask.phone")


def _buttons(turn: Turn, case: Case) -> Sequence[Button]:
    if not tail_of_registered(turn, case):
        return ()
    return [Button(*pair) for pair in wording.buttons_of("outage.notice.buttons")]
