"""What every talk about work orders shares: who asks, opening one, promises in words."""

from __future__ import annotations

from datetime import datetime

from actions import wording
from actions.turn import Turn
from actions.wording import moment, phrase
from bot.domain.account import Account
from bot.domain.commitment import AreaKind
from bot.domain.gazetteer import FoundPlace
from bot.domain.period import SHANGHAI
from bot.domain.place import PlaceKind
from bot.domain.promise import Promise
from bot.domain.unable import NotVerified
from bot.domain.urgency import Urgency
from bot.domain.work_order import OrderKind, Report, WorkOrder
from bot.services import access, contact_phone, work_order
from bot.services.order_access import Asker
from bot.services.order_notice import OrderWording

_AREA_OF = {
    PlaceKind.ESTATE: AreaKind.CITY,
    PlaceKind.INDUSTRIAL: AreaKind.CITY,
    PlaceKind.VILLAGE: AreaKind.RURAL,
}
"""How far from a crew a kind of place is; of a road or a landmark nothing is known."""


def asker(turn: Turn) -> Asker:
    """The conversation, with the accounts that it has proven."""
    numbers = turn.proven_numbers
    return Asker(turn.conversation_id, tuple(numbers))


def proven_account(turn: Turn, purpose: str) -> Account | None:
    """The account last used, if the conversation may see one; audited with the purpose."""
    try:
        return access.account_for(
            turn.deps.books,
            conversation_id=turn.conversation_id,
            account_no=None,
            now=turn.now,
            purpose=purpose,
        )
    except NotVerified:
        return None


def phone_of(turn: Turn, account: Account | None) -> str:
    """The phone registered for an account; empty when there is none. Show it masked only."""
    if account is None:
        return ""
    return contact_phone.registered_phone(turn.deps.books, account=account) or ""


def order_wording() -> OrderWording:
    """The receipt and the notice to the crew's desk."""
    found = wording.words("orders")["sms"]
    return OrderWording(receipt=found["receipt"], crew=found["crew"])


def open_order(
    turn: Turn,
    *,
    key: str,
    kind: OrderKind,
    report: Report,
    account: Account | None = None,
    place: FoundPlace | None = None,
    event_id: str | None = None,
    urgency: Urgency | None = None,
) -> WorkOrder:
    """Open a work order; how far the place is from a crew decides between promises."""
    return work_order.open_(
        turn.deps.books,
        key=key,
        kind=kind,
        report=report,
        now=turn.now,
        rules=turn.deps.order_rules,
        wording=order_wording(),
        account=account,
        area=_AREA_OF.get(place.kind) if place else None,
        event_id=event_id,
        urgency=urgency,
    )


def promise_of(order: WorkOrder, now: datetime) -> str:
    """What was promised next and by when; empty when nothing was."""
    return promised(order.promise, now) if order.promise else ""


def promised(promise: Promise, now: datetime) -> str:
    """A promise and by when it is to be kept; empty while its clock waits for the crew."""
    if promise.due_at is None:
        return ""
    key = "promise" if promise.verified or "一般" in promise.says else "promise_usually"
    return phrase(f"orders.{key}", says=promise.says, due=_due(promise, promise.due_at, now))


def clock(at: datetime, now: datetime) -> str:
    """15:40 of today, otherwise with its day: 7月21日 15:40."""
    local = at.astimezone(SHANGHAI)
    return f"{local:%H:%M}" if local.date() == now.astimezone(SHANGHAI).date() else moment(at)


def _due(promise: Promise, at: datetime, now: datetime) -> str:
    day = promise.due_day
    return wording.short_day(day) if promise.whole_days and day else clock(at, now)
