"""Beginning a report: with all that is known already, and not where it would be the second."""

from __future__ import annotations

import re
from datetime import timedelta

from actions import orders, places, wording
from actions.cases.contact import REGISTERED
from actions.cases.opening import open_case
from actions.orders import clock
from actions.outages import event, join, looking, telling
from actions.outages.looking import Look
from actions.places import UNCLEAR
from actions.repairs import symptom
from actions.repairs.report import home_of, look_at
from actions.turn import Turn
from actions.wording import phrase
from bot.domain.account import PaymentMode
from bot.domain.money import ZERO
from bot.domain.outage import OutageKind
from bot.domain.unable import PlaceUnclear
from bot.domain.work_order import OrderKind, WorkOrder
from bot.services import billing, order_access

REPEATED_WITHIN = timedelta(hours=24)
"""How long a report's place and phone are taken over into the next one."""
CASES = {
    OrderKind.REPAIR: join.REPORT_CASE,
    OrderKind.VOLTAGE: "voltage_report",
    OrderKind.METER_FAULT: "meter_report",
    OrderKind.RECONNECT: "reconnect_report",
}


def begin(turn: Turn, kind: OrderKind, *, anyway: bool = False) -> None:
    """Open the report of a kind, or go on with the one that is open."""
    case = CASES[kind]
    if any(known.kind == case for known in turn.cases):
        open_case(turn, case, **symptom.gathered(turn, {}))
        return
    given = symptom.gathered(turn, {"anyway": "1"} if anyway else {})
    outage_matters = kind is OrderKind.REPAIR and not anyway
    try:
        look = looking.in_words(turn)
    except PlaceUnclear as unclear:
        names = "|".join(places.label(place) for place in unclear.facts["choices"])
        _open(turn, kind, {**given, "choices": UNCLEAR + names})
        return
    if look:
        number = look.spoken.number
        place = phrase("report.by_number", number=number) if number else _place_said(turn, look)
    else:
        place, look = _place_known(turn)
    if look and outage_matters and _is_known(turn, look, {**given, "place": place}):
        return
    given |= _own(turn, place)
    _open(turn, kind, {**given, **_from_before(turn, place, kind)})


def reported(turn: Turn) -> WorkOrder | None:
    """The report of no supply that this conversation made and that is still open."""
    return next((order for order in _mine(turn) if not order.status.is_final), None)


def begins_again(turn: Turn) -> bool:
    """「又没电了」 after a report that is over: the same report once more; False otherwise."""
    again = re.search(wording.words("report")["off_again"], turn.text)
    if again is None or looking.names_place(turn):
        return False
    before = _before(turn)
    if before is None or not before.status.is_final:
        return False
    begin(turn, OrderKind.REPAIR)
    return True


def tell_reported(turn: Turn, order: WorkOrder) -> None:
    """It is known already: number and promise again."""
    said = phrase("report.already", at=clock(order.opened_at, turn.now), number=order.number)
    promise = orders.promise_of(order, turn.now)
    turn.tell(f"{said}\n{promise}".strip(), buttons="report.already_buttons")


def _open(turn: Turn, kind: OrderKind, given: dict[str, str]) -> None:
    if kind is not OrderKind.RECONNECT:
        turn.say(f"report.intro.{kind.value}")
    if kind is OrderKind.REPAIR:
        _tell_owed(turn)
    given = {name: value for name, value in given.items() if value or name == "symptom"}
    open_case(turn, CASES[kind], **given)


def _is_known(turn: Turn, look: Look, given: dict[str, str]) -> bool:
    """Tell of the outage that is known there and offer to join it; False when none is."""
    known = telling.current_of(look)
    if known is None:
        return False
    if event.is_the_topic(turn) and event.spoken_of(turn) == look.spoken:
        suspected = known.outage.kind is OutageKind.SUSPECTED
        turn.say(f"report.{'handled_suspected' if suspected else 'handled'}", place=look.label)
    else:
        telling.tell_known(turn, known)
    if look.spoken.event_id:
        join.offer(turn, look.spoken, **{"symptom": "", **given})
    else:
        event.keep(turn, look.spoken)
        turn.say("report.known_number", buttons="outage.unproven_buttons")
    return True


def _place_said(turn: Turn, look: Look) -> str:
    """The place of the message with its room; of a proven number, the account's address."""
    return places.read(turn, any_address=False) or home_of(turn)[0] or look.spoken.place


def _place_known(turn: Turn) -> tuple[str, Look | None]:
    """The place spoken of, reported before, or of the proven account; the first that is known."""
    spoken = event.spoken_of(turn)
    place = spoken.place if spoken and event.is_the_topic(turn) else ""
    before = _before(turn)
    if before and before.report.place.startswith(place):
        return before.report.place, look_at(turn, before.report.place)
    home = home_of(turn)
    if spoken is None or not place or (looking.means_home(turn) and home[0]):
        return home
    return place, looking.again(turn, spoken)


def _own(turn: Turn, place: str) -> dict[str, str]:
    if not place:
        return {}
    own = place == home_of(turn)[0]
    return {"place": place, "checked": place, **({"own": "1"} if own else {})}


def _from_before(turn: Turn, place: str, kind: OrderKind) -> dict[str, str]:
    """The phone of this conversation's last report there, so that nobody says it twice."""
    if kind is not OrderKind.REPAIR:
        return {}
    before = _before(turn)
    if before is None or place != before.report.place:
        return {}
    return {"phone": _phone_again(turn, before.report.phone)}


def _before(turn: Turn) -> WorkOrder | None:
    """This conversation's last report, while it may be spoken of again."""
    recent = (one for one in _mine(turn) if turn.now - one.opened_at < REPEATED_WITHIN)
    return next(recent, None)


def _mine(turn: Turn) -> list[WorkOrder]:
    found = order_access.latest_of(turn.deps.books, asker=orders.asker(turn), now=turn.now)
    return [
        order
        for order in found
        if order.kind is OrderKind.REPAIR and order.report.conversation_id == turn.conversation_id
    ]


def _tell_owed(turn: Turn) -> None:
    """A proven account that owes or ran out: perhaps that is why."""
    account = orders.proven_account(turn, "report.owed")
    if account is None:
        return
    deps = turn.deps
    found = billing.arrears(deps.books, account=account, tariffs=deps.tariffs, now=turn.now)
    held = found.balance.credit_yuan if found.balance else None
    overdue = [bill for bill in found.open_bills if bill.days_overdue]
    if account.payment_mode is PaymentMode.PREPAID and held is not None and held <= ZERO:
        turn.say("report.prepaid_empty")
    elif overdue:
        turn.say("report.owed", count=len(overdue))


def _phone_again(turn: Turn, phone: str | None) -> str:
    """The last report's phone as a case keeps it: of the registered one only a mark."""
    account = orders.proven_account(turn, "report.again")
    return REGISTERED if phone and phone == orders.phone_of(turn, account) else phone or ""
