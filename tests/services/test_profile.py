"""Tags from the data of a small world, the customer's say about them, and what they are for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from bot.domain.advice import Reply
from bot.domain.anomaly import AnomalyKind
from bot.domain.profile import YES, DataGroup, TagName, TagSource, Use
from bot.domain.profile_rules import Scale
from bot.domain.unable import AccountNotFound
from bot.domain.unable_profile import DataMustStay, ProfilingStopped, RecordNotCorrectedHere
from bot.domain.work_order import OrderKind
from bot.services import profile
from bot.storage import bills, insights, profile_tags, profiles
from bot.storage.tables.billing import AccountRow
from tests.services.order_desk import Desk
from tests.services.profile_desk import RULES, TALK, ProfileDesk
from tests.services.world import FACTORY, HOME, SHOP, YEARLY, World

SCALES = {**RULES.scales, TagName.COOLING_HEAVY: Scale(0.02, 0.05)}
CERTAIN = replace(RULES, scales=SCALES)
"""Rules by which the little world's home cools a lot beyond doubt."""


@pytest.fixture
def desk(world: World) -> ProfileDesk:
    return ProfileDesk(world, world.now)


def test_tags_come_with_source_time_confidence_and_figures(desk: ProfileDesk) -> None:
    """The home cools with air conditioning, owes bills, is a home on peak and valley prices."""
    desk.refresh()
    tags = desk.tags()

    cooling = tags[TagName.COOLING_HEAVY]
    assert cooling.source is TagSource.READINGS
    assert cooling.since == desk.now
    assert 0.5 <= cooling.confidence <= 1
    assert cooling.evidence["figure"] >= RULES.scales[TagName.COOLING_HEAVY].least
    assert cooling.evidence["days"] > 300
    assert tags[TagName.ARREARS].evidence == {"bills": 1}
    assert tags[TagName.SUPPLY].value == "residential"
    assert tags[TagName.TIME_OF_USE].value == YES
    assert tags[TagName.PAYS].value == "on_time"
    assert TagName.NEEDS_PATIENCE not in tags


def test_new_data_change_tags_and_the_old_ones_are_kept_as_ended(desk: ProfileDesk) -> None:
    """A bill paid is no debt any more; what stays keeps its first day."""
    first = desk.now
    desk.refresh()
    desk.wait(days=1)
    with desk.world.books.billing(writing=True) as billing:
        for item in bills.unpaid(billing, account_no=HOME):
            bills.pay(billing, bill_id=item.bill_id, amount_yuan=item.unpaid_yuan)
    desk.refresh()

    assert TagName.ARREARS not in desk.tags()
    assert desk.tags()[TagName.COOLING_HEAVY].since == first
    with desk.world.books.service(writing=False) as service:
        past = profile_tags.history(service, account=desk.account, name=TagName.ARREARS)
    assert [ended for _, ended in past] == [desk.now]


def test_past_tags_are_erased_after_a_while(desk: ProfileDesk) -> None:
    """As long as the rules say and no longer."""
    desk.refresh()
    desk.wait(days=1)
    none = replace(RULES, scales={**RULES.scales, TagName.COOLING_HEAVY: Scale(90.0, 99.0)})
    desk.refresh(rules=none)
    desk.wait(days=RULES.history.days + 1)
    desk.refresh(rules=none)

    with desk.world.books.service(writing=False) as service:
        past = profile_tags.history(service, account=desk.account, name=TagName.COOLING_HEAVY)
    assert past == []


def test_orders_advice_and_protection_make_tags(desk: ProfileDesk) -> None:
    """A complaint, three reports of no power, a tip followed, a breathing machine."""
    orders = Desk(desk.world.books, desk.now)
    orders.open_("c", kind=OrderKind.COMPLAINT, account=desk.account)
    for number in range(3):
        orders.open_(f"r{number}", account=desk.account, place=f"东风小区 {number} 栋")
    desk.reply("led", Reply.DONE)
    desk.protect()
    desk.refresh()

    names = desk.tags().keys()
    assert {
        TagName.COMPLAINED,
        TagName.REPEATED_OUTAGES,
        TagName.FOLLOWS_ADVICE,
        TagName.LIFE_SUPPORT,
    } <= names


def test_marketing_sees_neither_the_machine_nor_the_debt(desk: ProfileDesk) -> None:
    """Through the service too, and the look is audited."""
    desk.protect()
    desk.refresh()

    seen = desk.tags(Use.MARKETING)
    assert TagName.COOLING_HEAVY in seen
    assert not {TagName.LIFE_SUPPORT, TagName.ARREARS, TagName.PAYS} & seen.keys()
    assert desk.audited()[0].action == "profile.marketing"
    assert desk.audited()[0].conversation_id == TALK


def test_a_firm_is_told_nothing_of_living(desk: ProfileDesk) -> None:
    """Whether somebody is at home is no question to a factory."""
    names = {tag.name for tag in desk.refresh(FACTORY).tags}

    assert TagName.SUPPLY in names
    assert not names & {TagName.VACANT, TagName.DAY_AT_HOME, TagName.CAR_AT_HOME}


