"""Invoices: what an invoice platform (电子发票平台) must be able to do.

A real one is a class with these two members, its keys from the settings, every call with a timeout.
`issue` is asked again when an answer was lost, so it must go by `invoice_id`: the platforms take
it as the merchant's own number and give back what they issued for it before.
"""

from __future__ import annotations

from typing import Protocol

from bot.domain.invoice import Invoice, IssuedInvoice
from bot.domain.unable_account import InvoiceUnavailable


class InvoicePort(Protocol):
    """A platform that issues invoices, and mails them where there is an e-mail address."""

    def issue(self, invoice: Invoice) -> IssuedInvoice:
        """Issue once for each `invoice_id`; the same answer each time.

        Raises:
            InvoiceUnavailable: no answer.
        """

    def take_back(self, invoice: Invoice) -> None:
        """Cancel an issued invoice (红冲); nothing happens when it was before.

        Raises:
            InvoiceUnavailable: no answer.
        """


class NoInvoices:
    """Stands where no platform is configured."""

    def issue(self, invoice: Invoice) -> IssuedInvoice:
        """Refuse.

        Raises:
            InvoiceUnavailable: always.
        """
        raise InvoiceUnavailable

    def take_back(self, invoice: Invoice) -> None:
        """Refuse.

        Raises:
            InvoiceUnavailable: always.
        """
        raise InvoiceUnavailable
