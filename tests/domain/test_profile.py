"""Tags, the customer's word above them, groups by rule and a simple value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.account import SupplyClass
from bot.domain.bill import Bill
from bot.domain.customer_value import value_of
from bot.domain.payment import Payment
from bot.domain.period import SHANGHAI, Period, local_midnight
from bot.domain.profile import (
    EVERYTHING,
    NO,
    YES,
    ChoiceKind,
    DataGroup,
    Derived,
    ProfileChoice,
    Standing,
    Tag,
    TagName,
    TagSource,
    Use,
    renewed,
    said_by_customer,
    upheld,
    visible,
)
from bot.domain.profile_rules import Scale, ValueRules
from bot.domain.profile_tags import (
    ContactFacts,
    Deriving,
    MeterFacts,
    from_bills,
    from_contacts,
    from_readings,
)
from bot.domain.segment import Condition, Segment, segments_of
from bot.storage.profile_rules import load_profile_rules
from tests.services.world import ROOT

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=SHANGHAI)
LATER = NOW + timedelta(days=30)
RULES = load_profile_rules(ROOT / "knowledge")
ALL = frozenset(TagSource)


def tag(name: TagName, value: str = YES, *, sure: float = 1.0, at: datetime = NOW) -> Tag:
    return Tag(name, value, TagSource.READINGS, at, at, sure)


def derived(*tags: Tag, known: frozenset[TagSource] = ALL) -> Derived:
    return Derived(tags, known)


def choice(what: str, kind: ChoiceKind) -> ProfileChoice:
    return ProfileChoice("A", "C", what, kind, NOW, "talk")


def renew(before: Standing, *tags: Tag, choices: tuple[ProfileChoice, ...] = ()) -> Standing:
    return renewed(before, derived(*tags), choices, strong=0.9)


def test_a_tag_keeps_the_day_it_was_first_thought_so() -> None:
    """While its value stays; the figures are the new ones."""
    before = Standing((tag(TagName.VACANT, sure=0.6),))
    after = renew(before, tag(TagName.VACANT, sure=0.8, at=LATER))

    assert after.tags[0].since == NOW
    assert after.tags[0].seen_at == LATER
    assert after.tags[0].confidence == 0.8


def test_what_the_data_no_longer_say_goes() -> None:
    """A reading tag goes when readings were read, and stays when they could not be."""
    before = Standing((tag(TagName.VACANT),))

    assert renew(before).tags == ()
    silent = derived(known=ALL - {TagSource.READINGS})
    assert renewed(before, silent, (), strong=0.9).tags == before.tags


def test_the_customers_word_stands_above_the_data() -> None:
    """However sure the data are; staff are shown what contradicts it."""
    said = said_by_customer(TagName.CAR_AT_HOME, holds=False, now=NOW)
    after = renew(Standing((said,)), tag(TagName.CAR_AT_HOME, sure=0.95, at=LATER))

    assert after.tags == (said,)
    assert [item.name for item in after.disputed] == [TagName.CAR_AT_HOME]


def test_weak_or_agreeing_data_disturb_nobody() -> None:
    """Nor does what staff already found the customer right about."""
    said = said_by_customer(TagName.CAR_AT_HOME, holds=False, now=NOW)
    weak, strong = tag(TagName.CAR_AT_HOME, sure=0.7), tag(TagName.CAR_AT_HOME, sure=0.99)

    assert renew(Standing((said,)), weak).disputed == ()
    assert renew(Standing((upheld(said, by="staff"),)), strong).disputed == ()
    yes = said_by_customer(TagName.CAR_AT_HOME, holds=True, now=NOW)
    assert renew(Standing((yes,)), strong).disputed == ()


def test_what_was_deleted_or_objected_to_is_not_made_again() -> None:
    """One tag, or all of them."""
    vacant, night = tag(TagName.VACANT), tag(TagName.NIGHT_USER)
    deleted = choice(TagName.VACANT.value, ChoiceKind.DELETED)
    objected = choice(EVERYTHING, ChoiceKind.OBJECTED)

    assert renew(Standing(()), vacant, night, choices=(deleted,)).tags == (night,)
    assert renew(Standing(()), vacant, night, choices=(deleted, objected)).tags == ()


def test_age_is_never_guessed() -> None:
    """Not even if a derivation offered it."""
    assert renew(Standing(()), tag(TagName.NEEDS_PATIENCE)).tags == ()


SENSITIVE = {
    TagName.LIFE_SUPPORT,
    TagName.MEDICAL,
    TagName.LOW_INCOME,
    TagName.MULTI_PERSON,
    TagName.NEEDS_PATIENCE,
    TagName.VACANT,
    TagName.DAY_AT_HOME,
    TagName.ARREARS,
    TagName.PAYS,
    TagName.COMPLAINED,
}


@pytest.mark.parametrize("name", sorted(SENSITIVE))
def test_marketing_never_sees_what_is_sensitive(name: TagName) -> None:
    """Health, age, poverty, debts, complaints, and when nobody is at home."""
    assert visible([tag(name)], Use.MARKETING) == ()
    assert visible([tag(name)], Use.CARE) == (tag(name),)


def test_marketing_groups_are_decided_on_what_marketing_may_see() -> None:
    """So that belonging to one says nothing else; and without tags nobody belongs anywhere."""
    offer = Segment("offer", "", "", Use.MARKETING, (Condition(TagName.CAR_AT_HOME, frozenset()),))
    frail = Segment("frail", "", "", Use.CARE, (Condition(TagName.LIFE_SUPPORT, frozenset()),))
    tags = [tag(TagName.CAR_AT_HOME), tag(TagName.LIFE_SUPPORT)]

    assert segments_of([offer, frail], tags, Use.MARKETING) == [offer]
    assert segments_of([offer, frail], tags, Use.CARE) == [offer, frail]
    absent = replace(offer, conditions=(Condition(TagName.VOLATILE, frozenset(), absent=True),))
    assert segments_of([absent], [], Use.MARKETING) == []
    assert segments_of([absent], tags, Use.MARKETING) == [absent]


def test_a_denied_tag_counts_as_absent() -> None:
    """「我没有电动车」 takes one out of the group."""
    offer = Segment("offer", "", "", Use.MARKETING, (Condition(TagName.CAR_AT_HOME, frozenset()),))

    assert segments_of([offer], [tag(TagName.CAR_AT_HOME, NO)], Use.MARKETING) == []


def test_a_scale_does_not_flicker() -> None:
    """What holds goes only when its figure is clearly below."""
    scale = Scale(0.4, 0.6)

    assert scale.confidence(0.39) is None
    assert scale.confidence(0.39, held=True) == 0.5
    assert scale.confidence(0.35, held=True) is None
    assert scale.confidence(0.5) == pytest.approx(0.75)
    assert scale.confidence(0.9) == 1.0


def by(*held: TagName) -> Deriving:
    return Deriving(RULES, NOW, frozenset(held))


def test_readings_make_tags_with_their_figures() -> None:
    """Those about living only for homes; an empty home is not called one where people are in."""
    facts = MeterFacts(
        days=380,
        recent_days=118,
        night_share=0.6,
        day_share=0.6,
        idle_share=0.0,
        car_share=0.1,
        cooling_share=0.35,
        volatility=0.1,
    )
    names = {item.name for item in from_readings(facts, home=True, by=by())}
    assert names == {
        TagName.NIGHT_USER,
        TagName.DAY_AT_HOME,
        TagName.CAR_AT_HOME,
        TagName.COOLING_HEAVY,
    }
    firm = {item.name for item in from_readings(facts, home=False, by=by())}
    assert firm == {TagName.NIGHT_USER, TagName.COOLING_HEAVY}
    empty = replace(facts, idle_share=1.0)
    vacant = {item.name: item for item in from_readings(empty, home=True, by=by())}
    assert TagName.DAY_AT_HOME not in vacant
    assert vacant[TagName.VACANT].evidence == {"figure": 1.0, "days": 118}


def bill(number: int, *, paid: bool = True) -> Bill:
    start = date(2026, number, 1)
    period = Period.month_of(start)
    return Bill(
        f"B{number}",
        "A",
        period,
        Decimal(100),
        Decimal("50.00"),
        Decimal("50.00") if paid else Decimal("0.00"),
        period.end,
        period.end + timedelta(days=19),
        False,
        (),
    )


def paid(item: Bill, *, days_late: int) -> Payment:
    at = local_midnight(item.due_on + timedelta(days=days_late))
    return Payment(f"P{item.bill_id}", "A", at, item.amount_yuan, "微信", item.bill_id)


def test_how_an_account_pays_is_read_from_what_fell_due() -> None:
    """On time, late, and owing; two bills say nothing yet."""
    bills = [bill(number) for number in range(1, 6)]
    on_time = [paid(item, days_late=-2) for item in bills]
    late = [paid(item, days_late=5) for item in bills]

    assert [item.value for item in from_bills(bills, on_time, None, by=by())] == ["on_time"]
    assert [item.value for item in from_bills(bills, late, None, by=by())] == ["late"]
    assert list(from_bills(bills[:2], on_time, None, by=by())) == []
    owing = [*bills[:4], bill(5, paid=False)]
    names = {item.name: item for item in from_bills(owing, on_time[:4], None, by=by())}
    assert names[TagName.ARREARS].evidence == {"bills": 1}
    assert names[TagName.PAYS].value == "on_time"


def test_a_bill_not_due_yet_says_nothing() -> None:
    """June's bill falls due after today's July 20."""
    bills = [bill(3), bill(4), replace(bill(6), paid_yuan=Decimal("0.00"), due_on=NOW.date())]

    assert list(from_bills(bills, [], None, by=by())) == []


def test_the_channel_needs_several_conversations_and_a_clear_lead() -> None:
    """Two conversations are chance, and half and half is no preference."""

    def told(**channels: int) -> list[str]:
        facts = ContactFacts(channels=channels)
        return [item.value for item in from_contacts(facts, by=by())]

    assert told(web=2) == []
    assert told(web=2, wechat=2) == []
    assert told(web=1, wechat=5) == ["wechat"]


def test_the_value_is_the_sum_an_independent_loop_gives() -> None:
    """Revenue of a year from the days billed, then margin, staying and interest year by year."""
    rules = ValueRules(
        Decimal("0.1"), dict.fromkeys(SupplyClass, Decimal("0.9")), Decimal("0.05"), 3
    )
    bills = [bill(number) for number in (3, 2, 1)]
    found = value_of(bills, SupplyClass.RESIDENTIAL, rules)

    assert found is not None
    yearly = 150 * 365 / 90
    worth, there = 0.0, 1.0
    for year in (1, 2, 3):
        there *= 0.9
        worth += yearly * 0.1 * there / 1.05**year
    assert float(found.yearly_yuan) == pytest.approx(yearly, abs=0.01)
    assert float(found.lifetime_yuan) == pytest.approx(worth, abs=0.01)
    assert found.months == 3
    assert value_of([], SupplyClass.RESIDENTIAL, rules) is None


def test_records_and_proofs_cannot_be_deleted() -> None:
    """What was worked out can."""
    kept = {group for group in DataGroup if not group.can_be_deleted}

    assert kept == {DataGroup.RECORDS, DataGroup.HANDLED, DataGroup.RIGHTS}
