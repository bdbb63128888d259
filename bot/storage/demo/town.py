"""Building the demo town: simulate, store readings, bill, and keep the truth apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.domain.account import Account
from bot.domain.period import Period
from bot.domain.tariff import TariffBook
from bot.domain.weather import DayWeather
from bot.storage import accounts as account_store
from bot.storage import balances, bills, contracts, customers, payments, tariff_versions
from bot.storage import weather as weather_store
from bot.storage.books import Books
from bot.storage.demo import directory
from bot.storage.demo.billing_run import Ledger, run_billing
from bot.storage.demo.calendar import day_kinds
from bot.storage.demo.contract import BUSINESS_CODES, RESIDENTIAL_CODES
from bot.storage.demo.description import describe
from bot.storage.demo.directory import DemoCustomer
from bot.storage.demo.grid import store_grid
from bot.storage.demo.plan import Calendar, Plan, town_calendar
from bot.storage.demo.readings import monthly_tables
from bot.storage.demo.roster import make_roster
from bot.storage.demo.simulation import Simulated, simulate
from bot.storage.demo.story import story_weather
from bot.storage.demo.truth import TruthWriter
from bot.storage.demo.weather import Weather, make_weather
from bot.storage.meters import MeterStore, ParquetMeterStore

REGION = "fujian"
GROUP = 250
"""Accounts held in memory together."""


@dataclass(frozen=True)
class TownSize:
    """How much was built."""

    accounts: int
    readings: int
    bills: int
    payments: int


def build_town(
    *,
    books: Books,
    meters: MeterStore,
    tariffs: TariffBook,
    accounts: int,
    months: int,
    seed: int,
    until: date,
    folder: Path,
) -> TownSize:
    """Fill empty stores with a town of `months` billed months that ends before `until`.

    The days of the current month before `until` are metered but not billed. The list of demo
    customers is left in `folder`, the ground truth in its subfolder `truth`. The same arguments
    give the same town.

    Raises:
        ValueError: fewer than one account or month.
        TariffMissing: the tariff book lacks a demo tariff on some day; nothing was stored.
    """
    if accounts < 1 or months < 1:
        raise ValueError("a town has at least one account and one month")
    calendar = town_calendar(months=months, until=until)
    require_prices(tariffs=tariffs, whole=calendar.whole)
    weather = make_weather(period=calendar.whole, seed=seed, steered=story_weather(calendar))
    plans = make_roster(accounts=accounts, calendar=calendar, seed=seed)
    _store_people(books, plans, weather, tariffs)
    store_grid(books, plans)
    held = Counter(plan.customer.customer_no for plan in plans)
    truth = TruthWriter(folder=folder / "truth", whole=calendar.whole)
    size, listed = TownSize(0, 0, 0, 0), list[DemoCustomer]()
    for group in _groups(plans, weather, seed):
        readings = sum(
            meters.write(table) for table in monthly_tables(simulated=group, whole=calendar.whole)
        )
        truth.add(group)
        ledgers = [
            run_billing(simulated=one, calendar=calendar, tariffs=tariffs, seed=seed)
            for one in group
        ]
        _store_ledgers(books, ledgers)
        listed += _describe(group, ledgers, calendar, held)
        size = TownSize(
            accounts=size.accounts + len(group),
            readings=size.readings + readings,
            bills=size.bills + sum(len(ledger.bills) for ledger in ledgers),
            payments=size.payments + sum(len(ledger.payments) for ledger in ledgers),
        )
    truth.close(seed=seed, weather=weather)
    if len(plans) > GROUP and isinstance(meters, ParquetMeterStore):
        meters.compact()
    directory.save(path=folder / directory.FILE_NAME, customers=listed[: directory.MOST_LISTED])
    return size


def require_prices(*, tariffs: TariffBook, whole: Period) -> None:
    """Make sure that every tariff of the town has prices on every day.

    Raises:
        TariffMissing: naming the first tariff and day without.
    """
    for code in (*RESIDENTIAL_CODES, *BUSINESS_CODES):
        tariffs.segments(code, whole)


def _groups(plans: Sequence[Plan], weather: Weather, seed: int) -> Iterator[list[Simulated]]:
    kinds = day_kinds(weather.period)
    for start in range(0, len(plans), GROUP):
        yield [
            simulate(plan=plan, weather=weather, kinds=kinds, seed=seed)
            for plan in plans[start : start + GROUP]
        ]


def _store_people(
    books: Books, plans: Sequence[Plan], weather: Weather, tariffs: TariffBook
) -> None:
    holders = {plan.customer.customer_no: plan.customer for plan in plans}
    days = zip(
        weather.period.each_day(),
        weather.mean_c.tolist(),
        weather.max_c.tolist(),
        weather.min_c.tolist(),
        strict=True,
    )
    with books.billing(writing=True) as session:
        customers.save(session, customers=holders.values())
        account_store.save(session, accounts=[_account(plan) for plan in plans])
        contracts.save(session, contracts=[c for plan in plans for c in plan.contracts])
        tariff_versions.record(session, book=tariffs)
        weather_store.save(session, region=REGION, days=(DayWeather(*day) for day in days))


def _account(plan: Plan) -> Account:
    return Account(
        account_no=plan.account_no,
        customer_no=plan.customer.customer_no,
        holder_name=plan.customer.name,
        address=plan.address,
        meter_no=plan.meter_no,
        region=REGION,
        supply_class=plan.contracts[-1].terms.supply_class,
        payment_mode=plan.payment_mode,
        opened_on=plan.opened_on,
    )


def _store_ledgers(books: Books, ledgers: Sequence[Ledger]) -> None:
    with books.billing(writing=True) as session:
        bills.save(session, bills=[pair for ledger in ledgers for pair in ledger.bills])
        payments.save(session, payments=[p for ledger in ledgers for p in ledger.payments])
        held = [ledger.balance for ledger in ledgers if ledger.balance is not None]
        balances.save(session, balances=held)


def _describe(
    group: Sequence[Simulated],
    ledgers: Sequence[Ledger],
    calendar: Calendar,
    held: Counter[str],
) -> list[DemoCustomer]:
    return [
        describe(
            plan=one.plan,
            ledger=ledger,
            calendar=calendar,
            accounts_held=held[one.plan.customer.customer_no],
        )
        for one, ledger in zip(group, ledgers, strict=True)
    ]
