"""Small whole numbers as people write them: 3, 三, 十二, 廿一, 两."""

from __future__ import annotations

PATTERN = r"(?:\d{1,4}|[一二两三四五六七八九十廿卅]{1,4})"
"""Regular expression (no group) for what `small_number` reads."""

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"廿": "二十", "卅": "三十"}


def small_number(text: str) -> int:
    """The number below 100 (or any ASCII one) that the text spells.

    Raises:
        ValueError: it spells none.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    for short, long in _TENS.items():
        text = text.replace(short, long)
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or not text:
        raise ValueError(f"not a small number: {text!r}")
    try:
        count = (_DIGITS[tens] if tens else 1) * 10 if ten else 0
        return count + (_DIGITS[ones] if ones else 0)
    except KeyError as unknown:
        raise ValueError(f"not a small number: {text!r}") from unknown
