"""Satisfaction with finished work: asked once, taken from a button or from plain words."""

from __future__ import annotations

import re

from actions import wording
from actions.orders import asker
from actions.turn import Turn
from actions.wording import phrase
from bot.domain.reply import Button
from bot.domain.unable import AlreadyRated
from bot.domain.work_order import WorkOrder
from bot.services import order_change

_TAPPED = re.compile(r"rate:([A-Z]{2}\d+):([1-5])")
_SERVED_FIRST = frozenset({"safety_hazard", "human_agent", "cancel", "goodbye"})
_LONGEST = 12
"""Characters; a longer message is about something else."""
_CONTENT_WITH = 3
"""Fewer stars offer a person."""


def ask_once(turn: Turn, order: WorkOrder) -> None:
    """Ask for stars unless they were asked for already, or something else is under way."""
    if (
        not turn.loop
        and not turn.cases
        and not turn.has_said(phrase("rating.ask", number=order.number))
    ):
        ask(turn, order)


def ask(turn: Turn, order: WorkOrder) -> None:
    """Five buttons; the number of the order travels in each."""
    titles = wording.words("rating")["stars"]
    buttons = [
        Button(str(title), f'/inform{{"case_choice":"rate:{order.number}:{stars}"}}')
        for stars, title in titles.items()
    ]
    turn.say("rating.ask", number=order.number, buttons=buttons)


def takes(turn: Turn) -> bool:
    """Take a tapped star, or words like 「很满意」 right after stars were asked for."""
    if turn.intent in _SERVED_FIRST:
        return False
    tapped = _TAPPED.fullmatch(turn.entity("case_choice")) if not turn.text else None
    if tapped:
        rate(turn, tapped[1], int(tapped[2]))
        return True
    number = _asked_for(turn)
    stars = stars_in(turn.text) if number else 0
    if stars:
        rate(turn, number, stars)
    return bool(stars)


def stars_in(text: str) -> int:
    """1 to 5, or 0 where the words are no rating."""
    if not text or len(text) > _LONGEST:
        return 0
    for stars, pattern in wording.words("rating")["said"]:
        if re.search(pattern, text):
            return int(stars)
    return 0


def rate(turn: Turn, number: str, stars: int) -> None:
    """Keep the stars; few of them offer a person.

    Raises:
        OrderUnproven, RatingTooEarly, OrderClosed: see `order_change.rate`.
    """
    try:
        order_change.rate(
            turn.deps.books, number=number, asker=asker(turn), stars=stars, now=turn.now
        )
    except AlreadyRated:
        turn.say("unable.already_rated")
        return
    if stars < _CONTENT_WITH:
        turn.say("rating.sorry", buttons="rating.sorry_buttons")
    else:
        turn.say("rating.thanks")


def _asked_for(turn: Turn) -> str:
    """The order whose stars were asked for in the turn before; empty for none."""
    events = turn.tracker.events
    heard = [place for place, event in enumerate(events) if event.get("event") == "user"]
    begin, end = ([0, 0, *heard])[-2:]
    for event in events[begin:end]:
        for button in (event.get("data") or {}).get("buttons") or ():
            found = re.search(r"rate:([A-Z]{2}\d+):", str(button.get("payload") or ""))
            if event.get("event") == "bot" and found:
                return found[1]
    return ""
