"""Dated supply terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.account import (
    BasicCharge,
    Contract,
    SupplyClass,
)
from bot.domain.unable import NoContract
from bot.storage import contracts
from bot.storage.books import Books
from tests.storage.town import HOME, TERMS


def test_terms_hold_from_their_first_day_to_the_day_before_the_last(town: Books) -> None:
    """Dated versions are half-open; a day without any is a refusal."""
    factory = replace(
        TERMS,
        tariff_code="ci_two_part",
        supply_class=SupplyClass.INDUSTRIAL,
        basic_charge=BasicCharge.DEMAND,
        demand_contract_kw=Decimal("315.5"),
        power_factor_standard=Decimal("0.90"),
        low_income=True,
    )
    change = date(2026, 6, 16)
    versions = [
        Contract(HOME.account_no, date(2020, 1, 1), change, TERMS),
        Contract(HOME.account_no, change, None, factory),
    ]

    with town.billing() as session:
        contracts.save(session, contracts=versions)

    with town.billing() as session:
        on = [
            contracts.terms_on(session, account_no=HOME.account_no, day=day)
            for day in (date(2026, 6, 15), change, date(2030, 1, 1))
        ]
        assert on == [TERMS, factory, factory]
        assert contracts.versions(session, account_no=HOME.account_no) == versions
        with pytest.raises(NoContract):
            contracts.terms_on(session, account_no=HOME.account_no, day=date(2019, 12, 31))
