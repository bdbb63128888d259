"""Where a customer means, and what is known about supply there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions import orders, places, wording
from actions.hearing import listen
from actions.outages.event import Spoken
from actions.turn import Turn
from bot.domain.account import Account
from bot.domain.outage import EstimateRecord, FeedAge, Outage
from bot.domain.period import Period
from bot.domain.provenance import Provenance
from bot.domain.unable import PlaceUnclear
from bot.services import access, outage
from bot.services.outage import SupplyState


@dataclass(frozen=True)
class Look:
    """What is known about supply somewhere."""

    spoken: Spoken
    state: SupplyState
    exact: bool = True
    """False when the place was not said as it is written: name it to the customer."""

    @property
    def label(self) -> str:
        """How to call the place."""
        if self.spoken.place:
            return self.spoken.place
        return wording.phrase("outage.this_number" if self.spoken.number else "outage.your_home")


@dataclass(frozen=True)
class Known:
    """One outage with what can be said around it."""

    outage: Outage
    record: EstimateRecord | None
    feed: FeedAge
    provenance: Provenance
    label: str


def in_words(turn: Turn, *, period: Period | None = None) -> Look | None:
    """Supply of the place or account number that the message names; None when it names neither.

    Raises:
        PlaceUnclear: several places fit. Facts: heard, choices.
        AccountNoMalformed, AccountNotFound, AreaUnknown: as services.outage.
    """
    text = turn.text or turn.entity("case_choice") or turn.entity("address")
    found = places.found_in(turn, text)
    if len(found) > 1:
        raise PlaceUnclear(heard=text, choices=found)
    if found:
        return at_place(turn, text, period=period)
    number = listen(turn.text).account_no or turn.entity("account_no")
    return at_number(turn, number, period=period) if number else None


def at_place(turn: Turn, text: str, *, period: Period | None = None) -> Look:
    """Supply of the place that the words mean.

    Raises:
        PlaceUnknown, PlaceUnclear: as services.gazetteer.
    """
    deps = turn.deps
    place, state = outage.by_place(
        deps.books, text=text, now=turn.now, period=period, rules=deps.outage_rules
    )
    return Look(_spoken(state, place=places.label(place, room=False)), state, exact=place.exact)


def at_number(turn: Turn, number: str, *, period: Period | None = None) -> Look:
    """Supply of an account number; without a proof only whether it is off.

    Raises:
        AccountNoMalformed, AccountNotFound, AreaUnknown: as services.outage.
    """
    deps = turn.deps
    if number in orders.asker(turn).account_numbers:
        account = access.account_for(
            deps.books,
            conversation_id=turn.conversation_id,
            account_no=number,
            now=turn.now,
            purpose="outage",
        )
        return of_account(turn, account, period=period)
    state = outage.by_account_no(
        deps.books,
        conversation_id=turn.conversation_id,
        account_no=number,
        now=turn.now,
        period=period,
        rules=deps.outage_rules,
    )
    return Look(Spoken(number=number), state)


def at_home(turn: Turn, *, period: Period | None = None) -> Look | None:
    """Supply of the proven account; None before proof.

    Raises:
        AreaUnknown: nobody recorded where it hangs.
    """
    account = orders.proven_account(turn, "outage")
    return of_account(turn, account, period=period) if account else None


def of_account(turn: Turn, account: Account, *, period: Period | None = None) -> Look:
    """Supply of an account that access gave.

    Raises:
        AreaUnknown: nobody recorded where it hangs.
    """
    deps = turn.deps
    state = outage.by_account(
        deps.books, account=account, now=turn.now, period=period, rules=deps.outage_rules
    )
    return Look(_spoken(state), state)


def at_event(turn: Turn, spoken: Spoken) -> Known | None:
    """The outage spoken of as it stands now; None when it is not known any more."""
    if not spoken.event_id:
        return None
    found = outage.event(
        turn.deps.books, outage_id=spoken.event_id, now=turn.now, rules=turn.deps.outage_rules
    )
    if found is None:
        return None
    label = spoken.place or wording.phrase("outage.your_home")
    return Known(found.outage, found.record, found.feed, found.provenance, label)


def again(turn: Turn, spoken: Spoken, *, period: Period | None = None) -> Look | None:
    """A new look at the place spoken of."""
    if spoken.number:
        return at_number(turn, spoken.number, period=period)
    if spoken.place:
        return at_place(turn, spoken.place, period=period)
    return at_home(turn, period=period)


def means_home(turn: Turn) -> bool:
    """「我家」: the customer's own place, not the one spoken of."""
    return re.search(wording.words("places")["own"], turn.text) is not None


def _spoken(state: SupplyState, *, place: str = "") -> Spoken:
    told = state.current or (state.restored[0] if state.restored else None)
    return Spoken(event_id=told.outage_id if told else "", place=place)


def names_place(turn: Turn) -> bool:
    """Whether the message names a place or an account number."""
    return bool(places.found_in(turn, turn.text) or listen(turn.text).account_no)
