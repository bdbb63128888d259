"""What a night found out is read back as it was written, and the newest night counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.account import SupplyClass
from bot.domain.anomaly import Anomaly, AnomalyKind, Reason
from bot.domain.insight import MeterInsight, MeterPlace, Outlook, Piece, PieceState, Window
from bot.domain.load_shape import LoadShape
from bot.domain.period import SHANGHAI, Period
from bot.storage import accounts, insights, nightly_runs
from bot.storage.books import Books
from tests.storage.town import HOME, SHOP

NIGHT = date(2026, 7, 20)
NOW = datetime(2026, 7, 20, 2, 30, tzinfo=SHANGHAI)
LEAK = Anomaly(
    kind=AnomalyKind.LEAK,
    reason=Reason.CONSTANT_DRAW,
    since=date(2026, 7, 1),
    until=date(2026, 7, 15),
    days=14,
    before_wh=8_000,
    after_wh=14_000,
    extra_wh=6_000,
    base_before_w=60,
    base_after_w=310,
    confidence=0.93,
)
THEFT = replace(LEAK, kind=AnomalyKind.THEFT_SUSPECTED, reason=Reason.PART_NOT_COUNTED, until=None)
OUTLOOK = Outlook(
    window=Window.REST_OF_MONTH,
    period=Period(NIGHT, date(2026, 8, 1)),
    energy_wh=150_000,
    low_wh=None,
    high_wh=None,
    cover=0.8,
    days=20,
    version="cycle-rule-1",
)
INSIGHT = MeterInsight(
    meter_no="M1",
    night=NIGHT,
    computed_at=NOW,
    version="meter-features-1",
    days=380,
    features={"daily_kwh": 8.5, "shape": [0.5, 0.5], "day_off_ratio": None},
    shape=LoadShape.EVENING,
    outlooks=(
        OUTLOOK,
        replace(
            OUTLOOK, window=Window.NEXT_MONTH, period=Period.month(2026, 8), low_wh=1, high_wh=9
        ),
    ),
    findings=(THEFT, LEAK),
    findings_version="anomalies-1",
)
PIECE = Piece(0, "fujian", HOME.meter_no, SHOP.meter_no, 2)


def test_a_meter_is_read_back_as_written(books: Books) -> None:
    """Findings in their order, with every figure."""
    with books.service() as session:
        insights.save(session, insights=[INSIGHT])

    with books.service() as session:
        assert insights.find(session, meter_no="M1") == INSIGHT
        assert insights.find(session, meter_no="M2") is None


def test_the_newest_night_replaces_all_of_the_one_before(books: Books) -> None:
    """A finding that is no more is gone; other meters stay as they were."""
    other = replace(INSIGHT, meter_no="M2")
    newer = replace(INSIGHT, night=NIGHT + timedelta(1), findings=(LEAK,), outlooks=(OUTLOOK,))
    with books.service() as session:
        insights.save(session, insights=[INSIGHT, other])
        insights.save(session, insights=[newer])

    with books.service() as session:
        assert insights.find(session, meter_no="M1") == newer
        assert insights.find(session, meter_no="M2") == other
        assert insights.meters_with(session, kind=AnomalyKind.THEFT_SUSPECTED) == ["M2"]
        assert insights.meters_with(session, kind=AnomalyKind.LEAK, after="M1") == ["M2"]


def test_a_meter_of_two_accounts_is_one_and_a_home(town: Books) -> None:
    """Where either account is a home, people live there."""
    shared = replace(SHOP, meter_no=HOME.meter_no)
    with town.billing() as session:
        accounts.save(session, accounts=[shared])
        places = nightly_runs.all_places(session)

    assert places == [MeterPlace(HOME.meter_no, HOME.region, SupplyClass.RESIDENTIAL)]


def test_a_piece_is_claimed_once(books: Books) -> None:
    """The second claim is refused, and a failure no longer touches what is done."""
    with books.service() as session:
        assert nightly_runs.begin(
            session, night=NIGHT, now=NOW, pieces=[PIECE], model_files={"a": "b"}
        )
        assert not nightly_runs.begin(session, night=NIGHT, now=NOW, pieces=[], model_files=None)
        assert not nightly_runs.finish(session, night=NIGHT, now=NOW)
        nightly_runs.note_failure(session, night=NIGHT, number=0, error="MemoryError")
        assert nightly_runs.odd_pieces(session, night=NIGHT) == {0: "MemoryError"}
        claims = [
            nightly_runs.claim(session, night=NIGHT, number=0, meters=2, now=NOW) for _ in range(2)
        ]
        nightly_runs.note_failure(session, night=NIGHT, number=0, error="late")

    with books.service() as session:
        assert claims == [True, False]
        assert nightly_runs.odd_pieces(session, night=NIGHT) == {}
        assert nightly_runs.pieces(session, night=NIGHT) == [replace(PIECE, state=PieceState.DONE)]
        assert nightly_runs.meters_done(session, night=NIGHT) == 2
        assert nightly_runs.model_files(session, night=NIGHT) == {"a": "b"}
        assert nightly_runs.finish(session, night=NIGHT, now=NOW)
        run = nightly_runs.find(session, night=NIGHT)
        assert run is not None
        assert run.finished_at == NOW


@pytest.mark.parametrize("found", [1, 2])
def test_a_piece_holds_the_meters_between_its_ends(town: Books, found: int) -> None:
    """Both ends included."""
    first, last = sorted([HOME.meter_no, SHOP.meter_no])
    piece = replace(PIECE, region=HOME.region, first_meter=first)
    piece = replace(piece, last_meter=first if found == 1 else last)

    with town.billing() as session:
        places = nightly_runs.places_of(session, piece=piece)

    assert [place.meter_no for place in places] == [first, last][:found]
