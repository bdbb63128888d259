"""One of a few answers in what people say: the words of a choice, yes or no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.domain.procedure import Choice

_SURELY = re.compile(r"没问题|没错|不错|没意见|没关系|没毛病|不成问题|没得问题|无异议")
_UNSURE = re.compile(
    r"是不是|行不行|好不好|要不要|有没有|能不能|可不可以|对不对|不知道|不清楚|不确定|不一定|不太清楚|"
    r"不太确定|说不准|看情况|再说|吗|么$|[?？]"
)
_NO = re.compile(r"不|没|否|别|勿|甭|^无$|冇|莫|非|算了|取消|拉倒|拒绝|^no$|^n$")
_YES = re.compile(
    r"是|对|好|行|可以|同意|要|有|嗯|恩|成|中|确认|确定|愿意|需要|ok|okay|yes|^y$|^1$|得|晓得|妥|办吧|哦"
)
_ORDINALS = {"一": 0, "二": 1, "两": 1, "三": 2, "四": 3, "五": 4, "六": 5}
_ORDINAL = re.compile(r"(?:第|选|要)?([1-6]|[一二三四五六])(?:个|项|种|号)?")
_DENIES = re.compile(r"(?:不是|没有|并非|又不是|不属于|不算|不|没|非)[^,，。;；]{0,2}$")


def choice_outright(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The choice whose label or value is all that was said, as a button sends it."""
    plain = _narrow(text)
    exact = (item for item in choices if plain in (_narrow(item.label), item.value))
    return next(exact, None)


def choice(text: str, choices: Sequence[Choice], *, ordinals: bool = True) -> Choice | None:
    """The one choice whose words are in the text, the longest words first; None when unclear."""
    plain = _narrow(text)
    if outright := choice_outright(text, choices):
        return outright
    if ordinals and (match := _ORDINAL.fullmatch(plain)):
        place = int(match[1]) - 1 if match[1].isdigit() else _ORDINALS[match[1]]
        return choices[place] if place < len(choices) else None
    spans = sorted(
        (
            (match.start(), match.end(), item)
            for item in choices
            for word in (item.label, *item.words)
            for match in re.finditer(re.escape(_narrow(word)), plain)
        ),
        key=lambda span: span[0] - span[1],
    )
    taken: list[tuple[int, int, Choice]] = []
    for start, end, item in spans:
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, item))
    meant = {item.value: item for start, _, item in taken if not _DENIES.search(plain[:start])}
    return next(iter(meant.values())) if len(meant) == 1 else None


def yes_no(text: str) -> bool | None:
    """Whether a text agrees; None for a question, a doubt or anything else."""
    plain = re.sub(r"[。,!,!~.、]+", "", _narrow(text))
    if _SURELY.search(plain):
        return True
    if _UNSURE.search(plain):
        return None
    if _NO.search(plain):
        return False
    return True if _YES.search(plain) else None


def _narrow(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
