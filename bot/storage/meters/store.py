"""What every meter store can do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import pyarrow as pa

from bot.domain.period import Period
from bot.domain.usage import DayEnergy, Reading
from bot.storage.meters.grid import MeterGrid


class MeterStore(Protocol):
    """Quarter-hour readings of all meters; safe to use from several threads.

    Where two readings have the same meter and start, the one written later counts.
    """

    def write(self, readings: pa.Table | Iterable[Reading]) -> int:
        """Store readings and return how many; `meters.table.READINGS` names the columns.

        Raises:
            BadReadings: a reading breaks a rule of the table; nothing was written.
        """

    def write_all(self, tables: Iterable[pa.Table]) -> int:
        """Store many tables of readings as one write, holding one of them in memory at a time.

        Raises:
            BadReadings: as `write`; nothing of any table was written.
        """

    def readings(self, *, meter_no: str, period: Period) -> list[Reading]:
        """Readings that start in the period's local days, in order; absent ones are left out."""

    def days(self, *, meter_no: str, period: Period) -> list[DayEnergy]:
        """One per local day of the period that has any reading, in order.

        A half-hour slot counts as missing unless both of its quarters have energy.
        """

    def daily_wh(self, *, meter_nos: Sequence[str], period: Period) -> pa.Table:
        """Energy per meter and local day; `meters.table.DAILY` names the columns.

        Sorted by meter and day; days without any reading are absent.
        """

    def slots(self, *, meter_nos: Sequence[str], period: Period) -> MeterGrid:
        """Half-hour days of many meters at once, for jobs over all of them.

        The meters stand in the order given, each once; one without any reading has none read.
        """

    def last_day(self, *, meter_no: str) -> Period | None:
        """The newest local day that has any reading, or None."""

    def clear(self) -> None:
        """Remove every reading."""

    def ping(self) -> None:
        """One trivial look; raises what the store raises."""

    def close(self) -> None:
        """Give connections and files back."""
