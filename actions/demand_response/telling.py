"""Events, plans and results in words and bars."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from actions.cards import card, item
from actions.turn import Turn
from actions.wording import lines, phrase, short_day, weekday, words, yuan
from bot.domain.demand_response import DrEvent, EnrolmentStatus, Programme
from bot.domain.dr_plan import ResponsePlan
from bot.domain.dr_settlement import DrReport, Outcome
from bot.domain.period import SHANGHAI
from bot.domain.provenance import Provenance
from bot.services.demand_response import OwnEvent, Result

TINY_YUAN = Decimal(2)
"""A plan that brings less is called what it is."""


def when(event: DrEvent) -> str:
    """11月27日（周五）18:00 到 20:00."""
    start, end = event.starts_at.astimezone(SHANGHAI), event.ends_at.astimezone(SHANGHAI)
    return phrase(
        "demand_response.when",
        day=short_day(event.day),
        weekday=weekday(event.day),
        start=f"{start:%H:%M}",
        end="24:00" if end.date() > event.day else f"{end:%H:%M}",
    )


def kw(watts: int) -> str:
    """12.3, or 0.15 where one decimal would say too little."""
    value = Decimal(watts) / 1000
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def kwh(energy_wh: int) -> str:
    """Energy in 度, two decimals at most."""
    return f"{Decimal(energy_wh) / 1000:.2f}".rstrip("0").rstrip(".")


def own_line(found: OwnEvent) -> str:
    """One event and how it stands for this account."""
    return phrase(
        "demand_response.row",
        when=when(found.event),
        name=found.event.name,
        state=phrase(f"demand_response.state.{state_of(found)}"),
    )


def state_of(found: OwnEvent) -> str:
    """Joined, invited, left, open or shut."""
    status = found.enrolment.status if found.enrolment else None
    if status is EnrolmentStatus.ACCEPTED:
        return "accepted"
    if found.refusal is not None:
        return "shut"
    return status.value if status is not None else "open"


def can_join(found: OwnEvent) -> bool:
    """Whether a yes is possible and not given yet."""
    return found.refusal is None and state_of(found) != "accepted"


def plan_text(plan: ResponsePlan) -> str:
    """When, what to do, how much, what it brings, and that it is free to leave."""
    return lines(
        [
            phrase(
                "demand_response.plan.head",
                name=plan.event.name,
                when=when(plan.event),
                usual=kw(plan.adjustable.usual_w),
                kw=kw(plan.planned_w),
                kwh=f"{plan.energy_kwh:.2f}".rstrip("0").rstrip("."),
            ),
            *(
                phrase(f"demand_response.plan.parts.{part.value}", kw=kw(watts))
                for part, watts in plan.adjustable.parts
            ),
            _brings(plan),
            phrase(
                f"demand_response.plan.{'alone' if plan.settled_alone else 'group'}",
                least=f"{plan.programme.least_share * 100:.0f}",
            ),
            phrase("demand_response.plan.days", days=plan.adjustable.days_used),
            demo_note(plan.programme),
            phrase("demand_response.plan.free"),
        ]
    )


def _brings(plan: ResponsePlan) -> str:
    """Reward and bill apart and together, the range said; a trifle is called one."""
    low, high = plan.worth.net_yuan
    bill = plan.worth.bill_yuan
    least, most = plan.worth.reward_yuan
    bill_key = "none" if bill is None else "falls" if bill > 0 else "rises" if bill < 0 else "same"
    return lines(
        [
            phrase("demand_response.plan.reward", low=yuan(least), high=yuan(most)),
            phrase(f"demand_response.plan.bill.{bill_key}", amount=yuan(abs(bill or Decimal(0)))),
            phrase("demand_response.plan.net", low=yuan(low), high=yuan(high)),
            phrase("demand_response.plan.tiny") if high < TINY_YUAN else "",
        ]
    )


def demo_note(programme: Programme) -> str:
    """Where the subsidy comes from when nobody compared it with a published one."""
    if programme.verified:
        return ""
    return phrase("demand_response.plan.unverified", source=programme.source.title)


def result_line(found: Result) -> str:
    """One past event: what was spared, and what it brought or why not."""
    report = found.report
    if report is None:
        return phrase("demand_response.results.waiting", when=when(found.event))
    return phrase(
        f"demand_response.results.{report.outcome.value}",
        when=when(found.event),
        planned=kwh(report.planned_wh),
        reduced=kwh(max(report.reduced_wh, 0)),
        least=f"{found.programme.least_share * 100:.0f}",
        amount=yuan(report.reward_yuan),
    )


def result_card(found: Sequence[Result]) -> dict[str, Any] | None:
    """The newest measured event as two bars: without it, and as it was."""
    for one in found:
        report = one.report
        if report is not None and report.outcome in (Outcome.PAID, Outcome.TOO_LITTLE):
            return _bars(one, report)
    return None


def _bars(found: Result, report: DrReport) -> dict[str, Any]:
    labels = words("demand_response")["results"]["card"]
    return card(
        "bars",
        title=str(labels["title"]).format(when=when(found.event)),
        unit="度",
        items=[
            item(labels["usual"], Decimal(sum(report.baseline_wh)) / 1000),
            item(labels["measured"], Decimal(sum(report.usage_wh)) / 1000, emphasis=True),
        ],
        footnote=str(labels["rules"][report.rule.value]),
    )


def provenance(turn: Turn, *, programme: Programme, meter_no: str, days: int) -> dict[str, Any]:
    """Which meter and terms the figures stand on."""
    return Provenance(
        computed_at=turn.now,
        verified=programme.verified,
        meter_no=meter_no,
        model=f"demand response {programme.baseline.value} on {days} days",
    ).as_json()
