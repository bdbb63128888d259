"""Toneless, accent-tolerant pinyin: what a homophone and its intended character share."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style
from pypinyin.core import lazy_pinyin

_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@lru_cache(maxsize=20_000)
def syllable(char: str) -> str:
    """The syllable of one character without tone; other marks come back unchanged."""
    if not "一" <= char <= "鿿":
        return char
    sound = lazy_pinyin(char, style=Style.NORMAL)[0]
    for careful, loose in _FUZZY:
        sound = sound.replace(careful, loose)
    return sound[:-1] if sound.endswith("ng") else sound
