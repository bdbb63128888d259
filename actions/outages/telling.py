"""What is said about an outage: the answer first, then why, until when, and how old the word is."""

from __future__ import annotations

from actions import wording
from actions.orders import clock
from actions.outages.looking import Known, Look
from actions.turn import Turn
from actions.wording import lines, phrase, short_day, weekday
from bot.domain.outage import EstimateRecord, Outage, OutageKind
from bot.domain.period import SHANGHAI, Period
from bot.domain.unable import OutageFeedMissing, OutageFeedStale

ENOUGH = 10
"""Estimates before it is said how often they held."""
_MOST_PLANNED = 3


def current_of(look: Look) -> Known | None:
    """The outage that goes on there."""
    state = look.state
    if state.current is None:
        return None
    return Known(state.current, state.record, state.feed, state.provenance, look.label)


def tell_known(turn: Turn, known: Known, *, when_first: bool = False, head: str = "") -> None:
    """One outage: ongoing, over, or still to come."""
    outage = known.outage
    if not outage.is_open:
        _tell_over(turn, known)
        return
    if outage.is_upcoming(turn.now):
        turn.tell(lines([head, *planned_rows((outage,), known.label)]))
        return
    what = [_what(outage, known.label), _since(turn, outage)]
    until = [_until(turn, outage, known.record)]
    said = [*until, *what] if when_first else [*what, *until]
    turn.tell(
        lines([head, *said, _age(turn, known)]),
        buttons="outage.known_buttons" if outage.outage_id else "outage.unproven_buttons",
        provenance=known.provenance.as_json(),
    )


def tell_planned(turn: Turn, look: Look, period: Period | None) -> None:
    """Announced outages of the days asked for, or until when none is announced."""
    state = look.state
    if state.planned:
        rows = planned_rows(state.planned[:_MOST_PLANNED], look.label)
        turn.tell(
            lines([*rows, phrase("outage.planned.prepare")]),
            buttons="outage.planned_buttons",
            provenance=state.provenance.as_json(),
        )
        return
    if not _says_stale(turn, look):
        until = min(period.last_day, state.announced.last_day) if period else None
        turn.say(
            "outage.planned.none",
            place=look.label,
            day=short_day(until or state.announced.last_day),
            provenance=state.provenance.as_json(),
        )


def tell_none(turn: Turn, look: Look) -> None:
    """Nothing is known to be off: said only where the word is fresh; then what to look at."""
    state = look.state
    if _says_stale(turn, look):
        return
    restored = state.restored[0] if state.restored else None
    nearby = state.nearby[0] if state.nearby else None
    as_of = clock(state.feed.as_of or turn.now, turn.now)
    said = [phrase("outage.none", place=look.label, at=as_of)]
    if restored and restored.restored_at:
        said.append(phrase("outage.back", at=clock(restored.restored_at, turn.now)))
    elif nearby and nearby.scope:
        said.append(phrase("outage.nearby", scope=nearby.scope))
    said.append(phrase("outage.check"))
    turn.tell(lines(said), buttons="outage.none_buttons", provenance=state.provenance.as_json())


def planned_rows(planned: tuple[Outage, ...], label: str) -> list[str]:
    """One line for each announced outage."""
    return [_planned_row(outage, label) for outage in planned]


def _planned_row(outage: Outage, label: str) -> str:
    begins = outage.begins_at.astimezone(SHANGHAI)
    ends = outage.ends_at.astimezone(SHANGHAI) if outage.ends_at else None
    until = ""
    if ends:
        same = ends.date() == begins.date()
        until = f"{ends:%H:%M}" if same else wording.moment(ends)
    return phrase(
        "outage.planned.row" if until else "outage.planned.row_open",
        day=f"{short_day(begins.date())}（{weekday(begins.date())}）",
        start=f"{begins:%H:%M}",
        end=until,
        scope=outage.scope or label,
        cause=phrase("outage.planned.cause", cause=outage.cause) if outage.cause else "",
    )


def _what(outage: Outage, label: str) -> str:
    if outage.kind is OutageKind.SUSPECTED:
        return phrase("outage.suspected", place=label)
    planned = outage.kind is OutageKind.PLANNED
    said = phrase(f"outage.{'works' if planned else 'out'}", place=label)
    cause = phrase("outage.cause", cause=outage.cause) if outage.cause else ""
    scope = phrase("outage.scope", scope=outage.scope) if outage.scope else ""
    return f"{said}{cause}{scope}。"


def _since(turn: Turn, outage: Outage) -> str:
    crew = phrase(f"outage.crew.{outage.crew.value}") if outage.crew else ""
    return phrase("outage.since", at=clock(outage.begins_at, turn.now), crew=crew)


def _until(turn: Turn, outage: Outage, record: EstimateRecord | None) -> str:
    if outage.ends_at is None:
        suspected = outage.kind is OutageKind.SUSPECTED
        return phrase("outage.until_checked" if suspected else "outage.until_unknown")
    if outage.is_overdue(turn.now):
        return phrase("outage.overdue", at=clock(outage.ends_at, turn.now))
    held = ""
    if record and record.count >= ENOUGH:
        held = phrase("outage.held", count=record.count, kept=record.kept)
    return phrase("outage.until", at=clock(outage.ends_at, turn.now), held=held)


def _age(turn: Turn, known: Known) -> str:
    as_of = known.outage.as_of
    if known.outage.kind is OutageKind.SUSPECTED:
        return phrase("outage.no_need_suspected")
    key = "outage.age_stale" if known.feed.stale else "outage.age"
    return phrase(key, at=clock(as_of, turn.now))


def _tell_over(turn: Turn, known: Known) -> None:
    restored = known.outage.restored_at
    if restored:
        turn.say(
            "outage.restored",
            place=known.label,
            at=clock(restored, turn.now),
            buttons="outage.none_buttons",
            provenance=known.provenance.as_json(),
        )
    else:
        turn.say("outage.withdrawn", place=known.label, buttons="outage.none_buttons")


def _says_stale(turn: Turn, look: Look) -> bool:
    """Say that the word is too old, or that there is none; False when it is fresh."""
    try:
        look.state.require_word_of_none()
    except (OutageFeedStale, OutageFeedMissing) as old:
        turn.say(f"unable.{old.code}", buttons="outage.unproven_buttons", **old.facts)
        return True
    return False
