"""Contracts: the dated supply terms of each account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.domain.account import Contract, SupplyTerms
from bot.domain.unable import NoContract
from bot.storage.tables.billing import ContractRow
from bot.storage.upsert import upsert


def terms_on(session: Session, *, account_no: str, day: date) -> SupplyTerms:
    """The terms that hold on `day`.

    Raises:
        NoContract: no contract covers the day.
    """
    row = session.scalar(
        select(ContractRow)
        .where(
            ContractRow.account_no == account_no,
            ContractRow.valid_from <= day,
            or_(ContractRow.valid_to.is_(None), ContractRow.valid_to > day),
        )
        .order_by(ContractRow.valid_from.desc())
        .limit(1)
    )
    if row is None:
        raise NoContract(account_no=account_no, day=day)
    return _contract(row).terms


def versions(session: Session, *, account_no: str) -> list[Contract]:
    """Every version of the account's contract, oldest first."""
    rows = session.scalars(
        select(ContractRow)
        .where(ContractRow.account_no == account_no)
        .order_by(ContractRow.valid_from)
    )
    return [_contract(row) for row in rows]


def save(session: Session, *, contracts: Iterable[Contract]) -> int:
    """Write contract versions by account and first day; returns how many."""
    return upsert(
        session,
        ContractRow,
        rows=(
            {
                "account_no": contract.account_no,
                "valid_from": contract.valid_from,
                "valid_to": contract.valid_to,
                **asdict(contract.terms),
            }
            for contract in contracts
        ),
    )


def _contract(row: ContractRow) -> Contract:
    return Contract(
        account_no=row.account_no,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        terms=SupplyTerms(
            tariff_code=row.tariff_code,
            supply_class=row.supply_class,
            voltage=row.voltage,
            household_size=row.household_size,
            low_income=row.low_income,
            basic_charge=row.basic_charge,
            capacity_kva=row.capacity_kva,
            demand_contract_kw=row.demand_contract_kw,
            power_factor_standard=row.power_factor_standard,
        ),
    )
