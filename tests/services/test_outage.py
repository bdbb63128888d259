"""What is known about supply, for whom, and how far it can be believed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.domain.period import Period
from bot.domain.unable import (
    AccountNoMalformed,
    AccountNotFound,
    AreaUnknown,
    OutageFeedMissing,
    OutageFeedStale,
    PlaceUnclear,
    PlaceUnknown,
)
from bot.services import outage
from bot.services.gazetteer import gazetteer_of
from bot.storage import gazetteer
from bot.storage.importing.grid import PLACES
from bot.storage.tables.service import AuditRow
from tests.services.grid_of_world import (
    GULOU,
    GULOU_NORTH,
    HOUR,
    MILL,
    WATER,
    fault,
    lay,
    planned,
    tell,
)
from tests.services.world import HOME, NOW, SHOP, YEARLY, World


@pytest.fixture
def lit(world: World) -> World:
    """The world with a grid under it."""
    lay(world.books)
    return world


def test_an_account_hears_what_is_off_and_until_when(lit: World) -> None:
    """Cause, scope, since, until, and where the word comes from."""
    tell(lit.books, fault())

    state = outage.by_account(lit.books, account=lit.account(HOME), now=NOW)

    assert state.current is not None
    assert (state.current.cause, state.current.scope) == ("电缆故障", "鼓楼小区")
    assert (state.current.begins_at, state.current.ends_at) == (NOW - HOUR, NOW + HOUR)
    assert state.covers_everything
    assert state.provenance.as_json()["outage_ids"] == ["F-1"]
    assert state.provenance.as_json()["outages_as_of"] == "2026-07-20T12:00:00+08:00"


def test_the_neighbours_outage_is_nearby_not_here(lit: World) -> None:
    """On the same feeder it may matter, on another it does not."""
    tell(lit.books, fault("F-1", GULOU), fault("F-2", MILL))

    state = outage.by_account(lit.books, account=lit.account(SHOP), now=NOW)

    assert state.current is None
    assert [one.outage_id for one in state.nearby] == ["F-1"]
    state.require_word_of_none()


def test_planned_outages_of_the_period_asked_for(lit: World) -> None:
    """Without one, those of the next two weeks; the next one first."""
    tell(
        lit.books,
        planned("P-9", GULOU, in_days=9),
        planned("P-1", GULOU, in_days=1),
        planned("P-30", GULOU, in_days=30),
        planned("P-far", MILL, in_days=1),
    )

    def told(period: Period | None) -> list[str]:
        state = outage.by_areas(lit.books, area_codes=[GULOU], now=NOW, period=period)
        return [one.outage_id for one in state.planned]

    assert told(None) == ["P-1", "P-9"]
    assert told(Period(date(2026, 7, 21), date(2026, 7, 22))) == ["P-1"]
    assert told(Period(date(2026, 7, 22), date(2026, 7, 23))) == []
    assert told(Period.month(2026, 8)) == ["P-30"]


def test_what_came_back_lately_is_told_newest_first(lit: World) -> None:
    """A day later it is history."""
    early = fault("R-1", restored_at=(NOW - timedelta(minutes=30)).isoformat())
    late = fault("R-2", restored_at=(NOW - timedelta(minutes=10)).isoformat())
    tell(lit.books, early, late)

    def told(now: object) -> list[str]:
        state = outage.by_areas(lit.books, area_codes=[GULOU], now=now)  # type: ignore[arg-type]
        return [one.outage_id for one in state.restored]

    assert told(NOW) == ["R-2", "R-1"]
    assert told(NOW + timedelta(hours=23, minutes=40)) == ["R-2"]
    assert told(NOW + timedelta(hours=24)) == []


def test_part_of_a_place_can_be_off(lit: World) -> None:
    """Then the numbers decide."""
    tell(lit.books, fault("F-1", GULOU))

    whole, state = outage.by_place(lit.books, text="鼓楼小区停电了吗", now=NOW)
    _, low = outage.by_place(lit.books, text="鼓楼小区三栋幺零二", now=NOW)
    _, high = outage.by_place(lit.books, text="鼓楼小区9栋", now=NOW)

    assert whole.area_codes == (GULOU, GULOU_NORTH)
    assert (state.current is not None, state.covers_everything) == (True, False)
    assert low.covers_everything
    assert high.current is None
    assert [one.outage_id for one in high.nearby] == ["F-1"]


def test_a_place_is_never_guessed(lit: World) -> None:
    """Unknown and unclear are two refusals, the second with choices."""
    with pytest.raises(PlaceUnknown) as unknown:
        outage.by_place(lit.books, text="幸福里", now=NOW)
    with pytest.raises(PlaceUnclear) as unclear:
        outage.by_place(lit.books, text="鼓楼", now=NOW)

    assert unknown.value.facts["heard"] == "幸福里"
    assert {place.name for place in unclear.value.facts["choices"]} == {"鼓楼小区", "鼓楼路"}


def test_an_account_outside_the_grid_is_placed_by_its_address(lit: World) -> None:
    """If the list of places knows the address for certain; else it is said."""
    account = lit.account(YEARLY)
    with pytest.raises(AreaUnknown):
        outage.by_account(lit.books, account=account, now=NOW)
    with lit.books.service() as service:
        PLACES.save(
            service,
            [
                {
                    "name": "某路",
                    "kind": "road",
                    "area_code": WATER,
                    "aliases": [],
                    "district": "",
                    "first_no": 0,
                    "last_no": None,
                }
            ],
        )

    assert outage.by_account(lit.books, account=account, now=NOW).area_codes == (WATER,)


def test_a_stranger_with_a_number_hears_only_whether_it_is_off(lit: World) -> None:
    """Nothing of address, holder, place or cause is anywhere in the answer; the look is audited."""
    tell(
        lit.books, fault(scope="鼓楼小区1到6栋", cause="鼓楼路施工"), planned("P", GULOU, in_days=1)
    )

    state = outage.by_account_no(
        lit.books, conversation_id="c-1", account_no=" 3501 0000 0001 7", now=NOW
    )

    assert state.current is not None
    assert state.current.ends_at == NOW + HOUR
    assert len(state.planned) == 1
    account = lit.account(HOME)
    for secret in ("鼓楼小区", "鼓楼路", account.holder_name, account.address, GULOU, "F-1", HOME):
        assert secret not in repr(state)
    with lit.books.service(writing=False) as service:
        audit = service.scalars(select(AuditRow)).one()
    assert (audit.account_no, audit.action, audit.outcome) == (HOME, "outage.unproven", "ok")


@pytest.mark.parametrize(
    ("number", "refusal"),
    [("3501000009990", AccountNotFound), ("123", AccountNoMalformed), ("幸福", AccountNoMalformed)],
)
def test_a_number_that_is_none_is_refused(lit: World, number: str, refusal: type) -> None:
    """As access refuses it; an unknown one is audited too."""
    with pytest.raises(refusal):
        outage.by_account_no(lit.books, conversation_id="c", account_no=number, now=NOW)


def test_no_outage_is_said_only_on_fresh_word(lit: World) -> None:
    """Missing, fresh, stale: three different answers."""

    def word(now: object) -> outage.SupplyState:
        return outage.by_areas(lit.books, area_codes=[GULOU], now=now)  # type: ignore[arg-type]

    with pytest.raises(OutageFeedMissing):
        word(NOW).require_word_of_none()
    tell(lit.books)
    word(NOW).require_word_of_none()
    word(NOW + timedelta(minutes=30)).require_word_of_none()
    with pytest.raises(OutageFeedStale) as stale:
        word(NOW + timedelta(minutes=31)).require_word_of_none()

    assert stale.value.facts["as_of"] == NOW


def test_a_known_outage_is_told_on_stale_word_with_its_age(lit: World) -> None:
    """ "截至 12:00" is better than silence."""
    tell(lit.books, fault())

    state = outage.by_areas(lit.books, area_codes=[GULOU], now=NOW + 5 * HOUR)

    assert state.current is not None
    assert state.current.is_overdue(NOW + 5 * HOUR)
    assert (state.feed.stale, state.feed.as_of) == (True, NOW)


def test_the_same_event_is_asked_about_again(lit: World) -> None:
    """几点来电: the estimate that holds now, then that it is back."""
    tell(lit.books, fault())
    tell(lit.books, fault(ends_at=(NOW + 3 * HOUR).isoformat()), at=NOW + HOUR / 2)
    later = outage.event(lit.books, outage_id="F-1", now=NOW + HOUR / 2)
    back = (NOW + HOUR).isoformat()
    tell(lit.books, fault(restored_at=back), at=NOW + 2 * HOUR)
    over = outage.event(lit.books, outage_id="F-1", now=NOW + 2 * HOUR)

    assert later is not None
    assert over is not None
    assert (later.outage.ends_at, later.outage.first_ends_at) == (NOW + 3 * HOUR, NOW + HOUR)
    assert over.outage.restored_at == NOW + HOUR
    assert not over.took_its_place
    assert outage.event(lit.books, outage_id="nothing", now=NOW) is None


def test_an_event_taken_back_leads_to_the_one_in_its_place(lit: World) -> None:
    """The control centre gave it another number."""
    tell(lit.books, fault("F-1"))
    tell(lit.books, fault("F-2"), at=NOW + HOUR / 2)

    again = outage.event(lit.books, outage_id="F-1", now=NOW + HOUR / 2)

    assert again is not None
    assert (again.outage.outage_id, again.took_its_place) == ("F-2", True)


def test_a_called_off_plan_stays_called_off(lit: World) -> None:
    """A fault in the same area is another matter."""
    plan = planned("P-1", GULOU, in_days=1)
    tell(lit.books, plan)
    tell(lit.books, {**plan, "cancelled": "true"}, fault(), at=NOW + HOUR / 2)

    again = outage.event(lit.books, outage_id="P-1", now=NOW + HOUR / 2)

    assert again is not None
    assert (again.outage.outage_id, again.outage.withdrawn_at) == ("P-1", NOW + HOUR / 2)


def test_the_record_of_estimates_against_a_count_by_hand(lit: World) -> None:
    """Only restored faults of the last year with an estimate count, by the first one given."""
    begun = NOW - timedelta(days=10)

    def past(outage_id: str, *, first_h: float | None, back_h: float, days: int = 10) -> None:
        began = NOW - timedelta(days=days)
        first = None if first_h is None else (began + first_h * HOUR).isoformat()
        common = {"begins_at": began.isoformat()}
        tell(lit.books, fault(outage_id, **common, ends_at=first), at=began + HOUR / 2)
        back = (began + back_h * HOUR).isoformat()
        told = {"restored_at": back, "ends_at": back if back_h > 0.6 else None}
        tell(lit.books, fault(outage_id, **common, **told), at=began + 6 * HOUR)

    past("too-old", first_h=2, back_h=1, days=366)
    past("kept", first_h=2, back_h=1, days=90)
    past("to-the-minute", first_h=2, back_h=2, days=80)
    past("missed", first_h=2, back_h=2.5, days=70)
    past("missed-then-moved", first_h=1, back_h=5, days=60)
    past("nobody-knew", first_h=None, back_h=0.55, days=50)
    past("kept-again", first_h=3, back_h=0.75, days=40)
    tell(lit.books, fault("open", begins_at=begun.isoformat()), at=NOW)

    state = outage.by_areas(lit.books, area_codes=[GULOU], now=NOW)

    # kept, to-the-minute, kept-again; against missed, missed-then-moved.
    assert state.record is not None
    assert (state.record.kept, state.record.count) == (3, 5)


def test_a_changed_list_of_places_is_read_again(lit: World) -> None:
    """And an unchanged one is not."""
    before = gazetteer_of(lit.books)
    assert gazetteer_of(lit.books) is before
    with lit.books.service() as service:
        gazetteer.save(service, entries=[])

    assert gazetteer_of(lit.books) is not before
