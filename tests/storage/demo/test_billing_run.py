"""Late payers find the late fee on a later bill, tiers of a year add up from January."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from bot.domain.bill import LineKind
from bot.domain.late_fee import late_fee_yuan
from bot.storage import accounts, bills, contracts, payments
from tests.storage.demo.conftest import Town, make_town


@pytest.fixture(scope="module")
def long_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    built = make_town(tmp_path_factory.mktemp("long"), accounts=36, months=10)
    yield built
    built.meters.close()
    built.books.close()


def test_a_late_payment_brings_its_fee_on_a_later_bill(long_town: Town) -> None:
    """Each late fee is that of one late payment, and stands on a bill issued after it."""
    seen = 0
    for row in long_town.accounts:
        with long_town.books.billing() as session:
            history = bills.history(session, account_no=row["account_no"], months=99)
            received = payments.of_account(session, account_no=row["account_no"])
            account = accounts.find(session, account_no=row["account_no"])
        assert account is not None
        fees = [
            (bill, line) for bill in history for line in bill.lines
            if line.kind is LineKind.LATE_FEE
        ]  # fmt: skip
        for bill, line in fees:
            late_bill = next(one for one in history if one.period == line.period)
            paid = sorted(
                (p for p in received if p.bill_id == late_bill.bill_id), key=lambda p: p.paid_at
            )
            before = sum((p.amount_yuan for p in paid[:-1]), Decimal(0))
            paid_on = paid[-1].paid_at.date()
            assert paid_on > late_bill.due_on
            assert bill.issued_on > paid_on
            assert line.amount_yuan == late_fee_yuan(
                unpaid_yuan=late_bill.amount_yuan - before,
                due_on=late_bill.due_on,
                on=paid_on,
                supply_class=account.supply_class,
            )
            seen += 1
    assert seen >= 3


def test_year_tiers_add_up_from_january(long_town: Town) -> None:
    """What a bill counts as used before is the energy of the year's earlier bills."""
    account_no = long_town.story("two_homes")
    with long_town.books.billing() as session:
        history = bills.history(session, account_no=account_no, months=99)
        of_the_year = [bill for bill in history if bill.period.start.year == 2026]
        for bill in of_the_year:
            facts = bills.usage_of(session, bill_id=bill.bill_id)
            earlier = [one for one in of_the_year if one.period < bill.period]
            assert facts is not None
            assert facts.tier_kwh_before == sum(one.energy_kwh for one in earlier)


def test_month_tiers_remember_nothing(long_town: Town) -> None:
    """Monthly tiers begin anew with each bill."""
    with long_town.books.billing() as session:
        for row in long_town.accounts:
            for bill in bills.history(session, account_no=row["account_no"], months=99):
                terms = contracts.terms_on(
                    session, account_no=bill.account_no, day=bill.period.start
                )
                facts = bills.usage_of(session, bill_id=bill.bill_id)
                assert terms is not None
                assert facts is not None
                if not terms.tariff_code.startswith("res_year"):
                    assert facts.tier_kwh_before == 0


def test_only_factories_have_reactive_energy_and_demand(long_town: Town) -> None:
    """Where the power factor counts, the bill knows kvarh and kW."""
    with long_town.books.billing() as session:
        for row in long_town.accounts:
            newest = bills.history(session, account_no=row["account_no"], months=1)[0]
            facts = bills.usage_of(session, bill_id=newest.bill_id)
            assert facts is not None
            factory = row["archetype"].startswith("factory")
            assert (facts.reactive_kvarh is not None) == factory
            assert (facts.max_demand_kw is not None) == factory
