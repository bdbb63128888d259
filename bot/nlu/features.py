"""What the intent classifier looks at: symbols of a message and their n-grams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bot.nlu.decision import is_foreign
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
FOREIGN, FOREIGN_ALONE = "foreign", "foreign alone"
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


def pairs(items: Sequence[str], reach: int = 5) -> Iterator[str]:
    """Two symbols in order with something between them: what stays when words are put between."""
    for at, first in enumerate(items):
        for second in items[at + 2 : at + reach + 1]:
            yield f"{first}~{second}"


def features(
    normal: Normalized, found: Sequence[Found], words: Sequence[str], lookups: Sequence[str] = ()
) -> dict[str, list[str]]:
    """Feature names by group: characters, loose pairs, sounds, dictionary words, facts.

    `lookups` names the lists that words of the message are in.
    """
    chars = symbols(normal, found)
    return {
        "char": list(grams(chars)),
        "pair": list(pairs(chars)),
        "sound": list(grams([syllable(c) for c in chars])),
        "word": [*words, *(f"{a}_{b}" for a, b in pairwise(words))],
        "fact": [*_facts(chars, found), *_elsewhere(normal, lookups)],
    }


def _elsewhere(normal: Normalized, lookups: Sequence[str]) -> Iterator[str]:
    if FOREIGN in lookups:
        yield FOREIGN
    if is_foreign(normal.content, lookups):
        yield FOREIGN_ALONE


def _facts(chars: Sequence[str], found: Sequence[Found]) -> Iterator[str]:
    for item in found:
        yield f"has {item.entity}"
        if item.entity == "time":
            yield "future" if item.value.startswith(_FUTURE) else "not future"
    yield f"length {min(len(chars), 30) // 3}"
