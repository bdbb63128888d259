"""Danger to life: an urgent order at once with what is known, then only where it is."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from rasa_sdk.events import ActiveLoop, SlotSet

from actions import orders, places, wording
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.cases.opening import open_case
from actions.outages import event, looking
from actions.places import UNCLEAR
from actions.repairs.report import home_of
from actions.turn import CASE_FORM, REQUESTED, Turn
from actions.wording import lines, phrase
from bot.domain.contact_reading import phone as phone_in
from bot.domain.urgency import Urgency
from bot.domain.work_order import OrderKind, Report, WorkOrder
from bot.services import order_access, order_change

logger = logging.getLogger(__name__)
CASE = "hazard_place"
SAME_WITHIN = timedelta(hours=1)
"""How long more words about danger belong to the same order."""
_LONGEST_PLACE = 60


@dataclass(frozen=True)
class Danger:
    """What is dangerous, as words/safety.yml names it."""

    name: str
    order_kind: OrderKind
    life_support: bool = False


LIFE_SUPPORT = Danger("life_support", OrderKind.REPAIR, life_support=True)
SELF_HARM = Danger("self_harm", OrderKind.SELF_HARM_CARE)


def danger_in(text: str) -> Danger:
    """The danger that the words tell of; despair first."""
    for name, pattern in wording.words("safety")["kinds"].items():
        if re.search(pattern, text):
            if name == SELF_HARM.name:
                return SELF_HARM
            return Danger(name, OrderKind.HAZARD)
    return Danger("other", OrderKind.HAZARD)


def take(turn: Turn, danger: Danger) -> None:
    """Say the rule that keeps people alive, open the order, ask where if nobody knows.

    The rule is said whatever else fails.
    """
    step_aside(turn)
    turn.set_slot("misses", {"danger": 1})
    turn.say(
        f"safety.rule.{danger.name}",
    )
    try:
        order = _open(turn, danger)
    except Exception as bug:
        # Only what happened: the message of an exception may quote the customer.
        logger.error("danger not written down: %s", type(bug).__name__)
        turn.say(f"safety.{'no_care' if danger is SELF_HARM else 'no_order'}", buttons=_HUMAN)
        return
    if danger is SELF_HARM:
        turn.say("safety.cared", buttons=_HUMAN)
    elif order.report.place:
        tell_number(turn, order, danger.name)
    else:
        open_case(turn, CASE, number=order.number, danger=danger.name)


def open_life_support(turn: Turn) -> None:
    """Someone lives by a device: an urgent order, and what to do until supply is back."""
    take(turn, LIFE_SUPPORT)


def step_aside(turn: Turn) -> None:
    """Close whatever form is open; what it was about stays for later."""
    if turn.in_form:
        turn.close_form()
    elif turn.loop == CASE_FORM:
        turn.events += [ActiveLoop(None), SlotSet(REQUESTED, None)]
        turn.tracker.active_loop = {}


def tell_number(turn: Turn, order: WorkOrder, name: str) -> None:
    """Number, promise, how to reach a person at once, and the one rule again."""
    turn.tell(
        lines(
            [
                phrase("safety.opened", number=order.number, place=order.report.place),
                orders.promise_of(order, turn.now),
                phrase(f"safety.again.{name}"),
                phrase("safety.call", hotline=turn.contacts["hotline"]),
            ]
        ),
        buttons=_HUMAN,
    )


def take_more(turn: Turn) -> bool:
    """More words right after a report of danger: where exactly, or a phone; False otherwise."""
    told = int((turn.slot("misses") or {}).get("danger", 0))
    order = current(turn) if turn.text and 0 < told <= MORE else None
    if order is None:
        return False
    turn.missed("danger")
    if phone := phone_in(turn.text):
        _correct(turn, order.number, phone=phone)
        turn.say("safety.phone", buttons=_HUMAN)
        return True
    if order.kind is OrderKind.SELF_HARM_CARE:
        turn.say("safety.still_here", buttons=_HUMAN)
        return True
    before, more = order.report.place, place_of(turn.text)
    where = before if more in before else f"{before}，{more}".strip("，")[-_LONGEST_PLACE:]
    changed = _correct(turn, order.number, place=where)
    turn.say("safety.amended", place=changed.report.place, number=order.number, buttons=_HUMAN)
    return True


def current(turn: Turn, *kinds: OrderKind) -> WorkOrder | None:
    """The order about danger that this conversation opened a moment ago."""
    wanted = kinds or (OrderKind.HAZARD, OrderKind.SELF_HARM_CARE, OrderKind.REPAIR)
    found = order_access.latest_of(turn.deps.books, asker=orders.asker(turn), now=turn.now)
    return next(
        (
            order
            for order in found
            if order.kind in wanted
            and order.urgency is Urgency.CRITICAL
            and not order.status.is_final
            and order.report.conversation_id == turn.conversation_id
            and turn.now - order.opened_at < SAME_WITHIN
        ),
        None,
    )


def _where(turn: Turn, _case: Case) -> str:
    return phrase("safety.ask.place", hotline=turn.contacts["hotline"])


def place_of(text: str) -> str:
    """The words for a place, without what stands around them."""
    return text.strip(" 。.!！,，")[:_LONGEST_PLACE]


@register
class HazardPlace(Kind):
    """The order is open already; only where is asked, and any words are taken as they are."""

    name = CASE
    words = "safety"
    own_intents = frozenset({"outage_now", "report_outage", "branch_info"})
    confirmed = False
    goes_on = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Only where."""
        return (
            Field(
                "place",
                lambda turn, _: place_of(turn.text),
                free=True,
                question=_where,
            ),
        )

    def finish(self, turn: Turn, case: Case) -> None:
        """Put the place into the order; number and rule once more."""
        phone = phone_in(turn.text)
        try:
            order = _correct(turn, case.get("number"), place=case.get("place"), phone=phone)
        except Exception as bug:
            logger.error("place of danger not written down: %s", type(bug).__name__)
            turn.say("safety.no_order", buttons=_HUMAN)
            return
        tell_number(turn, order, case.get("danger"))

    def left(self, turn: Turn, case: Case) -> None:
        """The order stays: somebody must look."""
        turn.say("safety.left", number=case.get("number"), buttons=_HUMAN)


