"""An application's number and the four digits that open it, in what people write and say."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.account_no import normalise
from bot.domain.application_no import find_application_number

_BETWEEN = re.compile(r"[\s,，、;；。.:：]+|(?<=\d)(?=[一-鿿])|(?<=[一-鿿])(?=AP)")
_LAST4 = re.compile(r"(?<!\d)(?:1[3-9]\d{5}|0\d{5,7})?(\d{4})(?!\d)")


def number_in(text: str) -> str:
    """The first application number in a text; empty for none."""
    for part in (*_parts(text), text):
        if number := find_application_number(part):
            return number
    return ""


def last4_in(text: str) -> str:
    """Four digits that stand alone, or the last four of a whole phone number; empty for none."""
    whole = _LAST4.search(normalise(text)) if not number_in(text) else None
    if whole:
        return whole[1]
    for part in _parts(text):
        if not find_application_number(part) and (match := _LAST4.search(normalise(part))):
            return match[1]
    return ""


def _parts(text: str) -> list[str]:
    return [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)) if part]
