"""Anticipated refusals of account services and payments, apart only because there are many."""

from __future__ import annotations

from bot.domain.unable import Unable


class NotPermitted(Unable):
    """Someone else's account may be seen, but not for this. Facts: account_no, needs (Scope)."""

    code = "not_permitted"


class BindingRefused(Unable):
    """Facts: reason (`channel`, `proof`, `identity_full`, `account_full`), most (int)."""

    code = "binding_refused"


class DelegationRefused(Unable):
    """Facts: reason (`scope`, `too_long`, `account_full`, `delegate_full`), most (int)."""

    code = "delegation_refused"


class PhoneMalformed(Unable):
    """This is no mainland mobile number. Facts: heard."""

    code = "phone_malformed"


class PhoneChangeRefused(Unable):
    """Facts: reason (`same`, `proof`, `running`)."""

    code = "phone_change_refused"


class NoticeMustReach(Unable):
    """One channel must stay on for this topic. Facts: topic, name."""

    code = "notice_must_reach"


class NothingToPay(Unable):
    """Nothing is owed on what was asked for."""

    code = "nothing_to_pay"


class BillUnknown(Unable):
    """The account has no such bill. Facts: bill_id."""

    code = "bill_unknown"


class AmountRefused(Unable):
    """Facts: amount_yuan, least_yuan, most_yuan."""

    code = "amount_refused"


class PaymentNeedsConfirmation(Unable):
    """A large sum: ask first. Facts: amount_yuan, parts."""

    code = "payment_needs_confirmation"


class PaymentUnavailable(Unable):
    """The payment company gave no answer, or there is none."""

    code = "payment_unavailable"


class PaymentUnknown(Unable):
    """No such payment on the account. Facts: payment_id."""

    code = "payment_unknown"


class AutoPayRefused(Unable):
    """Facts: reason (`prepaid`, `way`, `already`, `none`), way (name or '')."""

    code = "auto_pay_refused"


class TaxNumberWrong(Unable):
    """Facts: heard, fault (TaxNumberFault, or None when it is missing)."""

    code = "tax_number_wrong"


class EmailMalformed(Unable):
    """Facts: heard."""

    code = "email_malformed"


class InvoiceRefused(Unable):
    """Facts: reason (`unpaid`, `too_old`, `issued`, `reissued`, `special`, `title`), number."""

    code = "invoice_refused"


class VatRegistrationMissing(Unable):
    """A special invoice needs more. Facts: missing (tuple of field names)."""

    code = "vat_registration_missing"


class InvoiceUnavailable(Unable):
    """The invoice platform gave no answer, or there is none."""

    code = "invoice_unavailable"


class InstalmentRefused(Unable):
    """Facts: reason (InstalmentReason), owed_yuan, rules (InstalmentRules)."""

    code = "instalment_refused"
