"""Urgency rules, as data."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.domain.urgency import (
    Assessment,
    Facts,
    Urgency,
    UrgencyRule,
    UrgencyRules,
    UrgeRule,
    higher,
)

RULES = UrgencyRules(
    kinds={"hazard": Urgency.CRITICAL, "repair": Urgency.SOON},
    rules=(
        UrgencyRule("breath", Urgency.CRITICAL, 100, life_support=True),
        UrgencyRule("alone", Urgency.URGENT, 30, words=re.compile("独居")),
        UrgencyRule("crowd", Urgency.SOON, 10, reporters=3),
        UrgencyRule("pressing_repair", Urgency.NORMAL, 5, kinds=frozenset({"repair"}), urges=1),
    ),
    urge=UrgeRule(every=timedelta(minutes=30), at_most=Urgency.URGENT),
)


def test_the_highest_reason_decides_and_points_add_up() -> None:
    """Every reason is named."""
    facts = Facts("repair", words="独居老人", reporters=3, urges=1)

    assert RULES.assess(facts) == Assessment(
        Urgency.URGENT, 45, ("alone", "crowd", "pressing_repair")
    )
    assert RULES.assess(Facts("praise")) == Assessment(Urgency.NORMAL, 0, ())


def test_all_conditions_of_a_rule_must_hold() -> None:
    """An urged complaint is no urged repair."""
    assert RULES.assess(Facts("complaint", urges=5)).reasons == ()


def test_urging_lifts_step_by_step_and_never_to_the_top() -> None:
    """The top is for lives; what is there stays there."""
    assert RULES.urged(Urgency.NORMAL) is Urgency.SOON
    assert RULES.urged(Urgency.SOON) is Urgency.URGENT
    assert RULES.urged(Urgency.URGENT) is Urgency.URGENT
    assert RULES.urged(Urgency.CRITICAL) is Urgency.CRITICAL


def test_levels_have_an_order() -> None:
    """It is not the order of their letters."""
    assert higher(Urgency.CRITICAL, Urgency.NORMAL) is Urgency.CRITICAL
    assert higher(Urgency.SOON, Urgency.URGENT) is Urgency.URGENT
