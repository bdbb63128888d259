"""Numbers as people say quantities: 7, 7.5, 七点五, 十五, 一百六, 三百一十五, 两千, 1万, 半."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.domain.chinese_number import small_number

PATTERN = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?万?|"
    r"[零〇一二两三四五六七八九十百千万廿卅]+(?:点[零〇一二三四五六七八九]+)?|半)"
)
"""Regular expression (no group) for what `spoken_number` reads."""

_UNITS = {"百": 100, "千": 1_000, "万": 10_000}
_DIGITS = "零一二三四五六七八九"


def spoken_number(text: str) -> Decimal:
    """The number that the text spells.

    Raises:
        ValueError: it spells none.
    """
    if text == "半":
        return Decimal("0.5")
    plain = text.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain, re.ASCII):
        return Decimal(plain)
    if tens := re.fullmatch(r"(\d+(?:\.\d+)?)万", plain, re.ASCII):
        return Decimal(tens[1]) * 10_000
    whole, point, decimals = text.partition("点")
    if not point:
        return Decimal(_whole(whole))
    return _whole(whole) + Decimal("0." + "".join(str(_digit(char)) for char in decimals))


def _whole(text: str) -> int:
    """三百一十五 -> 315, 一百六 -> 160, 一千零五 -> 1005."""
    for sign in "万千百":
        head, unit, tail = text.rpartition(sign)
        if unit:
            return _whole(head) * _UNITS[sign] + _tail(tail, _UNITS[sign])
    return small_number(text)


def _tail(text: str, above: int) -> int:
    """What follows a unit: 一百六 means 160, 一百零六 means 106."""
    if not text:
        return 0
    if text[0] in "零〇":
        return _whole(text.lstrip("零〇"))
    if len(text) == 1 and text in "一二三四五六七八九":
        return small_number(text) * above // 10
    return _whole(text)


def _digit(char: str) -> int:
    return _DIGITS.index("零" if char == "〇" else char)