_HUMAN = "safety.buttons"
MORE = 3
"""Messages after a report of danger that are still taken to belong to it."""


def _open(turn: Turn, danger: Danger) -> WorkOrder:
    known = current(turn, danger.order_kind)
    text, own = _known_place(turn, danger)
    if known and not known.report.place and text:
        return _correct(turn, known.number, place=text)
    if known and (own or text in ("", known.report.place)):
        return known
    place = places.the_one(turn, text) if text else None
    account = orders.proven_account(turn, "danger") if own else None
    caller = orders.proven_account(turn, "danger")
    report = Report(
        conversation_id=turn.conversation_id,
        place=text,
        areas=place.area_codes if place else (),
        phone=phone_in(turn.text) or orders.phone_of(turn, caller) or None,
        symptom=phrase(f"safety.symptoms.{danger.name}"),
        description=turn.text[:200],
        life_support=danger.life_support,
    )
    return orders.open_order(
        turn,
        key=f"{turn.conversation_id}:{danger.name}:{turn.message_id}",
        kind=danger.order_kind,
        report=report,
        account=account,
        place=place,
        urgency=Urgency.CRITICAL,
    )


def _known_place(turn: Turn, danger: Danger) -> tuple[str, bool]:
    """Where it is by the words, and whether it is the proven account's home.

    Only where home is meant; a crew must not be sent to the wrong place.
    """
    said = places.read(turn, any_address=False)
    if said:
        return ("" if said.startswith(UNCLEAR) else said), False
    spoken = event.spoken_of(turn)
    if danger.life_support and spoken and spoken.place and event.is_the_topic(turn):
        return spoken.place, False
    home = home_of(turn)[0] if danger.life_support or looking.means_home(turn) else ""
    return home, bool(home)


def _correct(
    turn: Turn, number: str, *, place: str | None = None, phone: str | None = None
) -> WorkOrder:
    found = places.the_one(turn, place) if place else None
    return order_change.correct(
        turn.deps.books,
        number=number,
        asker=orders.asker(turn),
        now=turn.now,
        rules=turn.deps.order_rules,
        wording=orders.order_wording(),
        place=place,
        areas=found.area_codes if found else None,
        phone=phone,
    )
