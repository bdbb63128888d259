"""A customer's text before it is let in: cleaned, capped, and never a command to the brain."""

from __future__ import annotations

import re
import unicodedata

MAX_BYTES = 4096
_KEPT = "\n\u200c\u200d"
"""Line breaks, and the joiners that hold emoji and some scripts together."""
_SLASHES = "/\uff0f\u2044\u2215\u29f8\u2571"
"""Signs that are a slash, or become one when width and compatibility forms are folded."""
_NOTHING = "？"
"""What the brain hears when a customer sends nothing but slashes."""


class TooLong(ValueError):
    """More than `MAX_BYTES` in UTF-8."""


class Empty(ValueError):
    """Nothing that can be read."""


def clean(text: str) -> str:
    """The text without control characters, broken code points and outer space.

    Raises:
        Empty: nothing is left.
        TooLong: more than `MAX_BYTES` in UTF-8.
    """
    if len(text) > MAX_BYTES:
        raise TooLong
    text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text).replace("\t", " ")
    text = "".join(map(_let_in, text)).strip()
    if not text.strip(_KEPT):
        raise Empty
    if len(text.encode()) > MAX_BYTES:
        raise TooLong
    return text


def for_brain(text: str) -> str:
    """The text such that Rasa cannot take it for `/intent{...}`: leading slashes are dropped."""
    start = 0
    while start < len(text) and _is_slash_or_nothing(text[start]):
        start += 1
    if any(char in _SLASHES for char in text[:start]):
        return text[start:] or _NOTHING
    return text


def _let_in(char: str) -> str:
    if char in _KEPT:
        return char
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    return "" if category in ("Cc", "Cf") else char


def _is_slash_or_nothing(char: str) -> bool:
    if char in _SLASHES or char.isspace():
        return True
    # Format characters, combining marks and fillers take no room in front of a slash.
    return unicodedata.category(char) in ("Cf", "Cc", "Mn", "Me") or char in "\u115f\u1160\u3164"
