"""A fault written down with the customer: where, a phone, what is wrong; then a work order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from actions import orders, places, wording
from actions.cases.case import Case
from actions.cases.contact import shown_phone
from actions.cases.kind import Field, Kind, register
from actions.outages import event, join, looking, telling
from actions.outages.looking import Look
from actions.places import UNCLEAR, choice_buttons, the_one
from actions.repairs import symptom
from actions.repairs.phone import UNSEEN, phone_for, read_phone, tail_of_registered
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.gazetteer import FoundPlace
from bot.domain.reply import Button
from bot.domain.unable import AreaUnknown, PlaceUnclear, PlaceUnknown
from bot.domain.work_order import OrderKind, Report, WorkOrder
from bot.services import suspicion, work_order


class FaultReport(Kind):
    """What all reports of a fault have in common."""

    words = "report"
    order_kind: ClassVar[OrderKind]

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Where and a phone; what is wrong is asked in the same breath, never by itself."""
        return (
            Field(
                "place",
                _read_place,
                volunteered=True,
                question=self.ask_place,
                buttons=self.place_buttons,
                amend=places.amended,
            ),
            Field(
                "phone",
                read_phone,
                volunteered=True,
                question=_ask_phone,
                buttons=_phone_buttons,
            ),
            Field("symptom", symptom.read, volunteered=True, optional=True),
        )

    def aside(self, turn: Turn, case: Case) -> bool:
        """「只有我家没电」: what that usually is; 「多久能来」: what is promised."""
        return symptom.answers_aside(turn, self.order_kind)

    def heard(self, turn: Turn, case: Case) -> Case:
        """Take what is wrong from the words; look whether the outage there is known."""
        case = replace(case, given=symptom.gathered(turn, case.given))
        if case.get("phone") == UNSEEN:
            case = case.without("phone").with_given(unseen="1")
        place = case.get("place")
        if place.startswith(UNCLEAR):
            return case.without("place").with_given(choices=place)
        if self.order_kind is OrderKind.REPAIR and place != case.get("checked"):
            return self.checked(turn, case, place)
        return case

    def checked(self, turn: Turn, case: Case, place: str) -> Case:
        """The same report, or a question to join the outage that is known there."""
        case = replace(case.with_given(checked=place), misses=case.misses)
        look = None if case.get("anyway") else look_at(turn, place)
        known = telling.current_of(look) if look else None
        if known is None or look is None:
            return case
        telling.tell_known(turn, known)
        event.keep(turn, look.spoken)
        given = {**case.given, "event_id": look.spoken.event_id}
        return Case(kind=join.CASE, key=case.key, given=given)

    def ask_place(self, turn: Turn, case: Case) -> str:
        """Where; of who has proven an account, whether it is there."""
        if case.get("choices"):
            return phrase("report.ask.choices")
        if address := home_of(turn)[0]:
            return phrase("report.ask.here", place=address)
        key = "place" if self.order_kind is OrderKind.REPAIR else "place_of_fault"
        return phrase(f"report.ask.{key}")

    def place_buttons(self, turn: Turn, case: Case) -> Sequence[Button]:
        """The choices; else a yes, or a look at what is owed."""
        if case.get("choices"):
            return choice_buttons(case.get("choices"))
        kind = "place" if self.order_kind is OrderKind.REPAIR else "fault"
        key = "here" if home_of(turn)[0] else kind
        return [Button(*pair) for pair in wording.buttons_of(f"report.{key}_buttons")]

    def read_back(self, turn: Turn, case: Case) -> str:
        """Everything once more."""
        return phrase(
            "report.read_back",
            place=case.get("place"),
            phone=shown_phone(turn, case),
            symptom=case.get("symptom") or phrase(f"report.symptom_of.{self.order_kind.value}"),
        )

    def finish(self, turn: Turn, case: Case) -> None:
        """Open the order, count the report, say number, promise and what to do meanwhile."""
        place = the_one(turn, case.get("place"))
        account = orders.proven_account(turn, "report") if case.get("own") else None
        order = orders.open_order(
            turn,
            key=case.key,
            kind=self.order_kind,
            report=Report(
                conversation_id=turn.conversation_id,
                place=case.get("place"),
                areas=place.area_codes if place else (),
                phone=phone_for(turn, case),
                symptom=case.get("symptom"),
                description=case.get("description"),
                life_support=symptom.is_life_support(turn, case.get("description")),
            ),
            account=account,
            place=place,
        )
        if self.order_kind is OrderKind.REPAIR:
            _count(turn, order, place)
        label = places.label(place, room=False) if place else ""
        event.keep(turn, event.Spoken(place=label))
        turn.tell(
            lines(
                [
                    phrase("report.done", number=order.number),
                    orders.promise_of(order, turn.now),
                    phrase("report.receipt", phone=shown_phone(turn, case)),
                    phrase(f"report.meanwhile.{self.order_kind.value}"),
                ]
            ),
            buttons="report.done_buttons",
        )

    def title(self, case: Case) -> str:
        """报修, 电压报修, 电表报修, 复电登记."""
        return phrase(f"report.titles.{self.order_kind.value}")


