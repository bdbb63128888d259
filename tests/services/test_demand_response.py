"""Taking part is a choice: shown first, joined once, left at any time; some are never asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, update

from bot.domain.account import SupplyClass
from bot.domain.demand_response import EnrolmentStatus
from bot.domain.dr_plan import Ineligible, PlanPart, ResponsePlan
from bot.domain.dr_protection import Protection
from bot.domain.unable import NotEnoughReadings
from bot.domain.unable_response import EventUnknown, ResponseRefused
from bot.services import demand_response
from bot.storage import audits, dr_events, outbox
from bot.storage.tables.billing import CustomerRow
from bot.storage.tables.work_order import ReporterRow
from tests.domain.test_dr_settlement import EVENT, PROGRAMME
from tests.oracle import response as oracle
from tests.services.response_office import Office
from tests.services.world import FACTORY, HOME, SHOP, YEARLY, World, account


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def plan(office: Office, number: str = HOME) -> ResponsePlan:
    return demand_response.own_plan(
        office.world.books,
        office.world.meters,
        account=account(number),
        event_id="E1",
        tariffs=office.world.tariffs,
        now=office.now,
    )


def test_the_plan_says_what_how_much_and_what_it_brings(office: Office) -> None:
    """王小明's air conditioner answers with 30 Wh a quarter-hour and degree, 240 W for two."""
    found = plan(office)

    parts = dict(found.adjustable.parts)
    assert parts[PlanPart.COOLING] == pytest.approx(240, rel=0.25)
    assert set(parts) == {PlanPart.COOLING, PlanPart.LATER}
    assert found.planned_w == sum(parts.values()) <= found.adjustable.usual_w
    low, high = found.worth.reward_yuan
    assert high == oracle.reward(
        planned_wh=found.planned_w * 2,
        reduced_wh=found.planned_w * 2,
        least="0.5",
        most="1.2",
        yuan_per_kwh="2.50",
    )
    assert low == (high / 2).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    assert found.worth.bill_yuan is not None
    assert found.worth.bill_yuan > 0
    assert found.adjustable.days_used >= 10


def test_a_factory_spares_a_fifth_of_what_stands_above_its_base(office: Office) -> None:
    office.steady(FACTORY)
    found = plan(office, FACTORY)

    parts = dict(found.adjustable.parts)
    assert set(parts) <= {PlanPart.PRODUCTION, PlanPart.COOLING, PlanPart.HEATING}
    assert parts[PlanPart.PRODUCTION] <= 0.2 * found.adjustable.usual_w
    assert found.settled_alone


def test_a_trifle_is_refused_with_its_size(office: Office) -> None:
    with office.world.books.service() as service:
        dr_events.save_programmes(service, programmes=[replace(PROGRAMME, least_w=5_000)])

    with pytest.raises(ResponseRefused) as refused:
        plan(office)
    assert refused.value.facts["reason"] is Ineligible.TOO_SMALL
    assert refused.value.facts["least_w"] == 5_000


def test_a_meter_that_was_hardly_read_gets_no_plan(office: Office) -> None:
    office.world.meters.clear()

    with pytest.raises(NotEnoughReadings) as thin:
        plan(office)
    assert thin.value.facts == {"days_present": 0, "days_needed": 10}


def test_a_yes_is_kept_once_with_the_plan_that_was_shown(office: Office) -> None:
    shown = plan(office)
    first = office.join()
    again = office.join(at=office.now + timedelta(minutes=5))

    assert first == again
    assert first.planned_w == shown.planned_w
    assert office.standing() is EnrolmentStatus.ACCEPTED


@pytest.mark.parametrize(
    "at", [EVENT.reply_by, EVENT.starts_at, EVENT.ends_at - timedelta(seconds=1)]
)
def test_one_can_leave_after_the_deadline_and_in_the_middle(office: Office, at: datetime) -> None:
    office.join()

    assert office.leave(at=at) is EnrolmentStatus.ACCEPTED
    assert office.standing() is EnrolmentStatus.OPTED_OUT
    assert office.leave(at=at) is None


def test_after_the_deadline_nobody_can_join(office: Office) -> None:
    with pytest.raises(ResponseRefused) as refused:
        office.join(at=EVENT.reply_by)
    assert refused.value.facts["reason"] is Ineligible.CLOSED


def test_who_left_may_come_back_in_time(office: Office) -> None:
    office.join()
    office.leave()
    office.join()

    assert office.standing() is EnrolmentStatus.ACCEPTED


def test_a_cancelled_event_takes_nobody(office: Office) -> None:
    assert demand_response.cancel(office.world.books, event_id="E1", by="lead", now=office.now)

    with pytest.raises(ResponseRefused):
        office.join()
    assert demand_response.open_events(office.world.books, now=office.now) == []


def test_an_event_of_other_places_or_kinds_is_not_shown(world: World) -> None:
    homes = frozenset({SupplyClass.RESIDENTIAL})
    office = Office(world, replace(PROGRAMME, supply_classes=homes))

    def shown(number: str) -> int:
        events = demand_response.own_events(world.books, account=account(number), now=office.now)
        return len(events)

    assert (shown(HOME), shown(FACTORY)) == (1, 0)
    with pytest.raises(ResponseRefused) as refused:
        office.join(FACTORY)
    assert refused.value.facts["reason"] is Ineligible.NOT_FOR_YOU
    with pytest.raises(EventUnknown):
        office.join(event="E9")


