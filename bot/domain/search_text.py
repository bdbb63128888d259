"""A question as search reads it: one spelling, no punctuation, and its character n-grams."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NOT_TEXT = re.compile(r"[^0-9a-z一-鿿]+")
_WORD = re.compile(r"[0-9a-z]+|.")
LONGEST = 400
"""Characters of a text that are read; the rest of a very long one adds nothing."""


def plain(text: str) -> str:
    """Half-width and lower case, every number as `0`, anything but letters and characters gone."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    return _NOT_TEXT.sub("", _NUMBER.sub("0", text))


def marks(text: str) -> list[str]:
    """The characters of a plain text; a run of Latin letters and digits is one mark."""
    return _WORD.findall(text)


def grams(text: str, *, up_to: int) -> list[str]:
    """All runs of 1 to `up_to` marks, in order, with the two ends of the text marked."""
    single = marks(plain(text))
    if not single:
        return []
    ended = ["^", *single, "$"]
    longer = [
        "".join(ended[at : at + size])
        for size in range(2, up_to + 1)
        for at in range(len(ended) - size + 1)
    ]
    return single + longer
