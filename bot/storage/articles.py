"""Reads knowledge/articles/*.yml into an `ArticleBook`, or says everything wrong with it."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations
from pathlib import Path

from bot.domain.article import Article, ArticleBook, Entry
from bot.storage.tariff_parts import read_source
from bot.storage.yaml_node import YamlNode

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


class ArticleFilesWrong(ValueError):
    """The articles cannot be used; `mistakes` names each file, key and how to fix it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_articles(folder: Path) -> ArticleBook:
    """Every article in the folder, one topic a file; none where there is no folder.

    A file holds `title` and `questions`, each with `id`, `title`, `asks`, `answer`, `region`,
    `source`, `verified`, and where they matter `valid_from`, `valid_to` (the first day after)
    and `more` (the intent that goes on from here).

    Raises:
        ArticleFilesWrong: with all mistakes of all files at once.
    """
    mistakes: list[str] = []
    files = sorted(folder.glob("*.yml"))
    articles = [_read_file(YamlNode.read(path, mistakes), path.stem) for path in files]
    if mistakes:
        raise ArticleFilesWrong(mistakes)
    return ArticleBook(articles)


def _read_file(node: YamlNode, topic: str) -> Article:
    if not _ID.fullmatch(topic):
        node.wrong("", "name the file after its topic: small letters, digits and _")
    title = node.text("title")
    nodes = node.children("questions")
    if not nodes:
        node.wrong("questions", "list at least one question with its answer")
    entries = tuple(_read_entry(item, topic=topic, topic_title=title) for item in nodes)
    node.close()
    _check_apart(node, entries)
    return Article(topic=topic, title=title, entries=entries)


def _read_entry(node: YamlNode, *, topic: str, topic_title: str) -> Entry:
    valid_from, valid_to = _day(node, "valid_from"), _day(node, "valid_to")
    if valid_from and valid_to and valid_to <= valid_from:
        node.wrong("valid_to", "must be later than valid_from; it is the first day after")
    question = node.text("id")
    if not _ID.fullmatch(question):
        node.wrong("id", f"write small letters, digits and _, not {question!r}")
    entry = Entry(
        entry_id=f"{topic}/{question}",
        topic=topic,
        topic_title=topic_title,
        title=node.text("title"),
        asks=_asks(node),
        answer=node.text("answer").strip(),
        region=node.text("region"),
        valid_from=valid_from,
        valid_to=valid_to,
        source=read_source(node),
        verified=node.flag("verified"),
        more=node.text("more", "") or None,
    )
    node.close()
    if entry.verified and not (entry.source.doc_no or entry.source.url):
        node.wrong("source", "a verified answer cites its doc_no or url")
    return entry


def _asks(node: YamlNode) -> tuple[str, ...]:
    asks = tuple(ask.strip() for ask in node.texts("asks"))
    if not all(asks) or not asks:
        node.wrong("asks", "list the ways customers ask this, none of them empty")
    twice = sorted({ask for ask in asks if asks.count(ask) > 1})
    if twice:
        node.wrong("asks", f"{twice[0]!r} is there twice; remove one")
    return asks


def _day(node: YamlNode, key: str) -> date | None:
    return node.day(key) if node.has(key) else None


def _check_apart(node: YamlNode, entries: tuple[Entry, ...]) -> None:
    """An id may return with other dates (what held before, what holds now), never on one day."""
    for one, other in combinations(entries, 2):
        if one.entry_id == other.entry_id and _meet(one, other):
            node.wrong("questions", f"id {one.entry_id.split('/')[1]} is there twice on one day")


def _meet(one: Entry, other: Entry) -> bool:
    first, last = date.min, date.max
    return (one.valid_from or first) < (other.valid_to or last) and (other.valid_from or first) < (
        one.valid_to or last
    )
