"""What the company publishes, told with its source; for talks that know which article fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.article import Entry
from bot.domain.reply import Button


def fitting(turn: Turn, patterns: Iterable[Sequence[str]]) -> Entry | None:
    """The entry in force of the first pattern (pattern, entry id) that the message fits."""
    for pattern, entry_id in patterns:
        if turn.text and re.search(pattern, turn.text):
            return turn.deps.articles.entry(entry_id, turn.today)
    return None


def entry_text(entry: Entry) -> str:
    """The answer, where it comes from, since when, and whether the source was checked."""
    source = entry.source.title + (f"（{entry.source.doc_no}）" if entry.source.doc_no else "")
    if entry.valid_from:
        source = phrase("articles.since", source=source, day=entry.valid_from)
    key = "articles.source" if entry.verified else "articles.source_unverified"
    return lines([entry.answer.strip(), phrase(key, source=source)])


def tell(turn: Turn, entry: Entry, *, buttons: str | Sequence[Button] = ()) -> None:
    """Say an entry."""
    turn.tell(entry_text(entry), buttons=buttons)
