"""Conversations the brain has in mind: the most recent ones, in memory, bounded.

The brain needs a conversation only to continue it. What was said is in the bot's log and who may
see what is in `services.access`, so nothing is lost for good when a conversation is forgotten: the
next message simply begins without a topic. Rasa's own in-memory store never forgets and turns a
conversation into text and back on every turn, and its SQL store writes every turn to disk; see
docs/decisions/0003-conversations-stay-in-memory.md.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Any

from rasa.core.tracker_store import InMemoryTrackerStore

if TYPE_CHECKING:
    from rasa.core.brokers.broker import EventBroker
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker


class RecentTrackerStore(InMemoryTrackerStore):
    """Keeps the `conversations` spoken with last, each with its slots and last `events` events.

    Trackers are kept as they are: the bot lets one turn of a conversation run at a time, so nobody
    else changes what was handed out. An open form is read from the events (about 15 a turn).
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        conversations: int = 2000,
        events: int = 200,
        **_: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self.store: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._events = events
        self._conversations = conversations

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Remember a conversation and forget the one not spoken with for longest."""
        await self.stream_events(tracker)
        if tracker.events.maxlen != self._events:
            # Rasa makes a new conversation without the limit its store was given.
            tracker._max_event_history = self._events
            tracker.events = deque(tracker.events, self._events)
        self.store[tracker.sender_id] = tracker
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self._conversations:
            self.store.popitem(last=False)

    async def _retrieve(
        self, sender_id: str, fetch_all_sessions: bool
    ) -> DialogueStateTracker | None:
        return self.store.get(sender_id)
