"""Accounts and the customers that hold them."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.account import (
    Customer,
)
from bot.storage import accounts, customers
from bot.storage.books import Books
from tests.storage.town import HOME, SHOP, WANG


def test_an_account_is_found_by_number_customer_and_meter(town: Books) -> None:
    """Each way gives the same value; an unknown number gives None."""
    with town.billing() as session:
        assert accounts.find(session, account_no=HOME.account_no) == HOME
        assert accounts.find(session, account_no="x") is None
        assert accounts.of_customer(session, customer_no="C1") == [HOME, SHOP]
        assert accounts.by_meter_no(session, meter_no="M2") == SHOP
        assert accounts.many(session, after=HOME.account_no) == [SHOP]
        assert customers.find(session, customer_no="C1") == WANG


def test_proofs_of_identity_are_kept_apart(town: Books) -> None:
    """Phone and ID digits are asked for by account, and None when not known."""
    with town.billing() as session:
        customers.save(session, customers=[Customer("C2", "陈", "", "")])
        accounts.save(session, accounts=[replace(SHOP, customer_no="C2")])

        assert accounts.registered_phone(session, account_no=HOME.account_no) == WANG.phone
        assert accounts.id_last4(session, account_no=HOME.account_no) == "123X"
        assert accounts.registered_phone(session, account_no=SHOP.account_no) is None
        assert accounts.id_last4(session, account_no="x") is None


def test_saving_again_replaces(town: Books) -> None:
    """The key decides, other accounts are left alone."""
    moved = replace(HOME, address="厦门市思明区3号")

    with town.billing() as session:
        accounts.save(session, accounts=[moved])

    with town.billing() as session:
        assert accounts.of_customer(session, customer_no="C1") == [moved, SHOP]
