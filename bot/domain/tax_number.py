"""Taxpayer numbers (纳税人识别号) and their check digits.

18 characters: the unified social credit code (统一社会信用代码, GB 32100-2015), or a natural
person's citizen number (GB 11643). 15: the older number of a firm, a region and an organisation
code (GB 11714), or an old citizen number. 20: a citizen number and two more characters, once
given to shopkeepers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum

_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of the standard: no I, O, S, V, Z."""
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS = "10X98765432"
_LENGTHS = (15, 18, 20)


class TaxNumberForm(str, Enum):
    """Which kind of number it is."""

    CREDIT_CODE = "credit_code"
    OLD_FIRM = "old_firm"
    CITIZEN = "citizen"
    SHOPKEEPER = "shopkeeper"


class TaxNumberFault(str, Enum):
    """What is wrong with a number."""

    LENGTH = "length"
    SIGN = "sign"
    """A character that no such number has, e.g. the letter O."""
    CHECK = "check"
    """The check digit does not fit: something was mistyped."""


@dataclass(frozen=True)
class TaxNumber:
    """A number that passes its own check; whether it exists only the tax office knows."""

    text: str
    form: TaxNumberForm


def read_tax_number(heard: str) -> TaxNumber | TaxNumberFault:
    """The number in its one spelling, or what is wrong with it."""
    text = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", heard)).upper()
    if len(text) not in _LENGTHS:
        return TaxNumberFault.LENGTH
    if not re.fullmatch(r"[0-9A-Z]+", text):
        return TaxNumberFault.SIGN
    for form, fits in (
        (TaxNumberForm.CREDIT_CODE, is_credit_code),
        (TaxNumberForm.CITIZEN, _is_citizen),
        (TaxNumberForm.OLD_FIRM, _is_old_firm),
        (TaxNumberForm.SHOPKEEPER, _is_shopkeeper),
    ):
        if fits(text):
            return TaxNumber(text, form)
    odd = len(text) == 18 and any(sign not in _CREDIT_SIGNS for sign in text)
    return TaxNumberFault.SIGN if odd else TaxNumberFault.CHECK


def is_credit_code(text: str) -> bool:
    """Whether 18 characters are a unified social credit code with a fitting check character."""
    if len(text) != 18 or any(sign not in _CREDIT_SIGNS for sign in text):
        return False
    if not text[2:8].isdigit():
        return False
    return text[17] == credit_check(text[:17])


def credit_check(first: str) -> str:
    """The 18th character after these 17: 31 minus the weighted sum modulo 31."""
    pairs = zip(first, _CREDIT_WEIGHTS, strict=True)
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in pairs)
    return _CREDIT_SIGNS[(31 - total % 31) % 31]


def organisation_check(first: str) -> str:
    """The ninth character after the eight of an organisation code: 11 minus the sum modulo 11."""
    pairs = zip(first, _ORGANISATION_WEIGHTS, strict=True)
    total = sum(_ORGANISATION_SIGNS.index(sign) * weight for sign, weight in pairs)
    return "0123456789X0"[11 - total % 11]


def citizen_check(first: str) -> str:
    """The 18th character after the 17 digits of a citizen number."""
    pairs = zip(first, _CITIZEN_WEIGHTS, strict=True)
    return _CITIZEN_CHECKS[sum(int(digit) * weight for digit, weight in pairs) % 11]


def _is_citizen(text: str) -> bool:
    if len(text) == 15:
        return text.isdigit() and _is_day("19" + text[6:12])
    if len(text) != 18 or not text[:17].isdigit() or not _is_day(text[6:14]):
        return False
    return text[17] == citizen_check(text[:17])


def _is_old_firm(text: str) -> bool:
    if len(text) != 15 or not text[:6].isdigit():
        return False
    return text[14] == organisation_check(text[6:14])


def _is_shopkeeper(text: str) -> bool:
    return len(text) == 20 and _is_citizen(text[:18])


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
