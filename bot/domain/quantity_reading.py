"""Power, capacity and head counts in what people say: 15个千瓦, 两台630的变压器, 我家六口人."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from bot.domain.spoken_number import PATTERN, spoken_number

_NUMBER = rf"(?P<number>{PATTERN})(?P<half>个半)?"
_JOIN = r"(?:个|的)?"
_NOT = re.compile(r"(?:不是|不要|不用|没有|别填)[^,，。;；]{0,12}?(?=是|要|,|，|。|;|；|$)")
_POWER_UNITS = {
    **{"千瓦": Decimal(1), "kw": Decimal(1), "kwp": Decimal(1), "千瓦时": Decimal(0)},
    **{"兆瓦": Decimal(1000), "mw": Decimal(1000), "瓦": Decimal("0.001"), "w": Decimal("0.001")},
}
_CAPACITY_UNITS = {
    **{"千伏安": Decimal(1), "kva": Decimal(1), "兆伏安": Decimal(1000), "mva": Decimal(1000)},
    "伏安": Decimal("0.001"),
}
_SETS = re.compile(rf"(?P<sets>{PATTERN})(?:台|个|组)(?:变压器)?$")
_BARE_TAIL = re.compile(r"(?:个|左右|上下|的|吧|就够了|就行|就够|差不多|变压器)*")
_BARE_HEAD = re.compile(r"(?:大概|大约|差不多|一共|总共|就|要|需要|填|写|功率|容量|申请|是|用|约)*")
_PEOPLE = re.compile(
    rf"(?P<number>{PATTERN})(?P<unit>个|口|位|名)?(?P<who>大人|成年人|人|之家|常住|成员|子)?"
)
_RELATIVES = re.compile(
    r"(?:孩|娃|老人|儿|女|小|老婆|爱人|爸|妈|爷|奶|岁|月|年|号|栋|单元|室|层|千|度|电|块|元)"
)
_IN_ALL = re.compile(r"一共|总共|共|合计|加起来")
_PERSONS_LIMIT = 50


def power_kw(text: str) -> Decimal | None:
    """Kilowatts that a text speaks of; of several the last one (从8千瓦增到16千瓦 -> 16)."""
    return _quantity(text, _POWER_UNITS)


def capacity_kva(text: str) -> Decimal | None:
    """Kilovolt-amperes; several like transformers add up (两台630 -> 1260)."""
    return _quantity(text, _CAPACITY_UNITS)


def count(text: str) -> int | None:
    """How many people: 我家六口人 -> 6; None where only some of them are named (3个孩子)."""
    text = _without_denied(_narrow(text))
    if _RELATIVES.search(_PEOPLE.sub("", text)) and not re.search(
        r"一共|总共|共|合计|加起来", text
    ):
        return None
    text = re.split(r"一共|总共|共|合计|加起来", text)[-1]
    found = [match for match in _PEOPLE.finditer(text) if _whole(match["number"]) is not None]
    cued = [match for match in found if match["unit"] or match["who"]]
    numbers = {_whole(match["number"]) for match in cued or found}
    if len(numbers) != 1 or not (cued or _is_bare(text, found[0])):
        return None
    number = numbers.pop()
    return number if number and number <= _PERSONS_LIMIT else None


def _quantity(text: str, units: Mapping[str, Decimal]) -> Decimal | None:
    text = _without_denied(_narrow(text))
    names = "|".join(sorted(units, key=len, reverse=True))
    pattern = re.compile(rf"{_NUMBER}{_JOIN}(?P<unit>{names})(?![a-z])")
    values = [_value(text, match, units) for match in pattern.finditer(text)]
    if not values and (bare := re.search(_NUMBER, text)) and _is_bare(text, bare):
        values = [_value(text, bare, units)]
    value = values[-1] if values else None
    return _plain(value) if value is not None and 0 < value < 1_000_000 else None


def _value(text: str, match: re.Match[str], units: Mapping[str, Decimal]) -> Decimal | None:
    try:
        number = spoken_number(match["number"])
        before = _SETS.search(text[: match.start()])
        sets = spoken_number(before["sets"]) if before else Decimal(1)
    except ValueError:
        return None
    number += Decimal("0.5") if match["half"] else 0
    unit = match.groupdict().get("unit")
    return sets * number * (units[unit] if unit else 1)


def _is_bare(text: str, match: re.Match[str]) -> bool:
    """Whether nothing else is said than the number."""
    head, tail = text[: match.start()], text[match.end() :]
    head = _SETS.sub("", head)
    return bool(_BARE_HEAD.fullmatch(head) and _BARE_TAIL.fullmatch(tail))


def _whole(text: str) -> int | None:
    try:
        number = spoken_number(text)
    except ValueError:
        return None
    return int(number) if number == int(number) else None


def _without_denied(text: str) -> str:
    """不是7千瓦是11千瓦 -> 是11千瓦."""
    return _NOT.sub("", text)


def _narrow(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def _plain(value: Decimal) -> Decimal:
    """Without zeros that say nothing: 7, 7.5."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
