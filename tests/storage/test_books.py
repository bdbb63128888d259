"""The unit of work and the schema behind it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.domain.period import SHANGHAI, Period
from bot.domain.weather import DayWeather
from bot.storage import conversations, messages, weather
from bot.storage.books import Books
from bot.storage.schema import drift
from bot.storage.tables.base import BillingBase, ServiceBase

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=SHANGHAI)
DAY = DayWeather(date(2026, 11, 1), 18.5, 22.0, 15.0)


def test_migrations_lead_to_the_tables_in_code(books: Books) -> None:
    """After all migrations neither database differs from its metadata."""
    with books.billing() as session:
        billing = drift(session.connection(), metadata=BillingBase.metadata)
    with books.service() as session:
        service = drift(session.connection(), metadata=ServiceBase.metadata)

    assert billing == []
    assert service == []


def test_upgrading_twice_changes_nothing(books: Books) -> None:
    """`upgrade` may run at every start."""
    with books.billing() as session:
        weather.save(session, region="fujian", days=[DAY])

    books.upgrade()

    with books.billing() as session:
        assert weather.daily(session, region="fujian", period=Period.month(2026, 11)) == [DAY]


def test_a_unit_of_work_that_fails_leaves_nothing(books: Books) -> None:
    """An error inside the block rolls everything back."""

    def fail() -> None:
        with books.billing() as session:
            weather.save(session, region="fujian", days=[DAY])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()

    with books.billing() as session:
        assert session.execute(text("SELECT count(*) FROM weather_days")).scalar() == 0


def test_readers_are_not_kept_waiting_by_a_writer(books: Books) -> None:
    """A long import does not stop the chat from reading."""
    with books.billing(writing=True) as writer:
        weather.save(writer, region="fujian", days=[DAY])

        with books.billing() as reader:
            seen = reader.execute(text("SELECT count(*) FROM weather_days")).scalar()

    assert seen == 0


def test_many_writers_number_one_log_without_gaps(books: Books) -> None:
    """Threads writing to one conversation at once lose nothing and double nothing."""
    with books.service() as session:
        conversations.open_(session, conversation_id="c", channel="web", now=NOW)

    def write(number: int) -> int:
        with books.service() as session:
            message, _ = messages.receive(
                session,
                conversation_id="c",
                cid=str(number % 30),
                text=f"{number}",
                now=NOW + timedelta(seconds=number),
            )
        return message.seq

    with ThreadPoolExecutor(8) as pool:
        seqs = list(pool.map(write, range(60)))

    with books.service(writing=False) as session:
        log = messages.after(session, conversation_id="c", seq=0)
    assert [message.seq for message in log] == list(range(1, 31))
    assert sorted(set(seqs)) == list(range(1, 31))
    assert {message.cid for message in log} == {str(number) for number in range(30)}


def test_ping_answers(books: Books) -> None:
    """Both databases are asked."""
    books.ping()