def test_an_invitation_needs_consent_and_goes_out_with_its_figures(office: Office) -> None:
    assert office.invite().passed_over["no_consent"] == 4
    office.agrees_to_be_asked(HOME)
    found = office.invite()

    assert found.asked == (HOME,)
    assert office.standing() is EnrolmentStatus.INVITED
    shown = plan(office)
    low, high = shown.worth.net_yuan
    with office.world.books.service(writing=False) as service:
        message = outbox.find(service, key=f"dr:E1:{HOME}")
    assert message is not None
    assert message.body == f"7/21 18:00-20:00 {shown.planned_w / 1000:.1f}kW {low:.2f}-{high:.2f}"
    assert office.invite().asked == ()


def test_an_invitation_waits_for_the_morning(office: Office) -> None:
    """Quiet from nine in the evening to eight in the morning."""
    office.agrees_to_be_asked(HOME)
    late = office.now.replace(hour=22)
    office.invite(at=late)

    with office.world.books.service(writing=False) as service:
        message = outbox.find(service, key=f"dr:E1:{HOME}")
    assert message is not None
    assert message.next_attempt_at == late.replace(day=21, hour=8)


def test_nobody_is_asked_more_often_than_the_programme_says(world: World) -> None:
    more = [
        replace(
            EVENT,
            event_id=f"E{n}",
            **{
                name: getattr(EVENT, name) + timedelta(days=n)
                for name in ("starts_at", "ends_at", "reply_by")
            },
        )
        for n in (1, 2, 3)
    ]
    office = Office(world, events=tuple(more))
    office.agrees_to_be_asked(HOME)
    asked = [office.invite(event.event_id) for event in more]

    assert [len(one.asked) for one in asked] == [1, 1, 0]
    assert asked[-1].passed_over["often_enough"] == 1


def test_enough_is_asked_and_no_more(world: World) -> None:
    office = Office(world, events=(replace(EVENT, target_w=1_000),))
    office.agrees_to_be_asked(HOME, FACTORY)

    assert office.invite().asked == (FACTORY,)


def test_never_again_leaves_what_was_joined_and_stops_invitations(office: Office) -> None:
    office.agrees_to_be_asked(HOME)
    office.join()
    left = demand_response.never_again(
        office.world.books, account=account(HOME), conversation_id="me", now=office.now
    )

    assert left == 1
    assert office.standing() is EnrolmentStatus.OPTED_OUT
    assert office.invite().asked == ()
    with office.world.books.service(writing=False) as service:
        seen = [row.action for row in audits.of_account(service, account_no=HOME)]
    assert {"dr.join E1", "dr.leave E1", "dr.opt_out"} <= set(seen)


def test_naming_a_breathing_machine_ends_it_for_good(office: Office) -> None:
    office.agrees_to_be_asked(HOME)
    office.join()
    demand_response.protect(
        office.world.books,
        account=account(HOME),
        reason=Protection.LIFE_SUPPORT,
        conversation_id="me",
        now=office.now,
    )

    assert office.standing() is EnrolmentStatus.OPTED_OUT
    with pytest.raises(ResponseRefused) as refused:
        office.join()
    assert refused.value.facts["reason"] is Ineligible.LIFE_SUPPORT


def test_life_support_named_in_any_report_is_never_asked(office: Office) -> None:
    """Not invited, and kindly refused when it asks itself."""
    office.agrees_to_be_asked(HOME, FACTORY)
    report = {
        "key": "r1",
        "account_no": HOME,
        "place": "",
        "areas": [],
        "symptom": "",
        "description": "",
        "life_support": True,
        "joined_at": office.now,
    }
    with office.world.books.service() as service:
        service.execute(insert(ReporterRow), [report])
    found = office.invite()

    assert found.asked == (FACTORY,)
    assert found.passed_over["life_support"] == 1
    with pytest.raises(ResponseRefused) as refused:
        office.join()
    assert refused.value.facts["reason"] is Ineligible.LIFE_SUPPORT


@pytest.mark.parametrize(
    "name", ["福州市第一医院", "康宁养老院", "东街社区卫生服务中心", "阳光护理院"]
)
def test_places_of_care_are_never_asked(office: Office, name: str) -> None:
    office.agrees_to_be_asked(HOME, FACTORY)
    with office.world.books.billing(writing=True) as billing:
        billing.execute(
            update(CustomerRow).where(CustomerRow.customer_no == "C3").values(name=name)
        )
    found = office.invite()

    assert found.asked == (HOME,)
    assert found.passed_over["medical"] == 1


def test_what_the_last_holder_said_does_not_bind_the_next(office: Office) -> None:
    office.join()
    moved_in = replace(account(HOME), customer_no="C9")
    found = demand_response.own_events(office.world.books, account=moved_in, now=office.now)

    assert [one.enrolment for one in found] == [None]


def test_the_shop_and_the_yearly_home_have_plans_of_their_own(office: Office) -> None:
    """Both are real plans on real readings: nothing of one leaks into the other."""
    watts = {number: plan(office, number).planned_w for number in (YEARLY, HOME)}

    assert len(set(watts.values())) == 2
    with pytest.raises(ResponseRefused):
        plan(office, SHOP)
