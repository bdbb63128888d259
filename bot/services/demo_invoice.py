"""Demo mode: an invoice platform whose invoices are specimens."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from bot.domain.account import mask_account_no
from bot.domain.demo_provider import DemoInvoice
from bot.domain.invoice import Invoice, IssuedInvoice
from bot.storage import demo_provider
from bot.storage.books import Books

PAGE = "/demo/invoice/"


class DemoInvoices:
    """Invoices are a table, each shown at `/demo/invoice/<token>`."""

    def __init__(self, *, books: Books, now: Callable[[], datetime], base_url: str = "") -> None:
        self._books = books
        self._now = now
        self._base_url = base_url.rstrip("/")

    def issue(self, invoice: Invoice) -> IssuedInvoice:
        """The same number and address for the same invoice."""
        now = self._now()
        drafted = DemoInvoice(
            token=secrets.token_urlsafe(24),
            invoice_id=invoice.invoice_id,
            number=f"{now:%y}{secrets.randbelow(10**18):018d}",
            facts={
                "kind": invoice.kind.value,
                "title": invoice.title.name,
                "tax_no": invoice.title.tax_no,
                "account": mask_account_no(invoice.account_no),
                "bill": invoice.bill_id,
                "amount": str(invoice.amount_yuan),
            },
            taken_back=False,
            issued_at=now,
        )
        with self._books.service() as service:
            kept = demo_provider.issue_invoice(service, invoice=drafted)
        return IssuedInvoice(kept.number, f"{self._base_url}{PAGE}{kept.token}")

    def take_back(self, invoice: Invoice) -> None:
        """The specimen is marked as taken back."""
        with self._books.service() as service:
            demo_provider.take_back_invoice(service, invoice_id=invoice.invoice_id)

    def shown(self, *, token: str) -> DemoInvoice | None:
        """What the document shows; None when there is no such document."""
        with self._books.service(writing=False) as service:
            return demo_provider.invoice_by_token(service, token=token)
