"""Kinds of file about who is supplied: customers, accounts, contracts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from sqlalchemy.orm import Session

from bot.domain.account import BasicCharge, PaymentMode, SupplyClass
from bot.storage.importing import cells
from bot.storage.importing.kind import Column, Kind, Row, columns_of, require
from bot.storage.tables.billing import (
    AccountRow,
    ContractRow,
    CustomerRow,
    MeterRow,
    PremiseRow,
)
from bot.storage.upsert import upsert

_BATCH = 1_000
ACCOUNT_NO = Column(
    "account_no",
    "户号",
    cells.number_of(),
    "account number",
    refers_to=AccountRow.account_no,
    refers_kind="accounts",
)


def _save_customers(session: Session, rows: Iterable[Row]) -> int:
    return upsert(session, CustomerRow, rows=rows)


def _save_accounts(session: Session, rows: Iterable[Row]) -> int:
    remaining, written = iter(rows), 0
    while batch := list(islice(remaining, _BATCH)):
        for row in batch:
            row["premise_no"] = row["premise_no"] or row["account_no"]
        upsert(session, PremiseRow, rows=[columns_of(PremiseRow, row) for row in batch])
        upsert(session, MeterRow, rows=[columns_of(MeterRow, row) for row in batch])
        written += upsert(session, AccountRow, rows=[columns_of(AccountRow, row) for row in batch])
    return written


def _save_contracts(session: Session, rows: Iterable[Row]) -> int:
    return upsert(session, ContractRow, rows=rows)


def _check_contract(row: Row) -> None:
    ends_later = row["valid_to"] is None or row["valid_to"] > row["valid_from"]
    require(
        ends_later,
        "the contract ends before it begins",
        "valid_to is the first day on which it no longer holds; leave it empty while it does",
        column="valid_to",
    )
    for basis, column in (
        (BasicCharge.CAPACITY, "capacity_kva"),
        (BasicCharge.DEMAND, "demand_contract_kw"),
    ):
        require(
            row["basic_charge"] is not basis or row[column] is not None,
            f"a basic charge by {basis.value} needs {column}",
            "fill it in, or set basic_charge to none",
            column=column,
        )


CUSTOMERS = Kind(
    "customers",
    "people and companies that hold accounts",
    (
        Column("customer_no", "客户编号", cells.number_of(), "customer number"),
        Column("name", "姓名", cells.words(longest=120), "name of the person or company"),
        Column(
            "phone",
            "手机号",
            cells.phone,
            "registered phone that one-time codes go to",
            optional=True,
            default="",
        ),
        Column(
            "id_last4",
            "证件后四位",
            cells.id_last4,
            "last four characters of the ID document; never the whole number",
            optional=True,
            default="",
        ),
    ),
    key=("customer_no",),
    save=_save_customers,
)

ACCOUNTS = Kind(
    "accounts",
    "accounts with the premise and the meter of each",
    (
        Column("account_no", "户号", cells.number_of(), "account number"),
        Column(
            "customer_no",
            "客户编号",
            cells.number_of(),
            "customer that holds it",
            refers_to=CustomerRow.customer_no,
            refers_kind="customers",
        ),
        Column("address", "用电地址", cells.words(longest=200), "where it is supplied"),
        Column("region", "地区", cells.words(longest=40), "weather and tariff region"),
        Column("meter_no", "电表号", cells.number_of(), "meter that counts it"),
        Column(
            "supply_class",
            "用电类别",
            cells.one_of(SupplyClass),
            "`residential`, `commercial` or `industrial`",
        ),
        Column(
            "payment_mode",
            "付费方式",
            cells.one_of(PaymentMode),
            "`postpaid`, or `prepaid` for accounts that pay in advance (费控)",
        ),
        Column("opened_on", "立户日期", cells.day, "first day of supply"),
        Column(
            "premise_no",
            "用电地点编号",
            cells.number_of(),
            "number of the place; the account number when empty",
            optional=True,
        ),
        Column(
            "installed_on",
            "装表日期",
            cells.day,
            "day the meter was installed",
            optional=True,
        ),
    ),
    key=("account_no",),
    save=_save_accounts,
)

CONTRACTS = Kind(
    "contracts",
    "dated supply terms of accounts",
    (
        ACCOUNT_NO,
        Column("valid_from", "生效日期", cells.day, "first day on which the terms hold"),
        Column(
            "valid_to",
            "失效日期",
            cells.day,
            "first day on which they no longer hold; empty while they do",
            optional=True,
        ),
        Column(
            "tariff_code",
            "电价代码",
            cells.number_of(longest=60),
            "`code` of a tariff in `knowledge/tariffs/`",
        ),
        Column(
            "supply_class",
            "用电类别",
            cells.one_of(SupplyClass),
            "`residential`, `commercial` or `industrial`",
        ),
        Column(
            "voltage",
            "电压等级",
            cells.words(longest=20),
            "voltage level as tariffs name it, e.g. `under_1kv`, `1_10kv`, `35kv`",
        ),
        Column(
            "household_size",
            "家庭人口",
            cells.integer(least=0, most=99),
            "people registered for the multi-person allowance; 0 when none is granted",
            optional=True,
            default=0,
        ),
        Column(
            "low_income",
            "低保五保",
            cells.yes_or_no,
            "whether free monthly energy is granted",
            optional=True,
            default=False,
        ),
        Column(
            "basic_charge",
            "基本电费方式",
            cells.one_of(BasicCharge),
            "`none`, `capacity` or `demand`",
            optional=True,
            default=BasicCharge.NONE,
        ),
        Column(
            "capacity_kva",
            "容量",
            cells.decimal(places=3, least="0"),
            "transformer capacity, kVA",
            optional=True,
        ),
        Column(
            "demand_contract_kw",
            "约定需量",
            cells.decimal(places=3, least="0"),
            "contracted demand, kW",
            optional=True,
        ),
        Column(
            "power_factor_standard",
            "功率因数标准",
            cells.decimal(places=2, least="0.5", most="1"),
            "0.80, 0.85 or 0.90 where the power-factor adjustment applies",
            optional=True,
        ),
    ),
    key=("account_no", "valid_from"),
    save=_save_contracts,
    check=_check_contract,
)
