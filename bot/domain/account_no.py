"""Account numbers (户号): as people write and say them, and the check digit of ours.

An account number has 13 digits, or 10 in the older form still found on paper bills. In the demo
town it is 3501, eight serial digits and a Luhn check digit: from the right, every second digit
is doubled (9 taken off above 9), and all digits together must sum to a multiple of ten. Other
utilities number as they like, so the check digit is never a reason to refuse a number.
"""

from __future__ import annotations

import unicodedata

LENGTHS = (10, 13)

_SPOKEN = str.maketrans(
    "零〇洞一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九勾玖", "0001112223344556677788999"
)
_SEPARATORS = frozenset(" \t\r\n-－—–_.·,，、")


def normalise(text: str) -> str:
    """The digits of an account number as typed or said: 「三五〇幺 ００」 -> `350100`.

    Spaces and dashes go, full-width and spoken digits (幺 洞 两 拐 勾) become digits; anything
    else stays, so that what is not a number does not turn into one.
    """
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(char for char in narrow.translate(_SPOKEN) if char not in _SEPARATORS)


def is_well_formed(text: str) -> bool:
    """Whether the text, once normalised, can be an account number at all."""
    digits = normalise(text)
    return len(digits) in LENGTHS and digits.isascii() and digits.isdigit()


def with_check_digit(payload: str) -> str:
    """The payload's digits followed by their Luhn check digit."""
    return payload + str(-luhn_sum(payload + "0") % 10)


def has_valid_check_digit(text: str) -> bool:
    """Whether the last digit fits the others; False as well for what is not a number."""
    digits = normalise(text)
    return is_well_formed(digits) and luhn_sum(digits) % 10 == 0


def luhn_sum(digits: str) -> int:
    """The sum that is a multiple of ten where the check digit fits; for a string of digits."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total
