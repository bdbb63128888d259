"""The nightly job: what it writes, how it goes on, and that nothing is written twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.analytics import anomalies
from bot.clients.engine import DaskCluster, LocalProcesses
from bot.domain.account import SupplyClass
from bot.domain.insight import MeterInsight, MeterPlace, PieceState, Window
from bot.domain.period import Period, local_midnight
from bot.domain.usage import Quality, Reading
from bot.services import anomaly, nightly, nightly_meters
from bot.services.nightly_meters import FoundOut
from bot.storage import insights, nightly_runs
from tests.services.night_town import DAYS, METERS, NIGHT, NOW, PIECE, NightTown
from tests.services.world import HOME, READ_TO, SHOP, World
from tests.services.world import NOW as WORLD_NOW

ROOT = Path(__file__).resolve().parents[2]
PIECES = METERS // PIECE


@pytest.fixture(scope="module")
def built_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town with its night begun, and nothing worked on."""
    folder = tmp_path_factory.mktemp("night")
    town = NightTown.build(folder)
    town.begin()
    town.close()
    return folder


@pytest.fixture
def town(built_town: Path, tmp_path: Path) -> Iterator[NightTown]:
    """A fresh copy."""
    copy = NightTown(Path(shutil.copytree(built_town, tmp_path / "town")))
    yield copy
    copy.close()


