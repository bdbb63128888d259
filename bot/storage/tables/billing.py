"""Billing database: who is supplied where, on which terms, what was billed and paid."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.account import BasicCharge, PaymentMode, SupplyClass
from bot.domain.bill import LineKind
from bot.storage.tables.base import BillingBase
from bot.storage.tables.columns import Exact, Fen, Instant
from bot.storage.tables.enums import named


class CustomerRow(BillingBase):
    """A person or company; only the last four of the ID document are kept."""

    __tablename__ = "customers"

    customer_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(20), index=True)
    id_last4: Mapped[str] = mapped_column(String(4))


class PremiseRow(BillingBase):
    """A place that is supplied."""

    __tablename__ = "premises"

    premise_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    address: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(40))


class MeterRow(BillingBase):
    """A meter and where it hangs."""

    __tablename__ = "meters"

    meter_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    premise_no: Mapped[str] = mapped_column(ForeignKey("premises.premise_no"), index=True)
    installed_on: Mapped[date | None]


class AccountRow(BillingBase):
    """An account (户号)."""

    __tablename__ = "accounts"

    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    customer_no: Mapped[str] = mapped_column(ForeignKey("customers.customer_no"), index=True)
    premise_no: Mapped[str] = mapped_column(ForeignKey("premises.premise_no"), index=True)
    meter_no: Mapped[str] = mapped_column(ForeignKey("meters.meter_no"), index=True)
    supply_class: Mapped[SupplyClass] = mapped_column(named(SupplyClass))
    payment_mode: Mapped[PaymentMode] = mapped_column(named(PaymentMode))
    opened_on: Mapped[date]


class ContractRow(BillingBase):
    """One dated version of an account's supply terms."""

    __tablename__ = "contracts"

    account_no: Mapped[str] = mapped_column(ForeignKey("accounts.account_no"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    tariff_code: Mapped[str] = mapped_column(String(60))
    supply_class: Mapped[SupplyClass] = mapped_column(named(SupplyClass))
    voltage: Mapped[str] = mapped_column(String(20))
    household_size: Mapped[int]
    low_income: Mapped[bool]
    basic_charge: Mapped[BasicCharge] = mapped_column(named(BasicCharge))
    capacity_kva: Mapped[Decimal | None] = mapped_column(Exact)
    demand_contract_kw: Mapped[Decimal | None] = mapped_column(Exact)
    power_factor_standard: Mapped[Decimal | None] = mapped_column(Exact)


class TariffRow(BillingBase):
    """A dated tariff version as it stood when it was recorded, so that bills can be traced."""

    __tablename__ = "tariffs"

    tariff_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the whole version; a changed file under the same id adds a row."""
    code: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(400))
    verified: Mapped[bool]


class BillRow(BillingBase):
    """An issued bill, and the metered facts behind it that are not readings."""

    __tablename__ = "bills"
    __table_args__ = (Index(None, "account_no", "period_start"),)

    bill_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_no: Mapped[str] = mapped_column(ForeignKey("accounts.account_no"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    """First day after the period."""
    energy_kwh: Mapped[Decimal] = mapped_column(Exact)
    amount_yuan: Mapped[Decimal] = mapped_column(Fen)
    paid_yuan: Mapped[Decimal] = mapped_column(Fen)
    issued_on: Mapped[date]
    due_on: Mapped[date]
    estimated: Mapped[bool]
    tier_kwh_before: Mapped[Decimal] = mapped_column(Exact)
    reactive_kvarh: Mapped[Decimal | None] = mapped_column(Exact)
    max_demand_kw: Mapped[Decimal | None] = mapped_column(Exact)
    correction_kwh: Mapped[Decimal] = mapped_column(Exact)
    correction_start: Mapped[date | None]
    correction_end: Mapped[date | None]


class BillLineRow(BillingBase):
    """One line of a bill."""

    __tablename__ = "bill_lines"

    bill_id: Mapped[str] = mapped_column(
        ForeignKey("bills.bill_id", ondelete="CASCADE"), primary_key=True
    )
    line_no: Mapped[int] = mapped_column(primary_key=True)
    """1, 2, 3 … in the order printed."""
    kind: Mapped[LineKind] = mapped_column(named(LineKind))
    label: Mapped[str] = mapped_column(String(120))
    quantity: Mapped[Decimal] = mapped_column(Exact)
    unit: Mapped[str] = mapped_column(String(10))
    unit_price_yuan: Mapped[Decimal] = mapped_column(Exact)
    amount_yuan: Mapped[Decimal] = mapped_column(Fen)
    period_start: Mapped[date]
    period_end: Mapped[date]
    tariff_id: Mapped[str] = mapped_column(String(80))
    tier: Mapped[int | None]
    band: Mapped[str | None] = mapped_column(String(20))


class PaymentRow(BillingBase):
    """A payment; its bill may be older than what was imported, hence no foreign key to bills."""

    __tablename__ = "payments"
    __table_args__ = (Index(None, "account_no", "paid_at"),)

    payment_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_no: Mapped[str] = mapped_column(ForeignKey("accounts.account_no"))
    paid_at: Mapped[datetime] = mapped_column(Instant)
    amount_yuan: Mapped[Decimal] = mapped_column(Fen)
    channel: Mapped[str] = mapped_column(String(40))
    bill_id: Mapped[str | None] = mapped_column(String(40))


class BalanceRow(BillingBase):
    """Money held for an account; one row, the newest figure."""

    __tablename__ = "balances"

    account_no: Mapped[str] = mapped_column(ForeignKey("accounts.account_no"), primary_key=True)
    credit_yuan: Mapped[Decimal] = mapped_column(Fen)
    as_of: Mapped[datetime] = mapped_column(Instant)


class WeatherDayRow(BillingBase):
    """Temperature of one region on one day."""

    __tablename__ = "weather_days"

    region: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    mean_c: Mapped[float] = mapped_column(Float)
    max_c: Mapped[float] = mapped_column(Float)
    min_c: Mapped[float] = mapped_column(Float)
