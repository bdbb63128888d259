"""Application numbers: AP, the day, a serial number and a check digit, e.g. AP26112500013.

The day is two digits each of year, month and day; the serial number has four digits, more when a
day needs them; the check digit is Luhn's over all digits. It catches slips of the finger and
proves nothing: a number alone never shows an application.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from bot.domain.account_no import luhn_sum, normalise, with_check_digit
from bot.domain.unable import ApplicationNoMalformed

_NUMBER = re.compile(r"(?<![A-Z\d])(?:AP)?(\d{11,14})(?!\d)")


def application_number(day: date, serial: int) -> str:
    """The number of the day's `serial`-th application, counted from 1."""
    return "AP" + with_check_digit(f"{day:%y%m%d}{serial:04d}")


def find_application_number(text: str) -> str | None:
    """The first application number in a text, typed or said, with or without AP; else None."""
    for match in _NUMBER.finditer(normalise(text).upper()):
        if _is_number(match[1]):
            return "AP" + match[1]
    return None


def spelled_application_number(heard: str) -> str:
    """The number as the books spell it.

    Raises:
        ApplicationNoMalformed: there is none, or its check digit does not fit. Facts: heard.
    """
    number = find_application_number(heard)
    if number is None:
        raise ApplicationNoMalformed(heard=heard)
    return number


def _is_number(digits: str) -> bool:
    try:
        datetime.strptime(digits[:6], "%y%m%d")  # noqa: DTZ007 - only whether there is such a day
    except ValueError:
        return False
    return luhn_sum(digits) % 10 == 0
