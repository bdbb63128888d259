"""The town's demand response: events on workdays, kept by those who take part and no others."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bot.domain.account import SupplyClass
from bot.domain.demand_response import broken_rules
from bot.domain.period import Period
from bot.storage.demo import response
from bot.storage.demo.calendar import is_workday
from bot.storage.demo.plan import Plan

UNTIL = date(2026, 11, 23)
WHOLE = Period(date(2026, 5, 1), UNTIL)


@pytest.mark.parametrize("until", [UNTIL, date(2026, 10, 1), date(2026, 2, 20), date(2025, 1, 1)])
def test_events_are_sound_and_lie_on_workdays_around_the_end(until: date) -> None:
    found = response.events(until)

    assert all(broken_rules(event) == [] for event in found)
    assert all(is_workday(event.day) for event in found)
    for programme in response.programmes():
        days = [event.day for event in found if event.programme_id == programme.programme_id]
        assert [day > until for day in days] == [False, False, True]
        assert (days[-1] - until).days <= 14
        assert not programme.verified


def test_only_the_hours_of_those_who_take_part_are_let_down(roster: list[Plan]) -> None:
    for plan in roster[:40]:
        home = plan.contracts[-1].terms.supply_class is SupplyClass.RESIDENTIAL
        use = "living" if home else "work"
        uses = {use: np.full((WHOLE.days, 96), 100.0, dtype=np.float32)}
        kept = response.let_down(uses, plan=plan, whole=WHOLE, seed=1)
        touched = np.argwhere(kept[use] != 100.0)
        if not response.takes_part(plan.account_no):
            assert len(touched) == 0
            continue
        wanted = "DEMO-HOME" if home else "DEMO-FIRM"
        inside = {
            ((event.day - WHOLE.start).days, quarter)
            for event in response.events(UNTIL)
            if event.programme_id == wanted and event.day < UNTIL
            for quarter in range(event.first_slot * 2, event.end_slot * 2)
        }
        assert {(int(row), int(quarter)) for row, quarter in touched} == inside
        assert kept[use].min() >= 0


def test_the_first_home_takes_part(roster: list[Plan]) -> None:
    """So that a demonstration finds results at once."""
    assert response.takes_part(roster[0].account_no)
    assert sum(response.takes_part(plan.account_no) for plan in roster) == len(roster) // 4
