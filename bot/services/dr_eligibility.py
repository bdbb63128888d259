"""Whether an account may be asked to an event, or join it when it asks itself."""

from __future__ import annotations

from datetime import datetime

from bot.domain.account import Account
from bot.domain.demand_response import DrEvent, Programme
from bot.domain.dr_plan import Ineligible
from bot.domain.dr_protection import Protection, cares_for_the_sick
from bot.domain.period import Period, local_midnight
from bot.storage import dr_enrolments
from bot.storage.books import Session

_PROTECTED = {
    Protection.LIFE_SUPPORT: Ineligible.LIFE_SUPPORT,
    Protection.MEDICAL: Ineligible.MEDICAL,
}


def refusal(
    service: Session,
    *,
    account: Account,
    programme: Programme,
    event: DrEvent,
    now: datetime,
    asks_itself: bool,
) -> Ineligible | None:
    """Why not; None when it may. Whoever lives by electricity is refused before all else.

    Who asks to join by itself has thereby taken an earlier "never" back, and is not counted
    against how often one may be asked.
    """
    if protected := protection(service, account):
        return protected
    if not programme.is_for(account, on=event.day):
        return Ineligible.NOT_FOR_YOU
    if not event.takes_answers(now):
        return Ineligible.CLOSED
    if asks_itself:
        return None
    if dr_enrolments.is_opted_out(service, account=account):
        return Ineligible.OPTED_OUT
    month = Period.month_of(event.day)
    asked = dr_enrolments.asked_between(
        service,
        account_no=account.account_no,
        after=local_midnight(month.start),
        before=local_midnight(month.end),
        besides=event.event_id,
    )
    return Ineligible.OFTEN_ENOUGH if asked >= programme.events_a_month else None


def protection(service: Session, account: Account) -> Ineligible | None:
    """Whether the account is one of those that are never asked, and why."""
    listed = dr_enrolments.protection(service, account_no=account.account_no)
    if listed is not None:
        return _PROTECTED[listed]
    return Ineligible.MEDICAL if cares_for_the_sick(account) else None
