"""The customer, the account (户号) and the terms on which it is supplied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class SupplyClass(str, Enum):
    """What the electricity is for (用电类别); it decides which tariffs apply."""

    RESIDENTIAL = "residential"
    COMMERCIAL = "commercial"
    INDUSTRIAL = "industrial"


class PaymentMode(str, Enum):
    """When the customer pays: after the bill, or from a balance held in advance (费控)."""

    POSTPAID = "postpaid"
    PREPAID = "prepaid"


class BasicCharge(str, Enum):
    """How the basic charge (基本电费) of a two-part tariff is counted."""

    NONE = "none"
    CAPACITY = "capacity"
    DEMAND = "demand"


@dataclass(frozen=True)
class SupplyTerms:
    """What one version of a supply contract says about the price."""

    tariff_code: str
    """Code of the tariff family; its dated versions are looked up by day."""
    supply_class: SupplyClass
    voltage: str
    """Voltage level as tariffs name it: `under_1kv`, `1_10kv`, `35kv`."""
    household_size: int = 0
    """People registered for the multi-person allowance (一户多人口); 0 when none is granted."""
    low_income: bool = False
    """Whether the free monthly energy for low-income households is granted."""
    basic_charge: BasicCharge = BasicCharge.NONE
    capacity_kva: Decimal | None = None
    demand_contract_kw: Decimal | None = None
    power_factor_standard: Decimal | None = None
    """0.80, 0.85 or 0.90 where the power-factor adjustment (力调电费) applies."""


@dataclass(frozen=True)
class Contract:
    """One dated version of an account's supply terms."""

    account_no: str
    valid_from: date
    valid_to: date | None
    """First day on which it no longer holds; None while it does."""
    terms: SupplyTerms


@dataclass(frozen=True)
class Customer:
    """A person or company that holds accounts."""

    customer_no: str
    name: str
    phone: str
    """Registered phone that one-time codes go to; empty when none is known."""
    id_last4: str
    """Last four characters of the ID document; the whole number is never kept."""


@dataclass(frozen=True)
class Account:
    """One account (户号): who it belongs to, where it is and which meter counts it."""

    account_no: str
    customer_no: str
    holder_name: str
    address: str
    meter_no: str
    region: str
    """Weather and tariff region, e.g. `fujian`."""
    supply_class: SupplyClass
    payment_mode: PaymentMode
    opened_on: date


def mask_name(name: str) -> str:
    """王小明 -> 王**: enough to recognise oneself, not enough to learn who it is."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def mask_account_no(account_no: str) -> str:
    """3501000000017 -> 3501*****0017."""
    return account_no[:4] + "*" * max(len(account_no) - 8, 0) + account_no[-4:]


def mask_phone(phone: str) -> str:
    """13805910001 -> 138****0001."""
    return phone[:3] + "*" * max(len(phone) - 7, 0) + phone[-4:]
