"""Readers of cells: the text of one cell in, a value out, or `BadCell` saying how to mend it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.domain.money import FEN
from bot.domain.period import SHANGHAI
from bot.storage.importing.problem import BadCell

Read = Callable[[str], Any]

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d+)?", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?E[+-]?\d+", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"(\d{4})([-/]?)(\d{1,2})\2(\d{1,2})", re.ASCII)
_PHONE = re.compile(r"\+?\d[\d-]{5,18}", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1992, 2100
_YES = {"1", "true", "yes", "y", "是"}
_NO = {"0", "false", "no", "n", "否"}


def words(*, longest: int) -> Read:
    """Free text of at most `longest` characters on one line."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise BadCell(f"{len(cell)} characters, at most {longest} fit", "shorten the text")
        if any(unicodedata.category(char) in {"Cc", "Cs"} for char in cell):
            raise BadCell(
                "control characters or unreadable bytes in the text",
                "remove them; save the file as UTF-8",
            )
        return cell

    return read


def number_of(*, longest: int = 32) -> Read:
    """An identifying number such as 户号: letters, digits, dash and underscore."""
    allowed = re.compile(r"[A-Za-z0-9_-]+")

    def read(cell: str) -> str:
        narrow = _narrow(cell)
        if _SCIENTIFIC.fullmatch(narrow) and not narrow.isdigit():
            raise BadCell(
                "a spreadsheet turned the number into scientific notation",
                "format the column as text before typing or pasting, then save again",
            )
        if not allowed.fullmatch(narrow):
            raise BadCell("not a number of letters and digits", "use only A-Z, a-z, 0-9, - and _")
        if len(narrow) > longest:
            raise BadCell(f"{len(narrow)} characters, at most {longest} fit", "shorten the number")
        return narrow

    return read


def decimal(*, places: int, least: str | None = None, most: str | None = None) -> Read:
    """A decimal number with at most `places` decimals, inside bounds."""
    lowest = None if least is None else Decimal(least)
    highest = None if most is None else Decimal(most)

    def read(cell: str) -> Decimal:
        narrow = _narrow(cell)
        if "," in narrow:
            raise BadCell("a number with thousands separators", "write 1234.56, not 1,234.56")
        if not _NUMBER.fullmatch(narrow):
            raise BadCell("not a number", "write digits and a point, e.g. 1234.56, no unit")
        value = Decimal(narrow)
        if len(narrow.partition(".")[2]) > places:
            if value != round(value, places):
                raise BadCell(f"more than {places} decimals", "round it where it was computed")
            value = round(value, places)
        if lowest is not None and value < lowest:
            raise BadCell(f"below {least}", "correct the figure at its source")
        if highest is not None and value > highest:
            raise BadCell(f"above {most}", "correct the figure at its source")
        return value

    return read


def money(cell: str) -> Decimal:
    """An amount in yuan with at most two decimals."""
    value: Decimal = _money(cell)
    return value.quantize(FEN)


def integer(*, least: int, most: int) -> Read:
    """A whole number inside bounds."""
    read_decimal = decimal(places=0, least=str(least), most=str(most))
    return lambda cell: int(read_decimal(cell))


def degrees(cell: str) -> float:
    """A temperature in degrees Celsius."""
    return float(decimal(places=2, least="-60", most="60")(cell))


def day(cell: str) -> date:
    """A day: 2026-05-01, 2026/5/1 or 20260501."""
    narrow = _narrow(cell)
    found = _DAY.fullmatch(narrow)
    if not found or (not found[2] and len(narrow) != 8):
        raise BadCell("not a day", "write it as 2026-05-01")
    try:
        value = date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        raise BadCell("no such day in the calendar", "write it as 2026-05-01") from None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise BadCell(f"not between {_FIRST_YEAR} and {_LAST_YEAR}", "correct the year")
    return value


def instant(cell: str) -> datetime:
    """A day and a time; without an offset it is Chinese time."""
    narrow = _narrow(cell).replace("/", "-")
    try:
        value = datetime.fromisoformat(narrow)
        aware = value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
        local = aware.astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        raise BadCell("not a day and time", "write it as 2026-05-01 13:45:00") from None
    if not _FIRST_YEAR <= local.year <= _LAST_YEAR:
        raise BadCell(f"not between {_FIRST_YEAR} and {_LAST_YEAR}", "correct the year")
    return local


def quarter_hour(cell: str) -> datetime:
    """An instant on a quarter of an hour."""
    value = instant(cell)
    if value.minute % 15 or value.second or value.microsecond:
        raise BadCell(
            "not on a quarter of an hour", "give the start of the quarter: :00 :15 :30 :45"
        )
    return value


def one_of(kind: type[Enum]) -> Read:
    """The value of an enumeration."""
    values = {member.value: member for member in kind}

    def read(cell: str) -> Enum:
        found = values.get(cell.lower())
        if found is None:
            raise BadCell("unknown value", f"use one of: {', '.join(values)}")
        return found

    return read


def yes_or_no(cell: str) -> bool:
    """A flag: 1/0, true/false, yes/no, 是/否."""
    lower = _narrow(cell).lower()
    if lower in _YES:
        return True
    if lower in _NO:
        return False
    raise BadCell("neither yes nor no", "use 1 or 0, yes or no, 是 or 否")


def phone(cell: str) -> str:
    """A phone number."""
    narrow = _narrow(cell).replace(" ", "")
    if not _PHONE.fullmatch(narrow):
        raise BadCell("not a phone number", "write digits only, e.g. 13805910001")
    return narrow.replace("-", "")


def id_last4(cell: str) -> str:
    """The last four characters of an ID document."""
    narrow = _narrow(cell).upper()
    if len(narrow) != 4 or not narrow.isascii() or not narrow.isalnum():
        raise BadCell(
            "not four letters or digits",
            "give only the last four characters of the document number, e.g. 123X",
        )
    return narrow


def _narrow(cell: str) -> str:
    """Full-width letters and digits as ordinary ones."""
    return cell if cell.isascii() else unicodedata.normalize("NFKC", cell)


_money = decimal(places=2, least="-999999999999", most="999999999999")
