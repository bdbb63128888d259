"""The brain's memory of conversations."""

from __future__ import annotations

import asyncio

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.recent_trackers import RecentTrackerStore

DOMAIN = Domain.from_dict(
    {
        "intents": ["greeting"],
        "slots": {"topic": {"type": "any", "mappings": [{"type": "custom"}]}},
    }
)


def talk(store: RecentTrackerStore, who: str, turns: int = 1) -> DialogueStateTracker | None:
    """Some turns of one conversation, saved; what the store makes of it afterwards."""
    tracker = asyncio.run(store.get_or_create_tracker(who, append_action_listen=False))
    for turn in range(turns):
        tracker.update(UserUttered("你好", intent={"name": "greeting"}))
        tracker.update(SlotSet("topic", {"turn": turn}))
        tracker.update(ActionExecuted("action_listen"))
    asyncio.run(store.save(tracker))
    return asyncio.run(store.retrieve(who))


def test_the_conversation_spoken_with_longest_ago_is_forgotten() -> None:
    """Memory stays bounded however many customers come."""
    store = RecentTrackerStore(DOMAIN, conversations=2)
    for who in ("first", "second", "first", "third"):
        talk(store, who)

    assert list(store.store) == ["first", "third"]


def test_a_long_conversation_keeps_its_newest_events_and_slots() -> None:
    """What was set last survives the trimming."""
    store = RecentTrackerStore(DOMAIN, events=30)

    kept = talk(store, "long", turns=50)

    assert kept is not None
    assert len(kept.events) == 30
    assert kept.get_slot("topic") == {"turn": 49}
