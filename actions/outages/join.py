"""A known outage is not reported twice: the customer is added to those who wait for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import orders, wording
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.cases.opening import open_case
from actions.outages.event import Spoken, keep
from actions.places import the_one
from actions.repairs.phone import phone_for
from actions.turn import Turn
from bot.domain.outage import Outage, OutageKind
from bot.domain.reply import Button
from bot.domain.work_order import Report
from bot.services import outage, suspicion, work_order

CASE = "outage_join"
REPORT_CASE = "repair_report"
_WISHES = ("join", "anyway", "no")


@register
class OutageJoin(Kind):
    """One question: whether to note that the customer's home is affected too."""

    name = CASE
    words = "outage.join"
    own_intents = frozenset({"report_outage"})
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Whether they want it."""
        return (Field("wish", _read, buttons=_buttons),)

    def finish(self, turn: Turn, case: Case) -> None:
        """Note it, go on to a report of their own, or leave it."""
        wish = case.get("wish")
        if wish == "anyway":
            kept = {k: v for k, v in case.given.items() if k not in ("wish", "event_id")}
            turn.set_cases(turn.cases[:-1])
            open_case(turn, REPORT_CASE, **{**kept, "anyway": "1"})
        elif wish == "no":
            turn.say("outage.join.left")
        else:
            count = join(turn, case)
            turn.say("outage.join.done", count=count, buttons="outage.known_buttons")

    def left(self, turn: Turn, case: Case) -> None:
        """Nothing is noted; the crew is at it anyway."""
        turn.say("outage.join.left")


def join(turn: Turn, case: Case) -> int:
    """Add the customer to those who wait; returns how many wait now.

    A suspected outage counts the report, and its first order, if any, gets the reporter.
    """
    books, event_id = turn.deps.books, case.get("event_id")
    report = Report(
        conversation_id=turn.conversation_id,
        place=case.get("place"),
        phone=phone_for(turn, case),
        symptom=case.get("symptom"),
        description=case.get("description"),
    )
    waiting = [
        order
        for order in work_order.of_event(books, event_id=event_id)
        if not order.status.is_final
    ]
    joined = work_order.join(
        books,
        key=case.key,
        number=waiting[0].number if waiting else None,
        event_id=event_id,
        report=report,
        now=turn.now,
        rules=turn.deps.order_rules,
        wording=orders.order_wording(),
    )
    known = outage.event(books, outage_id=event_id, now=turn.now, rules=turn.deps.outage_rules)
    if known:
        count_report(turn, known.outage, case.get("place"), report.phone or "")
    return max(joined.waiting, work_order.waiting_for(books, event_id=event_id))


def count_report(turn: Turn, known: Outage, place: str, phone: str) -> None:
    """One more word about a suspected outage keeps it alive."""
    if known.kind is not OutageKind.SUSPECTED:
        return
    found = the_one(turn, place)
    areas = found.area_codes if found else known.area_codes
    if len(areas) == 1:
        suspicion.note_report(
            turn.deps.books,
            area_code=areas[0],
            reporter=phone or turn.conversation_id,
            now=turn.now,
            rules=turn.deps.outage_rules,
        )


def offer(turn: Turn, spoken: Spoken, **given: str) -> None:
    """Ask whether to note the customer as affected by the outage spoken of."""
    keep(turn, spoken)
    open_case(turn, CASE, **{"place": spoken.place, **given, "event_id": spoken.event_id})


def _read(turn: Turn, case: Case) -> str:
    chosen = turn.entity("case_choice") if not turn.text else ""
    if chosen in _WISHES:
        return chosen
    known = wording.words("outage")["join"]
    if re.search(known["anyway"], turn.text):
        return "anyway"
    if turn.intent == "deny" or re.search(known["not"], turn.text):
        return "no"
    if turn.intent == "affirm" or re.search(known["agrees"], turn.text):
        return "join"
    return ""


def _buttons(turn: Turn, case: Case) -> Sequence[Button]:
    return [Button(*pair) for pair in wording.buttons_of("outage.join.buttons")]