def test_no_account_no_profile(desk: ProfileDesk) -> None:
    """A number nobody has."""
    with pytest.raises(AccountNotFound):
        desk.refresh("3599999999999")


def test_all_accounts_a_page_at_a_time(desk: ProfileDesk) -> None:
    """The nightly loop ends, reaches everybody, and doing it twice changes nothing."""

    def all_over(limit: int) -> list[str]:
        reached, after = [], ""
        while True:
            last = profile.refresh_many(
                desk.world.books,
                desk.world.meters,
                tariffs=desk.world.tariffs,
                rules=RULES,
                now=desk.now,
                after=after,
                limit=limit,
            )
            if last is None:
                return reached
            reached.append(last)
            after = last

    assert all_over(3) == [YEARLY, FACTORY]
    before, rows = desk.standing(), desk.rows()
    assert all_over(2) == [SHOP, FACTORY]
    assert (desk.standing(), desk.rows()) == (before, rows)
    assert before == desk.refresh()


def test_a_correction_survives_and_staff_alone_can_end_it(desk: ProfileDesk) -> None:
    """Strong data are shown to staff; until they look, the customer's word stands."""
    desk.refresh(rules=CERTAIN)
    desk.correct(TagName.COOLING_HEAVY, holds=False)
    desk.wait(days=1)
    desk.refresh(rules=CERTAIN)

    tag = desk.tags()[TagName.COOLING_HEAVY]
    assert (tag.source, tag.holds) == (TagSource.CUSTOMER, False)
    with desk.world.books.service(writing=False) as service:
        waiting = profile_tags.waiting(service)
    assert [(no, item.name) for no, item in waiting] == [(HOME, TagName.COOLING_HEAVY)]

    decide(desk, data_are_right=True)
    tag = desk.tags()[TagName.COOLING_HEAVY]
    assert (tag.source, tag.holds) == (TagSource.READINGS, True)
    assert desk.standing().disputed == ()
    assert desk.refresh(rules=CERTAIN).find(TagName.COOLING_HEAVY).source is TagSource.READINGS  # type: ignore[union-attr]


def decide(desk: ProfileDesk, *, data_are_right: bool) -> None:
    profile.decide(
        desk.world.books,
        account=desk.account,
        tag=TagName.COOLING_HEAVY,
        data_are_right=data_are_right,
        by="staff:li",
        now=desk.now,
    )


def test_where_the_customer_is_right_nobody_asks_again(desk: ProfileDesk) -> None:
    """Staff looked once."""
    desk.refresh(rules=CERTAIN)
    desk.correct(TagName.COOLING_HEAVY, holds=False)
    desk.refresh(rules=CERTAIN)
    decide(desk, data_are_right=False)
    after = desk.refresh(rules=CERTAIN)

    assert after.disputed == ()
    assert after.find(TagName.COOLING_HEAVY).holds is False  # type: ignore[union-attr]


def test_records_are_put_right_where_they_lie(desk: ProfileDesk) -> None:
    """A word here does not end a protection or a debt."""
    desk.protect()
    desk.refresh()
    for record in (TagName.LIFE_SUPPORT, TagName.ARREARS, TagName.SUPPLY):
        with pytest.raises(RecordNotCorrectedHere):
            desk.correct(record, holds=False)
        with pytest.raises(DataMustStay):
            desk.delete(record)

    assert TagName.LIFE_SUPPORT in desk.tags()


def test_deleting_a_tag_leaves_nothing_and_it_does_not_come_back(desk: ProfileDesk) -> None:
    """Not the row that holds and none of the past."""
    desk.refresh()
    desk.correct(TagName.COOLING_HEAVY, holds=False)
    assert desk.delete(TagName.COOLING_HEAVY) == 2
    with desk.world.books.service(writing=False) as service:
        past = profile_tags.history(service, account=desk.account, name=TagName.COOLING_HEAVY)
    assert past == []
    desk.refresh(rules=CERTAIN)

    assert TagName.COOLING_HEAVY not in desk.tags()
    assert desk.audited()[1].action == "profile.delete.cooling_heavy"


def test_deleting_all_tags_leaves_no_row_and_only_records_return(desk: ProfileDesk) -> None:
    """What the contract says is said again; no guess is."""
    desk.refresh()
    assert desk.delete(DataGroup.TAGS) > 0
    assert desk.rows() == 0
    assert all(tag.name.is_record for tag in desk.refresh().tags)


@pytest.mark.parametrize("group", [DataGroup.RECORDS, DataGroup.HANDLED, DataGroup.RIGHTS])
def test_what_must_be_kept_is_refused(desk: ProfileDesk, group: DataGroup) -> None:
    """Said plainly by its own words."""
    with pytest.raises(DataMustStay) as refused:
        desk.delete(group)
    assert refused.value.facts == {"what": group.value}


