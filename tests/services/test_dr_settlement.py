"""Settling: what the oracle says, to the fen; who left gets nothing and owes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from bot.domain.demand_response import BaselineRule, DrEvent
from bot.domain.dr_settlement import Outcome, ResponseTier, RewardKind
from bot.services import demand_response, dr_settlement
from bot.storage import dr_rewards
from bot.storage.tables.billing import AccountRow
from tests.domain.test_dr_settlement import PROGRAMME
from tests.oracle import response as oracle
from tests.services.response_office import BEFORE_PAST, PAST, Office
from tests.services.world import FACTORY, HOME, YEARLY, World, account


@pytest.fixture
def office(world: World) -> Office:
    made = Office(world)
    made.steady(FACTORY)
    return made


@pytest.mark.parametrize("times", [1.0, 0.9, 0.8, 0.3])
def test_a_factory_is_settled_as_the_oracle_says(office: Office, times: float) -> None:
    joined = office.join(FACTORY, "PAST", BEFORE_PAST)
    office.rewrite(FACTORY, PAST, times=times)
    done = office.settle()

    assert done is not None
    report = done.reports[0]
    days = office.days(FACTORY, PAST.starts_at)
    told = oracle.ten_in_ten(days[:-1], days[-1], 36, 40)
    reduced = round(sum(told)) - round(sum(days[-1][36:40]))
    assert report.rule is BaselineRule.TEN_IN_TEN
    assert report.reduced_wh == reduced
    assert report.planned_wh == joined.planned_w * 2
    assert (
        report.reward_yuan
        == office.balance(FACTORY)
        == oracle.reward(
            planned_wh=report.planned_wh,
            reduced_wh=reduced,
            least="0.5",
            most="1.2",
            yuan_per_kwh="2.50",
        )
    )


def test_the_other_rule_is_used_where_the_programme_says_so(world: World) -> None:
    office = Office(world, replace(PROGRAMME, baseline=BaselineRule.LAST_FIVE))
    office.steady(FACTORY)
    office.join(FACTORY, "PAST", BEFORE_PAST)
    done = office.settle()

    assert done is not None
    days = office.days(FACTORY, PAST.starts_at)
    told = oracle.last_five(days[:-1], 36, 40)
    assert done.reports[0].rule is BaselineRule.LAST_FIVE
    assert sum(done.reports[0].baseline_wh) == pytest.approx(sum(told), abs=2)


def test_leaving_in_the_middle_brings_nothing_and_costs_nothing(office: Office) -> None:
    office.join(FACTORY, "PAST", BEFORE_PAST)
    office.rewrite(FACTORY, PAST, times=0.5)
    office.leave(FACTORY, "PAST", PAST.starts_at + timedelta(minutes=40))
    done = office.settle()

    assert done is not None
    assert [report.outcome for report in done.reports] == [Outcome.LEFT]
    assert office.balance(FACTORY) == 0


def test_a_meter_that_was_not_read_is_waited_for(office: Office) -> None:
    """Seven days; then the event is settled without it."""
    office.join(FACTORY, "PAST", BEFORE_PAST)
    office.world.meters.clear()

    assert office.settle() is None
    done = office.settle(at=PAST.ends_at + dr_settlement.WAIT)
    assert done is not None
    assert [report.outcome for report in done.reports] == [Outcome.UNMEASURED]


def test_an_event_is_settled_once(office: Office) -> None:
    office.join(FACTORY, "PAST", BEFORE_PAST)
    office.rewrite(FACTORY, PAST, times=0.8)
    first = office.settle()
    paid = office.balance(FACTORY)

    assert first is not None
    assert paid > 0
    assert office.settle() is None
    assert dr_settlement.settle_due(office.world.books, office.world.meters, now=office.now) == []
    assert office.balance(FACTORY) == paid


def test_corrected_readings_add_the_difference_to_the_ledger(office: Office) -> None:
    office.join(FACTORY, "PAST", BEFORE_PAST)
    office.rewrite(FACTORY, PAST, times=0.8)
    office.settle()
    office.rewrite(FACTORY, PAST, times=1.25)
    again = office.settle(at=office.now + timedelta(hours=1), again=True)

    assert again is not None
    found = demand_response.rewards(office.world.books, account=account(FACTORY))
    assert [line.kind for line in found.lines] == [RewardKind.EARNED, RewardKind.CORRECTED]
    assert found.balance_yuan == again.reward_yuan == sum(r.amount_yuan for r in found.lines)
    assert found.lines[1].amount_yuan == again.reward_yuan - found.lines[0].amount_yuan


def test_restless_homes_are_settled_together(office: Office) -> None:
    """Their half-hours are too noisy for the gate; what both spared is shared to the Wh."""
    for number in (HOME, YEARLY):
        office.join(number, "PAST", BEFORE_PAST)
        office.rewrite(number, PAST, times=0.4)
    done = office.settle()

    assert done is not None
    assert {report.account_no: report.rule for report in done.reports} == {
        HOME: BaselineRule.GROUP,
        YEARLY: BaselineRule.GROUP,
    }
    usual = sum(sum(report.baseline_wh) for report in done.reports)
    measured = sum(sum(report.usage_wh) for report in done.reports)
    assert done.reduced_wh == pytest.approx(usual - measured, abs=8)
    assert done.reduced_wh > 0


def test_the_tier_follows_the_event(office: Office) -> None:
    office.join(FACTORY, "PAST", BEFORE_PAST)
    office.rewrite(FACTORY, PAST, times=0.75)
    office.settle()

    rating = demand_response.rewards(office.world.books, account=account(FACTORY)).rating
    assert rating is not None
    assert rating.tier is ResponseTier.STEADY
    assert rating.event_id == "PAST"


def test_results_tell_what_was_measured(office: Office) -> None:
    office.join(FACTORY, "PAST", BEFORE_PAST)
    waiting = demand_response.results(office.world.books, account=account(FACTORY), now=office.now)
    office.settle()
    told = demand_response.results(office.world.books, account=account(FACTORY), now=office.now)

    assert [one.report for one in waiting] == [None]
    assert told[0].report is not None
    other = replace(account(FACTORY), customer_no="C9")
    assert demand_response.results(office.world.books, account=other, now=office.now) == []


def test_an_account_that_changed_hands_earns_nothing_for_either(office: Office) -> None:
    office.join(FACTORY, "PAST", BEFORE_PAST)
    with office.world.books.billing(writing=True) as billing:
        billing.execute(
            update(AccountRow).where(AccountRow.account_no == FACTORY).values(customer_no="C1")
        )
    done = office.settle()

    assert done is not None
    assert [report.outcome for report in done.reports] == [Outcome.LEFT]
    with office.world.books.service(writing=False) as service:
        assert dr_rewards.earned_yuan(service, account_no=FACTORY, event_id="PAST") == Decimal(0)


def test_an_event_day_is_no_measure_of_usual_use(world: World) -> None:
    """The day of an earlier event is left out of the next baseline."""
    earlier: DrEvent = replace(
        PAST,
        event_id="EARLIER",
        **{
            name: getattr(PAST, name) - timedelta(days=2)
            for name in ("starts_at", "ends_at", "reply_by")
        },
    )
    office = Office(world, events=(PAST, earlier))
    office.steady(FACTORY)
    office.join(FACTORY, "EARLIER", earlier.reply_by - timedelta(hours=1))
    office.join(FACTORY, "PAST", BEFORE_PAST)
    done = office.settle()

    assert done is not None
    days = office.days(FACTORY, PAST.starts_at)
    told = oracle.ten_in_ten([*days[:-3], days[-2]], days[-1], 36, 40)
    assert sum(done.reports[0].baseline_wh) == pytest.approx(sum(told), abs=2)
