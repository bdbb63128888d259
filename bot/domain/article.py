"""Knowledge articles: what the company publishes in answer to questions anyone may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.source import Source


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One question of a topic and its answer, for the days it holds."""

    entry_id: str
    """`topic/question`, unique among the entries of a day: what a tapped button names."""
    topic: str
    topic_title: str
    title: str
    """The question in one plain line, fit for a button."""
    asks: tuple[str, ...]
    """Ways customers put it."""
    answer: str
    region: str
    valid_from: date | None
    valid_to: date | None
    """The first day on which it no longer holds."""
    source: Source
    verified: bool
    """False for what is written for demonstration: never quote it as fact."""
    more: str | None = None
    """The intent that goes on from here, as a further button."""

    def holds_on(self, day: date) -> bool:
        """Whether this answer is in force on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Article:
    """Everything published on one topic."""

    topic: str
    title: str
    entries: tuple[Entry, ...]


class ArticleBook:
    """All articles, by topic and by entry."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {article.topic: article for article in articles}
        self._entries = tuple(entry for article in self.all() for entry in article.entries)

    def all(self) -> tuple[Article, ...]:
        """Every article, past and future entries included."""
        return tuple(self._articles.values())

    def entries(self) -> tuple[Entry, ...]:
        """Every entry, past and future ones included."""
        return self._entries

    def on(self, day: date) -> tuple[Entry, ...]:
        """The entries in force on a day."""
        return tuple(entry for entry in self._entries if entry.holds_on(day))

    def entry(self, entry_id: str, day: date) -> Entry | None:
        """The entry of this id that is in force on a day."""
        return next((item for item in self.on(day) if item.entry_id == entry_id), None)

    def title(self, topic: str) -> str | None:
        """A topic's name for customers."""
        article = self._articles.get(topic)
        return article.title if article else None