@pytest.fixture(scope="module")
def expected(built_town: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What a night that nothing disturbed says."""
    folder = tmp_path_factory.mktemp("alone") / "town"
    town = NightTown(Path(shutil.copytree(built_town, folder)))
    assert town.run().finished
    found = town.result()
    town.close()
    assert len(found["meter_insights"]) == METERS
    return found


def insight(town: NightTown | World, meter_no: str) -> MeterInsight:
    with town.books.service() as session:
        found = insights.find(session, meter_no=meter_no)
    assert found is not None
    return found


def states(town: NightTown) -> list[PieceState]:
    with town.books.service() as session:
        return [piece.state for piece in nightly_runs.pieces(session, night=NIGHT)]


def test_every_meter_is_told_of(town: NightTown) -> None:
    """Figures of its days, this month's rest and the next, each with its interval or none."""
    ended = town.run()

    assert ended == nightly.NightEnded(finished=True, meters=METERS, skipped=0, failed=())
    assert nightly.is_finished(town.books, night=NIGHT)
    found = insight(town, "MB00000003")
    days = town.meters.days(meter_no="MB00000003", period=Period(NIGHT - timedelta(DAYS), NIGHT))
    assert found.computed_at == NOW
    assert found.days == len(days)
    assert found.features is not None
    mean_kwh = sum(day.total_wh for day in days) / len(days) / 1000
    assert found.features["daily_kwh"] == pytest.approx(mean_kwh, abs=1e-4)
    assert sum(found.features["shape"]) == pytest.approx(1.0, abs=1e-3)
    assert found.shape is not None
    assert [(o.window, o.period) for o in found.outlooks] == [
        (Window.REST_OF_MONTH, Period(NIGHT, NIGHT.replace(month=12, day=1))),
        (Window.NEXT_MONTH, Period.month(2026, 12)),
    ]
    recent = sum(day.total_wh for day in days[-28:]) / 28
    assert found.outlooks[0].energy_wh == pytest.approx(recent * 20, rel=0.3)


def test_it_finds_what_is_found_by_day(world: World) -> None:
    """Findings are the very ones that `services.anomaly` answers with, staff-only ones too."""
    nightly.begin(world.books, world.meters, night=READ_TO, now=WORLD_NOW)
    nightly.work_piece(world.books, world.meters, night=READ_TO, number=0)

    for number in (HOME, SHOP):
        by_day = anomaly.for_staff(
            world.books, world.meters, account=world.account(number), now=WORLD_NOW
        )
        found = insight(world, f"M{number}")
        assert found.findings == by_day.findings
        assert found.findings_version in (by_day.provenance.model or "")


def test_thin_data_is_no_failure(town: NightTown) -> None:
    """A meter without readings has a row that says so, and no figures."""
    town.meters.clear()

    assert town.run().finished

    found = insight(town, "MB00000000")
    assert (found.days, found.features, found.shape) == (0, None, None)
    assert found.outlooks == found.findings == ()


def test_days_that_are_all_missing_are_thin_data(town: NightTown) -> None:
    """A dead connection sends readings without energy."""
    empty = [
        Reading("MB00000001", local_midnight(NIGHT - timedelta(n)), None, Quality.MISSING)
        for n in range(1, 60)
    ]
    town.meters.clear()
    town.meters.write(empty)

    assert town.run().finished

    found = insight(town, "MB00000001")
    assert (found.days, found.features, found.findings) == (0, None, ())


def test_a_night_without_readings_to_learn_from_is_begun_all_the_same(world: World) -> None:
    """Without a model the plain rule speaks, or nobody."""
    world.meters.clear()
    nightly.begin(world.books, world.meters, night=READ_TO, now=WORLD_NOW)

    assert nightly.work_piece(world.books, world.meters, night=READ_TO, number=0) == 4


def test_a_night_goes_on_where_it_stood(town: NightTown, expected: dict[str, list[Any]]) -> None:
    """Pieces that are done are not worked on again; the end is as if nothing had happened."""
    town.work(0)
    town.work(2)
    worked_on: list[int] = []

    def work(number: int) -> int:
        worked_on.append(number)
        return town.work(number)

    town.begin()
    ended = town.run(work=work)

    assert worked_on == [1, 3]
    assert (ended.finished, ended.meters, ended.skipped) == (True, 2 * PIECE, 2)
    assert town.result() == expected
    assert town.run(work=work).meters == 0
    assert worked_on == [1, 3]


def test_a_piece_that_fails_fails_alone(town: NightTown, expected: dict[str, list[Any]]) -> None:
    """The others are written, the failure has a name, and the next start tries again."""

    def work(number: int) -> int:
        if number == 1:
            raise ArithmeticError("a reading nobody foresaw")
        return town.work(number)

    ended = town.run(work=work)

    assert not ended.finished
    assert [(piece.number, piece.error) for piece in ended.failed] == [(1, "ArithmeticError")]
    assert states(town) == [PieceState.DONE, PieceState.FAILED, PieceState.DONE, PieceState.DONE]
    assert len(town.result()["meter_insights"]) == METERS - PIECE
    assert not nightly.is_finished(town.books, night=NIGHT)
    assert town.run().finished
    assert town.result() == expected


def test_a_meter_nobody_foresaw_does_not_cost_the_others_their_night(
    town: NightTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left out, and the piece says how many and why, without naming anyone."""
    find = anomalies.find_anomalies
    asked: list[int] = []

    def find_but_not_the_second(**given: Any) -> Any:
        asked.append(1)
        if len(asked) == 2:
            raise FloatingPointError("division by nothing")
        return find(**given)

    monkeypatch.setattr(anomalies, "find_anomalies", find_but_not_the_second)
    written = town.work(0)

    with town.books.service() as session:
        odd = nightly_runs.odd_pieces(session, night=NIGHT)
    assert written == PIECE - 1
    assert odd == {0: "left out 1: FloatingPointError"}


def test_a_piece_is_written_whole_or_not_at_all(
    town: NightTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes wrong after the last row was written takes all rows back, and the mark too."""
    save = insights.save

    def save_and_fail(session: Any, **rest: Any) -> int:
        save(session, **rest)
        raise OSError("the disk is full")

    monkeypatch.setattr(insights, "save", save_and_fail)
    with pytest.raises(OSError, match="full"):
        town.work(0)

    assert town.result() == {"meter_insights": [], "meter_outlooks": [], "meter_findings": []}
    assert states(town) == [PieceState.OPEN] * PIECES


def test_two_workers_on_one_piece_write_it_once(
    town: NightTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that comes second sees that it is done, and leaves what is there."""
    compute = nightly_meters.insights_of
    written: list[int] = []

    def overtaken(**given: Any) -> FoundOut:
        found = compute(**given)
        if not written:
            written.append(-1)
            written[0] = town.work(0)
        return found

    monkeypatch.setattr(nightly_meters, "insights_of", overtaken)
    second = town.work(0)

    assert (written, second) == ([PIECE], 0)
    assert states(town)[0] is PieceState.DONE
    assert len(town.result()["meter_insights"]) == PIECE


def test_the_next_night_replaces_what_the_last_one_said(town: NightTown) -> None:
    """Findings that are no more are gone; one row of each meter stays."""
    assert town.run().finished
    before = len(town.result()["meter_outlooks"])
    tomorrow = NIGHT + timedelta(days=1)
    now = NOW + timedelta(days=1)

    nightly.begin(town.books, town.meters, night=tomorrow, now=now, piece_meters=PIECE)
    for number in range(PIECES):
        nightly.work_piece(town.books, town.meters, night=tomorrow, number=number)

    found = town.result()
    assert len(found["meter_insights"]) == METERS
    assert len(found["meter_outlooks"]) == before
    assert insight(town, "MB00000000").night == tomorrow
    assert states(town) == [], "pieces of a night that is over are not kept"


def test_beginning_twice_is_beginning_once(town: NightTown) -> None:
    """The time of the first start stays, and so do pieces and model."""
    later = NOW + timedelta(hours=3)

    begun = nightly.begin(town.books, town.meters, night=NIGHT, now=later, piece_meters=1)

    assert begun.began_at == NOW
    assert len(states(town)) == PIECES


@pytest.mark.parametrize("engine", ["processes", "dask"])
def test_every_engine_says_the_same(
    town: NightTown, expected: dict[str, list[Any]], engine: str
) -> None:
    """The same function in processes of this machine and on a Dask cluster."""
    if engine == "dask":
        pytest.importorskip("distributed", reason="the extra `distributed` is not installed")
    chosen = LocalProcesses(2) if engine == "processes" else DaskCluster(workers=2)
    try:
        ended = town.run(engine=chosen, work=town.elsewhere)
    finally:
        chosen.close()

    assert (ended.finished, ended.meters) == (True, METERS)
    assert town.result() == expected


def test_killed_in_the_middle_it_goes_on_to_the_same_result(
    town: NightTown, expected: dict[str, list[Any]]
) -> None:
    """kill -9 on the command and its workers, then the same command once more."""
    settings = {"XIAOWA_VAR": str(town.folder), "XIAOWA_NIGHTLY_METERS": str(PIECE)}
    others = {k: v for k, v in os.environ.items() if not k.startswith("XIAOWA_")}
    command = [sys.executable, "-m", "bot", "nightly", "--night", NIGHT.isoformat(), "--quiet"]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=ROOT, env=others | settings, start_new_session=True)

    first = start()
    try:
        while PieceState.DONE not in states(town) and first.poll() is None:
            time.sleep(0.01)
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    done = states(town).count(PieceState.DONE)
    assert len(town.result()["meter_insights"]) == done * PIECE, "no piece is half written"

    assert start().wait() == 0
    assert town.result() == expected


def test_pieces_are_of_one_region_and_of_one_size() -> None:
    """No piece is left with a handful of meters."""
    places = [
        MeterPlace(f"M{n:04}", region, SupplyClass.RESIDENTIAL)
        for region, count in (("east", 2_005), ("west", 10))
        for n in range(count)
    ]

    pieces = list(nightly.cut(places, 1_000))

    assert [(piece.region, piece.meters) for piece in pieces] == [
        ("east", 669),
        ("east", 668),
        ("east", 668),
        ("west", 10),
    ]
    assert [piece.number for piece in pieces] == [0, 1, 2, 3]
    assert pieces[1].first_meter == "M0669"


def test_a_piece_that_is_not_there_is_an_error(town: NightTown) -> None:
    """Not an empty success."""
    with pytest.raises(LookupError, match="no piece 99"):
        town.work(99)
