"""The phone registered for an account, for calling its holder back."""

from __future__ import annotations

from bot.domain.account import Account
from bot.storage import accounts
from bot.storage.books import Books


def registered_phone(books: Books, *, account: Account) -> str | None:
    """The holder's phone of an account that access has opened; show it masked only."""
    with books.billing() as billing:
        return accounts.registered_phone(billing, account_no=account.account_no) or None
