"""Paying in parts: agreed with days and sums, or refused with the reason; both are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.instalment import InstalmentReason, InstalmentRules, InstalmentStatus
from bot.domain.unable_account import InstalmentRefused
from bot.services import instalment
from bot.storage import bills, instalments
from tests.services.counter import RULES, Counter
from tests.services.world import FACTORY, HOME, World, account

JUNE = f"B{HOME}-202606"
EASY = replace(RULES.instalment, least_yuan=Decimal("1.00"), part_least_yuan=Decimal("1.00"))
Status, Reason = InstalmentStatus, InstalmentReason


@pytest.fixture
def counter(world: World) -> Counter:
    return Counter(world)


def ask_for(counter: Counter, parts: int = 3, rules: InstalmentRules = EASY, no: str = HOME) -> Any:
    return instalment.request(
        counter.books,
        account=account(no),
        parts=parts,
        conversation_id="me",
        now=counter.now,
        rules=rules,
    )


def why_not(counter: Counter, *args: Any, **more: Any) -> InstalmentReason:
    with pytest.raises(InstalmentRefused) as refusal:
        ask_for(counter, *args, **more)
    found: InstalmentReason = refusal.value.facts["reason"]
    return found


def kept(counter: Counter) -> list[tuple[InstalmentStatus, InstalmentReason | None]]:
    with counter.books.service(writing=False) as session:
        found = instalments.of_account(session, account_no=HOME)
    return [(one.status, one.reason) for one in found]


def pay_bills(counter: Counter, yuan: Decimal) -> None:
    """Money comes in, on the oldest bill first."""
    with counter.books.billing(writing=True) as session:
        for bill in bills.unpaid(session, account_no=HOME):
            amount = min(yuan, bill.unpaid_yuan)
            if amount:
                bills.pay(session, bill_id=bill.bill_id, amount_yuan=amount)
            yuan -= amount


def test_a_yes_has_days_and_sums_that_add_up_to_what_is_owed(counter: Counter) -> None:
    """The proposal is what is agreed on."""
    proposed = instalment.propose(
        counter.books, account=account(HOME), parts=3, now=counter.now, rules=EASY
    )
    agreed = ask_for(counter)

    assert agreed.status is Status.AGREED
    assert agreed.parts == proposed
    assert sum(part.amount_yuan for part in proposed) == counter.unpaid_yuan(HOME)
    assert [part.due_on for part in proposed] == [
        date(2026, 7, 27),
        date(2026, 8, 27),
        date(2026, 9, 27),
    ]


def test_asked_again_it_is_the_same_plan_and_no_other_beside_it(counter: Counter) -> None:
    """Another number of parts is refused while it runs."""
    agreed = ask_for(counter)

    assert ask_for(counter) == agreed
    assert why_not(counter, 2) is Reason.RUNNING
    assert set(kept(counter)) == {(Status.AGREED, None), (Status.REFUSED, Reason.RUNNING)}


def test_a_no_names_its_reason_and_is_kept_too(counter: Counter) -> None:
    """With the figures that a sentence needs."""
    with pytest.raises(InstalmentRefused) as refusal:
        ask_for(counter, 7)

    assert refusal.value.facts["reason"] is Reason.TOO_MANY_PARTS
    assert refusal.value.facts["owed_yuan"] == counter.unpaid_yuan(HOME)
    assert refusal.value.facts["rules"].most_parts == 6
    assert kept(counter) == [(Status.REFUSED, Reason.TOO_MANY_PARTS)]
    assert why_not(counter, no=FACTORY) is Reason.NOTHING_OWED


def test_a_larger_sum_waits_for_a_person(counter: Counter) -> None:
    """Agreed or refused by a name, once."""
    strict = replace(EASY, without_staff_up_to_yuan=Decimal("1.00"))
    asked = ask_for(counter, rules=strict)
    given = {"account": account(HOME), "instalment_id": asked.instalment_id, "by": "林工"}

    assert asked.status is Status.CHECKING
    decided = instalment.decide(counter.books, agreed=True, now=counter.now, **given)
    assert decided is not None
    assert decided.status is Status.AGREED
    assert instalment.decide(counter.books, agreed=False, now=counter.now, **given) is None


def test_paid_in_time_the_plan_is_kept(counter: Counter) -> None:
    """Part by part until nothing is owed, then a new one may follow."""
    agreed = ask_for(counter)
    for part in agreed.parts:
        counter.now = counter.now.replace(month=part.due_on.month, day=part.due_on.day)
        pay_bills(counter, part.amount_yuan)
        counter.now += timedelta(days=1)
        standing(counter)

    assert kept(counter) == [(Status.KEPT, None)]
    assert why_not(counter) is Reason.NOTHING_OWED


def test_a_missed_part_breaks_it_and_stands_in_the_way_for_a_year(counter: Counter) -> None:
    """Twelve months from the day it broke."""
    agreed = ask_for(counter)
    counter.now = counter.now.replace(day=agreed.parts[0].due_on.day)
    assert standing(counter) is Status.AGREED
    counter.now += timedelta(days=1)

    assert standing(counter) is None
    assert why_not(counter) is Reason.BROKEN_BEFORE
    counter.now = counter.now.replace(year=2027) - timedelta(days=1)
    assert why_not(counter) is Reason.BROKEN_BEFORE
    counter.now += timedelta(days=1)
    assert ask_for(counter).status is Status.AGREED


def test_other_bills_do_not_break_the_plan(counter: Counter) -> None:
    """Only those it was made for count."""
    agreed = ask_for(counter)
    assert agreed.bill_ids == (f"B{HOME}-202605", JUNE)
    pay_bills(counter, agreed.total_yuan)
    with counter.books.billing(writing=True) as session:
        bills.pay(session, bill_id=f"B{HOME}-202604", amount_yuan=Decimal("-50.00"))

    assert standing(counter) is None
    assert kept(counter) == [(Status.KEPT, None)]


def standing(counter: Counter) -> InstalmentStatus | None:
    found = instalment.standing(counter.books, account=account(HOME), now=counter.now)
    return found.status if found else None
