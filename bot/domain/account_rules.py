"""The utility's rules for account services and payments; knowledge/account_rules.yml fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.domain.account import SupplyClass
from bot.domain.auto_pay import AutoPayWay
from bot.domain.identity import ProofMethod
from bot.domain.instalment import InstalmentRules
from bot.domain.notice import NoticeRules
from bot.domain.right import Scope
from bot.domain.source import Source


@dataclass(frozen=True)
class BindingRules:
    """Who may bind an account to a channel identity, and for how long."""

    proofs: Mapping[str, frozenset[ProofMethod]]
    """The proofs that suffice, by channel; a channel that is not here cannot be bound."""
    lasts: timedelta
    scopes: frozenset[Scope]
    accounts_per_identity: int
    identities_per_account: int


@dataclass(frozen=True)
class DelegationRules:
    """What a holder may leave to someone else."""

    scopes: frozenset[Scope]
    longest: timedelta
    usual: timedelta
    """When nobody says for how long."""
    delegates_per_account: int
    accounts_per_delegate: int
    code_lives: timedelta


@dataclass(frozen=True)
class PhoneChangeRules:
    """Which proof changes the registered phone, and how."""

    at_once: frozenset[ProofMethod]
    by_staff: frozenset[ProofMethod]
    proof_young: timedelta
    """How old the proof may be; after that it must be given again."""
    code_lives: timedelta
    staff_working_days: int


@dataclass(frozen=True)
class PaymentRules:
    """Limits of a payment order."""

    least_yuan: Decimal
    most_yuan: Decimal
    confirm_above_yuan: Decimal
    """A larger sum is only ordered after the customer said yes to it."""
    top_up_least_yuan: Decimal
    top_up_most_yuan: Decimal
    lasts: timedelta
    """How long an order can be paid."""


@dataclass(frozen=True)
class ArrivalRules:
    """Payments that did not arrive, or arrived twice or elsewhere."""

    within: timedelta
    """A payment that is not there after this is traced."""
    trace_working_days: int
    refund_working_days: int
    look_back: timedelta
    """How far back payments are looked through."""
    documents: tuple[str, ...]
    """What the customer should have at hand."""


@dataclass(frozen=True)
class AutoPayRules:
    """Automatic deduction."""

    ways: tuple[AutoPayWay, ...]
    prepaid: bool
    before_due: timedelta
    """Signed or cancelled later than this before a due day, it counts from the next bill."""

    def way(self, code: str) -> AutoPayWay | None:
        """The way with this code."""
        return next((way for way in self.ways if way.code == code), None)


@dataclass(frozen=True)
class InvoiceRules:
    """Invoices for bills."""

    only_paid: bool
    look_back: timedelta
    """Older bills are not invoiced any more."""
    reissue_within: timedelta
    reissues: int
    """How often a bill's invoice may be replaced."""
    special_for: frozenset[SupplyClass]
    """Who may have a special VAT invoice."""


@dataclass(frozen=True)
class AccountRules:
    """All of them, and where they come from."""

    source: Source
    valid_from: date
    verified: bool
    """False while the figures are for demonstration only."""
    binding: BindingRules
    delegation: DelegationRules
    phone_change: PhoneChangeRules
    notices: NoticeRules
    payment: PaymentRules
    arrival: ArrivalRules
    auto_pay: AutoPayRules
    invoice: InvoiceRules
    instalment: InstalmentRules
