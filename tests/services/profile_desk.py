"""A desk at which profiles are refreshed, looked at and put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.domain.account import Account
from bot.domain.advice import Reply, TipReply
from bot.domain.anomaly import Anomaly, AnomalyKind, Reason
from bot.domain.bill_alert import BillLimit
from bot.domain.dr_protection import Protected, Protection
from bot.domain.forecast import ForecastKind, Interval, KeptForecast
from bot.domain.identity import Audit
from bot.domain.insight import MeterInsight
from bot.domain.period import Period
from bot.domain.profile import DataGroup, Standing, Tag, TagName, Use
from bot.domain.profile_rules import ProfileRules, Scale
from bot.services import profile
from bot.storage import (
    advice_replies,
    audits,
    bill_limits,
    dr_enrolments,
    forecasts,
    insights,
    profile_tags,
    profiles,
)
from bot.storage.profile_rules import load_profile_rules
from tests.services.world import HOME, ROOT, World

PUBLISHED: ProfileRules = load_profile_rules(ROOT / "knowledge")
RULES = replace(PUBLISHED, scales={**PUBLISHED.scales, TagName.COOLING_HEAVY: Scale(0.05, 0.50)})
"""The published rules, but that the little world's home cools a lot by them."""
TALK = "talk-1"


@dataclass
class ProfileDesk:
    """One world and a clock that stands still until it is moved."""

    world: World
    now: datetime

    @property
    def account(self) -> Account:
        """The home, as access would give it."""
        return self.world.account(HOME)

    def wait(self, **delta: float) -> None:
        """Time goes by."""
        self.now += timedelta(**delta)

    def refresh(self, no: str = HOME, *, rules: ProfileRules = RULES) -> Standing:
        """Read everything again."""
        return profile.refresh(
            self.world.books,
            self.world.meters,
            account_no=no,
            tariffs=self.world.tariffs,
            rules=rules,
            now=self.now,
        )

    def standing(self, account: Account | None = None) -> Standing:
        """What holds, without an audit row."""
        with self.world.books.service(writing=False) as service:
            return profile_tags.standing(service, account=account or self.account)

    def tags(self, use: Use = Use.CARE) -> dict[TagName, Tag]:
        """By name, as somebody who looks sees them."""
        found = profile.tags_of(
            self.world.books, account=self.account, use=use, by=TALK, now=self.now
        )
        return {tag.name: tag for tag in found}

    def correct(self, tag: TagName, *, holds: bool) -> Tag:
        """The customer says so."""
        return profile.correct(
            self.world.books,
            account=self.account,
            tag=tag,
            holds=holds,
            source=TALK,
            now=self.now,
        )

    def delete(self, what: TagName | DataGroup) -> int:
        """The customer wants it gone."""
        return profile.delete(
            self.world.books, account=self.account, what=what, source=TALK, now=self.now
        )

    def object(self) -> int:
        """The customer wants no tags."""
        return profile.object_to_profiling(
            self.world.books, account=self.account, source=TALK, now=self.now
        )

    def rows(self) -> int:
        """Rows of tags, past ones too."""
        with self.world.books.service(writing=False) as service:
            return profiles.rows_of(service, account_no=HOME)

    def audited(self) -> Sequence[Audit]:
        """The newest first."""
        with self.world.books.service(writing=False) as service:
            return audits.of_account(service, account_no=HOME)

    def protect(self, no: str = HOME) -> None:
        """Somebody there lives by a powered device."""
        item = Protected(no, Protection.LIFE_SUPPORT, self.now, "import")
        with self.world.books.service() as service:
            dr_enrolments.protect(service, protected=[item])

    def reply(self, tip: str, said: Reply) -> None:
        """What the customer says to a tip."""
        given = TipReply(HOME, "C1", tip, said, self.now, TALK)
        with self.world.books.service() as service:
            advice_replies.add(service, reply=given)

    def worked_out(self) -> None:
        """A forecast, a limit and a night's findings lie there, one of them for staff only."""
        month = Period.month_of(self.now.date())
        foreseen = KeptForecast(
            account_no=HOME,
            meter_no=f"M{HOME}",
            kind=ForecastKind.THIS_MONTH,
            month=month,
            made_on=self.now.date(),
            made_at=self.now,
            kwh=Interval(Decimal(300), Decimal(250), Decimal(350)),
            yuan=Interval(Decimal(150), Decimal(120), Decimal(180)),
            model="m",
        )
        insight = MeterInsight(
            meter_no=f"M{HOME}",
            night=self.now.date(),
            computed_at=self.now,
            version="v",
            days=0,
            features=None,
            shape=None,
            findings=(finding(AnomalyKind.LEAK), finding(AnomalyKind.THEFT_SUSPECTED)),
            findings_version="a",
        )
        limit = BillLimit(HOME, "C1", Decimal("200.00"), self.now, TALK)
        with self.world.books.service() as service:
            forecasts.save(service, forecasts=[foreseen])
            insights.save(service, insights=[insight])
            bill_limits.save(service, limit=limit)

    def insight(self) -> MeterInsight | None:
        """What a night found."""
        with self.world.books.service(writing=False) as service:
            return insights.find(service, meter_no=f"M{HOME}")


def finding(kind: AnomalyKind, **figures: Any) -> Anomaly:
    """Something unusual."""
    plain = dict.fromkeys(
        ("days", "before_wh", "after_wh", "extra_wh", "base_before_w", "base_after_w"), 100
    )
    return Anomaly(
        kind=kind,
        reason=Reason.MORE_USE,
        since=date(2026, 7, 1),
        until=None,
        confidence=0.9,
        **{**plain, **figures},
    )
