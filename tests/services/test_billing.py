"""Bills, history, arrears and payments of the little world, against sums done by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.period import Period
from bot.domain.unable import NoBill
from bot.services import billing
from bot.storage import bills
from tests.services.world import FACTORY, HOME, NOW, World

JUNE, MAY = Period.month(2026, 6), Period.month(2026, 5)


def test_the_latest_bill_is_the_newest_month(world: World) -> None:
    """June 2026, its lines summing to its amount, not yet late."""
    found = billing.latest(world.books, account=world.account(HOME), tariffs=world.tariffs, now=NOW)

    assert found.bill.period == JUNE
    assert found.latest
    assert found.bill.amount_yuan == sum(line.amount_yuan for line in found.bill.lines)
    assert (found.days_overdue, found.late_fee_yuan) == (0, Decimal("0.00"))


def test_a_bill_is_found_by_any_part_of_its_month(world: World) -> None:
    """A week in May, or April's end with most of May, both mean the May bill."""
    for start, end in (
        (date(2026, 5, 4), date(2026, 5, 11)),
        (date(2026, 4, 25), date(2026, 6, 1)),
    ):
        found = billing.bill(
            world.books,
            account=world.account(HOME),
            period=Period(start, end),
            tariffs=world.tariffs,
            now=NOW,
        )
        assert found.bill.period == MAY
        assert not found.latest


def test_a_month_without_a_bill_says_which_is_the_newest(world: World) -> None:
    """July is not billed yet."""
    with pytest.raises(NoBill) as refusal:
        billing.bill(
            world.books,
            account=world.account(HOME),
            period=Period.month(2026, 7),
            tariffs=world.tariffs,
            now=NOW,
        )

    assert refusal.value.facts["latest"] == JUNE


def test_figures_tell_where_they_come_from(world: World) -> None:
    """Bill id, tariff versions, and that demonstration prices are not facts."""
    found = billing.latest(
        world.books, account=world.account(FACTORY), tariffs=world.tariffs, now=NOW
    )

    trail = found.provenance.as_json()
    assert trail["bill_ids"] == [f"B{FACTORY}-202606"]
    assert trail["tariff_ids"] == ["ci_two_part@2021-01-01", "ci_two_part@2026-06-16"]
    assert trail["verified"] is False


def test_history_is_newest_first_and_sums_up(world: World) -> None:
    """Eighteen months; a year's part sums to the bills of that year."""
    account = world.account(HOME)
    whole = billing.history(world.books, account=account, tariffs=world.tariffs, now=NOW)
    year = billing.history(
        world.books,
        account=account,
        tariffs=world.tariffs,
        now=NOW,
        period=Period(date(2025, 1, 1), date(2026, 1, 1)),
    )

    assert [bill.period.start for bill in whole.bills][:2] == [date(2026, 6, 1), date(2026, 5, 1)]
    assert len(whole.bills) == 18
    assert len(year.bills) == 12
    assert year.total_yuan == sum(b.amount_yuan for b in whole.bills if b.period.start.year == 2025)


def test_arrears_name_each_open_bill_with_its_late_fee(world: World) -> None:
    """May was due on 20 June: 30 days at 1 permille; June is due today and not late."""
    found = billing.arrears(
        world.books, account=world.account(HOME), tariffs=world.tariffs, now=NOW
    )

    may, june = found.open_bills
    assert (may.bill.period, may.days_overdue) == (MAY, 30)
    fee = (may.unpaid_yuan * 30 / 1000).quantize(Decimal("0.01"))
    assert may.late_fee_yuan == max(fee, Decimal("1.00"))
    assert (june.days_overdue, june.late_fee_yuan) == (0, Decimal("0.00"))
    assert found.overdue_yuan == may.unpaid_yuan
    assert found.next_due_on == date(2026, 7, 20)
    assert found.to_pay_yuan == may.unpaid_yuan + june.unpaid_yuan + may.late_fee_yuan


def test_a_part_payment_leaves_the_rest_owed(world: World) -> None:
    """Ten yuan paid of May: the rest is owed and bears the fee."""
    with world.books.billing(writing=True) as session:
        bill = bills.covering(session, account_no=HOME, period=MAY)[0]
        facts = bills.usage_of(session, bill_id=bill.bill_id)
        assert facts is not None
        bills.save(session, bills=[(replace(bill, paid_yuan=Decimal("10.00")), facts)])

    found = billing.arrears(
        world.books, account=world.account(HOME), tariffs=world.tariffs, now=NOW
    )

    assert found.open_bills[0].unpaid_yuan == bill.amount_yuan - 10


def test_nothing_owed_is_nothing_to_pay(world: World) -> None:
    """A paid-up account has no open bills and no due day."""
    found = billing.arrears(
        world.books, account=world.account(FACTORY), tariffs=world.tariffs, now=NOW
    )

    assert (found.open_bills, found.to_pay_yuan, found.next_due_on) == ((), Decimal("0.00"), None)


def test_payments_are_those_of_the_period(world: World) -> None:
    """One payment a month, newest first."""
    account = world.account(FACTORY)
    spring = Period(date(2026, 3, 1), date(2026, 6, 1))

    found = billing.payments_of(world.books, account=account, now=NOW, period=spring)

    assert [item.bill_id for item in found.payments] == [
        f"B{FACTORY}-2026{month:02d}" for month in (4, 3, 2)
    ]
    assert found.total_yuan == sum(item.amount_yuan for item in found.payments)


def test_without_a_period_payments_are_the_last_twelve_months(world: World) -> None:
    """The span searched is said."""
    found = billing.payments_of(world.books, account=world.account(FACTORY), now=NOW)

    assert found.period == Period(date(2025, 7, 20), NOW.date() + timedelta(days=1))
    assert len(found.payments) == 12
