"""Anticipated refusals of demand response."""

from __future__ import annotations

from bot.domain.unable import Unable


class ResponseRefused(Unable):
    """The account is not asked to the event, or cannot join it. Facts: reason (Ineligible)."""

    code = "response_refused"


class EventUnknown(Unable):
    """There is no such demand response event. Facts: event_id."""

    code = "event_unknown"
