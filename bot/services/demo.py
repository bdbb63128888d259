"""Demo mode: who lives in the demo town, and what their phones receive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.clients.customer_records import RecordsAnswer
from bot.domain.outage_entry import FeedDocument
from bot.domain.outgoing import Sms
from bot.domain.phone_change import PhoneChange
from bot.domain.work_order import By
from bot.storage import customers as customer_store
from bot.storage import sms, work_orders
from bot.storage.books import Books
from bot.storage.demo import directory, dispatcher, outages
from bot.storage.demo.directory import DemoCustomer


class DemoSms:
    """A provider of text messages whose phones are a table; nothing leaves the machine."""

    def __init__(self, *, books: Books, now: Callable[[], datetime]) -> None:
        self._books = books
        self._now = now

    def send(self, *, phone: str, text: str, key: str) -> None:
        """Deliver at once; the outbox sees to it that a key comes only once."""
        with self._books.service() as session:
            sms.deliver(session, sms=Sms(phone=phone, text=text, at=self._now()))


class DemoRecords:
    """The utility's own customer records, which in the demo town are the billing database."""

    def __init__(self, *, books: Books) -> None:
        self._books = books

    def change_phone(self, change: PhoneChange) -> RecordsAnswer:
        """Change it where the old phone is still registered; again changes nothing."""
        with self._books.billing(writing=True) as session:
            if customer_store.change_phone(
                session,
                customer_no=change.customer_no,
                old=change.old_phone,
                new=change.new_phone,
            ):
                return RecordsAnswer.DONE
            known = customer_store.find(session, customer_no=change.customer_no)
        has_it = known is not None and known.phone == change.new_phone
        return RecordsAnswer.DONE if has_it else RecordsAnswer.CONFLICT


class DemoOutageFeed:
    """The demo town's outage feed: at any moment of any day there is something to ask about."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self._now = now

    async def fetch(self) -> FeedDocument:
        """What the town's control centre would say now."""
        return outages.document(self._now())


def customers(folder: Path) -> list[DemoCustomer]:
    """Accounts with what a caller would know; none when no town was built in this folder."""
    return directory.load(folder / directory.FILE_NAME)


def inbox(books: Books, *, phone: str) -> list[Sms]:
    """What a phone received, newest first."""
    with books.service(writing=False) as session:
        return sms.inbox(session, phone=phone)


def dispatch(books: Books, *, now: datetime) -> int:
    """Let the demo town's dispatcher move every waiting work order; returns how many moves."""
    moves = 0
    with books.service(writing=False) as session:
        waiting = work_orders.waiting(session)
    for order in waiting:
        for step in dispatcher.due(order, now=now):
            with books.service() as session:
                moves += work_orders.advance(
                    session, number=order.number, to=step.to, at=step.at, by=By.DEMO, note=step.note
                )
    return moves
