"""Supply terms fit for an archetype."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from bot.domain.account import BasicCharge, Contract, SupplyClass, SupplyTerms
from bot.storage.demo import archetype as archetypes
from bot.storage.demo.archetype import Business, Home

RESIDENTIAL_CODES = ("res_month", "res_month_tou", "res_year", "res_year_tou")
RESIDENTIAL_ODDS = (0.6, 0.12, 0.18, 0.1)
BUSINESS_CODES = ("ci_flat", "ci_tou", "ci_two_part")
TRANSFORMERS_KVA = (100, 160, 200, 250, 315, 400, 500, 630)
MULTI_PERSON_FROM = 5
"""People in a household from which the allowance is granted."""


def terms_for(*, archetype: str, load: Home | Business, rng: np.random.Generator) -> SupplyTerms:
    """Terms such a customer would have."""
    if isinstance(load, Home):
        code = str(rng.choice(RESIDENTIAL_CODES, p=RESIDENTIAL_ODDS))
        return residential(code, people=load.people)
    if archetypes.is_factory(archetype):
        return _factory(load, by_demand=bool(rng.random() < 0.4))
    code = "ci_tou" if archetype in ("office", "store_24h") else "ci_flat"
    return SupplyTerms(tariff_code=code, supply_class=SupplyClass.COMMERCIAL, voltage="under_1kv")


def residential(code: str, *, people: int = 0, low_income: bool = False) -> SupplyTerms:
    """Residential terms; the multi-person allowance is granted where it is due."""
    return SupplyTerms(
        tariff_code=code,
        supply_class=SupplyClass.RESIDENTIAL,
        voltage="under_1kv",
        household_size=people if people >= MULTI_PERSON_FROM else 0,
        low_income=low_income,
    )


def switched(first: Contract, *, code: str, on: date) -> tuple[Contract, Contract]:
    """Two versions: the tariff code changes on the first day of a month."""
    second = replace(first, valid_from=on, terms=replace(first.terms, tariff_code=code))
    return replace(first, valid_to=on), second


def _factory(load: Business, *, by_demand: bool) -> SupplyTerms:
    apparent_kva = load.kw * 1.65 / load.power_factor
    capacity = next((kva for kva in TRANSFORMERS_KVA if kva >= apparent_kva), TRANSFORMERS_KVA[-1])
    return SupplyTerms(
        tariff_code="ci_two_part",
        supply_class=SupplyClass.INDUSTRIAL,
        voltage="1_10kv",
        basic_charge=BasicCharge.DEMAND if by_demand else BasicCharge.CAPACITY,
        capacity_kva=Decimal(capacity),
        demand_contract_kw=Decimal(round(load.kw * 1.15, -1)) if by_demand else None,
        power_factor_standard=Decimal("0.90") if capacity > 160 else Decimal("0.85"),
    )
