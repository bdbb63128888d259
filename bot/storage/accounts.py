"""Accounts (户号), with the premise and meter each of them names."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.domain.account import Account
from bot.storage.tables.billing import AccountRow, CustomerRow, MeterRow, PremiseRow
from bot.storage.upsert import upsert

_BATCH = 1_000


def find(session: Session, *, account_no: str) -> Account | None:
    """The account, or None when no account has this number."""
    found = session.execute(_accounts().where(AccountRow.account_no == account_no)).first()
    return _account(found) if found else None


def of_customer(session: Session, *, customer_no: str) -> list[Account]:
    """All accounts of one customer, by account number."""
    return _all(session, _accounts().where(AccountRow.customer_no == customer_no))


def by_meter_no(session: Session, *, meter_no: str) -> Account | None:
    """The account that a meter counts for, or None."""
    found = session.execute(_accounts().where(AccountRow.meter_no == meter_no)).first()
    return _account(found) if found else None


def premise_no(session: Session, *, account_no: str) -> str | None:
    """Number of the place that the account supplies; None when no account has this number."""
    return session.scalar(select(AccountRow.premise_no).where(AccountRow.account_no == account_no))


def many(session: Session, *, after: str = "", limit: int = 1_000) -> list[Account]:
    """Accounts in order of their number, from the one following `after`; for bulk jobs."""
    return _all(session, _accounts().where(AccountRow.account_no > after).limit(limit))


def registered_phone(session: Session, *, account_no: str) -> str | None:
    """Phone that one-time codes go to; only `services.access` may ask."""
    return session.scalar(_of_holder(CustomerRow.phone, account_no)) or None


def id_last4(session: Session, *, account_no: str) -> str | None:
    """Last four of the holder's ID document, upper case; only `services.access` may ask."""
    return session.scalar(_of_holder(CustomerRow.id_last4, account_no)) or None


def save(session: Session, *, accounts: Iterable[Account]) -> int:
    """Write accounts with their premises and meters; the customers must be there already.

    A premise has no number of its own in `Account`: it takes the account's.
    """
    remaining, written = iter(accounts), 0
    while batch := list(islice(remaining, _BATCH)):
        upsert(session, PremiseRow, rows=map(_premise_row, batch))
        upsert(session, MeterRow, rows=map(_meter_row, batch))
        written += upsert(session, AccountRow, rows=map(_account_row, batch))
    return written


def _accounts() -> Any:
    return (
        select(
            AccountRow.account_no,
            AccountRow.customer_no,
            CustomerRow.name,
            PremiseRow.address,
            AccountRow.meter_no,
            PremiseRow.region,
            AccountRow.supply_class,
            AccountRow.payment_mode,
            AccountRow.opened_on,
        )
        .join(CustomerRow, CustomerRow.customer_no == AccountRow.customer_no)
        .join(PremiseRow, PremiseRow.premise_no == AccountRow.premise_no)
        .order_by(AccountRow.account_no)
    )


def _of_holder(column: Any, account_no: str) -> Select[str]:
    return (
        select(column)
        .join(AccountRow, AccountRow.customer_no == CustomerRow.customer_no)
        .where(AccountRow.account_no == account_no)
    )


def _all(session: Session, statement: Any) -> list[Account]:
    return [_account(row) for row in session.execute(statement)]


def _account(row: Any) -> Account:
    return Account(
        account_no=row.account_no,
        customer_no=row.customer_no,
        holder_name=row.name,
        address=row.address,
        meter_no=row.meter_no,
        region=row.region,
        supply_class=row.supply_class,
        payment_mode=row.payment_mode,
        opened_on=row.opened_on,
    )


def _premise_row(account: Account) -> dict[str, Any]:
    return {
        "premise_no": account.account_no,
        "address": account.address,
        "region": account.region,
    }


def _meter_row(account: Account) -> dict[str, Any]:
    return {
        "meter_no": account.meter_no,
        "premise_no": account.account_no,
        "installed_on": account.opened_on,
    }


def _account_row(account: Account) -> dict[str, Any]:
    return {
        "account_no": account.account_no,
        "customer_no": account.customer_no,
        "premise_no": account.account_no,
        "meter_no": account.meter_no,
        "supply_class": account.supply_class,
        "payment_mode": account.payment_mode,
        "opened_on": account.opened_on,
    }
