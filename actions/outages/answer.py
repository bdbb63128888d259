"""From a question about supply to its answer, asking where only when nothing tells."""

from __future__ import annotations

import re
from datetime import timedelta

from actions import orders, wording
from actions.cases.opening import open_case
from actions.outages import event, looking, telling
from actions.outages.looking import Look
from actions.places import UNCLEAR, label
from actions.turn import Turn
from bot.domain.coming_day import coming_day
from bot.domain.outage import OutageKind
from bot.domain.period import Period
from bot.domain.place import names_in, squeeze
from bot.domain.unable import AreaUnknown, PlaceUnclear

NOW, PLANNED, RESTORE = "outage_now", "planned_outage", "restore_time"
ASKS = (NOW, PLANNED, RESTORE)
PLACE_CASE = "outage_place"


def answer(turn: Turn, what: str) -> None:
    """Answer for the place, number or account that is meant; otherwise ask which."""
    period = day_in(turn, turn.text) if what == PLANNED else None
    try:
        look = looking.in_words(turn, period=period)
    except PlaceUnclear as unclear:
        ask_which(turn, what, unclear)
        return
    if look is None and _goes_on(turn, what):
        if what != PLANNED and tell_event(turn, when_first=what == RESTORE):
            return
        spoken = event.spoken_of(turn)
        look = looking.again(turn, spoken, period=period) if spoken else None
    named = "" if look else unknown_name(turn)
    if named:
        turn.say("outage.unknown", place=named)
    elif look is None and not asks_street(turn):
        look = _home(turn, period)
    if look is None:
        ask_where(turn, what)
    else:
        tell(turn, what, look, period)


def tell(turn: Turn, what: str, look: Look, period: Period | None = None) -> None:
    """Say what is known there, and keep it in mind."""
    event.keep(turn, look.spoken)
    if not look.exact:
        turn.say("outage.named", place=look.label)
    known = telling.current_of(look)
    if what == PLANNED and not (known and known.outage.kind is OutageKind.PLANNED):
        telling.tell_planned(turn, look, period)
    elif known:
        telling.tell_known(turn, known, when_first=what == RESTORE)
    else:
        telling.tell_none(turn, look)


def tell_event(turn: Turn, *, when_first: bool) -> bool:
    """Say how the outage spoken of stands now; False when none is in mind."""
    spoken = event.spoken_of(turn)
    known = looking.at_event(turn, spoken) if spoken else None
    if spoken is None or known is None:
        return False
    event.keep(turn, event.Spoken(known.outage.outage_id, spoken.place, spoken.number))
    telling.tell_known(turn, known, when_first=when_first)
    return True


def ask_where(turn: Turn, what: str) -> None:
    """Open the one question: where."""
    case = next((case for case in turn.cases if case.kind == PLACE_CASE), None)
    if case is None and not turn.replies:
        turn.say("outage.hello" if what == PLANNED else "outage.empathy")
    street = {"street": "1"} if asks_street(turn) else {}
    words = {"words": turn.text} if what == PLANNED else {}
    open_case(turn, PLACE_CASE, what=what, **street, **words)


def ask_which(turn: Turn, what: str, unclear: PlaceUnclear) -> None:
    """Several places fit: let the customer choose."""
    names = "|".join(label(place) for place in unclear.facts["choices"][:5])
    open_case(turn, PLACE_CASE, what=what, choices=UNCLEAR + names)


def unknown_name(turn: Turn) -> str:
    """A place that is named as places are, but that no list knows; empty for none."""
    names = names_in(squeeze(turn.text))
    return names[-1].name if names else ""


def asks_street(turn: Turn) -> bool:
    """「我们这条街」: a street that nobody named."""
    return re.search(wording.words("outage")["asks_street"], turn.text) is not None


def _home(turn: Turn, period: Period | None) -> Look | None:
    """Supply of the proven account; where nobody recorded where it hangs, say so."""
    try:
        return looking.at_home(turn, period=period)
    except AreaUnknown:
        turn.say("outage.area_unknown")
        return None


def _goes_on(turn: Turn, what: str) -> bool:
    """Whether the message leans on the outage spoken of."""
    spoken = event.spoken_of(turn)
    if spoken is None or asks_street(turn):
        return False
    other_home = looking.means_home(turn) and bool(spoken.place) and event.is_the_topic(turn)
    return what == RESTORE or not other_home or not orders.asker(turn).account_numbers


def day_in(turn: Turn, words: str) -> Period | None:
    """The day to come that the words name; None for the days that are announced anyway."""
    day = coming_day(words, today=turn.today)
    return Period(day, day + timedelta(days=1)) if day else None
