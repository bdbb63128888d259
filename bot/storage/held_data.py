"""How much is held about an account, counted where it lies; for 「我的数据」 and for its tags."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.domain.work_order import OrderKind
from bot.storage.tables.application import ApplicationRow
from bot.storage.tables.billing import BillRow, PaymentRow
from bot.storage.tables.forecast import BillForecastRow
from bot.storage.tables.insight import MeterInsightRow
from bot.storage.tables.invoices import InvoiceRow
from bot.storage.tables.service import AuditRow, ConversationRow, MessageRow
from bot.storage.tables.work_order import ReporterRow, WorkOrderRow


@dataclass(frozen=True)
class MeterFigures:
    """The nightly figures of one meter."""

    days: int
    version: str
    features: Mapping[str, Any]


@dataclass(frozen=True)
class Counts:
    """Records and papers, by number."""

    bills: int
    payments: int
    orders: int
    """Work orders, complaints among them."""
    applications: int
    invoices: int


@dataclass(frozen=True)
class Looks:
    """Who looked at the account through the bot."""

    allowed: int
    refused: int
    newest_at: datetime | None


@dataclass(frozen=True)
class Talks:
    """Conversations in which the account was opened, and what is kept of them."""

    conversations: int
    messages: int
    oldest_at: datetime | None


def meter_figures(
    session: Session, *, meter_nos: Collection[str], since: date
) -> dict[str, MeterFigures]:
    """What a night not older than `since` knows of meters, those with too few readings left out."""
    rows = session.scalars(
        select(MeterInsightRow).where(
            MeterInsightRow.meter_no.in_(list(meter_nos)),
            MeterInsightRow.night >= since,
            MeterInsightRow.features.is_not(None),
        )
    )
    return {row.meter_no: MeterFigures(row.days, row.version, row.features or {}) for row in rows}


def records(session: Session, *, account_no: str) -> tuple[int, int]:
    """Bills and payments in the billing database."""
    return _count(session, BillRow, account_no), _count(session, PaymentRow, account_no)


def counts(session: Session, *, account_no: str, records: tuple[int, int]) -> Counts:
    """How much there is; `records` as the billing database gave them."""
    return Counts(
        *records,
        orders=_count(session, WorkOrderRow, account_no),
        applications=_count(session, ApplicationRow, account_no),
        invoices=_count(session, InvoiceRow, account_no),
    )


def forecasts(session: Session, *, account_no: str) -> int:
    """Forecasts of the account's bills."""
    return _count(session, BillForecastRow, account_no)


def orders(
    session: Session, *, account_no: str, since: datetime, kinds: frozenset[OrderKind] | None = None
) -> int:
    """Work orders of the account since then; with `kinds` only those."""
    statement = (
        select(func.count())
        .select_from(WorkOrderRow)
        .where(WorkOrderRow.account_no == account_no, WorkOrderRow.opened_at >= since)
    )
    if kinds is not None:
        statement = statement.where(WorkOrderRow.kind.in_(list(kinds)))
    return int(session.scalar(statement) or 0)


def outage_reports(session: Session, *, account_no: str, since: datetime) -> int:
    """How often no power was reported: own repair orders, and orders or outages joined."""
    joined = session.scalar(
        select(func.count())
        .select_from(ReporterRow)
        .join(WorkOrderRow, WorkOrderRow.number == ReporterRow.number, isouter=True)
        .where(
            ReporterRow.account_no == account_no,
            ReporterRow.joined_at >= since,
            (WorkOrderRow.kind == OrderKind.REPAIR) | ReporterRow.event_id.is_not(None),
        )
    )
    own = orders(session, account_no=account_no, since=since, kinds=frozenset({OrderKind.REPAIR}))
    return max(int(joined or 0), own)


def channels(session: Session, *, account_no: str, since: datetime) -> dict[str, int]:
    """Conversations in which the account was opened, by channel."""
    rows = session.execute(
        select(ConversationRow.channel, func.count())
        .where(ConversationRow.conversation_id.in_(_conversations(account_no, since)))
        .group_by(ConversationRow.channel)
    )
    return {str(channel): int(count) for channel, count in rows}


def talks(session: Session, *, account_no: str) -> Talks:
    """What is kept of the conversations in which the account was opened."""
    held = _conversations(account_no)
    count, oldest = session.execute(
        select(func.count(), func.min(ConversationRow.created_at)).where(
            ConversationRow.conversation_id.in_(held)
        )
    ).one()
    messages = session.scalar(
        select(func.count()).select_from(MessageRow).where(MessageRow.conversation_id.in_(held))
    )
    return Talks(int(count), int(messages or 0), oldest)


def looks(session: Session, *, account_no: str) -> Looks:
    """How often the account was opened, or tried, and when last."""
    of_account = AuditRow.account_no == account_no
    allowed, newest = session.execute(
        select(func.count(), func.max(AuditRow.at)).where(of_account, AuditRow.outcome == "ok")
    ).one()
    refused = session.scalar(
        select(func.count()).select_from(AuditRow).where(of_account, AuditRow.outcome != "ok")
    )
    return Looks(int(allowed), int(refused or 0), newest)


def _conversations(account_no: str, since: datetime | None = None) -> Select[str]:
    statement = (
        select(AuditRow.conversation_id)
        .where(AuditRow.account_no == account_no, AuditRow.outcome == "ok")
        .distinct()
    )
    return statement if since is None else statement.where(AuditRow.at >= since)


def _count(session: Session, row: Any, account_no: str) -> int:
    found = session.scalar(
        select(func.count()).select_from(row).where(row.account_no == account_no)
    )
    return int(found or 0)
