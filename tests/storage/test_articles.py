"""Articles: read whole, or every mistake named with its cure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.storage.articles import ArticleFilesWrong, load_articles

ROOT = Path(__file__).resolve().parents[2]
TOPICS = 48
GOOD = """
title: 违约金
questions:
  - id: rate
    title: 违约金怎么算
    asks: [晚交罚多少, 滞纳金怎么算]
    answer: |
      每天按欠的千分之一。
    region: 全国
    valid_to: 2026-07-01
    source: {title: 供电营业规则, doc_no: 8 号令, url: null}
    verified: true
    more: late_fee
  - id: rate
    title: 违约金怎么算
    asks: [晚交罚多少]
    answer: 每天按欠的千分之二。
    region: 全国
    valid_from: 2026-07-01
    source: {title: 演示, doc_no: null, url: null}
    verified: false
"""


def _written(folder: Path, text: str, name: str = "late_fee_rule.yml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_an_answer_holds_on_its_days_only(tmp_path: Path) -> None:
    """One id, two answers, each with its dates; the last day is the day before `valid_to`."""
    book = load_articles(_written(tmp_path, GOOD))
    entry_id = "late_fee_rule/rate"

    before = book.entry(entry_id, date(2026, 6, 30))
    after = book.entry(entry_id, date(2026, 7, 1))

    assert before is not None
    assert after is not None
    assert (before.answer, before.verified, before.more) == (
        "每天按欠的千分之一。",
        True,
        "late_fee",
    )
    assert (after.answer, after.verified, after.more) == ("每天按欠的千分之二。", False, None)
    assert before.source.doc_no == "8 号令"
    assert book.on(date(2026, 7, 1)) == (after,)
    assert book.title("late_fee_rule") == "违约金"
    assert book.title("unknown") is None
    assert book.entry("late_fee_rule/unknown", date(2026, 7, 1)) is None


def test_no_folder_is_an_empty_book(tmp_path: Path) -> None:
    """A utility may begin without articles."""
    assert load_articles(tmp_path / "none").all() == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("verified: true", "verified: perhaps"), "questions[1]: verified: 'perhaps' is not one"),
        (("doc_no: 8 号令", "doc_no: null"), "questions[1]: source: a verified answer cites"),
        (("asks: [晚交罚多少, 滞纳金怎么算]", "asks: []"), "questions[1]: asks: list the ways"),
        (("滞纳金怎么算", "晚交罚多少"), "questions[1]: asks: '晚交罚多少' is there twice"),
        (("valid_to: 2026-07-01", "valid_to: 2026-07-02"), "id rate is there twice on one day"),
        (("valid_to: 2026-07-01", "valid_to: July"), "valid_to: write a date such as 2026-06-16"),
        (("    more: late_fee", "    mroe: late_fee"), "mroe: unknown key; did you mean more?"),
        (
            (
                "  - id: rate\n    title: 违约金怎么算\n    asks: [晚",
                "  - id: Rate 1\n    title: x\n    asks: [晚",
            ),
            "questions[1]: id: write small letters",
        ),
    ],
)
def test_a_mistake_is_named_with_file_place_and_cure(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    """Whoever edits an article can mend it without reading code."""
    assert change[0] in GOOD
    with pytest.raises(ArticleFilesWrong) as wrong:
        load_articles(_written(tmp_path, GOOD.replace(change[0], change[1], 1)))

    told_now = str(wrong.value)
    assert told_now.startswith("late_fee_rule.yml: questions")
    assert told in told_now


def test_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    """One start shows everything."""
    _written(tmp_path, "title: 一\n", "one.yml")
    _written(tmp_path, "- not\n- a map\n", "Two Topics.yml")
    with pytest.raises(ArticleFilesWrong) as wrong:
        load_articles(tmp_path)

    told = str(wrong.value)
    assert "one.yml: questions: list at least one question" in told
    assert "Two Topics.yml: name the file after its topic" in told


def test_the_published_articles_are_whole() -> None:
    """Every topic is there, and every entry can be asked for in many ways."""
    book = load_articles(ROOT / "knowledge" / "articles")

    assert len(book.all()) == TOPICS
    assert [entry.entry_id for entry in book.entries() if len(entry.asks) < 10] == []
    assert [entry.entry_id for entry in book.entries() if len(entry.title) > 30] == []
