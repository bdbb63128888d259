"""Anticipated refusals: each a class with a code and facts; the words live with the doors."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar


class Unable(Exception):
    """Something we will not or cannot do for a good reason; never a bug."""

    code: ClassVar[str] = "unable"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class NotVerified(Unable):
    """The conversation has not proven who it speaks for."""

    code = "not_verified"


class AccountNotFound(Unable):
    """No account has this number. Facts: account_no."""

    code = "account_not_found"


class AccountNoMalformed(Unable):
    """This cannot be an account number. Facts: heard."""

    code = "account_no_malformed"


class ProofRejected(Unable):
    """Code or ID digits are wrong or out of date. Facts: tries_left, expired (bool)."""

    code = "proof_rejected"


class ProofMalformed(Unable):
    """Neither six digits nor the last four of an ID; not counted as a failure."""

    code = "proof_malformed"


class NoCodeSent(Unable):
    """Six digits were given but no code was sent in this conversation; not counted."""

    code = "no_code_sent"


class CodeTooSoon(Unable):
    """A code was sent a moment ago, or too many this hour. Facts: again_at (aware datetime)."""

    code = "code_too_soon"


class CodeUnavailable(Unable):
    """No code can be sent to this account; the last four of the ID may still prove it."""

    code = "code_unavailable"


class Locked(Unable):
    """Too many failed proofs. Facts: until (aware datetime)."""

    code = "locked"

    def __init__(self, *, until: datetime) -> None:
        super().__init__(until=until)


class IdLocked(Unable):
    """Too many wrong last fours for this account; a code to its phone still opens it.

    Facts: until (aware datetime).
    """

    code = "id_locked"


class NoBill(Unable):
    """No bill for this period. Facts: period, latest (Period or None)."""

    code = "no_bill"


class NoContract(Unable):
    """No supply contract covers the day. Facts: account_no, day."""

    code = "no_contract"


class PeriodUnclear(Unable):
    """The words fit several periods. Facts: heard, choices (tuple of Period)."""

    code = "period_unclear"


class NoEarlierBill(Unable):
    """There is a bill but none to compare it with. Facts: period, wanted (Period or None)."""

    code = "no_earlier_bill"


class NoTiers(Unable):
    """The account's tariff has no tiers (阶梯). Facts: tariff_code."""

    code = "no_tiers"


class NotEnoughReadings(Unable):
    """Too few readings to answer. Facts: period, days_present, days_needed."""

    code = "not_enough_readings"


class TariffMissing(Unable):
    """No tariff version covers the day. Facts: tariff_code, day."""

    code = "tariff_missing"


class TermsIncomplete(Unable):
    """The contract lacks something its tariff prices. Facts: tariff_code, missing (field name)."""

    code = "terms_incomplete"


class BrainUnavailable(Unable):
    """The dialogue engine did not answer, or answered nothing."""

    code = "brain_unavailable"


class StoreUnavailable(Unable):
    """A database or the meter store did not answer. Facts: store."""

    code = "store_unavailable"
