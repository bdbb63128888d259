"""Energy held against another period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from actions import cards, wording
from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.insight.comparison_reason import weather_reason
from actions.payload import button
from actions.turn import Turn
from actions.wording import kwh, lines, period, phrase
from bot.domain.account import Account
from bot.domain.period import Period, add_months
from bot.domain.unable import NotEnoughReadings
from bot.services.usage import Comparison, compare

_DAY = timedelta(days=1)


class CompareUsage(AccountAction):
    """跟去年同期比, 环比同比."""

    kind = "compare_usage"

    def act(self, turn: Turn) -> None:
        """With one's own past; other people's energy is not shown to anyone."""
        if re.search(wording.words("hearing")["neighbours"], turn.text):
            own = button(phrase("usage.buttons.compare"), self.kind)
            check = button(phrase("usage.buttons.abnormal"), "abnormal_usage")
            turn.say("usage.compare.neighbours", buttons=[own, check])
            return
        super().act(turn)


@answers("compare_usage")
def tell_comparison(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The period against the one asked for, or against the one before and a year before."""
    asked = ask.period or _default(turn, ask.than)
    earlier = [ask.than] if ask.than else _usual(asked)
    if ask.aspect == "last_year":
        earlier = earlier[-1:]
    found: list[Comparison] = []
    absent: list[Period] = []
    for other in earlier:
        try:
            found.append(
                compare(
                    turn.deps.meters, account=account, period=asked, earlier=other, now=turn.now
                )
            )
        except NotEnoughReadings as thin:
            if thin.facts["period"] == asked:
                raise
            absent.append(other)
    if not found:
        raise NotEnoughReadings(period=earlier[0], days_present=0, days_needed=1)
    turn.tell(
        lines(
            [
                _head(found[0], asked),
                *map(_against, found),
                *map(_absent, absent),
                weather_reason(turn, account, found[0]),
                _fair(found),
            ]
        ),
        card=_card(found),
        provenance=found[0].period.provenance.as_json(),
    )
    return Ask(kind=ask.kind, period=asked, than=ask.than)


def _default(turn: Turn, than: Period | None) -> Period:
    """What is held against `than` when nothing was said: the month after it, or the last one."""
    last = Period.month_of(add_months(turn.today.replace(day=1), -1))
    return Period.month_of(turn.today) if than == last else last


def _usual(asked: Period) -> list[Period]:
    """The period just before, and the same a year earlier."""
    if asked.start.day == 1 and (asked.last_day + _DAY).day == 1:
        months = (asked.end.year - asked.start.year) * 12 + asked.end.month - asked.start.month
        before = asked.shifted_months(-months)
    else:
        before = Period(asked.start - asked.days * _DAY, asked.start)
    return [before, asked.shifted_months(-12)]


def _head(found: Comparison, asked: Period) -> str:
    key = "head" if found.period.period == asked else "head_days"
    return phrase(
        f"usage.compare.{key}",
        period=asked,
        days=found.days_compared,
        energy=kwh(found.period.total_kwh),
    )


def _against(found: Comparison) -> str:
    change = found.change_kwh
    key = "more" if change > 0 else "less" if change < 0 else "same"
    if found.change_percent is None:
        key = "plain_more"
    elif change and abs(found.change_percent) < 1:
        key = "close"
    return phrase(
        f"usage.compare.{key}",
        earlier=found.earlier.period,
        before=kwh(found.earlier.total_kwh),
        change=kwh(abs(change)),
        percent=abs(found.change_percent or 0),
    )


def _absent(missing: Period) -> str:
    return phrase("usage.compare.missing", earlier=missing)


def _fair(found: Sequence[Comparison]) -> str:
    first = found[0]
    if first.period.period.days == first.earlier.period.days and not first.period.complete:
        return phrase("usage.compare.same_days", days=first.days_compared)
    return ""


def _card(found: Sequence[Comparison]) -> dict[str, object]:
    own = found[0].period
    items = [
        cards.item(period(one.earlier.period), one.earlier.total_kwh) for one in reversed(found)
    ]
    items.append(cards.item(period(own.period), own.total_kwh, emphasis=True))
    return cards.card("bars", title=phrase("usage.title_compare"), unit="度", items=items)
