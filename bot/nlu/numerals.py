"""Spoken Chinese numbers: amounts with a dropped unit, rough numbers, strings of digits."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "洞": 0,
    "幺": 1,
    "两": 2,
    "俩": 2,
    "仨": 3,
    "拐": 7,
    "勾": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000, "亿": 10**8}
SPOKEN_DIGITS = "零〇一二三四五六七八九两幺洞拐勾"


def digits(text: str) -> str:
    """Digits of a number read out one by one (幺三八… -> 138…); other marks are dropped."""
    return "".join(str(_DIGITS[c]) if c in _DIGITS else c for c in text if c.isalnum())


def number(text: str) -> Decimal | None:
    """The value of 3200, 一百八, 两万三, 3.5万, 一百八十六点五; None when it is not one number."""
    text = text.strip("约大概来多余几").replace(",", "")
    try:
        if text and all(c in "0123456789.-+" for c in text):
            return Decimal(text)
        if text and text[0].isdigit():
            return _digits_with_unit(text)
        if "点" in text:
            whole, part = text.split("点", 1)
            value = number(whole)
            return None if value is None else value + Decimal("0." + digits(part))
        return _chinese(text)
    except (ArithmeticError, KeyError, IndexError):
        return None


def _digits_with_unit(text: str) -> Decimal:
    unit = text[-1]
    if unit in _UNITS:
        return Decimal(text[:-1]) * _UNITS[unit]
    head, unit, tail = text[:-2], text[-2], text[-1]
    return Decimal(head) * _UNITS[unit] + Decimal(digits(tail)) * _UNITS[unit] / 10


def _chinese(text: str) -> Decimal | None:
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return Decimal(digits(text))
    total = section = current = 0
    last_unit = 1
    for char in text:
        if char in _DIGITS:
            current = _DIGITS[char]
            last_unit = 10 if char in "零〇" else last_unit
        elif (unit := _UNITS[char]) >= 10000:
            total += (section + current) * unit
            section, current, last_unit = 0, 0, unit
        else:
            section += (current or 1) * unit
            current, last_unit = 0, unit
    dropped = last_unit // 10 if last_unit > 10 else 1  # 一百八 means 180
    return Decimal(total + section + current * dropped)


def money_yuan(text: str) -> Decimal | None:
    """Yuan in 三块二, 一百八十六块五, 3200元, 428块5毛, 五毛, 八分钱; None when unreadable."""
    yuan, rest = Decimal(0), text.rstrip("钱多来左右的整")
    for unit in ("元", "块", "圆"):
        if unit in rest:
            head, rest = rest.split(unit, 1)
            value = number(head)
            if value is None:
                return None
            yuan = value
            rest = rest.lstrip("钱零")
            if rest and rest[-1] not in "毛角分":
                rest += "毛" if len(rest) == 1 else ""
            break
    else:
        if not any(unit in rest for unit in "毛角分"):
            return number(rest)
    for unit, share in (("毛", "0.1"), ("角", "0.1"), ("分", "0.01")):
        if unit in rest:
            head, rest = rest.split(unit, 1)
            value = number(head)
            yuan += value * Decimal(share) if value is not None else 0
            if unit != "分" and len(rest) == 1 and (rest in _DIGITS or rest.isdigit()):
                rest += "分"
    return yuan
