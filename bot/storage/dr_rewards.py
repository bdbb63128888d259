"""Reports of demand response events, the reward ledger, and response tiers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.domain.dr_settlement import DrReport, Rating, Reward, RewardKind
from bot.domain.money import ZERO
from bot.storage.tables.demand_response import (
    DrEventRow,
    DrRatingRow,
    DrReportRow,
    DrRewardRow,
)
from bot.storage.upsert import insert_into, upsert


def save_reports(session: Session, *, reports: Iterable[DrReport]) -> int:
    """Write reports, replacing those of the same event and account; returns how many."""
    rows = (
        {
            **asdict(report),
            "baseline_wh": list(report.baseline_wh),
            "usage_wh": list(report.usage_wh),
        }
        for report in reports
    )
    return upsert(session, DrReportRow, rows=rows)


def reports_of_event(session: Session, *, event_id: str) -> list[DrReport]:
    """Every report of an event, by account number."""
    return _reports(
        session,
        select(DrReportRow)
        .where(DrReportRow.event_id == event_id)
        .order_by(DrReportRow.account_no),
    )


def reports_of_account(session: Session, *, account_no: str) -> list[DrReport]:
    """Every report of an account, the newest event first."""
    return _reports(
        session,
        select(DrReportRow)
        .join(DrEventRow, DrEventRow.event_id == DrReportRow.event_id)
        .where(DrReportRow.account_no == account_no)
        .order_by(DrEventRow.starts_at.desc(), DrReportRow.event_id),
    )


def add(session: Session, *, reward: Reward) -> bool:
    """Add a line to the ledger; False when its key was written before, then nothing changes."""
    added = session.execute(
        insert_into(session, DrRewardRow)
        .values(**asdict(reward))
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(DrRewardRow.id)
    )
    return added.first() is not None


def of_account(session: Session, *, account_no: str, customer_no: str) -> list[Reward]:
    """Every line of this holder's ledger, the oldest first."""
    rows = session.scalars(
        select(DrRewardRow)
        .where(DrRewardRow.account_no == account_no, DrRewardRow.customer_no == customer_no)
        .order_by(DrRewardRow.id)
    )
    return [
        Reward(
            key=row.key,
            account_no=row.account_no,
            customer_no=row.customer_no,
            event_id=row.event_id,
            kind=row.kind,
            amount_yuan=row.amount_yuan,
            at=row.at,
        )
        for row in rows
    ]


def balance_yuan(session: Session, *, account_no: str, customer_no: str) -> Decimal:
    """What this holder earned and was not given yet."""
    lines = of_account(session, account_no=account_no, customer_no=customer_no)
    return sum((line.amount_yuan for line in lines), ZERO)


def earned_yuan(session: Session, *, account_no: str, event_id: str) -> Decimal:
    """What one account earned by one event, corrections included, paid out or not."""
    amounts = session.scalars(
        select(DrRewardRow.amount_yuan).where(
            DrRewardRow.account_no == account_no,
            DrRewardRow.event_id == event_id,
            DrRewardRow.kind != RewardKind.PAID_OUT,
        )
    )
    return sum(amounts, ZERO)


def save_rating(session: Session, *, rating: Rating) -> None:
    """Keep the tier that follows from an event; the same event rates once."""
    upsert(session, DrRatingRow, rows=[asdict(rating)])


def rating(session: Session, *, account_no: str) -> Rating | None:
    """The newest tier, or None."""
    row = session.scalar(
        select(DrRatingRow)
        .where(DrRatingRow.account_no == account_no)
        .order_by(DrRatingRow.at.desc(), DrRatingRow.event_id.desc())
        .limit(1),
        execution_options={"populate_existing": True},
    )
    if row is None:
        return None
    return Rating(
        account_no=row.account_no,
        tier=row.tier,
        share=row.share,
        events=row.events,
        event_id=row.event_id,
        at=row.at,
    )


def _reports(session: Session, statement: Select[DrReportRow]) -> list[DrReport]:
    rows = session.scalars(statement, execution_options={"populate_existing": True})
    return [
        DrReport(
            event_id=row.event_id,
            account_no=row.account_no,
            meter_no=row.meter_no,
            rule=row.rule,
            baseline_wh=tuple(row.baseline_wh),
            usage_wh=tuple(row.usage_wh),
            planned_wh=row.planned_wh,
            reduced_wh=row.reduced_wh,
            outcome=row.outcome,
            reward_yuan=row.reward_yuan,
            rrmse=row.rrmse,
            made_at=row.made_at,
        )
        for row in rows
    ]
