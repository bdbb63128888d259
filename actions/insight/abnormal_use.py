"""用电突然多了; 没人住还在走: what stands out, the likely reason, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from actions import cards, wording
from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.payload import button
from actions.turn import Turn
from actions.usage import begun, quality
from actions.wording import day, kwh, lines, phrase, short_day, weekday
from bot.domain.account import Account
from bot.domain.anomaly import Anomaly, AnomalyKind
from bot.domain.period import Period
from bot.domain.reply import Button
from bot.domain.usage import kwh as from_wh
from bot.services.anomaly import Abnormal, abnormal
from bot.services.usage import Usage, usage

CHECK = "check"
_DAY = timedelta(days=1)
_LOOK_BACK = 60 * _DAY
_MOST_TOLD = 2
_NEAR_PERCENT = 10
_W = "abnormal."


class AbnormalUsage(AccountAction):
    """用电突然多了; 没人住还在走."""

    kind = "abnormal_usage"


@answers("abnormal_usage")
def tell_abnormal(turn: Turn, ask: Ask, account: Account) -> Ask:
    """What stands out with its figures, or that nothing does; the steps to look at home."""
    if ask.aspect == CHECK:
        turn.say(_W + "check", buttons=[_to_meter_check(), _to_danger()])
        return ask
    asked = ask.period or Period(turn.today - _LOOK_BACK, turn.today)
    found = abnormal(
        turn.deps.books, turn.deps.meters, account=account, now=turn.now, until=asked.end
    )
    # A single month hides a jump on its first day; the weeks before it show it.
    span = begun(Period(min(asked.start, asked.end - _LOOK_BACK), asked.end), turn)
    daily = usage(turn.deps.meters, account=account, period=span, now=turn.now)
    vacant = bool(re.search(wording.words("abnormal")["vacant"], turn.text))
    turn.tell(
        lines(
            [
                _head(found),
                _expected(found),
                *_findings(found),
                _base(
                    found, vacant=bool(re.search(wording.words("abnormal")["vacant"], turn.text))
                ),
                _night(daily),
                quality(found.provenance),
                _next(found, vacant=vacant),
            ]
        ),
        buttons=_buttons(found),
        card=_card(daily, found.findings),
        provenance=found.provenance.as_json(),
    )
    return ask.about(asked)


def _head(found: Abnormal) -> str:
    days = found.days_measured
    return phrase(
        _W + "head",
        until=day(found.looked_at.last_day),
        days=days,
        energy=kwh(found.energy_kwh),
        mean=kwh((found.energy_kwh / days).quantize(Decimal("0.01"))),
    )


def _expected(found: Abnormal) -> str:
    """The energy that these days' weather let expect, and how far off it was."""
    if not found.expected_kwh:
        return ""
    change = round((found.energy_kwh / found.expected_kwh - 1) * 100)
    key = "near" if abs(change) < _NEAR_PERCENT else "above" if change > 0 else "below"
    return phrase(
        f"{_W}expected.{key}", expected=kwh(round(found.expected_kwh, 1)), percent=abs(change)
    )


def _findings(found: Abnormal) -> list[str]:
    if not found.findings:
        return [phrase(_W + "nothing")]
    told = []
    for one in found.findings[:_MOST_TOLD]:
        told += [_finding(one), phrase(f"{_W}reasons.{one.reason.value}")]
    return told


def _finding(one: Anomaly) -> str:
    since = short_day(one.since)
    if one.until is None:
        when = phrase(_W + "since", since=since)
    else:
        when = phrase(_W + "span", since=since, last=short_day(one.until - _DAY))
    return phrase(
        f"{_W}kinds.{one.kind.value}",
        when=when,
        watts=_tens(one.base_after_w - one.base_before_w),
        base_before=_tens(one.base_before_w),
        base_after=_tens(one.base_after_w),
        before=kwh(round(from_wh(one.before_wh), 1)),
        after=kwh(round(from_wh(one.after_wh), 1)),
        extra=kwh(round(from_wh(abs(one.extra_wh)), 1)),
        days=one.days,
    )


def _tens(watts: int) -> int:
    """A power as exact as it is known."""
    return round(watts, -1)


def _base(found: Abnormal, *, vacant: bool) -> str:
    key = "base_vacant" if vacant else "base"
    return phrase(_W + key, watts=_tens(found.base_w), energy=kwh(round(found.base_kwh_a_day, 1)))


def _night(daily: Usage) -> str:
    """What runs while everybody sleeps."""
    nights = [item.night_kwh for item in daily.days[-30:]]
    mean = sum(nights, Decimal(0)) / len(nights)
    return phrase(_W + "night", energy=kwh(mean.quantize(Decimal("0.01"))))


def _next(found: Abnormal, *, vacant: bool) -> str:
    """What to do; where nothing is wrong, how to make sure."""
    kinds = {one.kind for one in found.findings}
    if AnomalyKind.LEAK in kinds:
        return phrase(_W + "next.leak")
    if vacant:
        return phrase(_W + "check")
    return phrase(_W + ("next.look" if kinds else "next.calm"))


def _buttons(found: Abnormal) -> list[Button]:
    own_check = button(phrase(_W + "buttons.check"), "abnormal_usage", aspect=CHECK)
    compared = button(phrase(_W + "buttons.compare"), "compare_usage")
    kinds = {one.kind for one in found.findings}
    if AnomalyKind.LEAK in kinds:
        return [own_check, _to_danger(), _to_meter_check()]
    if AnomalyKind.METER_STOPPED in kinds:
        return [button(phrase(_W + "buttons.meter_fault"), "meter_fault"), _to_meter_check()]
    return [own_check, compared, _to_meter_check()]


def _to_meter_check() -> Button:
    return button(phrase(_W + "buttons.meter_check"), "meter_check")


def _to_danger() -> Button:
    return button(phrase(_W + "buttons.leak"), "safety_hazard")


def _card(daily: Usage, findings: Sequence[Anomaly]) -> dict[str, Any]:
    """One bar a day; the days that stand out are marked."""
    return cards.card(
        "bars",
        title=phrase(_W + "title", period=daily.period),
        unit="度",
        items=[
            cards.item(
                f"{item.day.month}/{item.day.day}",
                item.kwh,
                note=weekday(item.day),
                emphasis=any(_shows(one, item.day) for one in findings[:_MOST_TOLD]),
            )
            for item in daily.days
        ],
        footnote=quality(daily.provenance),
    )


def _shows(one: Anomaly, on: date) -> bool:
    return one.since <= on and (one.until is None or on < one.until)
