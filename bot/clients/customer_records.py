"""The utility's own customer records: changes are made there, not here.

A utility whose system has an interface writes a class with `change_phone`; until then the changes
wait in the service database and `python -m bot export phone-changes` writes them to a file.
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from bot.domain.phone_change import PhoneChange


class RecordsAnswer(Enum):
    """What became of a change."""

    DONE = "done"
    """The records have it, by this call or an earlier one."""
    LATER = "later"
    """The records take changes from a file."""
    CONFLICT = "conflict"
    """The records show neither the old nor the new phone: somebody else changed it."""


class CustomerRecords(Protocol):
    """Where the utility keeps who its customers are."""

    def change_phone(self, change: PhoneChange) -> RecordsAnswer:
        """Make an approved change, whole or not at all; asked again until it answers.

        Raises any exception when there was no answer.
        """


class RecordsByFile:
    """Records that take changes from a file: nothing is changed here."""

    def change_phone(self, change: PhoneChange) -> RecordsAnswer:
        """Leave it to the export."""
        return RecordsAnswer.LATER
