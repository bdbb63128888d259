"""Limits on a bill in what people say: 超过200提醒我, 会不会破三百, 能压在一百五以下吗."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from bot.domain.spoken_number import PATTERN, spoken_number

_UNITS = "度|千瓦|个|天|号|月|年|档|点|次|小时|分|人|倍|%"
_NOT_MONEY = rf"(?![\d.零〇一二两三四五六七八九十百千万点]|{_UNITS})"
_OVER = re.compile(
    rf"(?:超过|超出|超|高于|高过|多于|突破|冲破|破|过|满|上|到)了?(?P<number>{PATTERN}){_NOT_MONEY}"
)
_UNDER = re.compile(
    rf"(?:控制|压|限|卡|守)(?:制|定)?(?:在|到)?(?P<number>{PATTERN}){_NOT_MONEY}"
    rf"|(?<!\d)(?P<before>{PATTERN})(?:块钱|块|元)?(?:钱)?(?:以内|以下|之内|之下|封顶)"
)
_MOST = Decimal(10_000_000)


def limit_said(text: str) -> Decimal | None:
    """The limit in yuan that a text names, of several the last; None without one."""
    plain = unicodedata.normalize("NFKC", text).lower().replace(" ", "")
    matches = [match for pattern in (_OVER, _UNDER) for match in pattern.finditer(plain)]
    for match in sorted(matches, key=lambda found: found.start(), reverse=True):
        said = match.groupdict()
        try:
            number = spoken_number(said.get("number") or said.get("before") or "")
        except ValueError:
            continue
        if 1 < number < _MOST:
            return number.quantize(Decimal("0.01"))
    return None
