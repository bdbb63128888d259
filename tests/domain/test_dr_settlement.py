"""Rewards to the fen, shares that sum, and tiers that only measured events move."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.domain.account import SupplyClass
from bot.domain.demand_response import (
    BaselineRule,
    DrEvent,
    EventStatus,
    Flexibility,
    Programme,
    broken_rules,
)
from bot.domain.dr_plan import Fit, Worth, accepted, worth
from bot.domain.dr_settlement import DrReport, Outcome, ResponseTier, judged, rated, shared_out
from bot.domain.period import SHANGHAI, Period
from bot.domain.source import Source
from tests.oracle import response as oracle

PROGRAMME = Programme(
    programme_id="P1",
    name="晚高峰少用电",
    region="fujian",
    supply_classes=frozenset(SupplyClass),
    valid=Period(date(2026, 1, 1), date(2027, 1, 1)),
    yuan_per_kwh=Decimal("2.50"),
    baseline=BaselineRule.TEN_IN_TEN,
    least_share=Decimal("0.5"),
    most_share=Decimal("1.2"),
    least_w=50,
    least_firm_w=1000,
    events_a_month=2,
    flexibility=Flexibility(2.0, 0.3, 0.2, 0.5),
    source=Source("演示方案"),
    verified=False,
)
EVENT = DrEvent(
    event_id="E1",
    programme_id="P1",
    name="晚高峰少用电",
    starts_at=datetime(2026, 7, 21, 18, 0, tzinfo=SHANGHAI),
    ends_at=datetime(2026, 7, 21, 20, 0, tzinfo=SHANGHAI),
    reply_by=datetime(2026, 7, 21, 12, 0, tzinfo=SHANGHAI),
    target_w=0,
)
REPORT = DrReport(
    event_id="E1",
    account_no="A1",
    meter_no="M1",
    rule=BaselineRule.TEN_IN_TEN,
    baseline_wh=(500, 500),
    usage_wh=(400, 400),
    planned_wh=200,
    reduced_wh=200,
    outcome=Outcome.PAID,
    reward_yuan=Decimal("0.50"),
    rrmse=0.1,
    made_at=EVENT.ends_at,
)


def test_a_reward_is_what_the_oracle_says() -> None:
    """Twenty thousand plans and reductions, negative ones too."""
    draw = random.Random(11)  # seeded: the same every time
    for _ in range(20_000):
        planned, reduced = draw.randint(0, 200_000), draw.randint(-50_000, 300_000)
        outcome, amount = judged(PROGRAMME, planned_wh=planned, reduced_wh=reduced)
        wanted = oracle.reward(
            planned_wh=planned, reduced_wh=reduced, least="0.5", most="1.2", yuan_per_kwh="2.50"
        )
        assert amount == wanted
        assert (outcome is Outcome.TOO_LITTLE) is (
            planned == 0 or reduced <= 0 or reduced * 2 < planned
        )


def test_a_group_shares_out_exactly_what_it_spared() -> None:
    """Nobody gets below nothing, the parts sum to the Wh, who did nothing gets nothing."""
    draw = random.Random(3)
    for _ in range(5_000):
        own = [draw.randint(-5_000, 9_000) for _ in range(draw.randint(1, 40))]
        total = draw.randint(-10_000, 60_000)
        parts = shared_out(total, own)
        paid = total if total > 0 and any(wh > 0 for wh in own) else 0
        assert sum(parts) == paid
        assert all(part >= 0 for part in parts)
        assert all(part == 0 for part, wh in zip(parts, own, strict=True) if wh <= 0)


@pytest.mark.parametrize(
    ("fit", "good"),
    [
        (Fit(30, 0.20, 0.04), True),
        (Fit(30, 0.201, 0.0), False),
        (Fit(30, 0.10, -0.041), False),
        (None, False),
    ],
)
def test_the_gate_is_that_of_aemo(fit: Fit | None, good: bool) -> None:
    assert accepted(fit) is good


def test_the_worth_runs_from_the_least_paid_to_the_whole_plan() -> None:
    found = worth(PROGRAMME, planned_wh=Decimal(4000), bill_yuan=Decimal("1.00"))

    assert found.reward_yuan == (Decimal("5.00"), Decimal("10.00"))
    assert found.net_yuan == (Decimal("5.50"), Decimal("11.00"))


def test_a_bill_that_rises_is_taken_off_in_full_at_the_low_end() -> None:
    found = Worth((Decimal("1.00"), Decimal("2.00")), Decimal("-1.50"))

    assert found.net_yuan == (Decimal("-0.50"), Decimal("0.50"))


def test_an_event_knows_where_it_stands() -> None:
    assert EVENT.status(EVENT.reply_by) is EventStatus.PENDING
    assert EVENT.status(EVENT.starts_at) is EventStatus.ACTIVE
    assert EVENT.status(EVENT.ends_at) is EventStatus.COMPLETED
    assert replace(EVENT, settled_at=EVENT.ends_at).status(EVENT.ends_at) is EventStatus.SETTLED
    assert not EVENT.takes_answers(EVENT.reply_by)
    assert (EVENT.first_slot, EVENT.end_slot, EVENT.hours) == (36, 40, Decimal(2))


def test_an_event_that_ends_at_midnight_ends_with_its_day() -> None:
    late = replace(EVENT, ends_at=datetime(2026, 7, 22, 0, 0, tzinfo=SHANGHAI))

    assert late.end_slot == 48
    assert broken_rules(late) == []
    assert broken_rules(replace(late, ends_at=datetime(2026, 7, 22, 1, 0, tzinfo=SHANGHAI)))


def test_a_wrong_event_is_named_by_its_field() -> None:
    odd = replace(EVENT, starts_at=datetime(2026, 7, 21, 18, 10, tzinfo=SHANGHAI))
    after = replace(EVENT, reply_by=EVENT.ends_at)

    assert [wrong.split(":")[0] for wrong in broken_rules(odd)] == ["starts_at"]
    assert [wrong.split(":")[0] for wrong in broken_rules(after)] == ["reply_by"]


def reports(*reduced: int, **changes: object) -> list[DrReport]:
    """One report for each reduction of a plan of 200 Wh, newest first."""
    outcome = {True: Outcome.PAID, False: Outcome.TOO_LITTLE}
    return [
        replace(REPORT, reduced_wh=wh, outcome=outcome[wh >= 100], **changes)  # type: ignore[arg-type]
        for wh in reduced
    ]


@pytest.mark.parametrize(
    ("reduced", "tier"),
    [
        ((200, 160), ResponseTier.STEADY),
        ((100, 90), ResponseTier.FAIR),
        ((-50,), ResponseTier.RARE),
    ],
)
def test_a_tier_follows_from_the_parts_kept(reduced: tuple[int, ...], tier: ResponseTier) -> None:
    found = rated(reports(*reduced), at=EVENT.ends_at)

    assert found is not None
    assert found.tier is tier


def test_too_much_once_does_not_hide_nothing_another_time() -> None:
    found = rated(reports(2000, 0), at=EVENT.ends_at)

    assert found is not None
    assert found.share == Decimal("0.50")


def test_a_home_of_a_group_is_not_rated_by_one_evening() -> None:
    twice = rated(reports(200, 200, rule=BaselineRule.GROUP), at=EVENT.ends_at)
    often = rated(reports(200, 200, 200, rule=BaselineRule.GROUP), at=EVENT.ends_at)

    assert twice is not None
    assert often is not None
    assert (twice.tier, often.tier) == (ResponseTier.NEW, ResponseTier.STEADY)


def test_leaving_is_not_counted_against_anybody() -> None:
    left = replace(REPORT, outcome=Outcome.LEFT, reduced_wh=0)

    assert rated([left], at=EVENT.ends_at) is None
    kept = rated([left, *reports(200)], at=EVENT.ends_at)
    assert kept is not None
    assert kept.share == Decimal("1.00")
