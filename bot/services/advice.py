"""Saving advice in yuan for one meter, ranked, and what its customer says to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.domain.account import Account
from bot.domain.advice import Reply, Tip, TipReply, Valued
from bot.domain.meter_use import MeterUse
from bot.domain.period import Period
from bot.domain.provenance import Provenance
from bot.domain.tariff import TariffBook
from bot.domain.tip_ranking import DONE_CHECKED_AFTER, Ranked, hidden, newest_replies, ranked
from bot.domain.tip_value import fits, valued
from bot.domain.unable import NotEnoughReadings, TariffMissing, TermsIncomplete, TipUnknown
from bot.services.billing import local_day
from bot.services.meter_use import meter_use
from bot.services.usage import Comparison, compare
from bot.storage import advice_replies
from bot.storage.books import Books
from bot.storage.meters import MeterStore


@dataclass(frozen=True)
class SavingAdvice:
    """Every tip that fits the meter, the most worthwhile first."""

    use: MeterUse
    ranked: Ranked
    provenance: Provenance

    @property
    def whole_kwh(self) -> Decimal:
        """Energy of the months the figures rest on."""
        return sum((scene.kwh for scene in self.use.scenes), Decimal(0))

    def of(self, code: str) -> Valued | None:
        """One tip with its figures; None when it does not fit or was put away."""
        every = (*self.ranked.worth, *self.ranked.not_worth)
        return next((item for item in every if item.tip.code == code), None)


@dataclass(frozen=True)
class DoneCheck:
    """What the readings say since a tip was followed."""

    reply: TipReply
    tip: Tip
    since: Comparison
    """The days since, against the same days a year before."""


def saving_advice(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    tariffs: TariffBook,
    tips: Sequence[Tip],
    now: datetime,
) -> SavingAdvice:
    """Value every fitting tip on the newest year and rank it by what the customer said before.

    Raises:
        NotEnoughReadings: fewer than three months. Facts: period, days_present, days_needed.
        NoContract, TariffMissing, TermsIncomplete: the own contract cannot be priced.
    """
    use = meter_use(books, meters, account=account, tariffs=tariffs, now=now)
    replies = replies_of(books, account=account)
    found = [item for tip in tips if fits(tip, use) and (item := _valued(tip, use)) is not None]
    return SavingAdvice(
        use=use,
        ranked=ranked(found, replies, tips=_by_code(tips), now=now),
        provenance=_provenance(use, account, now),
    )


def why(use: MeterUse, *, tip: Tip) -> Valued:
    """One tip's figures, also when it was put away before.

    Raises:
        TipUnknown: the meter does not show what the tip needs. Facts: tip.
        TariffMissing, TermsIncomplete: the changed months cannot be priced.
    """
    if not fits(tip, use):
        raise TipUnknown(tip=tip.code)
    return valued(tip, use)


def reply(
    books: Books,
    *,
    account: Account,
    tip_code: str,
    said: Reply,
    source: str,
    now: datetime,
    told: Valued | None = None,
) -> None:
    """Write down what the customer says to a tip; `told` is what had been promised."""
    given = TipReply(
        account_no=account.account_no,
        customer_no=account.customer_no,
        tip_code=tip_code,
        reply=said,
        at=now,
        source=source,
        told_low_yuan=told.saves_yuan.low if told else None,
        told_high_yuan=told.saves_yuan.high if told else None,
    )
    with books.service() as session:
        advice_replies.add(session, reply=given)


def said_to(books: Books, *, account: Account, tip_code: str, now: datetime) -> bool:
    """Whether a tip was put away by this holder, as done or as not for them."""
    counts = newest_replies(replies_of(books, account=account))
    return hidden(counts.get(tip_code), now=now)


def replies_of(books: Books, *, account: Account) -> list[TipReply]:
    """Everything this holder said about tips, the oldest first."""
    with books.service(writing=False) as session:
        return advice_replies.of_account(
            session, account_no=account.account_no, customer_no=account.customer_no
        )


def done_check(
    meters: MeterStore,
    *,
    account: Account,
    done: Sequence[TipReply],
    tips: Sequence[Tip],
    now: datetime,
) -> DoneCheck | None:
    """How use since the newest tip that was followed compares with a year before.

    None while it is too early, or without readings of both years. The weather of the two years
    differs, so this is an observation and no proof.
    """
    known = _by_code(tips)
    for item in done:
        if item.tip_code not in known or now - item.at < DONE_CHECKED_AFTER:
            continue
        start = local_day(item.at) + timedelta(days=1)
        since = Period(start, local_day(now))
        try:
            found = compare(
                meters, account=account, period=since, earlier=since.shifted_months(-12), now=now
            )
        except NotEnoughReadings:
            continue
        return DoneCheck(reply=item, tip=known[item.tip_code], since=found)
    return None


def _by_code(tips: Sequence[Tip]) -> Mapping[str, Tip]:
    return {tip.code: tip for tip in tips}


def _valued(tip: Tip, use: MeterUse) -> Valued | None:
    """None for what cannot be priced on this contract; the other tips still can."""
    try:
        return valued(tip, use)
    except (TariffMissing, TermsIncomplete):
        return None


def _provenance(use: MeterUse, account: Account, now: datetime) -> Provenance:
    first, last = use.months[0].period, use.months[-1].period
    return Provenance(
        computed_at=now,
        tariff_ids=(use.option.tariff.tariff_id,),
        verified=use.option.tariff.verified,
        meter_no=account.meter_no,
        readings=Period(first.start, last.end),
        days_estimated=sum(month.days_estimated for month in use.months),
        days_missing=sum(month.days_missing for month in use.months),
    )
