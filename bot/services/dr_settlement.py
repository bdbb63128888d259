"""Settling an event: what each account spared, what it earns, and its tier from now on.

An account whose own past can be told well (the gate in `domain.dr_plan`) is settled by itself. All
others of one kind of supply are settled together, held against accounts that were not asked, and
share what they spared. Who left owes nothing and earns nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from bot.analytics.dr_baseline import METHODS, Window, baseline, latest_alike
from bot.domain.account import Account, SupplyClass
from bot.domain.demand_response import (
    BaselineRule,
    DrEvent,
    Enrolment,
    EnrolmentStatus,
    EventStatus,
    Programme,
)
from bot.domain.dr_plan import Fit, accepted
from bot.domain.dr_settlement import (
    DrReport,
    Outcome,
    Reward,
    RewardKind,
    judged,
    rated,
)
from bot.domain.identity import Audit
from bot.domain.money import ZERO
from bot.domain.unable import NotEnoughReadings
from bot.domain.unable_response import EventUnknown
from bot.services import dr_group
from bot.services.dr_meter import (
    STEPS_PER_HOUR,
    Bools,
    Floats,
    MeterPast,
    event_days,
    meter_past,
)
from bot.services.dr_plan import own_fit
from bot.storage import accounts, audits, dr_enrolments, dr_events, dr_rewards
from bot.storage.books import Books, Session
from bot.storage.meters import MeterStore

WAIT = timedelta(days=7)
"""How long readings are waited for."""


@dataclass(frozen=True)
class Member:
    """One account that kept its yes, with its days; the event's day is the last."""

    account: Account
    enrolment: Enrolment
    past: MeterPast
    alike: Bools
    fit: Fit | None


@dataclass(frozen=True)
class Settlement:
    """An event as it was settled."""

    event: DrEvent
    reports: tuple[DrReport, ...]

    @property
    def reduced_wh(self) -> int:
        """Energy spared by all."""
        return sum(report.reduced_wh for report in self.reports)

    @property
    def reward_yuan(self) -> Decimal:
        """Earned by all."""
        return sum((report.reward_yuan for report in self.reports), ZERO)


def settle_due(books: Books, meters: MeterStore, *, now: datetime) -> list[Settlement]:
    """Settle every event that is over and whose readings are there."""
    with books.service(writing=False) as service:
        due = dr_events.unsettled(service, ended_by=now)
    done = (settle(books, meters, event_id=event.event_id, now=now) for event in due)
    return [item for item in done if item is not None]


def settle(
    books: Books, meters: MeterStore, *, event_id: str, now: datetime, again: bool = False
) -> Settlement | None:
    """Settle one event; None while it is not over, or readings are still waited for.

    `again` settles a settled event anew, after readings were corrected: the differences become
    new lines of the ledger.

    Raises:
        EventUnknown: Facts: event_id.
    """
    with books.service(writing=False) as service:
        event = dr_events.find(service, event_id=event_id)
        programme = event and dr_events.programme(service, programme_id=event.programme_id)
        joined = dr_enrolments.of_event(service, event_id=event_id)
    if event is None or not isinstance(programme, Programme):
        raise EventUnknown(event_id=event_id)
    wanted = EventStatus.SETTLED if again else EventStatus.COMPLETED
    if event.status(now) is not wanted:
        return None
    members, left, unread = _members(books, meters, event, programme, joined)
    if unread and not again and now < event.ends_at + WAIT:
        return None
    reports = [_nothing(event, item, Outcome.LEFT, now) for item in left]
    reports += [_nothing(event, item, Outcome.UNMEASURED, now) for item in unread]
    reports += measured(books, meters, event, programme, members, now)
    reports.sort(key=lambda report: report.account_no)
    holders = {item.account_no: item.customer_no for item in joined}
    with books.service() as service:
        if not again and not dr_events.mark_settled(service, event_id=event_id, now=now):
            return None
        _write(service, event, reports, holders, now, again=again)
    return Settlement(event, tuple(reports))


def _members(
    books: Books,
    meters: MeterStore,
    event: DrEvent,
    programme: Programme,
    joined: Sequence[Enrolment],
) -> tuple[list[Member], list[Enrolment], list[Enrolment]]:
    """Who is measured, who left (or moved out), and whose meter was not read."""
    members: list[Member] = []
    left: list[Enrolment] = []
    unread: list[Enrolment] = []
    for item in joined:
        if item.status is EnrolmentStatus.OPTED_OUT:
            left.append(item)
        if item.status is not EnrolmentStatus.ACCEPTED:
            continue
        with books.billing() as billing:
            account = accounts.find(billing, account_no=item.account_no)
        if account is None or account.customer_no != item.customer_no:
            left.append(item)
            continue
        member = member_of(books, meters, event, programme, account, item)
        if member is None:
            unread.append(item)
        else:
            members.append(member)
    return members, left, unread


