"""Where pieces of a large job are worked on: processes of this machine, or a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

PROCESSES, DASK = "processes", "dask"
_ANSWER_S = 30.0
"""A scheduler that does not answer within this is not there."""
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Ended(Generic[Item, Result]):
    """How the work on one item ended: with a result, or with what went wrong."""

    item: Item
    result: Result | None = None
    error: BaseException | None = None


class Engine(Protocol):
    """Works on items side by side. What fails, fails alone."""

    def map(
        self, work: Callable[[Item], Result], items: Sequence[Item]
    ) -> Iterator[Ended[Item, Result]]:
        """Every item exactly once, in the order they end; `work` must be picklable."""

    def close(self) -> None:
        """Give processes and connections back."""


class WorkerLost(RuntimeError):
    """The process that worked on the item died, e.g. killed for its memory."""


class LocalProcesses:
    """So many processes of this machine, each with one thread for arithmetic."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def map(
        self, work: Callable[[Item], Result], items: Sequence[Item]
    ) -> Iterator[Ended[Item, Result]]:
        """Work on the items; where a process dies, its item is tried once more, alone."""
        waiting = deque(items)
        while waiting:
            suspects: list[Item] = []
            yield from self._together(work, waiting, suspects)
            for item in suspects:
                yield self._alone(work, item)

    def close(self) -> None:
        """Processes end with `map` itself."""

    def _together(
        self, work: Callable[[Item], Result], waiting: deque[Item], suspects: list[Item]
    ) -> Iterator[Ended[Item, Result]]:
        """Take items from `waiting` until none is left or a process died with the `suspects`."""
        with _pool(self._workers) as pool:
            running: dict[Future[Result], Item] = {}
            try:
                while waiting or running:
                    # No more in hand than is worked on: little is lost when a process dies.
                    while waiting and len(running) < self._workers:
                        item = waiting.popleft()
                        running[pool.submit(work, item)] = item
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        ended = _ended(future, running[future])
                        if isinstance(ended.error, BrokenProcessPool):
                            raise ended.error
                        del running[future]
                        yield ended
            except BrokenProcessPool:
                suspects += running.values()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _alone(self, work: Callable[[Item], Result], item: Item) -> Ended[Item, Result]:
        with _pool(1) as pool:
            ended = _ended(pool.submit(work, item), item)
        if isinstance(ended.error, BrokenProcessPool):
            return Ended(item, error=WorkerLost("the process died twice on this item"))
        return ended


class DaskCluster:
    """A Dask cluster: the scheduler at an address, or one of its own on this machine.

    Workers need this package, and the same databases and meter store within reach.

    Raises:
        ImportError: the extra `distributed` is not installed.
        OSError: no scheduler answers at the address.
    """

    def __init__(self, *, address: str | None = None, workers: int = 2) -> None:
        from distributed import Client, LocalCluster

        self._cluster = None
        if address is None:
            self._cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
                env=_ONE_THREAD,
            )
        self._client = Client(self._cluster or address, timeout=_ANSWER_S)

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        return str(self._client.scheduler.address)

    def map(
        self, work: Callable[[Item], Result], items: Sequence[Item]
    ) -> Iterator[Ended[Item, Result]]:
        """Work on the items; Dask itself moves those of a lost worker to another."""
        from distributed import as_completed

        # Not pure: the same piece of another run is another piece of work.
        futures = self._client.map(work, list(items), pure=False)
        of = {future.key: item for future, item in zip(futures, items, strict=True)}
        for future in as_completed(futures):
            item, error = of[future.key], future.exception()
            yield Ended(item, error=error) if error else Ended(item, result=future.result())
            future.release()

    def close(self) -> None:
        """Leave the cluster; one of our own ends."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def open_engine(name: str, *, workers: int) -> Engine:
    """`processes`, `dask` (a cluster of its own), or a Dask scheduler such as tcp://host:8786."""
    if name == PROCESSES:
        return LocalProcesses(workers)
    return DaskCluster(address=None if name == DASK else name, workers=workers)


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: libraries that run threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_one_thread)


def _one_thread() -> None:
    """Before numpy is there: as many threads as processes would only wait for each other."""
    os.environ.update(_ONE_THREAD)


def _ended(future: Future[Any], item: Any) -> Ended[Any, Any]:
    error = future.exception()
    return Ended(item, error=error) if error else Ended(item, result=future.result())
