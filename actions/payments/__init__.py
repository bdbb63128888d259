"""Money: paying, what became of a payment, automatic deduction, invoices, instalments."""
