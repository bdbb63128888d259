"""Two hundred accounts hold every kind of customer that was promised."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.domain import account_no
from bot.domain.account import BasicCharge, PaymentMode
from bot.storage.demo import archetype as archetypes
from bot.storage.demo import people
from bot.storage.demo.archetype import Business, Home
from bot.storage.demo.event import EventKind
from bot.storage.demo.plan import Calendar, Habit, Plan
from bot.storage.demo.roster import make_roster
from bot.storage.demo.story import STORIES
from tests.storage.demo.conftest import SEED


@pytest.mark.parametrize("archetype", list(archetypes.shares()))
def test_every_archetype_is_there(roster: list[Plan], archetype: str) -> None:
    """Homes, shops and factories of every kind."""
    assert any(plan.archetype == archetype for plan in roster)


@pytest.mark.parametrize("habit", list(Habit))
def test_every_paying_habit_is_there(roster: list[Plan], habit: Habit) -> None:
    """Prompt, late, partial, in arrears, prepaid with much, little and nothing left."""
    assert any(plan.habit is habit for plan in roster)


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_kind_of_event_happens(roster: list[Plan], kind: EventKind) -> None:
    """From travel to theft, and not only in stories."""
    plain = [plan for plan in roster if plan.story is None]

    assert any(event.kind is kind for plan in plain for event in plan.events)


def test_every_contract_is_there(roster: list[Plan]) -> None:
    """All tariff families, both basic charges, allowances, and switches to peak/valley."""
    terms = [contract.terms for plan in roster for contract in plan.contracts]

    assert {one.tariff_code for one in terms} == {
        "res_month", "res_month_tou", "res_year", "res_year_tou",
        "ci_flat", "ci_tou", "ci_two_part",
    }  # fmt: skip
    assert {one.basic_charge for one in terms} == set(BasicCharge)
    assert any(one.low_income for one in terms)
    assert any(one.household_size >= 5 for one in terms)
    assert any(len(plan.contracts) == 2 for plan in roster)


def test_cars_panels_and_poor_power_factors_are_there(roster: list[Plan]) -> None:
    """Some homes charge a car, some have panels, some factories draw much reactive energy."""
    homes = [plan.load for plan in roster if isinstance(plan.load, Home)]
    businesses = [plan.load for plan in roster if isinstance(plan.load, Business)]

    assert any(home.ev_kw for home in homes)
    assert any(home.pv_kwp for home in homes)
    assert any(business.power_factor < 0.85 for business in businesses)


def test_some_customers_hold_several_accounts(roster: list[Plan]) -> None:
    """The story of two homes and a few others."""
    held = Counter(plan.customer.customer_no for plan in roster)

    assert sum(count > 1 for count in held.values()) >= 3


def test_numbers_are_unique_and_well_formed(roster: list[Plan]) -> None:
    """Account numbers carry a check digit; meters have ten digits; phones are not in use."""
    numbers = [plan.account_no for plan in roster]

    assert len(set(numbers)) == len(roster)
    assert all(account_no.has_valid_check_digit(number) for number in numbers)
    assert all(people.is_of_the_town(number) for number in numbers)
    assert len({plan.meter_no for plan in roster}) == len(roster)
    assert roster[0].meter_no == "0023456789"
    assert all(plan.customer.phone.startswith("164") for plan in roster)
    assert any(plan.customer.id_last4.endswith("X") for plan in roster)


def test_contracts_follow_each_other_without_gaps(roster: list[Plan]) -> None:
    """Each begins where the one before ends, on the first of a month."""
    for plan in roster:
        for earlier, later in zip(plan.contracts, plan.contracts[1:], strict=False):
            assert earlier.valid_to == later.valid_from
            assert later.valid_from.day == 1
        assert plan.contracts[-1].valid_to is None


def test_prepaid_habits_make_prepaid_accounts(roster: list[Plan]) -> None:
    """And no other habit does."""
    for plan in roster:
        prepaid = plan.habit in (Habit.PREPAID, Habit.PREPAID_LOW, Habit.PREPAID_NEGATIVE)
        assert (plan.payment_mode is PaymentMode.PREPAID) == prepaid


@pytest.mark.parametrize("accounts", [1, 5, 14, 15, 40, 333])
def test_any_size_works_and_stories_come_first(long_calendar: Calendar, accounts: int) -> None:
    """The first accounts are the stories, in their order, in every town."""
    plans = make_roster(accounts=accounts, calendar=long_calendar, seed=SEED)

    told = [plan.story for plan in plans if plan.story]
    assert len(plans) == accounts
    assert told == [story.name for story in STORIES[:accounts]]
