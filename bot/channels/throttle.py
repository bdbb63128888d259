"""Token buckets: how often one caller may speak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_MOST_CALLERS = 50_000


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class Throttle:
    """Lets each caller speak `burst` times at once and `per_s` times a second after that."""

    def __init__(self, *, burst: int, per_s: float, clock: Callable[[], float]) -> None:
        self._burst = float(burst)
        self._per_s = per_s
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def wait_s(self, caller: str) -> float:
        """Take a token: 0 when the caller may speak now, else the seconds until it may."""
        if not self._per_s:
            return 0.0
        now = self._clock()
        bucket = self._buckets.pop(caller, None) or _Bucket(self._burst, now)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.filled_at) * self._per_s)
        bucket.filled_at = now
        self._buckets[caller] = bucket
        self._forget(now)
        if bucket.tokens >= 1.0:
            bucket.tokens -= 1.0
            return 0.0
        return (1.0 - bucket.tokens) / self._per_s

    def _forget(self, now: float) -> None:
        """Drop callers from the longest silent on while they are too many or full again."""
        while self._buckets:
            oldest = next(iter(self._buckets))
            silent = now - self._buckets[oldest].filled_at
            if len(self._buckets) <= _MOST_CALLERS and silent * self._per_s < self._burst:
                return
            del self._buckets[oldest]
