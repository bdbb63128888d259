"""Demo mode: the town's demand response events, joined and settled as the real ones are."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.account import Account
from bot.domain.demand_response import DrEvent
from bot.domain.period import local_midnight
from bot.domain.tariff import TariffBook
from bot.domain.unable import Unable
from bot.services import demand_response, dr_settlement
from bot.storage import accounts, dr_events
from bot.storage.books import Books
from bot.storage.demo import response
from bot.storage.meters import MeterStore

_BEFORE_REPLY = timedelta(hours=1)
_SOURCE = "demo"


def build(books: Books, meters: MeterStore, *, tariffs: TariffBook, until: date) -> int:
    """Store programmes and events around the day the town ends and settle the past ones.

    Those who take part said yes in time, to the plan they would have been read then. Returns how
    many events were settled.
    """
    people = _accounts(books)
    response.store(
        books, until=until, account_nos=[(one.account_no, one.customer_no) for one in people]
    )
    now = local_midnight(until)
    with books.service(writing=False) as service:
        past = dr_events.unsettled(service, ended_by=now)
    settled = 0
    for event in past:
        for account in people:
            if response.takes_part(account.account_no):
                _join(books, meters, account, event, tariffs)
        at = local_midnight(event.day) + timedelta(days=2)
        done = dr_settlement.settle(
            books, meters, event_id=event.event_id, now=max(at, event.ends_at)
        )
        settled += done is not None
    return settled


def _join(
    books: Books, meters: MeterStore, account: Account, event: DrEvent, tariffs: TariffBook
) -> None:
    """Yes, where there is something to spare; a town too young for a plan has none."""
    try:
        demand_response.join(
            books,
            meters,
            account=account,
            event_id=event.event_id,
            tariffs=tariffs,
            conversation_id=_SOURCE,
            now=event.reply_by - _BEFORE_REPLY,
        )
    except Unable:
        return


def _accounts(books: Books) -> list[Account]:
    found: list[Account] = []
    while True:
        with books.billing() as billing:
            page = accounts.many(billing, after=found[-1].account_no if found else "")
        if not page:
            return found
        found += page
