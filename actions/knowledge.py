"""Answers to general questions, from the published articles."""

from __future__ import annotations

import re

from actions import articles, wording
from actions.turn import Turn
from bot.domain.article import Entry
from bot.domain.reply import Button
from bot.services.knowledge import Answered, Nearest, answered

LONGEST_TITLE = 18
ALL_BUT_CERTAIN = 0.9
WHOLE_QUESTION = 8
"""Characters; a shorter question leans on what was just told: 「怎么算的」."""
TELL_RULES = frozenset({"tariff_query", "late_fee"})
"""Intents whose own action tells the rule, with figures."""


def answers_generally(turn: Turn, intent: str) -> bool:
    """Answer a question about the rule that comes as a wish about one's own account.

    「欠费多久会被停电」 needs no proof. True when it was answered: search is sure, and the topic
    has an article that leads on to this very intent. Who has proven an account is more likely to
    ask about it, so then search must be all but certain.
    """
    if intent in TELL_RULES or not asks(turn):
        return False
    leans = turn.topic is not None and len(turn.text) < WHOLE_QUESTION
    if leans or re.search(wording.words("knowledge")["own"], turn.text):
        return False
    found = turn.deps.knowledge.search(turn.text, today=turn.today)
    if not found.sure or found.hits[0].confidence < _needed(turn):
        return False
    topic = found.hits[0].entry.topic
    leads_here = any(e.topic == topic and e.more == intent for e in turn.deps.articles.entries())
    if leads_here:
        _tell_answered(turn, answered(found, now=turn.now))
    return leads_here


def asks(turn: Turn) -> bool:
    """Whether the words are a question of their own."""
    return bool(turn.text) and re.search(wording.words("cases")["asks"], turn.text) is not None


def _needed(turn: Turn) -> float:
    return ALL_BUT_CERTAIN if turn.proven_numbers else 0.0


def answer(turn: Turn, *, or_nearest: bool = False) -> bool:
    """Say what an article answers; else, where wanted, offer the nearest. False for neither."""
    if not turn.text:
        return False
    found = turn.deps.knowledge.answer(turn.text, now=turn.now)
    if isinstance(found, Answered):
        _tell_answered(turn, found)
        return True
    if or_nearest and isinstance(found, Nearest):
        buttons = [_as_button(hit.entry) for hit in found.hits]
        buttons += [Button(*pair) for pair in wording.buttons_of("knowledge.not_these")]
        turn.say("knowledge.nearest", buttons=buttons, provenance=found.provenance.as_json())
        return True
    return False


def open_tapped(turn: Turn) -> bool:
    """The article of a tapped button; False when the tap named none."""
    entry_id = turn.entity("article") if not turn.text else ""
    if not entry_id:
        return False
    entry = turn.deps.knowledge.entry(entry_id, today=turn.today)
    if entry is None:
        turn.say("knowledge.gone")
    else:
        tell(turn, entry)
    return True


def tell(
    turn: Turn,
    entry: Entry,
    *,
    beside: list[Button] | None = None,
    provenance: dict[str, object] | None = None,
) -> None:
    """One answer, where it comes from, the way on, and what else it may have been."""
    titles = wording.words("knowledge")["more"]
    onward = [Button(titles[entry.more], f"/{entry.more}")] if entry.more in titles else []
    turn.tell(
        articles.entry_text(entry),
        buttons=[*onward, *(beside or [])],
        provenance=provenance,
    )


def _tell_answered(turn: Turn, found: Answered) -> None:
    others = [_as_button(entry) for entry in found.beside]
    tell(turn, found.entry, beside=others, provenance=found.provenance.as_json())


def _as_button(entry: Entry) -> Button:
    return Button(entry.title[:LONGEST_TITLE], f'/inform{{"article":"{entry.entry_id}"}}')
