"""Token buckets."""

from __future__ import annotations

from bot.channels.throttle import Throttle


class Clock:
    """Time that moves when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_steady_pace() -> None:
    """Five at once, then one a second."""
    clock = Clock()
    throttle = Throttle(burst=5, per_s=1.0, clock=clock)

    assert [throttle.wait_s("a") for _ in range(6)] == [0, 0, 0, 0, 0, 1.0]
    clock.now = 0.25
    assert throttle.wait_s("a") == 0.75
    clock.now = 1.0
    assert throttle.wait_s("a") == 0
    assert throttle.wait_s("a") == 1.0


def test_callers_do_not_share() -> None:
    """Another caller still has its burst."""
    throttle = Throttle(burst=1, per_s=1.0, clock=Clock())
    throttle.wait_s("a")

    assert throttle.wait_s("a") > 0
    assert throttle.wait_s("b") == 0


def test_silent_callers_are_forgotten() -> None:
    """Memory does not grow with everyone who ever came."""
    clock = Clock()
    throttle = Throttle(burst=2, per_s=1.0, clock=clock)
    for number in range(1000):
        throttle.wait_s(str(number))
    clock.now = 10.0
    throttle.wait_s("late")

    assert len(throttle._buckets) == 1


def test_zero_is_no_limit() -> None:
    """For programs on the same machine."""
    throttle = Throttle(burst=1, per_s=0.0, clock=Clock())

    assert [throttle.wait_s("a") for _ in range(100)] == [0.0] * 100
