"""Work orders are stored whole, once per key, and only grow."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.restore_notice import RestoreNotice
from bot.domain.urgency import Urgency
from bot.domain.work_order import Act, By, OrderKind, OrderStatus, Report, Reporter, noted
from bot.storage import order_reporters, order_viewers, restore_notices, work_orders
from bot.storage.books import Books
from tests.domain.test_work_order import OPENED, ORDER

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Books]:
    """Empty books, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        billing, service = f"sqlite:///{tmp_path}/billing.db", f"sqlite:///{tmp_path}/service.db"
    else:
        billing = service = request.getfixturevalue("postgres_database")
    opened = Books(billing_url=billing, service_url=service)
    opened.create_all()
    yield opened
    opened.close()


def reporter(key: str, who: str, **changes: object) -> Reporter:
    made = Reporter(key, ORDER.number, None, Report(who, f"{who} 家"), OPENED)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_an_order_comes_back_as_it_went(books: Books) -> None:
    """Promises with their sources, history, areas and all."""
    order = replace(
        ORDER,
        report=Report("c1", "东风", ("RX01", "RX02"), "3501", "138", "没电", "全楼", True),
        event_id="GZ1",
        urgency=Urgency.CRITICAL,
        points=7,
        urges=2,
        urged_at=OPENED + MINUTE,
        query_code="0138",
    )
    with books.service() as session:
        assert work_orders.add(session, order=order)
        order_reporters.add(session, reporter=reporter(order.key, "c1"))

    with books.service(writing=False) as session:
        assert work_orders.find(session, number=order.number) == order
        assert work_orders.by_key(session, key=order.key) == order
        assert work_orders.of_event(session, event_id="GZ1") == [order]
        assert work_orders.find(session, number="BX26072000024") is None


def test_a_key_is_used_once(books: Books) -> None:
    """The second order under it is not written."""
    with books.service() as session:
        assert work_orders.add(session, order=ORDER)
        assert not work_orders.add(session, order=replace(ORDER, number="BX26072000024"))

        assert work_orders.find(session, number="BX26072000024") is None


def test_numbers_are_given_once_and_daily_anew(books: Books) -> None:
    """To many at the same time, too."""
    day = date(2026, 7, 20)

    def one(_: int) -> str:
        with books.service() as session:
            return work_orders.next_number(session, kind=OrderKind.REPAIR, day=day)

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(one, range(24)))

    assert sorted(number[8:12] for number in numbers) == [f"{n:04d}" for n in range(1, 25)]
    with books.service() as session:
        tomorrow = work_orders.next_number(session, kind=OrderKind.PRAISE, day=date(2026, 7, 21))
    assert tomorrow.startswith("FW2607210001")


def test_many_hands_on_one_order_lose_nothing(books: Books) -> None:
    """Each waits for the lock, reads what the other wrote, and adds to it."""
    with books.service() as session:
        work_orders.add(session, order=ORDER)

    def urge(_: int) -> None:
        with books.service() as session:
            order = work_orders.find(session, number=ORDER.number, lock=True)
            assert order is not None
            order = noted(replace(order, urges=order.urges + 1), Act.URGED, at=OPENED)
            work_orders.save(session, order=order)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(urge, range(18)))

    with books.service(writing=False) as session:
        order = work_orders.find(session, number=ORDER.number)
    assert order is not None
    assert (order.urges, len(order.history)) == (18, 19)
    assert [entry.seq for entry in order.history] == list(range(1, 20))


