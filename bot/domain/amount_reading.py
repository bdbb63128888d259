"""Sums of money in what people say: 充一百块, 充到两百, 交了3块8, 来一百五."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.spoken_number import PATTERN, spoken_number

_UNIT = r"(?:块钱|块|元钱|元|圆|rmb|人民币)"
_WITH_UNIT = re.compile(rf"(?P<number>{PATTERN})\s*{_UNIT}(?P<jiao>[\d一二两三四五六七八九])?")
_AFTER_VERB = re.compile(
    rf"(?:充值|缴费|充|冲|交|缴|付|存|买|扣|转|打|来|到|满|够|给|补|那笔|这笔)[了过去进成错]*(?:到|满|够)?"
    rf"(?P<number>{PATTERN})(?![\d.零〇一二两三四五六七八九十百千万点]|块|元|圆|度|个|次|天|年|月|号|日|期|笔|张|遍|回|户|点|分|下|半|份|些|样|会|起|直|家)"
)
_UP_TO = re.compile(r"(?:充|冲|存|补|加|凑|交|缴)(?:值)?(?:到|满|够)")
_BARE = re.compile(
    rf"(?:那|就|先|大概|差不多|嗯|好|给我|帮我|要|是|一共|总共|[,，、\s])*(?P<number>{PATTERN})"
    r"(?:吧|就行|就好|就够了|左右|够了|好了|整|[,，。.!！\s])*"
)
_MOST = Decimal(10_000_000)


@dataclass(frozen=True)
class AmountSaid:
    """A sum that somebody named."""

    yuan: Decimal
    up_to: bool = False
    """Whether it is what the balance should become (充到两百), not what is added."""


def amount_said(text: str, *, bare: bool = False) -> AmountSaid | None:
    """The sum a text names, of several the last; with `bare` a number alone is one too."""
    plain = unicodedata.normalize("NFKC", text).lower()
    matches = [match for pattern in (_WITH_UNIT, _AFTER_VERB) for match in pattern.finditer(plain)]
    if not matches and bare and (alone := _BARE.fullmatch(plain)):
        matches = [alone]
    ordered = sorted(matches, key=lambda match: match.start("number"))
    values = [value for match in ordered if (value := _value(match)) is not None]
    return AmountSaid(values[-1], _UP_TO.search(plain) is not None) if values else None


def _value(match: re.Match[str]) -> Decimal | None:
    """In yuan to the fen; None for what is no sum."""
    try:
        number = spoken_number(match["number"])
        jiao = match.groupdict().get("jiao")
        number += spoken_number(jiao) / 10 if jiao else 0
    except ValueError:
        return None
    if not 0 < number < _MOST:
        return None
    return number.quantize(Decimal("0.01"))
