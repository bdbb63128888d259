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


class ProcedureMissing(Unable):
    """No such procedure, or no version of it covers the day. Facts: code, day."""

    code = "procedure_missing"


class FieldUnclear(Unable):
    """What was said cannot be read as this field. Facts: field, kind, heard."""

    code = "field_unclear"


class FieldNeeded(Unable):
    """An application cannot do without this field. Facts: procedure, field."""

    code = "field_needed"


class NotEligible(Unable):
    """An answer rules the procedure out; its choice says why. Facts: procedure, field, value."""

    code = "not_eligible"


class ApplicationNoMalformed(Unable):
    """This cannot be an application number. Facts: heard."""

    code = "application_no_malformed"


class ApplicationUnproven(Unable):
    """The conversation may not see this application, if there is one. Facts: number."""

    code = "application_unproven"


class ApplicationNotOpened(Unable):
    """Number and last four of the phone do not belong together. Facts: tries_left."""

    code = "application_not_opened"


class ApplicationLocked(Unable):
    """Too many wrong last fours. Facts: until (aware datetime)."""

    code = "application_locked"


class ApplicationClosed(Unable):
    """The application is past changing. Facts: number, status."""

    code = "application_closed"


class CancelTooLate(Unable):
    """The work has gone too far to call it off here. Facts: number, stage."""

    code = "cancel_too_late"


class OrderNoMalformed(Unable):
    """This cannot be a work order's number; its check digit catches slips. Facts: heard."""

    code = "order_no_malformed"


class OrderUnproven(Unable):
    """The conversation may not see this work order, if there is one. Facts: number."""

    code = "order_unproven"


class OrderNotOpened(Unable):
    """Number and query code (last four of the phone) do not match. Facts: tries_left."""

    code = "order_not_opened"


class OrderLocked(Unable):
    """Too many wrong query codes. Facts: until (aware datetime)."""

    code = "order_locked"


class OrderClosed(Unable):
    """The work order is past changing. Facts: number, status."""

    code = "order_closed"


class RatingTooEarly(Unable):
    """Only finished work can be rated. Facts: number, status."""

    code = "rating_too_early"


class AlreadyRated(Unable):
    """The work order was rated before. Facts: number, rating."""

    code = "already_rated"


class PlaceUnknown(Unable):
    """The utility's list of places knows none of the words. Facts: heard."""

    code = "place_unknown"


class PlaceUnclear(Unable):
    """The words fit several places. Facts: heard, choices (tuple of FoundPlace)."""

    code = "place_unclear"


class AreaUnknown(Unable):
    """Nobody recorded which transformer area supplies the account. Facts: account_no."""

    code = "area_unknown"


class OutageFeedStale(Unable):
    """The word on outages is too old to say that there is none. Facts: as_of (aware datetime)."""

    code = "outage_feed_stale"


class OutageFeedMissing(Unable):
    """No word on outages ever came."""

    code = "outage_feed_missing"


class TipUnknown(Unable):
    """No such tip, or the meter does not show what it needs. Facts: tip."""

    code = "tip_unknown"
