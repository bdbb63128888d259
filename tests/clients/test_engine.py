"""Engines: every item once, and what fails, fails alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.clients.engine import DaskCluster, Ended, Engine, LocalProcesses, WorkerLost, open_engine


def square(number: int) -> int:
    """Work that a worker can be sent."""
    return number * number


def square_but_not_three(number: int) -> int:
    if number == 3:
        raise LookupError("three")
    return square(number)


def die_at_three(number: int) -> int:
    """As if the system had killed the process for its memory."""
    if number == 3:
        os._exit(9)
    return square(number)


def die_once(number: int, *, mark: Path) -> int:
    if number == 3 and not mark.exists():
        mark.touch()
        os._exit(9)
    return square(number)


def process_of(_: int) -> int:
    return os.getpid()


def thread_limit(_: int) -> str | None:
    return os.environ.get("OMP_NUM_THREADS")


def results(ended: Iterator[Ended[int, int]]) -> dict[int, int | None]:
    found = list(ended)
    assert len({one.item for one in found}) == len(found)
    return {one.item: one.result for one in found if one.error is None}


@pytest.fixture(scope="module")
def dask() -> Iterator[DaskCluster]:
    """A real cluster of two processes on this machine."""
    pytest.importorskip("distributed", reason="the extra `distributed` is not installed")
    cluster = DaskCluster(workers=2)
    yield cluster
    cluster.close()


@pytest.fixture(params=["processes", "dask"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    if request.param == "processes":
        return LocalProcesses(2)
    found: Engine = request.getfixturevalue("dask")
    return found


def test_every_item_is_worked_on_once(engine: Engine) -> None:
    """With the result of each."""
    assert results(engine.map(square, range(7))) == {n: n * n for n in range(7)}


def test_the_work_is_done_elsewhere(engine: Engine) -> None:
    """By processes other than the one that asks."""
    workers = set(results(engine.map(process_of, range(4))).values())

    assert os.getpid() not in workers


def test_no_items_are_no_work(engine: Engine) -> None:
    """Nothing to do is done at once."""
    assert results(engine.map(square, [])) == {}


def test_what_fails_fails_alone(engine: Engine) -> None:
    """The error comes back with its item; the others have their results."""
    found = list(engine.map(square_but_not_three, range(6)))
    failed = [one for one in found if one.error]

    assert [(one.item, type(one.error)) for one in failed] == [(3, LookupError)]
    assert results(iter(found)) == {n: n * n for n in range(6) if n != 3}


def test_an_item_that_kills_its_process_fails_alone() -> None:
    """Those that ran beside it are done all the same."""
    found = list(LocalProcesses(2).map(die_at_three, range(6)))
    failed = [one for one in found if one.error]

    assert [(one.item, type(one.error)) for one in failed] == [(3, WorkerLost)]
    assert results(iter(found)) == {n: n * n for n in range(6) if n != 3}


def test_a_process_that_died_by_chance_costs_nothing(tmp_path: Path) -> None:
    """Its item is tried once more."""
    work: Callable[[int], int] = partial(die_once, mark=tmp_path / "died")

    assert results(LocalProcesses(2).map(work, range(6))) == {n: n * n for n in range(6)}


def test_a_process_has_one_thread_for_arithmetic() -> None:
    """As many threads as cores in each process would only wait for each other."""
    (ended,) = LocalProcesses(1).map(thread_limit, [0])

    assert ended.result == "1"


def test_the_setting_names_the_engine(dask: DaskCluster) -> None:
    """A scheduler's address joins that cluster."""
    assert isinstance(open_engine("processes", workers=1), LocalProcesses)
    joined = open_engine(dask.address, workers=1)
    try:
        assert results(joined.map(square, [4])) == {4: 16}
    finally:
        joined.close()
    assert results(dask.map(square, [5])) == {5: 25}, "who leaves a cluster does not end it"
