"""Written Chinese made uniform, with the way back to every raw character."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.nlu.traditional import TO_SIMPLIFIED

_FILLERS = re.compile(
    r"(?:呃|额(?=[,.、… 嗯那我])|唔+|诶|哎呀?|啊(?=,)|那个那个|这个这个|"
    r"那个(?=,)|就是说|怎么说呢|我跟你讲|我说啊)[,、.… ]*"
    r"|^(?:嗯+|那个|那什么|额+|喂+|嗳)[,、.… ]*(?=..)"
)
_SPACE_BETWEEN = re.compile(r"[⺀-鿿0-9]")


@dataclass(frozen=True)
class Normalized:
    """A normal text; `origin[i]` is the raw index of character i, `origin[-1]` the raw length."""

    raw: str
    text: str
    origin: tuple[int, ...]
    fillers: tuple[tuple[int, int], ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw half-open span that the normal span [start, end) came from."""
        return self.origin[start], self.origin[end - 1] + 1

    @property
    def content(self) -> str:
        """The text without fillers; a message of fillers only is kept as it is."""
        pieces, last = [], 0
        for start, end in self.fillers:
            pieces.append(self.text[last:start])
            last = end
        pieces.append(self.text[last:])
        return "".join(pieces) or self.text


def normalize(raw: str) -> Normalized:
    """NFKC, simplified, lower case; emoji, control marks and spaces inside Chinese left out."""
    chars: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(raw):
        for piece in _forms(char):
            if piece in "!?,.~…、" and chars and chars[-1] == piece:
                continue
            chars.append(piece)
            origin.append(index)
    chars, origin = _without_inner_spaces(chars, origin)
    text = "".join(chars)
    fillers = tuple(m.span() for m in _FILLERS.finditer(text) if m.end() - m.start() < len(text))
    return Normalized(raw, text, (*origin, len(raw)), fillers)


def _forms(char: str) -> str:
    """What one raw character becomes: nothing, itself, or several characters (㎾ -> kw)."""
    if "一" <= char <= "鿿":
        return TO_SIMPLIFIED.get(char, char)
    folded = unicodedata.normalize("NFKC", char).lower()
    if len(folded) == 1 and (folded.isalnum() or folded in " ,.!?:;-+/%@#*()_~'\"<>=&"):
        return folded
    if folded in "。；":
        return "."
    return "".join(c for c in folded if _kept(c)) or (" " if char.isspace() else "")


def _kept(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LNP" or category in {"Zs", "Sm", "Sc"}


def _without_inner_spaces(chars: list[str], origin: list[int]) -> tuple[list[str], list[int]]:
    kept_chars: list[str] = []
    kept_origin: list[int] = []
    for index, char in enumerate(chars):
        if char == " ":
            before = kept_chars[-1] if kept_chars else ""
            after = next((c for c in chars[index + 1 :] if c != " "), "")
            if not before or not after or before == " ":
                continue
            if _SPACE_BETWEEN.match(before) or _SPACE_BETWEEN.match(after):
                continue
        kept_chars.append(char)
        kept_origin.append(origin[index])
    return kept_chars, kept_origin
