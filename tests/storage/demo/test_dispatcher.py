"""The demo town's dispatcher tells one believable story of each order, and only in the demo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.commitment import AreaKind
from bot.domain.period import SHANGHAI
from bot.domain.promise import promised
from bot.domain.work_order import Act, By, OrderKind, OrderStatus, WorkOrder, advanced
from bot.services import demo
from bot.storage.demo import dispatcher
from tests.domain.test_work_order import ORDER
from tests.services.order_desk import RULES, Desk, at_desk

ROOT = Path(__file__).resolve().parents[3]
FIRST = datetime(2025, 1, 5, tzinfo=SHANGHAI)
moments = st.integers(0, 710 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
numbers = st.from_regex(r"BX26[0-9]{9}", fullmatch=True)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = at_desk(tmp_path)
    yield opened
    opened.books.close()


def order_of(kind: OrderKind, number: str, opened: datetime) -> WorkOrder:
    held_to = RULES.commitments.for_kind(kind.value, day=opened.date(), area=AreaKind.CITY)
    promises = promised(held_to, start=opened, calendar=RULES.calendar)
    return replace(ORDER, number=number, kind=kind, opened_at=opened, promises=promises)


@given(st.sampled_from(OrderKind), numbers, moments)
def test_every_story_runs_forward_and_keeps_its_promises(
    kind: OrderKind, number: str, opened: datetime
) -> None:
    """Dispatched, then arrived, then done; every clock is met."""
    order = order_of(kind, number, opened)
    steps = dispatcher.steps(order)

    assert [step.to.value for step in steps] == ["dispatched", "arrived", "done"]
    moments = [order.opened_at, *(step.at for step in steps)]
    assert moments[0] < moments[1] <= moments[2] < moments[3]
    for step in steps:
        order = advanced(order, step.to, at=step.at, by=By.DEMO, note=step.note)
    assert order.status is OrderStatus.DONE
    assert not any(promise.is_late(steps[-1].at) for promise in order.promises)


@given(numbers, moments, st.lists(st.integers(0, 600), min_size=1, max_size=8))
def test_it_does_not_matter_when_one_asks(
    number: str, opened: datetime, asked_after_min: list[int]
) -> None:
    """Asked rarely or often, the same moves come at the same times."""
    order = order_of(OrderKind.REPAIR, number, opened)
    whole = dispatcher.steps(order)
    seen: list[dispatcher.Step] = []
    for minutes in sorted(asked_after_min):
        now = order.opened_at + timedelta(minutes=minutes)
        fresh = dispatcher.due(order, now=now)
        seen += fresh
        if fresh:
            order = replace(order, status=fresh[-1].to)
        assert seen == [step for step in whole if step.at <= now]


def test_clerks_work_in_office_hours_where_the_promise_allows(desk: Desk) -> None:
    """A meter check opened on Friday night is not finished on Sunday at four in the morning."""
    for minute in range(0, 24 * 60, 37):
        opened = datetime(2026, 7, 24, tzinfo=SHANGHAI) + timedelta(minutes=minute)
        done = dispatcher.steps(order_of(OrderKind.METER_CHECK, f"FW{minute}", opened))[-1].at
        assert done.weekday() < 5
        assert 9 <= done.hour < 18


def test_orders_move_with_time_and_say_that_it_is_a_demo(desk: Desk) -> None:
    """Every entry is marked; a second look moves nothing."""
    number = desk.open_().number
    untouched = demo.dispatch(desk.books, now=desk.now)
    desk.wait(2)
    first, repeated = (demo.dispatch(desk.books, now=desk.now) for _ in range(2))
    desk.wait(400)
    rest = demo.dispatch(desk.books, now=desk.now)

    order = desk.stored(number)
    assert (untouched, first, repeated, rest) == (0, 1, 0, 2)
    assert order.status is OrderStatus.DONE
    moves = [entry for entry in order.history if entry.act is Act.MOVED]
    assert all(entry.by is By.DEMO and "演示" in entry.note for entry in moves)
    assert not any(promise.is_late(desk.now) for promise in order.promises)


def test_a_cancelled_order_is_left_alone(desk: Desk) -> None:
    """The demo has no will of its own."""
    number = desk.open_().number
    desk.cancel(number)
    desk.wait(400)

    assert demo.dispatch(desk.books, now=desk.now) == 0


def test_only_the_demo_service_knows_the_dispatcher() -> None:
    """No real path leads to it."""
    mention = re.compile(r"storage\.demo(\.dispatcher| import .*\bdispatcher)\b")
    knowing = {
        str(path.relative_to(ROOT))
        for room in ("bot", "actions")
        for path in (ROOT / room).rglob("*.py")
        if mention.search(path.read_text("utf-8"))
    }

    assert knowing == {"bot/services/demo.py"}
