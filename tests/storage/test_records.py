"""The utility's records: what is saved comes back as the same values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.domain.account import (
    Account,
    BasicCharge,
    Contract,
    Customer,
    PaymentMode,
    SupplyClass,
    SupplyTerms,
)
from bot.domain.bill import Bill, BillLine, LineKind
from bot.domain.payment import Balance, Payment
from bot.domain.period import SHANGHAI, Period
from bot.domain.unable import NoContract
from bot.domain.usage import BillableUsage
from bot.domain.weather import DayWeather
from bot.storage import accounts, balances, bills, contracts, customers, payments, weather
from bot.storage.books import Books

WANG = Customer("C1", "王小明", "13805910001", "123X")
HOME = Account(
    "3501000000017", "C1", "王小明", "福州市鼓楼区1号", "M1", "fujian",
    SupplyClass.RESIDENTIAL, PaymentMode.POSTPAID, date(2020, 1, 1),
)  # fmt: skip
SHOP = replace(HOME, account_no="3501000000025", meter_no="M2", address="福州市台江区2号")
TERMS = SupplyTerms("res_month", SupplyClass.RESIDENTIAL, "under_1kv", household_size=5)


def bill_of(month: int, amount: str = "120.30", paid: str = "0.00") -> Bill:
    period = Period.month(2026, month)
    line = BillLine(
        LineKind.ENERGY, "第一档电量", Decimal("230.500"), "kWh", Decimal("0.5219100"),
        Decimal(amount), period, "res_month-2026", tier=1,
    )  # fmt: skip
    return Bill(
        f"B{month}", HOME.account_no, period, Decimal("230.50"), Decimal(amount), Decimal(paid),
        period.end, date(2026, month + 1, 20), False, (line,),
    )  # fmt: skip


def plain(bill: Bill) -> tuple[Bill, BillableUsage]:
    return bill, BillableUsage(bill.period, ())


@pytest.fixture
def town(books: Books) -> Books:
    """Books with one customer and two accounts."""
    with books.billing() as session:
        customers.save(session, customers=[WANG])
        accounts.save(session, accounts=[HOME, SHOP])
    return books


def test_an_account_is_found_by_number_customer_and_meter(town: Books) -> None:
    """Each way gives the same value; an unknown number gives None."""
    with town.billing() as session:
        assert accounts.find(session, account_no=HOME.account_no) == HOME
        assert accounts.find(session, account_no="x") is None
        assert accounts.of_customer(session, customer_no="C1") == [HOME, SHOP]
        assert accounts.by_meter_no(session, meter_no="M2") == SHOP
        assert accounts.many(session, after=HOME.account_no) == [SHOP]
        assert customers.find(session, customer_no="C1") == WANG


def test_proofs_of_identity_are_kept_apart(town: Books) -> None:
    """Phone and ID digits are asked for by account, and None when not known."""
    with town.billing() as session:
        customers.save(session, customers=[Customer("C2", "陈", "", "")])
        accounts.save(session, accounts=[replace(SHOP, customer_no="C2")])

        assert accounts.registered_phone(session, account_no=HOME.account_no) == WANG.phone
        assert accounts.id_last4(session, account_no=HOME.account_no) == "123X"
        assert accounts.registered_phone(session, account_no=SHOP.account_no) is None
        assert accounts.id_last4(session, account_no="x") is None


def test_saving_again_replaces(town: Books) -> None:
    """The key decides, other accounts are left alone."""
    moved = replace(HOME, address="厦门市思明区3号")

    with town.billing() as session:
        accounts.save(session, accounts=[moved])

    with town.billing() as session:
        assert accounts.of_customer(session, customer_no="C1") == [moved, SHOP]


def test_terms_hold_from_their_first_day_to_the_day_before_the_last(town: Books) -> None:
    """Dated versions are half-open; a day without any is a refusal."""
    factory = replace(
        TERMS,
        tariff_code="ci_two_part",
        supply_class=SupplyClass.INDUSTRIAL,
        basic_charge=BasicCharge.DEMAND,
        demand_contract_kw=Decimal("315.5"),
        power_factor_standard=Decimal("0.90"),
        low_income=True,
    )
    change = date(2026, 6, 16)
    versions = [
        Contract(HOME.account_no, date(2020, 1, 1), change, TERMS),
        Contract(HOME.account_no, change, None, factory),
    ]

    with town.billing() as session:
        contracts.save(session, contracts=versions)

    with town.billing() as session:
        on = [
            contracts.terms_on(session, account_no=HOME.account_no, day=day)
            for day in (date(2026, 6, 15), change, date(2030, 1, 1))
        ]
        assert on == [TERMS, factory, factory]
        assert contracts.versions(session, account_no=HOME.account_no) == versions
        with pytest.raises(NoContract):
            contracts.terms_on(session, account_no=HOME.account_no, day=date(2019, 12, 31))


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


def test_half_a_fen_is_never_stored(town: Books) -> None:
    """Money that is not whole fen is a mistake, not something to round away."""
    payment = Payment(
        "P1", HOME.account_no, datetime(2026, 5, 1, tzinfo=SHANGHAI), Decimal("1.005"), "微信"
    )

    with pytest.raises(Exception, match="whole fen"), town.billing() as session:
        payments.save(session, payments=[payment])


def test_a_naive_time_is_never_stored(town: Books) -> None:
    """Which instant it means would be a guess."""
    balance = Balance(HOME.account_no, Decimal(0), datetime(2026, 5, 1))  # noqa: DTZ001

    with pytest.raises(Exception, match="naive"), town.billing() as session:
        balances.save(session, balances=[balance])


def test_payments_are_cut_at_local_midnight(town: Books) -> None:
    """Newest first; the period's days are Chinese days."""

    def paid(number: int, *when: int) -> Payment:
        at = datetime(*when, tzinfo=SHANGHAI)  # type: ignore[arg-type]
        return Payment(f"P{number}", HOME.account_no, at, Decimal("5.00"), "微信", "B5")

    late_april = paid(1, 2026, 4, 30, 23, 59)
    early_may = paid(2, 2026, 5, 1, 0, 0)
    late_may = paid(3, 2026, 5, 31, 23, 59, 59)

    with town.billing() as session:
        payments.save(session, payments=[late_may, late_april, early_may])

    with town.billing() as session:
        of_may = payments.of_account(
            session, account_no=HOME.account_no, period=Period.month(2026, 5)
        )
        assert of_may == [late_may, early_may]
        assert len(payments.of_account(session, account_no=HOME.account_no)) == 3


def test_the_newest_balance_counts(town: Books) -> None:
    """One figure per account; None when there never was one."""
    now = datetime(2026, 5, 1, 12, tzinfo=SHANGHAI)
    overdrawn = Balance(HOME.account_no, Decimal("-3.20"), now)

    with town.billing() as session:
        balances.save(session, balances=[replace(overdrawn, credit_yuan=Decimal(50))])
        balances.save(session, balances=[overdrawn])

    with town.billing() as session:
        assert balances.current(session, account_no=HOME.account_no) == overdrawn
        assert balances.current(session, account_no=SHOP.account_no) is None


def test_weather_is_by_region_and_day(town: Books) -> None:
    """In order, the period's days only."""
    days = [DayWeather(date(2026, 5, day), 20.5, 25.0, 16.0) for day in (2, 1)]

    with town.billing() as session:
        weather.save(session, region="fujian", days=days)
        weather.save(session, region="tibet", days=days)

        found = weather.daily(session, region="fujian", period=Period.month(2026, 5))

    assert found == days[::-1]
