"""Guessing at a number with a few digits: each guess is counted before it is judged.

For the doors that open something with its number and the last four of a phone. Failures count
against the number and against the conversation that guesses; enough of them lock either for a
while, the number for longer each time, because it is guessed at from ever new conversations.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.identity import FailureScope
from bot.storage import lockouts
from bot.storage.books import Session

_MOST_DOUBLINGS = 16


class GuessRules(Protocol):
    """How strict a door is; see `AccessRules` for what each means."""

    @property
    def tries(self) -> int: ...
    @property
    def locked_for(self) -> timedelta: ...
    @property
    def locked_longest(self) -> timedelta: ...
    @property
    def failures_count_for(self) -> timedelta: ...


@dataclass(frozen=True)
class Guess:
    """One guess: which number, by which conversation, and under which scopes they are counted."""

    number: tuple[FailureScope, str]
    asker: tuple[FailureScope, str]
    now: datetime
    rules: GuessRules

    def count(self, service: Session) -> dict[FailureScope, int] | datetime:
        """The failures of number and asker, this guess included; or until when both wait.

        Guesses under way at the same moment wait for each other here, so what they locked is seen.
        """
        if until := self._locked_until(service):
            return until
        failures = {
            scope: lockouts.fail(
                service,
                scope=scope,
                subject=subject,
                now=self.now,
                forget_after=self.rules.failures_count_for,
            )
            for scope, subject in (self.number, self.asker)
        }
        return self._locked_until(service) or failures

    def was_right(self, service: Session) -> None:
        """The number's failures are forgotten.

        The conversation's earlier ones stay: something of one's own must not buy new guesses.
        """
        lockouts.clear(service, scope=self.number[0], subject=self.number[1])
        lockouts.forgive(service, scope=self.asker[0], subject=self.asker[1])

    def was_wrong(self, service: Session, failures: dict[FailureScope, int]) -> int | datetime:
        """How many tries are left, or until when what is full is locked now."""
        ends = [
            self._lock(service, scope, subject, failures[scope])
            for scope, subject in (self.number, self.asker)
            if failures[scope] >= self.rules.tries
        ]
        return max(ends) if ends else self.rules.tries - max(failures.values())

    def _lock(self, service: Session, scope: FailureScope, subject: str, count: int) -> datetime:
        of_number = scope is self.number[0]
        lasting = self.rules.locked_for
        if of_number:
            doubled = lasting * 2 ** min(count - self.rules.tries, _MOST_DOUBLINGS)
            lasting = min(doubled, self.rules.locked_longest)
        until = self.now + lasting
        lockouts.lock(service, scope=scope, subject=subject, until=until, anew=not of_number)
        return until

    def _locked_until(self, service: Session) -> datetime | None:
        return lockouts.locked_until(
            service, subjects=dict((self.number, self.asker)), now=self.now
        )
