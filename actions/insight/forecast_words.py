"""A bill forecast in words and as a chart."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from actions import cards, wording
from actions.demo_price import demo_mark, demo_note
from actions.insight.readings_note import readings_note
from actions.turn import Turn
from actions.wording import kwh, phrase, short_day, yuan
from bot.domain.account import Account
from bot.domain.forecast import BillForecast, ForecastKind, PastAccuracy
from bot.domain.period import Period
from bot.domain.unable import NoBill
from bot.services import billing
from bot.services.forecast_models import RULE, YOUNG_DAYS

_W = "forecast_bill."
_SHOWN_BILLS = 5
_ONE = Decimal(1)


def sentences(turn: Turn, found: BillForecast, *, limit: Decimal | None) -> list[str]:
    """The amount with its range, why, and how far past forecasts were off."""
    this = found.kind is ForecastKind.THIS_MONTH
    energy = re.search(wording.words("forecast_bill")["asks_energy"], turn.text)
    basis = _basis(found) if this else phrase(_W + "next_basis")
    return [
        of_limit(found, limit) if limit else "",
        _head(found) + (_energy(found) if energy else ""),
        basis + _tier(found),
        (_past(found.past) if found.past else "") + _doubts(found),
        readings_note(found.provenance),
        demo_note(turn, found.provenance),
    ]


def of_limit(found: BillForecast, limit: Decimal) -> str:
    """Whether a limit will be passed, as sure as it is."""
    if found.so_far_yuan > limit:
        return phrase(
            _W + "limit.passed", day=short_day(found.read_to), yuan=yuan(found.so_far_yuan),
            limit=plain(limit),
        )  # fmt: skip
    if found.yuan.high <= limit:
        key = "below"
    elif found.yuan.low > limit:
        key = "above"
    else:
        key = "perhaps_above" if found.yuan.central > limit else "perhaps_below"
    return phrase(f"{_W}limit.{key}", limit=plain(limit))


def plain(amount: Decimal) -> str:
    """200; 199.50."""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"


def card(turn: Turn, account: Account, found: BillForecast) -> dict[str, Any]:
    """The last bills and the one foreseen with its range."""
    try:
        before = billing.history(
            turn.deps.books, account=account, tariffs=turn.deps.tariffs, now=turn.now,
            months=_SHOWN_BILLS,
        ).bills  # fmt: skip
    except NoBill:
        before = ()
    low, high = _range(found)
    items = [
        cards.item(phrase(_W + "month", month=bill.period), bill.amount_yuan)
        for bill in reversed(before)
        if bill.period.start < found.month.start
    ]
    ahead = cards.item(
        phrase(_W + "label", month=_month(found.month)),
        _whole(found.yuan.central),
        note=phrase(_W + "range_note", low=low, high=high),
        emphasis=True,
        span=(low, high),
    )
    return cards.card(
        "bars", title=phrase(_W + "title"), unit="元", items=[*items, ahead],
        footnote=demo_mark(found.provenance),
    )  # fmt: skip


def _head(found: BillForecast) -> str:
    low, high = _range(found)
    about = phrase(_W + "about", amount=_whole(found.yuan.central))
    key = "sure" if low == high else found.kind.value
    return phrase(f"{_W}head.{key}", month=_month(found.month), yuan=about, low=low, high=high)


def _range(found: BillForecast) -> tuple[Decimal, Decimal]:
    """Whole yuan, never narrower than it is."""
    return (
        found.yuan.low.quantize(_ONE, rounding=ROUND_FLOOR),
        found.yuan.high.quantize(_ONE, rounding=ROUND_CEILING),
    )


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(_ONE, rounding=ROUND_HALF_UP)


def _month(month: Period) -> str:
    return phrase(_W + "month", month=month)


def _energy(found: BillForecast) -> str:
    low, high = found.kwh.low, found.kwh.high
    return phrase(
        _W + "energy", kwh=kwh(_whole(found.kwh.central)), low=_whole(low), high=_whole(high)
    )


def _basis(found: BillForecast) -> str:
    if not found.days_read:
        return phrase(_W + "not_yet")
    rest = found.kwh.central - found.so_far_kwh
    return phrase(
        _W + "so_far",
        day=short_day(found.read_to),
        kwh=kwh(round(found.so_far_kwh, 1)),
        yuan=yuan(found.so_far_yuan),
        days=found.days_left,
        rest=kwh(_whole(rest)),
    )


def _tier(found: BillForecast) -> str:
    if found.crossings:
        return "".join(
            phrase(_W + "crossing", day=short_day(item.day), tier=item.tier)
            for item in found.crossings
        )
    if found.tier is None:
        return ""
    this = found.kind is ForecastKind.THIS_MONTH
    return phrase(_W + ("stays" if this else "stays_next"), tier=found.tier)


def _past(past: PastAccuracy) -> str:
    key = "kept" if past.kept else "backtest"
    told = phrase(
        f"{_W}past.{key}",
        month=_month(past.month),
        told=phrase(_W + "about", amount=_whole(past.told_yuan)),
        actual=yuan(past.actual_yuan),
    )
    if past.months < 2:
        return told
    percent = max(round(past.error_share * 100), 1)
    return told + phrase(_W + "past.mean", months=past.months, percent=percent)


def _doubts(found: BillForecast) -> str:
    if found.days_used < YOUNG_DAYS:
        return phrase(_W + "young", days=found.days_used)
    return phrase(_W + "no_model") if found.model == RULE else ""
