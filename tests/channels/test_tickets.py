"""Visitors and their tickets."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.channels.tickets import (
    TicketRefused,
    Tickets,
    conversation_of,
    is_visitor,
    new_visitor,
)
from bot.domain.period import SHANGHAI

NOW = datetime(2026, 3, 1, 9, tzinfo=SHANGHAI)
TICKETS = Tickets(key=b"k" * 32, lasting=timedelta(minutes=5))


def test_a_ticket_opens_its_conversation_until_it_runs_out() -> None:
    """Five minutes, then a new session is needed."""
    ticket = TICKETS.issue(conversation_id="web-1", now=NOW)

    assert TICKETS.conversation(ticket, now=NOW + timedelta(minutes=4)) == "web-1"
    with pytest.raises(TicketRefused):
        TICKETS.conversation(ticket, now=NOW + timedelta(minutes=6))


def test_no_part_of_a_ticket_can_be_changed() -> None:
    """Conversation, time and signature hang together, under our key only."""
    ticket = TICKETS.issue(conversation_id="web-1", now=NOW)
    other_key = Tickets(key=b"x" * 32, lasting=timedelta(minutes=5))
    claim, until, signature = ticket.split(".")

    for forged in (
        f"web-2.{until}.{signature}",
        f"{claim}.{int(until) + 1}.{signature}",
        f"{claim}.{until}.{signature[:-2]}AA",
        f"{claim}.{until}.",
        f"{claim}.{until}",
        other_key.issue(conversation_id="web-1", now=NOW),
        None,
        7,
        "",
        "é.1.x",
    ):
        with pytest.raises(TicketRefused):
            TICKETS.conversation(forged, now=NOW)


def test_visitors_cannot_be_guessed_nor_found_from_their_conversation() -> None:
    """256 bits of randomness; the id holds a hash."""
    visitor = new_visitor()

    assert is_visitor(visitor)
    assert new_visitor() != visitor
    assert visitor not in conversation_of(visitor)
    assert len(conversation_of(visitor)) <= 64
    assert not any(map(is_visitor, ("", "a", None, 7, visitor + "=", visitor[:-1])))


def test_masks_are_stable_and_say_nothing() -> None:
    """One conversation can be followed through the log without naming it."""
    assert TICKETS.mask("rest-13800138000") == TICKETS.mask("rest-13800138000")
    assert TICKETS.mask("rest-1") != TICKETS.mask("rest-2")
