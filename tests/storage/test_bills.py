"""Bills, their lines and the facts behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.domain.period import Period
from bot.domain.usage import BillableUsage
from bot.storage import bills
from bot.storage.books import Books
from tests.storage.town import HOME, bill_of, plain


def test_bills_come_back_exactly(town: Books) -> None:
    """Every figure keeps its value and its scale; the newest bill is first."""
    may, june = bill_of(5), bill_of(6, paid="20.30")

    with town.billing() as session:
        bills.save(session, bills=[plain(may), plain(june)])

    with town.billing() as session:
        history = bills.history(session, account_no=HOME.account_no, months=12)
        assert history == [june, may]
        assert str(history[1].lines[0].unit_price_yuan) == "0.5219100"
        assert bills.history(session, account_no=HOME.account_no, months=1) == [june]
        assert bills.by_id(session, bill_id="B5") == may
        assert bills.by_id(session, bill_id="B9") is None


def test_bills_are_found_by_the_days_they_cover(town: Books) -> None:
    """One shared day is enough, none is not."""
    with town.billing() as session:
        bills.save(session, bills=[plain(bill_of(5)), plain(bill_of(6))])

        def found(start: date, end: date) -> list[str]:
            period = Period(start, end)
            covering = bills.covering(session, account_no=HOME.account_no, period=period)
            return [bill.bill_id for bill in covering]

        assert found(date(2026, 5, 31), date(2026, 6, 2)) == ["B5", "B6"]
        assert found(date(2026, 6, 30), date(2026, 7, 1)) == ["B6"]
        assert found(date(2026, 7, 1), date(2026, 7, 2)) == []


def test_unpaid_bills_are_those_with_something_owed(town: Books) -> None:
    """Amounts are compared as money, not as text."""
    with town.billing() as session:
        bills.save(
            session,
            bills=[plain(bill_of(5, "100.00", "99.99")), plain(bill_of(6, "9.00", "9.00"))],
        )

        unpaid = bills.unpaid(session, account_no=HOME.account_no)

        assert [bill.unpaid_yuan for bill in unpaid] == [Decimal("0.01")]


def test_the_facts_behind_a_bill_are_kept(town: Books) -> None:
    """All that is not readings: demand, reactive energy, corrections, the tier year so far."""
    usage = BillableUsage(
        Period.month(2026, 5), (), Decimal("1200.25"), Decimal("30.5"), Decimal("12.75"),
        Decimal("-14.00"), Period.month(2026, 3),
    )  # fmt: skip

    with town.billing() as session:
        bills.save(session, bills=[(bill_of(5), usage)])

    with town.billing() as session:
        assert bills.usage_of(session, bill_id="B5") == usage
        assert bills.usage_of(session, bill_id="B6") is None


def test_a_bill_saved_again_is_replaced_whole(town: Books) -> None:
    """No line of the earlier version is left."""
    first = bill_of(5)
    two_lines = replace(first, lines=first.lines * 2, amount_yuan=Decimal("240.60"))

    with town.billing() as session:
        bills.save(session, bills=[plain(two_lines)])
        bills.save(session, bills=[plain(first)])

    with town.billing() as session:
        assert bills.by_id(session, bill_id="B5") == first


def test_a_history_takes_two_queries(town: Books) -> None:
    """However many bills: one for the bills, one for all their lines."""
    with town.billing() as session:
        bills.save(session, bills=[plain(bill_of(month)) for month in range(1, 11)])
    seen: list[str] = []

    def note(_c: object, _cur: object, sql: str, *_: object) -> None:
        seen.append(sql)

    with town.billing() as session:
        session.connection()
        event.listen(Engine, "before_cursor_execute", note)
        try:
            history = bills.history(session, account_no=HOME.account_no, months=36)
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    assert len(history) == 10
    assert len(seen) == 2
