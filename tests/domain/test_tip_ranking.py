"""Which tip comes first, after what its customer said."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.account import SupplyClass
from bot.domain.advice import NOTHING, Reply, Span, Tip, TipKind, TipReply, Valued
from bot.domain.period import SHANGHAI
from bot.domain.source import Source
from bot.domain.tip_ranking import NOT_FOR_ME_LASTS, Ranked, ranked

NOW = datetime(2026, 7, 20, 12, tzinfo=SHANGHAI)


def worth(code: str, yuan: int, *, cost: int = 0, about: str = "", if_have: str = "") -> Valued:
    tip = Tip(
        code,
        code,
        "做",
        TipKind.LESS,
        frozenset(SupplyClass),
        Source("书"),
        False,
        about=about,
        if_have=if_have,
        lasts_years=Decimal(10),
    )
    return Valued(
        tip=tip,
        saves_yuan=Span(Decimal(yuan), Decimal(yuan)),
        saves_kwh=NOTHING,
        cost_yuan=Span(Decimal(cost), Decimal(cost)),
        months=12,
        basis_kwh=Decimal(0),
    )


def said(code: str, reply: Reply, *, days_ago: int = 1) -> TipReply:
    return TipReply("3501", "C1", code, reply, NOW - timedelta(days=days_ago), "test")


def order(found: list[Valued], *replies: TipReply) -> Ranked:
    return ranked(found, replies, tips={item.tip.code: item.tip for item in found}, now=NOW)


def codes(found: Ranked) -> list[str]:
    return [item.tip.code for item in found.worth]


def test_the_larger_net_saving_comes_first() -> None:
    """100 yuan a year for 900 yuan over ten years is 10 net; 20 free yuan beat it."""
    found = order([worth("bought", 100, cost=900), worth("free", 20)])

    assert codes(found) == ["free", "bought"]


def test_what_does_not_pay_stands_apart() -> None:
    """50 yuan a year never pay 1000 within ten years."""
    found = order([worth("dear", 50, cost=1000), worth("free", 1)])

    assert codes(found) == ["free"]
    assert [item.tip.code for item in found.not_worth] == ["dear"]


def test_what_the_meter_shows_beats_what_one_may_have() -> None:
    """Nobody knows whether there is a water heater."""
    assert codes(order([worth("heater", 30, if_have="热水器"), worth("base", 20)])) == [
        "base",
        "heater",
    ]


def test_done_is_hidden_for_good_and_listed() -> None:
    """Also after years."""
    found = order([worth("a", 10), worth("b", 5)], said("a", Reply.DONE, days_ago=900))

    assert codes(found) == ["b"]
    assert [reply.tip_code for reply in found.done] == ["a"]


@pytest.mark.parametrize(("days_ago", "told"), [(1, False), (NOT_FOR_ME_LASTS.days + 1, True)])
def test_not_for_me_holds_for_a_year(days_ago: int, told: bool) -> None:
    """Homes change."""
    found = order([worth("a", 10)], said("a", Reply.NOT_FOR_ME, days_ago=days_ago))

    assert ("a" in codes(found)) is told


def test_a_refused_subject_falls() -> None:
    """The other tip on the heater counts half; a third subject passes it."""
    tips = [worth("timer", 30, about="heater"), worth("valley", 28, about="heater")]
    tips.append(worth("led", 20, about="light"))

    assert codes(order(tips)) == ["timer", "valley", "led"]
    assert codes(order(tips, said("timer", Reply.NOT_FOR_ME))) == ["led", "valley"]


def test_done_does_not_lower_its_subject() -> None:
    """Who cleaned the filter may well turn the air conditioner up too."""
    tips = [worth("filter", 30, about="ac"), worth("degree", 28, about="ac"), worth("led", 20)]

    assert codes(order(tips, said("filter", Reply.DONE))) == ["degree", "led"]


def test_the_newest_reply_counts() -> None:
    """Refused, then taken back."""
    replies = [said("a", Reply.NOT_FOR_ME, days_ago=9), said("a", Reply.AGAIN, days_ago=2)]

    assert codes(order([worth("a", 10)], *reversed(replies))) == ["a"]
