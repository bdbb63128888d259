"""What the intent classifier looks at: symbols of a message and their n-grams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bot.nlu.formats import Found
from bot.nlu.normalizer import Normalized
from bot.nlu.pinyin import syllable

_AS_ONE_SYMBOL = frozenset(
    {
        "account_no",
        "phone",
        "code",
        "order_no",
        "meter_no",
        "amount",
        "energy",
        "power",
        "voltage",
        "email",
    }
)
_FUTURE = ("明", "后天", "大后", "下", "过两天", "听日")


def symbols(normal: Normalized, found: Iterable[Found]) -> list[str]:
    """The message as symbols: a character, a letter run, or the name of a closed-format entity."""
    skip = {i for start, end in normal.fillers for i in range(start, end)}
    named = {f.start: f for f in found if f.entity in _AS_ONE_SYMBOL}
    result: list[str] = []
    text, at = normal.text, 0
    while at < len(text):
        if at in named:
            result.append(f"<{named[at].entity}>")
            at = named[at].end
            continue
        end = at + 1
        if text[at].isascii() and text[at].isalnum():
            kind = str.isdigit if text[at].isdigit() else str.isalpha
            while end < len(text) and text[end].isascii() and kind(text[end]) and end not in named:
                end += 1
        if at not in skip and text[at].isalnum():
            result.append("0" if text[at].isdigit() else text[at:end])
        at = end
    return result or ["<empty>"]


def grams(items: Sequence[str], longest: int = 3) -> Iterator[str]:
    """All n-grams up to `longest`, the message's borders included."""
    framed = ["^", *items, "$"]
    for size in range(1, longest + 1):
        for at in range(len(framed) - size + 1):
            gram = framed[at : at + size]
            if gram not in (["^"], ["$"]):
                yield " ".join(gram)


def features(
    normal: Normalized, found: Sequence[Found], words: Sequence[str]
) -> dict[str, list[str]]:
    """Feature names by group: characters, sounds, dictionary words, facts about entities."""
    chars = symbols(normal, found)
    return {
        "char": list(grams(chars)),
        "sound": list(grams([syllable(c) for c in chars])),
        "word": [*words, *(f"{a}_{b}" for a, b in pairwise(words))],
        "fact": list(_facts(chars, found)),
    }


def _facts(chars: Sequence[str], found: Sequence[Found]) -> Iterator[str]:
    for item in found:
        yield f"has {item.entity}"
        if item.entity == "time":
            yield "future" if item.value.startswith(_FUTURE) else "not future"
    yield f"length {min(len(chars), 30) // 3}"