def test_moving_forward_is_written_once(books: Books) -> None:
    """With its promises: the arrival starts the second clock."""
    with books.service() as session:
        work_orders.add(session, order=ORDER)

    moved = []
    for to, minutes in (("arrived", 30), ("arrived", 40), ("dispatched", 50), ("done", 90)):
        with books.service() as session:
            moved.append(
                work_orders.advance(
                    session,
                    number=ORDER.number,
                    to=OrderStatus(to),
                    at=OPENED + minutes * MINUTE,
                    by=By.UTILITY,
                    note=to,
                )
            )
            assert not work_orders.advance(
                session, number="none", to=OrderStatus.DONE, at=OPENED, by=By.UTILITY
            )

    with books.service(writing=False) as session:
        order = work_orders.find(session, number=ORDER.number)
        waiting = work_orders.waiting(session)
    assert moved == [True, False, False, True]
    assert order is not None
    assert [entry.note for entry in order.history] == ["", "arrived", "done"]
    assert order.promises[1].due_at == OPENED + 210 * MINUTE
    assert [promise.kept_at for promise in order.promises] == [
        OPENED + 30 * MINUTE,
        OPENED + 90 * MINUTE,
    ]
    assert waiting == []


def test_a_rating_is_kept_once(books: Books) -> None:
    """The first one."""
    with books.service() as session:
        work_orders.add(session, order=ORDER)

        assert work_orders.rate(session, number=ORDER.number, rating=4, note="")
        assert not work_orders.rate(session, number=ORDER.number, rating=1, note="")
        found = work_orders.find(session, number=ORDER.number)
    assert found is not None
    assert found.rating == 4


def test_who_sees_which_orders(books: Books) -> None:
    """By report, by account unless private, by query code while it is fresh."""
    account = replace(ORDER.report, account_no="A1")
    private = replace(ORDER, number="p", key="p", kind=OrderKind.SELF_HARM_CARE, report=account)
    of_account = replace(ORDER, number="a", key="a", report=account)
    with books.service() as session:
        for order in (ORDER, private, of_account):
            work_orders.add(session, order=order)
        order_reporters.add(session, reporter=reporter("j", "joiner"))
        order_viewers.admit(session, number=ORDER.number, conversation_id="viewer", now=OPENED)

    def seen(who: str, accounts: tuple[str, ...] = (), since: int = -1) -> set[str]:
        with books.service(writing=False) as session:
            found = work_orders.seen_by(
                session,
                conversation_id=who,
                account_numbers=accounts,
                viewed_since=OPENED + since * MINUTE,
            )
        return {order.number for order in found}

    assert seen("joiner") == {ORDER.number}
    assert seen("nobody") == set()
    assert seen("nobody", ("A1", "A2")) == {"a"}
    assert seen("viewer") == {ORDER.number}
    assert seen("viewer", since=0) == set()


def test_reporters_come_and_go(books: Books) -> None:
    """Only who still waits is counted."""
    with books.service() as session:
        work_orders.add(session, order=ORDER)
        for key in ("a", "b"):
            assert order_reporters.add(session, reporter=reporter(key, key))
        assert not order_reporters.add(session, reporter=reporter("a", "other"))
        order_reporters.attach(session, number=ORDER.number, event_id="GZ1")
        assert order_reporters.leave(session, key="a", now=OPENED)
        assert not order_reporters.leave(session, key="a", now=OPENED)

        found = work_orders.find(session, number=ORDER.number)
        assert found is not None
        assert found.reporters == 1
        assert order_reporters.count_of_event(session, event_id="GZ1") == 1
        left = order_reporters.in_conversation(session, number=ORDER.number, conversation_id="a")
        assert left is not None
        assert left.left_at == OPENED
        assert [r.key for r in order_reporters.events_of(session, conversation_id="b")] == ["b"]


def test_notices_wait_until_told_or_withdrawn(books: Books) -> None:
    """Who asked first is first."""
    notices = [RestoreNotice("GZ1", who, None, OPENED + n * MINUTE) for n, who in enumerate("abc")]
    with books.service() as session:
        for notice in reversed(notices):
            restore_notices.ask(session, notice=notice)
        assert restore_notices.waiting(session, event_id="GZ1", lock=True) == notices

        restore_notices.told(session, event_id="GZ1", conversation_id="a", now=OPENED)
        assert restore_notices.withdraw(session, event_id="GZ1", conversation_id="b", now=OPENED)

        assert restore_notices.waiting(session, event_id="GZ1") == [notices[2]]
        assert restore_notices.find(session, event_id="GZ1", conversation_id="a") is None
