"""Small questions about an order: its number, whether to cancel it, what to change."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import orders, places, wording
from actions.base import explain
from actions.cases.case import Case
from actions.cases.contact import shown_phone
from actions.cases.kind import Field, Kind, register
from actions.places import UNCLEAR, choice_buttons, the_one
from actions.repairs import progress
from actions.repairs.phone import UNSEEN, phone_for, read_phone
from actions.turn import Turn
from actions.wording import phrase
from bot.domain.contact_reading import phone as phone_in
from bot.domain.reply import Button
from bot.domain.unable import OrderLocked, OrderNoMalformed, OrderUnproven
from bot.services import order_access, order_change
from bot.services.order_change import CancelOutcome


@register
class OrderLookup(Kind):
    """Number first, then the four digits that open it."""

    name = "order_lookup"
    words = "progress.lookup"
    own_intents = frozenset({"repair_progress", "process_progress"})
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Both can come in one message."""
        return (
            Field("number", lambda turn, _: progress.number_in(turn), volunteered=True),
            Field("code", _read_code, volunteered=True),
        )

    def heard(self, turn: Turn, case: Case) -> Case:
        """The number is looked up at once: who may see the order needs no digits.

        Raises:
            OrderNotOpened: number and digits do not fit; they are asked for again.
        """
        number, code = case.get("number"), case.get("code")
        if not number:
            return case
        try:
            order_access.find(
                turn.deps.books,
                heard=number,
                asker=orders.asker(turn),
                now=turn.now,
                code=code or None,
            )
        except OrderUnproven:
            return case.without("code")
        except OrderNoMalformed as wrong:
            explain(turn, wrong)
            return case.without("number")
        except OrderLocked as locked:
            explain(turn, locked)
            return case.with_given(locked="1")
        return case.with_given(code="opened")

    def ends(self, turn: Turn, case: Case) -> bool:
        """Too many wrong digits."""
        return bool(case.get("locked"))

    def finish(self, turn: Turn, case: Case) -> None:
        """Tell how far it is, or do what was wished."""
        order = order_access.find(
            turn.deps.books, heard=case.get("number"), asker=orders.asker(turn), now=turn.now
        )
        turn.set_cases(turn.cases[:-1])
        progress.do(turn, order, case.get("wish"))


@register
class OrderCancel(Kind):
    """One yes before the crew is called off."""

    name = "order_cancel"
    words = "progress.cancel"
    own_intents = frozenset({"repair_progress"})
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Whether they are sure."""
        return (Field("sure", _read_sure, question=_ask_sure, buttons=_sure_buttons),)

    def finish(self, turn: Turn, case: Case) -> None:
        """Cancel as far as a customer can, and say how to report again in a word."""
        if case.get("sure") == "no":
            turn.say("progress.cancel.left")
            return
        done = order_change.cancel(
            turn.deps.books,
            number=case.get("number"),
            asker=orders.asker(turn),
            now=turn.now,
            wording=orders.order_wording(),
        )
        again = progress.again_words(done.order) if done.outcome is CancelOutcome.CANCELLED else ""
        said = phrase(f"progress.cancelled.{done.outcome.value}", number=done.order.number)
        turn.tell(f"{said}\n{again}".strip())

    def left(self, turn: Turn, case: Case) -> None:
        """The order stays as it is."""
        turn.say("progress.cancel.left")


@register
class OrderChange(Kind):
    """Another place or another phone for an order that is open."""

    name = "order_change"
    words = "progress.change"
    own_intents = frozenset({"repair_progress", "change_phone"})

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Whichever of the two is given; asked for together."""
        fields = [
            Field("place", _read_place, volunteered=True),
            Field("phone", read_phone, volunteered=True),
        ]
        given = [field for field in fields if field.name in case.given]
        return given or [Field("new", lambda _turn, _case: "", buttons=_choices), *fields]

    def heard(self, turn: Turn, case: Case) -> Case:
        """A place that can be several is asked with its choices."""
        if case.get("phone") == UNSEEN:
            return case.without("phone")
        if case.get("place").startswith(UNCLEAR):
            return case.without("place").with_given(choices=case.get("place"))
        return case

    def read_back(self, turn: Turn, case: Case) -> str:
        """Only what changes."""
        told = [
            phrase(f"progress.change.to_{name}", new=value)
            for name, value in (
                ("place", case.get("place")),
                ("phone", shown_phone(turn, case)),
            )
            if value
        ]
        return phrase("progress.change.read_back", number=case.get("number"), new="，".join(told))

    def finish(self, turn: Turn, case: Case) -> None:
        """Change it and say so.

        Raises:
            OrderClosed: the crew is there already.
        """
        place = the_one(turn, case.get("place"))
        order = order_change.correct(
            turn.deps.books,
            number=case.get("number"),
            asker=orders.asker(turn),
            now=turn.now,
            rules=turn.deps.order_rules,
            wording=orders.order_wording(),
            place=case.get("place") or None,
            areas=place.area_codes if place else None,
            phone=phone_for(turn, case),
        )
        turn.say("progress.change.done", number=order.number)


def _read_code(turn: Turn, case: Case) -> str:
    number = progress.number_in(turn)
    rest = turn.text.replace(number, " ") if number else turn.text
    found = re.search(r"(?<!\d)(?:\d{7})?(\d{4})(?!\d)", rest)
    return found[1] if found else ""


def _read_sure(turn: Turn, case: Case) -> str:
    known = wording.words("progress")["cancel"]
    if turn.intent == "deny" or re.search(known["not"], turn.text):
        return "no"
    if turn.intent == "affirm" or re.search(known["agrees"], turn.text):
        return "yes"
    return ""


def _ask_sure(turn: Turn, case: Case) -> str:
    place = case.get("place") or phrase("progress.this_place")
    return phrase("progress.cancel.ask.sure", number=case.get("number"), place=place)


def _sure_buttons(turn: Turn, case: Case) -> Sequence[Button]:
    return [Button(*pair) for pair in wording.buttons_of("progress.cancel.buttons")]


def _choices(turn: Turn, case: Case) -> Sequence[Button]:
    return choice_buttons(case.get("choices")) if case.get("choices") else ()


def _read_place(turn: Turn, case: Case) -> str:
    if said := places.read(turn, any_address=False):
        return said
    if phone_in(turn.text):
        return ""
    found = order_access.latest_of(turn.deps.books, asker=orders.asker(turn), now=turn.now)
    old = next((one.report.place for one in found if one.number == case.get("number")), "")
    amended = places.amended(old, turn.text) if old else ""
    return amended or places.read(turn, any_address=case.asked == "new")
