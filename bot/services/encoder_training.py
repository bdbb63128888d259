"""Makes the project's own encoder from its own text: articles, and lines customers say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.domain.article import ArticleBook, Entry
from bot.encoder.training import Lesson, Plan, train
from bot.encoder.weights import save
from bot.nlu.noise import Noise, read_groups
from bot.services.knowledge_index import is_held_out
from bot.storage.articles import load_articles
from bot.storage.sayings import load_sayings

_SENTENCE = re.compile(r"[。！？；\n]")
_SHORTEST = 6
"""Characters of a sentence that says something by itself."""
_BARE = frozenset({"inform", "affirm", "deny"})
"""Intents whose lines share no meaning: bare values, yes and no."""


def make_encoder(home: Path, *, into: Path, inputs: str, plan: Plan | None = None) -> None:
    """Train on what lies in `home` and put weights and their provenance into a folder.

    `inputs`: digest of everything the weights depend on, kept with them.

    Raises:
        ArticleFilesWrong: the articles cannot be read.
    """
    plan = plan or Plan()
    book = load_articles(home / "knowledge" / "articles")
    sayings = load_sayings((home / "nlu_data").glob("*.yml"))
    synonyms = home / "nlu_data" / "lookups" / "synonyms.txt"
    groups = read_groups(synonyms.read_text(encoding="utf-8")) if synonyms.is_file() else []
    lessons = lessons_of(book)
    lines = [ask for lesson in lessons for ask in lesson.asks]
    noise = Noise(lines, seed=plan.seed, synonyms=groups)
    model = train(lessons, sayings=_told_apart(sayings), noise=noise.copy, plan=plan)
    made_of = {"entries": len(lessons), "asks": len(lines), "intents": len(sayings)}
    save(model, into=into, inputs=inputs, seed=plan.seed, made_of=made_of)


def lessons_of(book: ArticleBook) -> list[Lesson]:
    """What is learned about each entry; asks held out to fit confidence are left out."""
    return [lesson for entry in book.entries() if (lesson := _lesson(entry)) is not None]


def _lesson(entry: Entry) -> Lesson | None:
    asks = [entry.title, *(ask for ask in entry.asks if not is_held_out(ask))]
    asks = list(dict.fromkeys(asks))
    sentences = [line.strip() for line in _SENTENCE.split(entry.answer)]
    passages = tuple(line for line in sentences if len(line) >= _SHORTEST)
    return Lesson(entry.topic, tuple(asks), passages) if len(asks) > 1 else None


def _told_apart(sayings: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    kept = {
        intent: [line for line in lines if not is_held_out(line)]
        for intent, lines in sayings.items()
        if intent not in _BARE
    }
    return {intent: lines for intent, lines in kept.items() if len(lines) > 1}