@register
class RepairReport(FaultReport):
    """No supply."""

    name = join.REPORT_CASE
    order_kind = OrderKind.REPAIR
    own_intents = frozenset({"report_outage", "outage_now"})


@register
class VoltageReport(FaultReport):
    """Supply too weak, too strong, or jumping."""

    name = "voltage_report"
    order_kind = OrderKind.VOLTAGE
    own_intents = frozenset({"voltage_issue", "report_outage"})


@register
class MeterReport(FaultReport):
    """A meter that does not work."""

    name = "meter_report"
    order_kind = OrderKind.METER_FAULT
    own_intents = frozenset({"meter_fault", "report_outage"})


@register
class ReconnectReport(FaultReport):
    """Paid up, and still off."""

    name = "reconnect_report"
    order_kind = OrderKind.RECONNECT
    own_intents = frozenset({"restore_after_payment", "report_outage"})


def look_at(turn: Turn, place: str) -> Look | None:
    """Supply of a kept place; None where no list knows it."""
    try:
        return looking.at_place(turn, place)
    except (PlaceUnknown, PlaceUnclear):
        return None


def home_of(turn: Turn) -> tuple[str, Look | None]:
    """The proven account's address and its supply; an empty text before proof."""
    account = orders.proven_account(turn, "report")
    if account is None:
        return "", None
    try:
        return account.address, looking.of_account(turn, account)
    except AreaUnknown:
        return account.address, None


def _count(turn: Turn, order: WorkOrder, place: FoundPlace | None) -> None:
    """One more word that supply is off there; with others it raises a suspected outage."""
    if place is None or len(place.area_codes) != 1:
        return
    noted = suspicion.note_report(
        turn.deps.books,
        area_code=place.area_codes[0],
        reporter=order.report.phone or turn.conversation_id,
        now=turn.now,
        rules=turn.deps.outage_rules,
    )
    if noted.outage is None:
        return
    waiting = work_order.queue(turn.deps.books, now=turn.now) if noted.raised else [order]
    for other in waiting:
        if _is_there(other, place.area_codes[0]) and other.event_id is None:
            work_order.attach(
                turn.deps.books, number=other.number, event_id=noted.outage.outage_id, now=turn.now
            )


def _is_there(order: WorkOrder, area_code: str) -> bool:
    return order.kind is OrderKind.REPAIR and order.report.areas == (area_code,)


def _read_place(turn: Turn, case: Case) -> str:
    asked = case.asked == "place"
    here = turn.intent == "affirm" or turn.entity("case_choice") == "here" or symptom.is_here(turn)
    if asked and here and (address := home_of(turn)[0]):
        return address
    if asked and (number := symptom.number_in(turn)):
        look = looking.at_number(turn, number)
        return look.spoken.number and phrase("report.by_number", number=number)
    return places.read(turn, any_address=asked)


def _ask_phone(turn: Turn, case: Case) -> str:
    what = "" if case.get("symptom") else phrase("report.ask.symptom")
    if case.get("unseen"):
        return phrase("report.ask.phone_unseen")
    tail = tail_of_registered(turn, case)
    asked = phrase("report.ask.phone_known", tail=tail) if tail else phrase("report.ask.phone")
    return f"{asked}{what}"


def _phone_buttons(turn: Turn, case: Case) -> Sequence[Button]:
    if not tail_of_registered(turn, case):
        return ()
    return [Button(*pair) for pair in wording.buttons_of("report.phone_buttons")]
