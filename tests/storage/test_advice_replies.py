"""What customers said to tips, kept in order."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bot.domain.advice import Reply, TipReply
from bot.domain.period import SHANGHAI
from bot.storage import advice_replies
from bot.storage.books import Books

AT = datetime(2026, 7, 20, 12, tzinfo=SHANGHAI)


def test_replies_come_back_as_given_and_only_to_their_holder(tmp_path: Path) -> None:
    """Exact yuan, aware times, in order; the next holder of the account begins anew."""
    books = Books(
        billing_url=f"sqlite:///{tmp_path}/billing.db",
        service_url=f"sqlite:///{tmp_path}/service.db",
    )
    books.create_all()
    first = TipReply(
        "3501", "C1", "led", Reply.DONE, AT, "chat", Decimal("21.96"), Decimal("54.78")
    )
    second = TipReply("3501", "C1", "led", Reply.AGAIN, AT + timedelta(days=1), "chat")
    other = TipReply("3501", "C2", "led", Reply.NOT_FOR_ME, AT, "chat")
    with books.service() as session:
        for reply in (first, second, other):
            advice_replies.add(session, reply=reply)

    with books.service(writing=False) as session:
        kept = advice_replies.of_account(session, account_no="3501", customer_no="C1")
    books.close()

    assert kept == [first, second]
