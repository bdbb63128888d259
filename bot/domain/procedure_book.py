"""Every version of every procedure, looked up by code, by intent and by what people call it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.domain.procedure import Procedure
from bot.domain.unable import ProcedureMissing


class ProcedureBook:
    """All procedures; each look-up names the day it is for."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._all = tuple(sorted(procedures, key=lambda item: (item.code, item.valid_from)))

    def all(self) -> tuple[Procedure, ...]:
        """Every version, by code and first day."""
        return self._all

    def valid(self, day: date) -> tuple[Procedure, ...]:
        """Every procedure in force on a day, by code."""
        return tuple(
            item
            for item in self._all
            if item.valid_from <= day and (item.valid_to is None or day < item.valid_to)
        )

    def on(self, code: str, day: date) -> Procedure:
        """The version in force on a day.

        Raises:
            ProcedureMissing: unknown code, or no version covers the day.
        """
        for item in self.valid(day):
            if item.code == code:
                return item
        raise ProcedureMissing(code=code, day=day)

    def made_under(self, code: str, *, began: date, today: date) -> Procedure:
        """The version something was begun under; today's where that version is gone.

        Raises:
            ProcedureMissing: neither is there. Facts: code, day.
        """
        under = [item for item in self.valid(began) if item.code == code]
        return under[0] if under else self.on(code, today)

    def serving(self, intent: str, day: date) -> tuple[Procedure, ...]:
        """Every procedure that serves an intent on a day, by code."""
        return tuple(item for item in self.valid(day) if intent in item.intents)

    def named(self, text: str, day: date) -> tuple[Procedure, ...]:
        """The procedures a text speaks of: those with the longest name in it; empty for none."""
        found = [
            (max((len(name) for name in item.names if name in text), default=0), item)
            for item in self.valid(day)
        ]
        most = max((strength for strength, _ in found), default=0)
        return tuple(item for strength, item in found if most and strength == most)
