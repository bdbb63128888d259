"""The editors' list of questions that found no answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.period import SHANGHAI
from bot.storage import unanswered_questions
from bot.storage.books import Books

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Books]:
    """Empty books with every table."""
    books = Books(
        billing_url=f"sqlite:///{tmp_path / 'billing.db'}",
        service_url=f"sqlite:///{tmp_path / 'service.db'}",
    )
    books.create_all()
    yield books
    books.close()


def test_the_same_wording_is_counted(opened: Books) -> None:
    """Figures aside it is one question, and what was nearest last stands."""
    with opened.service() as session:
        unanswered_questions.note(session, question="户号123能换吗", nearest=None, now=NOW)
        unanswered_questions.note(
            session, question="户号456能换吗", nearest="transfer/sale", now=NOW + DAY
        )
        unanswered_questions.note(session, question="电表借我", nearest=None, now=NOW)
        unanswered_questions.note(session, question="  ", nearest=None, now=NOW)

    with opened.service(writing=False) as session:
        first, second = unanswered_questions.most_asked(session, since=NOW)

    assert (first.question, first.times, first.nearest) == ("户号***能换吗", 2, "transfer/sale")
    assert (first.first_at, first.last_at) == (NOW, NOW + DAY)
    assert (second.question, second.times) == ("电表借我", 1)


def test_what_is_long_past_is_not_shown(opened: Books) -> None:
    """The list is for what people ask now."""
    with opened.service() as session:
        unanswered_questions.note(session, question="旧问题", nearest=None, now=NOW)

    with opened.service(writing=False) as session:
        assert unanswered_questions.most_asked(session, since=NOW + DAY) == []