def member_of(
    books: Books,
    meters: MeterStore,
    event: DrEvent,
    programme: Programme,
    account: Account,
    enrolment: Enrolment,
) -> Member | None:
    """An account with its days; None when the event or the days before it were not read."""
    past = meter_past(meters, account=account, last=event.day)
    alike = past.alike(to=event.day, events=event_days(books, account=account))
    window = window_of(event)
    needed = METHODS[BaselineRule.GROUP].days
    try:
        latest_alike(alike, place=len(alike) - 1, count=needed)
    except NotEnoughReadings:
        return None
    if not np.isfinite(past.wh[-1, window.steps]).all():
        return None
    before = alike.copy()
    before[-1] = False
    return Member(account, enrolment, past, alike, own_fit(past, before, window, programme))


def window_of(event: DrEvent) -> Window:
    """The event's half-hours."""
    return Window(event.first_slot, event.end_slot)


def measured(
    books: Books,
    meters: MeterStore,
    event: DrEvent,
    programme: Programme,
    members: Sequence[Member],
    now: datetime,
) -> list[DrReport]:
    """Reports of all whose meters were read: by themselves where that is fair, else in groups."""
    alone = [member for member in members if accepted(member.fit)]
    reports = [_alone(event, programme, member, now) for member in alone]
    for kinds in ({SupplyClass.RESIDENTIAL}, {SupplyClass.COMMERCIAL, SupplyClass.INDUSTRIAL}):
        group = [
            member
            for member in members
            if member not in alone and member.account.supply_class in kinds
        ]
        if group:
            shares = dr_group.settle_group(
                books, meters, event=event, programme=programme, group=group, kinds=kinds
            )
            reports += [
                _report(event, programme, member, BaselineRule.GROUP, share, shares.rrmse, now)
                for member, share in zip(group, shares.members, strict=True)
            ]
    return reports


def _alone(event: DrEvent, programme: Programme, member: Member, now: datetime) -> DrReport:
    window = window_of(event)
    told = baseline(
        member.past.wh,
        place=len(member.alike) - 1,
        alike=member.alike,
        window=window,
        method=METHODS[programme.baseline],
        steps_per_hour=STEPS_PER_HOUR,
    )
    usage = member.past.wh[-1, window.steps]
    share = dr_group.Share(told, usage, round(float(told.sum())) - round(float(usage.sum())))
    rrmse = member.fit.rrmse if member.fit else None
    return _report(event, programme, member, programme.baseline, share, rrmse, now)


def _report(
    event: DrEvent,
    programme: Programme,
    member: Member,
    rule: BaselineRule,
    share: dr_group.Share,
    rrmse: float | None,
    now: datetime,
) -> DrReport:
    planned_wh = int(member.enrolment.planned_w * event.hours)
    outcome, reward = judged(programme, planned_wh=planned_wh, reduced_wh=share.reduced_wh)
    return DrReport(
        event_id=event.event_id,
        account_no=member.account.account_no,
        meter_no=member.account.meter_no,
        rule=rule,
        baseline_wh=_whole(share.baseline),
        usage_wh=_whole(share.usage),
        planned_wh=planned_wh,
        reduced_wh=share.reduced_wh,
        outcome=outcome,
        reward_yuan=reward,
        rrmse=rrmse,
        made_at=now,
    )


def _nothing(event: DrEvent, item: Enrolment, outcome: Outcome, now: datetime) -> DrReport:
    return DrReport(
        event_id=event.event_id,
        account_no=item.account_no,
        meter_no="",
        rule=BaselineRule.GROUP,
        baseline_wh=(),
        usage_wh=(),
        planned_wh=int(item.planned_w * event.hours),
        reduced_wh=0,
        outcome=outcome,
        reward_yuan=ZERO,
        rrmse=None,
        made_at=now,
    )


def _write(
    service: Session,
    event: DrEvent,
    reports: Sequence[DrReport],
    holders: dict[str, str],
    now: datetime,
    *,
    again: bool,
) -> None:
    """Reports, ledger lines and tiers in one transaction."""
    dr_rewards.save_reports(service, reports=reports)
    for report in reports:
        number = report.account_no
        before = dr_rewards.earned_yuan(service, account_no=number, event_id=event.event_id)
        difference = report.reward_yuan - before
        if difference != ZERO:
            dr_rewards.add(
                service,
                reward=Reward(
                    key=f"dr:{event.event_id}:{number}:{now.isoformat()}",
                    account_no=number,
                    customer_no=holders[number],
                    event_id=event.event_id,
                    kind=RewardKind.CORRECTED if again else RewardKind.EARNED,
                    amount_yuan=difference,
                    at=now,
                ),
            )
        own = dr_rewards.reports_of_account(service, account_no=number)
        rating = rated(own, at=now)
        if rating is not None and report.outcome in (Outcome.PAID, Outcome.TOO_LITTLE):
            dr_rewards.save_rating(service, rating=rating)
        row = Audit(now, "settlement", number, f"dr.settle {event.event_id}"[:60], "ok")
        audits.record(service, audit=row)


def _whole(values: Floats) -> tuple[int, ...]:
    return tuple(round(float(value)) for value in values)
