"""「我的数据」: everything that is held about an account, for its holder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.account import Account, mask_name, mask_phone
from bot.domain.advice import TipReply
from bot.domain.anomaly import Anomaly
from bot.domain.bill_alert import BillLimit
from bot.domain.binding import Binding, mask_subject
from bot.domain.customer_value import CustomerValue
from bot.domain.delegation import Delegation
from bot.domain.demand_response import Enrolment
from bot.domain.identity import Audit
from bot.domain.notice import NoticeRules, NoticeStanding, standing
from bot.domain.profile import ChoiceKind, Tag, TagName
from bot.domain.tip_ranking import newest_replies
from bot.storage import (
    accounts,
    advice_replies,
    audits,
    bill_limits,
    bindings,
    delegations,
    dr_enrolments,
    dr_rewards,
    held_data,
    insights,
    notice_choices,
    profile_tags,
    profiles,
)
from bot.storage.books import Books, Session
from bot.storage.held_data import Counts, Looks, Talks


@dataclass(frozen=True)
class Rights:
    """Who may see the account, masked, and what is sent about it."""

    devices: tuple[str, ...]
    """Bound identities, only their last characters shown."""
    people: tuple[str, ...]
    """Whom the holder agreed to, in the holder's words."""
    notices: tuple[NoticeStanding, ...]
    """What is switched on."""


@dataclass(frozen=True)
class Thought:
    """What is thought of the account."""

    tags: tuple[Tag, ...]
    disputed: tuple[Tag, ...]
    """Data that contradict the holder's word, until staff have looked."""
    deleted: tuple[TagName, ...]
    """Tags the holder had erased; they are not made again."""
    objected: bool
    value: CustomerValue | None


@dataclass(frozen=True)
class WorkedOut:
    """What was worked out from the meter and the bills, besides tags."""

    forecasts: int
    findings: tuple[Anomaly, ...]
    """What the nightly job found; suspicions for staff are not among them."""
    figured_at: datetime | None
    """When the nightly figures of the meter were made; None without any."""


@dataclass(frozen=True)
class MyData:
    """Everything, in the order in which it is told."""

    account: Account
    holder: str
    """Masked."""
    phone: str
    """Masked; empty where none is registered."""
    rights: Rights
    counts: Counts
    thought: Thought
    worked_out: WorkedOut
    replies: tuple[TipReply, ...]
    """What the holder said to advice, the newest for each tip."""
    limit: BillLimit | None
    responses: tuple[Enrolment, ...]
    response_rewards: int
    talks: Talks
    looks: Looks


def my_data(
    books: Books, *, account: Account, notices: NoticeRules, conversation_id: str, now: datetime
) -> MyData:
    """Everything that is held; take the account from `access.account_for` with `Scope.OWN`.

    Suspicions that only inspectors may see are left out, as the law allows while they look.
    """
    number, holder = account.account_no, account.customer_no
    with books.billing() as billing:
        phone = accounts.registered_phone(billing, account_no=number)
        records = held_data.records(billing, account_no=number)
    with books.service() as service:
        rewards = dr_rewards.of_account(service, account_no=number, customer_no=holder)
        replies = advice_replies.of_account(service, account_no=number, customer_no=holder)
        enrolments = dr_enrolments.of_account(service, account_no=number)
        found = MyData(
            account=account,
            holder=mask_name(account.holder_name),
            phone=mask_phone(phone) if phone else "",
            rights=_rights(service, account, notices, now),
            counts=held_data.counts(service, account_no=number, records=records),
            thought=_thought(service, account),
            worked_out=_worked_out(service, account),
            replies=tuple(newest_replies(replies).values()),
            limit=bill_limits.find(service, account_no=number, customer_no=holder),
            responses=_own(enrolments, holder),
            response_rewards=len(rewards),
            talks=held_data.talks(service, account_no=number),
            looks=held_data.looks(service, account_no=number),
        )
        audits.record(service, audit=Audit(now, conversation_id, number, "my_data.show", "ok"))
    return found


def _rights(service: Session, account: Account, notices: NoticeRules, now: datetime) -> Rights:
    number, holder = account.account_no, account.customer_no
    bound: Sequence[Binding] = bindings.of_account(service, account_no=number, now=now)
    consents: Sequence[Delegation] = delegations.of_account(service, account_no=number, now=now)
    choices = notice_choices.of_account(service, account_no=number, customer_no=holder)
    return Rights(
        devices=tuple(
            mask_subject(item.identity.subject) for item in bound if item.customer_no == holder
        ),
        people=tuple(item.name for item in consents if item.customer_no == holder),
        notices=tuple(item for item in standing(notices, choices).values() if item.wanted),
    )


def _thought(service: Session, account: Account) -> Thought:
    now_standing = profile_tags.standing(service, account=account)
    choices = profiles.choices(service, account=account)
    kept = profiles.find(service, account=account)
    return Thought(
        tags=now_standing.tags,
        disputed=now_standing.disputed,
        deleted=tuple(
            TagName(choice.what) for choice in choices if choice.kind is ChoiceKind.DELETED
        ),
        objected=any(choice.kind is ChoiceKind.OBJECTED for choice in choices),
        value=kept.value if kept else None,
    )


def _worked_out(service: Session, account: Account) -> WorkedOut:
    insight = insights.find(service, meter_no=account.meter_no)
    findings = insight.findings if insight else ()
    return WorkedOut(
        forecasts=held_data.forecasts(service, account_no=account.account_no),
        findings=tuple(found for found in findings if not found.kind.staff_only),
        figured_at=insight.computed_at if insight else None,
    )


def _own(enrolments: Sequence[Enrolment], holder: str) -> tuple[Enrolment, ...]:
    return tuple(item for item in enrolments if item.customer_no == holder)
