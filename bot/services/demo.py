"""Demo mode: who lives in the demo town, and what their phones receive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.domain.outgoing import Sms
from bot.storage import sms
from bot.storage.books import Books
from bot.storage.demo import directory
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


def customers(folder: Path) -> list[DemoCustomer]:
    """Accounts with what a caller would know; none when no town was built in this folder."""
    return directory.load(folder / directory.FILE_NAME)


def inbox(books: Books, *, phone: str) -> list[Sms]:
    """What a phone received, newest first."""
    with books.service(writing=False) as session:
        return sms.inbox(session, phone=phone)
