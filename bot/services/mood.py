"""The mood of a conversation, read from its log: for whoever hands it over or takes it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.conversation import Speaker
from bot.domain.mood import Mood, mood_in
from bot.storage import conversations, messages
from bot.storage.books import Books

_PAGE = 200
"""Messages looked at, the newest ones; an anger of long ago is over."""


@dataclass(frozen=True)
class Standing:
    """How the customer feels, and where it shows."""

    mood: Mood
    seq: int
    """The newest message that shows it; 0 while the customer is calm."""

    @property
    def is_urgent(self) -> bool:
        """Whether a person should come first."""
        return self.mood.is_urgent


def standing(books: Books, *, conversation_id: str) -> Standing:
    """The strongest mood of the customer's recent messages. The log is the record of it."""
    with books.service(writing=False) as session:
        known = conversations.find(session, conversation_id=conversation_id)
        since = max((known.last_seq if known else 0) - _PAGE, 0)
        log = messages.after(session, conversation_id=conversation_id, seq=since)
    shown = [
        (mood_in(message.reply.text), message.seq)
        for message in log
        if message.speaker is Speaker.CUSTOMER and message.payload is None
    ]
    mood, seq = max(shown, default=(Mood.CALM, 0))
    return Standing(mood, seq if mood is not Mood.CALM else 0)
