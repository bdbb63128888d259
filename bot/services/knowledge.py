"""Answers general questions from the published articles, or names the nearest topics.

Search reads shared characters and, once it is loaded, the encoder. Without the encoder it goes
on by words alone and says so in `how`: a customer never waits for it or hears of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Event, Lock, Thread
from typing import TypeVar

from bot.domain.article import ArticleBook, Entry
from bot.domain.provenance import Provenance
from bot.services.billing import local_day
from bot.services.knowledge_search import (
    Encoding,
    Found,
    Hit,
    Reranking,
    Searcher,
    by_words,
    by_words_and_vectors,
)
from bot.storage import unanswered_questions
from bot.storage.books import Books
from bot.storage.vector_cache import VectorCache

NEAREST = 3
"""Topics offered as buttons when none is sure."""
_LOOKED_AT = 12
Failed = Callable[[str, Exception], None]
Part = TypeVar("Part")


@dataclass(frozen=True)
class Answered:
    """One entry answers the question."""

    entry: Entry
    confidence: float
    beside: tuple[Entry, ...]
    """Other entries of the same topic, nearest first: what else it may have been."""
    provenance: Provenance


@dataclass(frozen=True)
class Nearest:
    """None is sure; these are the nearest, each of another topic, best first."""

    hits: tuple[Hit, ...]
    provenance: Provenance


@dataclass(frozen=True)
class NotOurs:
    """Nothing here is near the question."""

    provenance: Provenance


class Knowledge:
    """Knowledge search over one book of articles.

    `foreign` gives lines that are not ours. `load_encoder` and `load_reranker` are called once
    in `warm_up`; None where there is none. Nothing is read or built before it is needed.
    """

    def __init__(
        self,
        *,
        articles: ArticleBook,
        foreign: Callable[[], Sequence[str]] = tuple,
        books: Books | None = None,
        cache: VectorCache | None = None,
        load_encoder: Callable[[], Encoding] | None = None,
        load_reranker: Callable[[], Reranking] | None = None,
    ) -> None:
        self._articles, self._foreign, self._books = articles, foreign, books
        self._cache = cache
        self._load_encoder, self._load_reranker = load_encoder, load_reranker
        self._lock = Lock()
        self._words: Searcher | None = None
        self._full: Searcher | None = None
        self._failed: Failed = _quiet
        self._warm = Event()

    def warm_up(self, *, failed: Failed, ready: Callable[[str], None] | None = None) -> Thread:
        """Load encoder and reranker in a thread of their own; words alone serve until then.

        `failed(where, error)` is told once of what could not be loaded or used, `ready(how)`
        when search is as good as it will get.
        """
        self._failed = failed

        def load() -> None:
            try:
                self._load()
            finally:
                self._warm.set()
            if ready:
                ready(self.how)

        thread = Thread(target=load, name="knowledge", daemon=True)
        thread.start()
        return thread

    @property
    def warm(self) -> bool:
        """Whether `warm_up` is over: search is as good, and the bot as quick, as they get."""
        return self._warm.is_set()

    @property
    def how(self) -> str:
        """What searches now."""
        return self._searcher().how

    def search(
        self,
        question: str,
        *,
        today: date,
        topics: Sequence[str] | None = None,
        limit: int = _LOOKED_AT,
    ) -> Found:
        """The nearest entries in force today, best first; of these topics where some are named."""
        searcher = self._searcher()
        try:
            return searcher.search(question, today=today, topics=topics, limit=limit)
        except Exception as error:
            if searcher is not self._full:
                raise
            self._full = None
            self._failed("knowledge", error)
        return self._by_words().search(question, today=today, topics=topics, limit=limit)

    def answer(
        self, question: str, *, now: datetime, topics: Sequence[str] | None = None
    ) -> Answered | Nearest | NotOurs:
        """The answer where search is sure enough, else the nearest topics, else nothing.

        A question that got no answer is noted for the editors.
        """
        found = self.search(question, today=local_day(now), topics=topics)
        if found.sure:
            return answered(found, now=now)
        nearest = _distinct(found.hits) if found.ours else ()
        self._note(question, nearest, now)
        if not nearest:
            return NotOurs(_provenance((), found, now))
        return Nearest(nearest, _provenance([hit.entry for hit in nearest], found, now))

    def entry(self, entry_id: str, *, today: date) -> Entry | None:
        """The entry a tapped button names, where it is in force today."""
        return self._articles.entry(entry_id, today)

    def _load(self) -> None:
        self._by_words()
        encoder = self._attempt("encoder", self._load_encoder)
        reranker = self._attempt("reranker", self._load_reranker)
        if encoder is None and reranker is None:
            return
        entries, foreign = self._articles.entries(), self._foreign()
        try:
            if encoder is None or self._cache is None or not entries:
                self._full = by_words(entries, foreign=foreign, reranker=reranker)
            else:
                self._full = by_words_and_vectors(
                    entries,
                    foreign=foreign,
                    encoder=encoder,
                    cache=self._cache,
                    reranker=reranker,
                )
        except Exception as error:
            self._failed("knowledge", error)

    def _attempt(self, name: str, load: Callable[[], Part] | None) -> Part | None:
        if load is None:
            return None
        try:
            return load()
        except Exception as error:
            self._failed(f"knowledge {name}", error)
            return None

    def _searcher(self) -> Searcher:
        return self._full or self._by_words()

    def _by_words(self) -> Searcher:
        with self._lock:
            if self._words is None:
                self._words = by_words(self._articles.entries(), foreign=self._foreign())
            return self._words

    def _note(self, question: str, nearest: Sequence[Hit], now: datetime) -> None:
        if self._books is None:
            return
        first = nearest[0].entry.entry_id if nearest else None
        try:
            with self._books.service() as session:
                unanswered_questions.note(session, question=question, nearest=first, now=now)
        except Exception as error:
            # The customer's answer does not hang on the editors' list.
            self._failed("knowledge list", error)


def answered(found: Found, *, now: datetime) -> Answered:
    """The first hit of a search that is sure, as the answer."""
    first, *others = found.hits
    beside = tuple(hit.entry for hit in others if hit.entry.topic == first.entry.topic)
    return Answered(
        entry=first.entry,
        confidence=first.confidence,
        beside=beside[: NEAREST - 1],
        provenance=_provenance([first.entry], found, now),
    )


def _distinct(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.entry.topic, hit)
    return tuple(best.values())[:NEAREST]


def _provenance(entries: Sequence[Entry], found: Found, now: datetime) -> Provenance:
    return Provenance(
        computed_at=now,
        entry_ids=tuple(entry.entry_id for entry in entries),
        verified=all(entry.verified for entry in entries),
        model=found.how,
    )


def _quiet(_where: str, _error: Exception) -> None:
    """Nobody listens before `warm_up`."""
