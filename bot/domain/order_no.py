"""Numbers of work orders: BX 报修 or FW 服务, the day, a running number and a check digit.

`BX26072000016` was the first order of 20 July 2026: two letters, six digits of the day, at least
four of the running number, and a Luhn digit that catches one wrong or two swapped digits when
the number is read out over the phone.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from bot.domain.account_no import normalise, with_check_digit

REPAIR, SERVICE = "BX", "FW"
_WRITTEN = re.compile(r"(BX|FW)?(\d{6}\d{4,8}\d)")


def order_no(prefix: str, *, day: date, running: int) -> str:
    """The number of the day's `running`-th order, counted from 1."""
    return prefix + with_check_digit(f"{day:%y%m%d}{running:04d}")


def spelled(heard: str) -> tuple[str, ...]:
    """The numbers that these words can mean; empty when they are no number, or misheard.

    Letters may be small or missing (then the number is looked up under both), digits spoken or
    full-width, spaces and dashes anywhere.
    """
    narrow = normalise(unicodedata.normalize("NFKC", heard)).upper()
    found = _WRITTEN.fullmatch(narrow)
    if found is None or with_check_digit(found[2][:-1]) != found[2]:
        return ()
    prefixes = (found[1],) if found[1] else (REPAIR, SERVICE)
    return tuple(prefix + found[2] for prefix in prefixes)