def test_what_was_worked_out_can_go(desk: ProfileDesk) -> None:
    """Forecasts, findings, replies and the limit; a suspicion that inspectors follow stays."""
    desk.worked_out()
    desk.reply("led", Reply.DONE)
    for group in (DataGroup.FORECASTS, DataGroup.ADVICE, DataGroup.BILL_LIMIT):
        assert desk.delete(group) == 1
        assert desk.delete(group) == 0
    assert desk.delete(DataGroup.FINDINGS) == 2
    assert desk.insight() is None
    with desk.world.books.service(writing=False) as service:
        assert insights.meters_with(service, kind=AnomalyKind.LEAK) == []
        assert insights.meters_with(service, kind=AnomalyKind.THEFT_SUSPECTED) == [f"M{HOME}"]


def test_who_objects_has_no_tags_until_it_is_taken_back(desk: ProfileDesk) -> None:
    """No segments and no value either; a word about oneself is refused, and said so."""
    desk.refresh()
    desk.correct(TagName.NEEDS_PATIENCE, holds=True)
    desk.object()
    desk.wait(days=1)
    desk.refresh()

    assert desk.rows() == 0
    with desk.world.books.service(writing=False) as service:
        kept = profiles.find(service, account=desk.account)
    assert kept is not None
    assert (kept.segments, kept.value) == ((), None)
    with pytest.raises(ProfilingStopped):
        desk.correct(TagName.NEEDS_PATIENCE, holds=True)

    again = profile.allow_profiling(
        desk.world.books, account=desk.account, source=TALK, now=desk.now
    )
    assert again
    names = {tag.name for tag in desk.refresh().tags}
    assert TagName.COOLING_HEAVY in names
    assert TagName.NEEDS_PATIENCE not in names


def test_the_next_holder_begins_with_nothing(desk: ProfileDesk) -> None:
    """What was thought of and decided by the one before is erased."""
    desk.refresh()
    desk.correct(TagName.NEEDS_PATIENCE, holds=True)
    desk.delete(TagName.COOLING_HEAVY)
    with desk.world.books.billing(writing=True) as billing:
        billing.execute(
            update(AccountRow).where(AccountRow.account_no == HOME).values(customer_no="C2")
        )
    desk.wait(days=1)
    standing = desk.refresh()

    assert standing.find(TagName.NEEDS_PATIENCE) is None
    assert standing.find(TagName.COOLING_HEAVY) is not None
    assert {tag.since for tag in standing.tags} == {desk.now}
    assert desk.standing(desk.account).tags == ()


def test_segments_are_counted_and_name_nobody(desk: ProfileDesk) -> None:
    """Marketing is told of its own groups only."""
    desk.protect()
    desk.refresh()
    sizes = {
        segment.code: size
        for segment, size in profile.segment_sizes(desk.world.books, rules=RULES, use=Use.CARE)
    }
    assert sizes["protected"] == 1
    assert sizes["summer_cooling"] == 1
    offered = profile.segment_sizes(desk.world.books, rules=RULES, use=Use.MARKETING)
    assert "protected" not in {segment.code for segment, _ in offered}


def test_care_goes_by_need_before_worth_and_leaves_nobody_out(desk: ProfileDesk) -> None:
    """The factory is worth most and still waits for the breathing machine."""
    desk.protect(YEARLY)
    for number in (HOME, SHOP, YEARLY, FACTORY):
        desk.refresh(number)
    order = profile.care_order(
        desk.world.books, account_nos=[HOME, SHOP, YEARLY, FACTORY, "unknown"]
    )

    assert order == [YEARLY, FACTORY, SHOP, HOME, "unknown"]


def test_worth_changes_neither_urgency_nor_promise(desk: ProfileDesk) -> None:
    """The same fault, reported for the most and the least valuable account."""
    for number in (HOME, FACTORY):
        desk.refresh(number)
    orders = Desk(desk.world.books, desk.now)
    poor = orders.open_("a", by="anna", account=desk.account, place="甲村 1 号")
    factory = desk.world.account(FACTORY)
    rich = orders.open_("b", by="bert", account=factory, place="乙村 1 号")

    assert (poor.urgency, poor.points) == (rich.urgency, rich.points)
    assert [item.due_at for item in poor.promises] == [item.due_at for item in rich.promises]


def test_every_change_is_audited(desk: ProfileDesk) -> None:
    """By whom, and what."""
    desk.refresh()
    desk.correct(TagName.PAYS, holds=False)
    desk.delete(TagName.PAYS)
    desk.object()
    profile.allow_profiling(desk.world.books, account=desk.account, source=TALK, now=desk.now)

    rows = desk.audited()
    assert [row.action for row in rows] == [
        "profile.allow",
        "profile.object",
        "profile.delete.pays",
        "profile.correct",
    ]
    assert {row.conversation_id for row in rows} == {TALK}
