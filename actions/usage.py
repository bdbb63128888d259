"""Energy used: totals, days, months; the meter and the tier."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from actions import cards
from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.bands import tell_bands
from actions.demo_price import demo_note
from actions.meaning import tell_meaning
from actions.payload import button
from actions.turn import Turn
from actions.wording import day, kwh, lines, moment, period, phrase, short_day, weekday
from bot.domain.account import Account
from bot.domain.period import Period
from bot.domain.provenance import Provenance
from bot.domain.reply import Button
from bot.services.tier import tier
from bot.services.usage import Usage, latest_reading, usage

_DAY = timedelta(days=1)
MOST_BARS = 45
"""Longer periods are shown month by month."""


class QueryUsage(AccountAction):
    """How many kWh in a day, a month, a period."""

    kind = "query_usage"


@answers("query_usage")
def tell_usage(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The total with its dates, the daily mean and the largest day, with a chart."""
    asked = ask.period or Period.month_of(turn.today)
    if asked.start > turn.today:
        turn.say("usage.future", period=asked)
        return ask.about(asked)
    if ask.aspect == "bands":
        return tell_bands(turn, ask, account, begun(asked, turn))
    found = usage(turn.deps.meters, account=account, period=begun(asked, turn), now=turn.now)
    if asked.days == 1:
        told = [
            phrase(
                "usage.one_day",
                day=day(asked.start),
                weekday=weekday(asked.start),
                energy=kwh(found.total_kwh),
            )
        ]
    else:
        told = _total(found, asked)
    turn.tell(
        lines([*told, quality(found.provenance)]),
        buttons=_buttons(asked),
        card=chart(found) if asked.days > 1 else None,
        provenance=found.provenance.as_json(),
    )
    return ask.about(asked)


def begun(asked: Period, turn: Turn) -> Period:
    """The days of a period that are over, or today when it starts today."""
    over = Period(asked.start, max(turn.today, asked.start + _DAY))
    return asked.overlap(over) or asked


def _total(found: Usage, asked: Period) -> list[str]:
    first, last = found.days[0].day, found.days[-1].day
    top = found.top_days[0]
    return [
        phrase(
            "usage.total_dates" if _says_days(asked, last) else "usage.total",
            period=asked,
            first=short_day(first),
            last=short_day(last),
            energy=kwh(found.total_kwh),
        ),
        phrase("usage.running", last=short_day(last)) if last < asked.last_day else "",
        phrase(
            "usage.mean",
            mean=kwh(found.daily_mean_kwh),
            top=f"{short_day(top.day)}{weekday(top.day)}",
            top_energy=kwh(top.kwh),
        ),
    ]


def _says_days(asked: Period, last: date) -> bool:
    """Whether the period's own words name its first and last day already."""
    return last == asked.last_day and not asked.start.day == asked.end.day == 1


def quality(provenance: Provenance) -> str:
    """How far the readings can be trusted; empty when all are actual."""
    return lines(
        [
            phrase(f"usage.{name}", days=days) if days else ""
            for name, days in (
                ("estimated", provenance.days_estimated),
                ("missing", provenance.days_missing),
            )
        ]
    )


def chart(found: Usage) -> dict[str, Any]:
    """Bars by day, or by month when there are many days."""
    return daily_card(found) if len(found.days) <= MOST_BARS else monthly_card(found)


def daily_card(found: Usage) -> dict[str, Any]:
    """One bar a day; the largest three stand out."""
    top = {item.day for item in found.top_days}
    return cards.card(
        "bars",
        title=phrase("usage.title_days", period=found.period),
        unit="度",
        items=[
            cards.item(
                f"{item.day.month}/{item.day.day}",
                item.kwh,
                note=weekday(item.day),
                emphasis=item.day in top and len(found.days) > len(top),
            )
            for item in found.days
        ],
        footnote=quality(found.provenance),
    )


def monthly_card(found: Usage) -> dict[str, Any]:
    """One bar a calendar month."""
    months: dict[Period, Decimal] = {}
    for item in found.days:
        month = Period.month_of(item.day)
        months[month] = months.get(month, Decimal(0)) + item.kwh
    return cards.card(
        "bars",
        title=phrase("usage.title_months", period=found.period),
        unit="度",
        items=[cards.item(period(month), total) for month, total in months.items()],
        footnote=quality(found.provenance),
    )


def _buttons(asked: Period) -> list[Button]:
    words = "usage.buttons."
    buttons = [button(phrase(words + "compare"), "compare_usage", period=asked)]
    if asked.is_calendar_month:
        before = Period.month_of(asked.start - _DAY)
        buttons.append(button(phrase(words + "previous"), "query_usage", period=before))
    buttons.append(button(phrase(words + "abnormal"), "abnormal_usage"))
    return buttons


class QueryTier(AccountAction):
    """用到第几档了, 离下一档还差多少."""

    kind = "query_tier"

    def act(self, turn: Turn) -> None:
        """What tiers are is no secret; how far this account is, is."""
        if not tell_meaning(turn):
            super().act(turn)


@answers("query_tier")
def tell_tier(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The tier reached, what is left of it, and when counting begins anew."""
    found = tier(
        turn.deps.books,
        turn.deps.meters,
        account=account,
        tariffs=turn.deps.tariffs,
        now=turn.now,
    )
    place = found.position
    read_to = found.provenance.readings.last_day if found.provenance.readings else turn.today
    prices: dict[str, Any] = {
        "price": f"{place.price_yuan} 元",
        "next_price": f"{place.next_price_yuan} 元",
    }
    left = kwh(place.left_kwh) if place.left_kwh is not None else ""
    told = [
        phrase(
            f"usage.tier.{'year' if found.by_year else 'month'}",
            first=day(place.cycle.start),
            last=short_day(read_to),
            used=kwh(place.used_kwh),
            tier=place.tier,
            tiers=place.tiers,
        ),
        phrase(f"usage.tier.{'left' if left else 'last'}", left=left, **prices),
        phrase("usage.tier.reset", day=day(place.cycle.end)),
        demo_note(turn, found.provenance),
    ]
    turn.tell(lines(told), provenance=found.provenance.as_json())
    return ask


class MeterReading(AccountAction):
    """电表走到多少了, 抄表的来过没有."""

    kind = "meter_reading"


@answers("meter_reading")
def tell_reading(turn: Turn, ask: Ask, account: Account) -> Ask:
    """When the meter was last read, and how to read it oneself."""
    found = latest_reading(turn.deps.meters, account=account, now=turn.now)
    told = [
        phrase(
            "usage.reading.latest",
            tail=found.meter_no[-4:],
            at=moment(found.at),
            energy=kwh(found.day_kwh),
        ),
        phrase("usage.reading.estimated") if found.estimated else "",
        phrase("usage.reading.how"),
    ]
    turn.tell(lines(told), provenance=found.provenance.as_json())
    return ask
