"""The invoice (发票) for a bill: to whom it is made out, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import Enum

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")


class InvoiceKind(str, Enum):
    """Which invoice."""

    ELECTRONIC = "electronic"
    """电子发票（普通发票)."""
    VAT_SPECIAL = "vat_special"
    """增值税专用发票: the firm deducts the tax."""


class InvoiceStatus(str, Enum):
    """Where it stands."""

    REQUESTED = "requested"
    ISSUED = "issued"
    REPLACED = "replaced"
    """Taken back (红冲); a later one took its place."""


@dataclass(frozen=True)
class InvoiceTitle:
    """To whom an invoice is made out (抬头)."""

    name: str
    tax_no: str = ""
    """Empty for a person."""


@dataclass(frozen=True)
class VatRegistration:
    """What a special invoice must show of a firm (专票资料)."""

    name: str
    tax_no: str
    address: str
    phone: str
    bank: str
    bank_account: str

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the fields that are empty."""
        return tuple(item.name for item in fields(self) if not getattr(self, item.name).strip())


@dataclass(frozen=True)
class Invoice:
    """One invoice for one bill."""

    invoice_id: str
    account_no: str
    bill_id: str
    issue: int
    """1 for the first invoice of a bill, 2 for the one that replaces it …"""
    kind: InvoiceKind
    title: InvoiceTitle
    email: str
    amount_yuan: Decimal
    status: InvoiceStatus
    asked_at: datetime
    number: str = ""
    """The number the invoice system gave; empty until it did."""
    link: str = ""
    registration: VatRegistration | None = None
    """For a special invoice."""


@dataclass(frozen=True)
class IssuedInvoice:
    """What the invoice system answers."""

    number: str
    link: str


def is_email(text: str) -> bool:
    """Whether this can be an address of e-mail."""
    return len(text) <= 120 and _EMAIL.fullmatch(text) is not None
