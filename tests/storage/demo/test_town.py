"""The town is the same every time, complete, and its bills follow from its readings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bot.domain.bill import Bill, LineKind
from bot.domain.period import Period, add_months
from bot.domain.pricing import price
from bot.domain.usage import BillableUsage
from bot.storage import (
    accounts,
    balances,
    bills,
    contracts,
    payments,
    tariff_versions,
    weather,
)
from bot.storage.demo import town as town_module
from tests.storage.demo.conftest import ACCOUNTS, MONTHS, UNTIL, Town, make_town

TOLERANCE_KWH = Decimal("0.05")
"""Bands and mid-month parts are rounded one by one, to 0.01 kWh each."""


def _all_bills(town: Town) -> list[tuple[Bill, BillableUsage]]:
    with town.books.billing() as session:
        found = []
        for row in town.accounts:
            for bill in bills.history(session, account_no=row["account_no"], months=99):
                usage = bills.usage_of(session, bill_id=bill.bill_id)
                assert usage is not None
                found.append((bill, usage))
    return found


def _meter(town: Town, bill: Bill) -> str:
    return str(town.told(bill.account_no)["meter_no"])


def test_the_size_is_what_was_asked_for(town: Town) -> None:
    """Accounts, months and days: every account has a bill a month and readings to yesterday."""
    assert town.size.accounts == ACCOUNTS
    assert town.size.bills == ACCOUNTS * MONTHS
    assert town.size.readings == ACCOUNTS * town.calendar.whole.days * 96
    newest = town.meters.last_day(meter_no=town.accounts[0]["meter_no"])
    assert newest is not None
    assert newest.start == UNTIL - timedelta(days=1)


def test_the_same_seed_gives_the_same_readings_and_bills(town: Town, tmp_path: Path) -> None:
    """Two towns of one seed and last day agree in every reading and every bill."""
    twin = make_town(tmp_path)

    for path in sorted((town.folder / "meters").rglob("*.parquet")):
        relative = path.relative_to(town.folder)
        assert pq.read_table(path).equals(pq.read_table(tmp_path / relative)), relative
    assert _all_bills(twin) == _all_bills(town)
    assert twin.customers == town.customers


def test_another_seed_gives_another_town(town: Town, tmp_path: Path) -> None:
    """The seed matters; account numbers stay, so that documents can quote them."""
    other = make_town(tmp_path, seed=8, accounts=3, months=1)

    assert other.accounts[0]["account_no"] == town.accounts[0]["account_no"]
    assert other.accounts[0]["load"] != town.accounts[0]["load"]


def test_every_bill_is_the_sum_of_its_lines(town: Town) -> None:
    """Not a fen is unaccounted for."""
    for bill, _ in _all_bills(town):
        assert bill.amount_yuan == sum(line.amount_yuan for line in bill.lines), bill.bill_id


def test_every_bill_can_be_priced_again_from_what_is_stored(town: Town) -> None:
    """Readings, contract and bill facts give the same lines, late fees apart."""
    for bill, facts in _all_bills(town):
        days = town.meters.days(meter_no=_meter(town, bill), period=bill.period)
        with town.books.billing() as session:
            terms = contracts.terms_on(session, account_no=bill.account_no, day=bill.period.start)
        assert terms is not None
        again = price(terms=terms, usage=replace(facts, days=tuple(days)), tariffs=town.tariffs)

        billed = tuple(line for line in bill.lines if line.kind is not LineKind.LATE_FEE)
        assert billed == again.lines, bill.bill_id


def test_the_energy_of_a_bill_is_the_energy_of_its_readings(town: Town) -> None:
    """Within the rounding of bands and parts."""
    period = Period(town.calendar.whole.start, town.calendar.last.end)
    meters = [row["meter_no"] for row in town.accounts]
    table = town.meters.daily_wh(meter_nos=meters, period=period).to_pylist()
    for bill, _ in _all_bills(town):
        metered_wh = sum(
            row["energy_wh"]
            for row in table
            if row["meter_no"] == _meter(town, bill) and row["day"] in bill.period
        )
        assert abs(bill.energy_kwh - Decimal(metered_wh) / 1000) <= TOLERANCE_KWH


def test_estimated_energy_is_settled_on_the_next_bill(town: Town) -> None:
    """The correction is the true energy of the month before minus what was billed."""
    account_no = town.story("estimated_correction")
    truth = pq.read_table(town.folder / "truth" / "uses.parquet").to_pylist()
    with town.books.billing() as session:
        last, before = bills.history(session, account_no=account_no, months=2)
        facts = bills.usage_of(session, bill_id=last.bill_id)
    true_kwh = sum(
        row["kwh"]
        for row in truth
        if row["account_no"] == account_no and row["day"] in before.period
    )

    assert facts is not None
    assert before.estimated
    assert not last.estimated
    assert facts.correction_of == before.period
    assert float(before.energy_kwh + facts.correction_kwh) == pytest.approx(true_kwh, abs=0.1)


def test_bills_are_issued_early_in_the_month_and_due_late_in_it(town: Town) -> None:
    """Issued on the 2nd to 5th, due on the 20th to 25th of the month after."""
    for bill, _ in _all_bills(town):
        assert bill.period.is_calendar_month
        assert bill.issued_on.replace(day=1) == bill.period.end
        assert 2 <= bill.issued_on.day <= 5
        assert 20 <= bill.due_on.day <= 25


def test_payments_are_what_the_bills_say_was_paid(town: Town) -> None:
    """Of postpaid accounts; nobody pays in the future."""
    with town.books.billing() as session:
        for row in town.accounts:
            if row["habit"].startswith("prepaid"):
                continue
            received = payments.of_account(session, account_no=row["account_no"])
            for bill in bills.history(session, account_no=row["account_no"], months=99):
                paid = [p.amount_yuan for p in received if p.bill_id == bill.bill_id]
                assert sum(paid, Decimal("0.00")) == bill.paid_yuan
            assert all(payment.paid_at.date() < UNTIL for payment in received)


def test_a_prepaid_balance_is_top_ups_minus_use(town: Town) -> None:
    """To the fen, the running month included."""
    account_no = town.story("prepaid_low")
    meter_no = town.told(account_no)["meter_no"]
    running = Period(town.calendar.last.end, UNTIL)
    with town.books.billing() as session:
        received = payments.of_account(session, account_no=account_no)
        billed = bills.history(session, account_no=account_no, months=99)
        terms = contracts.terms_on(session, account_no=account_no, day=running.start)
        balance = balances.current(session, account_no=account_no)
    days = tuple(town.meters.days(meter_no=meter_no, period=running))
    assert terms is not None
    so_far = price(
        terms=terms, usage=BillableUsage(period=running, days=days), tariffs=town.tariffs
    )

    used = sum(bill.amount_yuan for bill in billed) + so_far.amount_yuan
    assert balance is not None
    assert balance.credit_yuan == sum(payment.amount_yuan for payment in received) - used
    assert 0 < balance.credit_yuan < 10


def test_the_town_knows_its_weather_and_people(town: Town) -> None:
    """Every day has weather; every account has a well-known holder, premise and region."""
    with town.books.billing() as session:
        days = weather.daily(session, region="fujian", period=town.calendar.whole)
        found = accounts.many(session)

    assert [day.day for day in days] == list(town.calendar.whole.each_day())
    assert all(day.min_c < day.mean_c < day.max_c for day in days)
    assert {account.region for account in found} == {"fujian"}
    assert len(found) == ACCOUNTS


def test_a_town_may_end_on_the_first_of_a_month(tmp_path: Path) -> None:
    """Then the last bill is issued that very day and no month is running."""
    first = add_months(UNTIL.replace(day=1), 1)
    town = make_town(tmp_path, accounts=2, months=2, until=first)

    with town.books.billing() as session:
        newest = bills.history(session, account_no=town.accounts[0]["account_no"], months=1)[0]
    assert newest.period.end == first
    assert newest.issued_on == first


def test_the_prices_bills_stand_on_are_recorded(town: Town) -> None:
    """Every tariff that a bill line cites has exactly one recorded form."""
    cited = {line.tariff_id for bill, _ in _all_bills(town) for line in bill.lines}
    with town.books.billing() as session:
        forms = {
            tariff_id: tariff_versions.hashes(session, tariff_id=tariff_id)
            for tariff_id in cited - {""}
        }

    assert all(len(found) == 1 for found in forms.values())


def test_groups_leave_no_trace(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A town too big to hold at once is built in groups and stored the same."""
    monkeypatch.setattr(town_module, "GROUP", 5)

    grouped = make_town(tmp_path)

    meter_no = town.accounts[11]["meter_no"]
    whole = town.calendar.whole
    expected = town.meters.readings(meter_no=meter_no, period=whole)
    assert grouped.meters.readings(meter_no=meter_no, period=whole) == expected
    assert grouped.accounts == town.accounts
    assert _all_bills(grouped) == _all_bills(town)
    files = list((tmp_path / "meters").rglob("*.parquet"))
    assert len(files) == len(list((town.folder / "meters").rglob("*.parquet")))


def test_what_is_true_but_not_on_record_is_kept_apart(town: Town) -> None:
    """The truth names what was estimated, and none of the people."""
    told = (town.folder / "truth" / "accounts.json").read_text("utf-8")
    hidden = pq.read_table(town.folder / "truth" / "true_readings.parquet")

    meter_no = town.told(town.story("estimated_correction"))["meter_no"]
    assert meter_no in hidden["meter_no"].to_pylist()
    assert not any(customer.name in told for customer in town.customers)
    assert json.loads((town.folder / "truth" / "town.json").read_text())["seed"] == 7
