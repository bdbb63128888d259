"""The sentences and charts of saving advice, from its figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from actions import cards
from actions.demo_price import demo_mark
from actions.wording import day, kwh, phrase, yuan
from bot.domain.advice import NOTHING, Span, Tip, TipKind, UsePart, Valued
from bot.domain.period import SHANGHAI, Period
from bot.services.advice import DoneCheck, SavingAdvice

_KEY = "energy_saving."
_OFFERS = frozenset({TipKind.PV, TipKind.STORAGE, TipKind.EV_HOME})
_PER_KWH = frozenset({TipKind.LESS, TipKind.SHIFT})
"""Kinds whose yuan are so much for each kWh."""
_FULL_YEAR = 12


def is_offer(tip: Tip) -> bool:
    """Whether it is something to install rather than something to do."""
    return tip.kind in _OFFERS


def head(found: SavingAdvice) -> str:
    """The months the figures stand on, their energy and their cost."""
    months = len(found.use.months)
    key = "year" if months == _FULL_YEAR else "months"
    return phrase(
        f"{_KEY}head.{key}",
        period=span_of(found),
        months=months,
        kwh=kwh(found.whole_kwh.quantize(Decimal(1))),
        amount=yuan(found.use.amount_yuan),
    )


def span_of(found: SavingAdvice) -> Period:
    """The days the figures stand on."""
    return Period(found.use.months[0].period.start, found.use.months[-1].period.end)


def row(place: int, item: Valued) -> str:
    """One tip: what to do, what it saves, what it costs and when that is back."""
    have = phrase(_KEY + "if_have", what=item.tip.if_have) if item.tip.if_have else ""
    back = item.payback_years
    return phrase(
        _KEY + "row",
        place=place,
        name=item.tip.name,
        how=have + item.tip.how,
        yuan=phrase(_KEY + "yuan", months=months(item), span=span(item.saves_yuan)),
        cost=cost(item),
        payback=phrase(_KEY + "payback", span=years(back)) if back else "",
    ) + phrase(_KEY + "end")


def months(item: Valued) -> str:
    """一年, or 5 个月 while readings are young."""
    if item.months == _FULL_YEAR:
        return phrase(_KEY + "a_year")
    return phrase(_KEY + "some_months", months=item.months)


def cost(item: Valued) -> str:
    """What it costs, or that it is free."""
    if item.cost_yuan == NOTHING:
        return phrase(_KEY + "free")
    return phrase(_KEY + "cost", span=span(item.cost_yuan))


def span(found: Span) -> str:
    """43 到 108 元, in whole yuan; one figure where both are the same."""
    low = found.low.to_integral_value(ROUND_FLOOR)
    high = found.high.to_integral_value(ROUND_CEILING)
    if found.high < 1:
        return phrase(_KEY + "span_small")
    if high - low <= 1:
        return phrase(_KEY + "span_one", low=f"{found.high:.0f}")
    return phrase(_KEY + "span", low=f"{low:.0f}", high=f"{high:.0f}")


def years(found: Span) -> str:
    """5 到 8 , whole years up; less than one is half a year."""
    low, high = (value.to_integral_value(ROUND_CEILING) for value in (found.low, found.high))
    if found.high <= Decimal("0.5"):
        return phrase(_KEY + "years_half")
    if low == high:
        return f" {high:.0f} "
    return f" {low:.0f} 到 {high:.0f} "


def not_worth(items: Sequence[Valued]) -> str:
    """What does not pay for this meter, and why; empty when everything pays."""
    if not items:
        return ""
    named = []
    for item in items:
        back = item.payback_years
        why = (
            phrase(_KEY + "not_worth_years", years=years(back))
            if back
            else phrase(_KEY + "not_worth_never")
        )
        named.append(phrase(_KEY + "not_worth_item", name=item.tip.name, why=why))
    return phrase(_KEY + "not_worth", names="、".join(named))


def done_seen(check: DoneCheck) -> str:
    """What the readings say since something was done."""
    change = check.since.change_kwh
    return phrase(
        f"{_KEY}done_seen.{'less' if change <= 0 else 'more'}",
        day=day(check.reply.at.astimezone(SHANGHAI).date()),
        name=check.tip.name,
        kwh=kwh(check.since.period.total_kwh),
        change=kwh(abs(change)),
    )


def reason(found: SavingAdvice, item: Valued) -> list[str]:
    """The arithmetic behind one tip, in plain steps."""
    told = [_shown(found, item)]
    if item.tip.kind in _PER_KWH and item.yuan_per_kwh is not None:
        unit = phrase(_KEY + ("why.moved" if item.tip.kind is TipKind.SHIFT else "why.saved"))
        price = f"{item.yuan_per_kwh:.2f} 元"
        told.append(phrase(_KEY + "why.price", unit=unit, price=price))
    if item.saves_yuan.high > 0:
        said = phrase(_KEY + "why.yuan", months=months(item), span=span(item.saves_yuan))
        told.append(said)
    back = item.payback_years
    if item.cost_yuan.high:
        after = phrase(_KEY + "payback", span=years(back)) if back else ""
        told.append(cost(item).removeprefix("，") + after + phrase(_KEY + "end"))
    return told


def _shown(found: SavingAdvice, item: Valued) -> str:
    """What of the readings the tip works on."""
    kind = item.tip.kind
    facts: dict[str, Any] = {name: _plain(value) for name, value in item.facts.items()}
    key = f"why.{kind.value}"
    if kind is TipKind.LESS:
        key += f".{item.tip.part.value}"
    if kind is TipKind.SHIFT and item.tip.part is UsePart.CAR:
        key = "why.shift_car"
    if kind is TipKind.STORAGE and not item.saves_kwh.high:
        key = "why.storage_none"
    watt = found.use.features["base_w"] if item.tip.part is UsePart.BASE else Decimal(0)
    return phrase(
        _KEY + key,
        months=months(item),
        basis=kwh(item.basis_kwh.quantize(Decimal(1))),
        kwh=_energy(item.saves_kwh),
        watt=f"{watt:.0f}",
        charged=yuan(item.facts.get("charged_yuan", Decimal(0))),
        fed_in=kwh(item.facts.get("fed_in_kwh", Decimal(0)).quantize(Decimal(1))),
        **facts,
    )


def _energy(found: Span) -> str:
    low, high = (f"{value:.0f}" for value in (found.low, found.high))
    return f"{high} 度" if low == high else f"{low} 到 {high} 度"


def _plain(value: Decimal) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def source(item: Valued) -> str:
    """Where shares and costs come from, and whether anybody checked them."""
    tip = item.tip
    cited = f"{tip.source.title} {tip.source.doc_no}".strip()
    checked = "" if tip.verified else phrase(_KEY + "why.unchecked")
    return phrase(_KEY + "why.source", source=cited, checked=checked)


def card(found: SavingAdvice, shown: Sequence[Valued]) -> dict[str, Any]:
    """One bar a tip: its careful saving, the range beside it."""
    return cards.card(
        "bars",
        title=phrase(_KEY + "card.title", months=months(shown[0])),
        unit="元",
        items=[
            cards.item(
                item.tip.name,
                item.saves_yuan.low.to_integral_value(ROUND_FLOOR),
                note=span(item.saves_yuan),
            )
            for item in shown
        ],
        footnote=demo_mark(found.provenance),
    )
