"""这个月大概要交多少; 下个月呢; 会不会超过两百; 超过两百提醒我."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from actions import answering, wording
from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.demo_price import demo_note
from actions.follow_up import read_ask
from actions.insight import bill_limit, forecast_words
from actions.payload import button
from actions.turn import Turn
from actions.wording import kwh, lines, phrase, short_day, yuan
from bot.domain.account import Account
from bot.domain.forecast import BillForecast, ForecastKind
from bot.domain.limit_reading import limit_said
from bot.domain.period import Period
from bot.domain.reply import Button
from bot.domain.unable import NoBill, NotEnoughReadings, PeriodUnclear
from bot.services import billing
from bot.services.bill_limit import limit_of
from bot.services.forecast import bill_forecast, remember

NEXT, OVER = "next", "over"
_W = "forecast_bill."
_SOME_DAYS = 20
_DAY = timedelta(days=1)


class ForecastBill(AccountAction):
    """这个月大概要交多少; 下个月电费能到多少."""

    kind = "forecast_bill"

    def act(self, turn: Turn) -> None:
        """What must not be lost while the account is proven goes into the question."""
        if not turn.in_form and bill_limit.takes(turn):
            return
        limit = limit_said(turn.text)
        if limit is None or turn.in_form:
            super().act(turn)
            return
        try:
            ask = read_ask(turn, self.kind)
        except PeriodUnclear:
            super().act(turn)
        else:
            answering.answer(turn, replace(ask, aspect=f"{OVER}:{limit}"))


@answers("forecast_bill")
def tell_forecast(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The bill of this month or the next, a few days, a season by last year; or a limit."""
    if bill_limit.is_meant(ask):
        bill_limit.tell(turn, ask, account)
        return replace(ask, aspect="")
    asked = _ahead(turn, ask)
    months = _months(turn, asked, ask)
    try:
        if months is None and asked:
            _tell_season(turn, account, asked)
        else:
            _tell(turn, ask, account, months or ForecastKind.THIS_MONTH, asked)
    except NotEnoughReadings as thin:
        _tell_thin(turn, thin)
    return replace(ask, aspect="", period=None)


def _ahead(turn: Turn, ask: Ask) -> Period | None:
    """The coming period that was named; 十二月 is the next December unless the past is meant."""
    asked = ask.period
    back = bool(re.search(wording.words("forecast_bill")["looks_back"], turn.text))
    while asked and not back and asked.end <= turn.today:
        asked = asked.shifted_months(12)
    return asked if asked and asked.end > turn.today else None


def _months(turn: Turn, asked: Period | None, ask: Ask) -> ForecastKind | None:
    """Which bill is meant; None for what lies further ahead."""
    this = Period.month_of(turn.today)
    following = Period.month_of(this.end)
    said_next = bool(re.search(wording.words("forecast_bill")["next_month"], turn.text))
    if ask.aspect == NEXT or (asked is None and said_next):
        return ForecastKind.NEXT_MONTH
    if asked is None or asked.end <= this.end:
        return ForecastKind.THIS_MONTH
    if asked.start >= this.end and asked.end <= following.end:
        return ForecastKind.NEXT_MONTH
    # 这一周 may run over the month's end; a season or a year may not.
    return ForecastKind.THIS_MONTH if asked.days < _SOME_DAYS and asked.start < this.end else None


def _tell(turn: Turn, ask: Ask, account: Account, kind: ForecastKind, asked: Period | None) -> None:
    deps = turn.deps
    found = bill_forecast(
        deps.books, deps.meters, deps.forecasts, account=account, tariffs=deps.tariffs,
        now=turn.now, kind=kind,
    )  # fmt: skip
    remember(deps.books, account=account, forecast=found, now=turn.now)
    side, _, figure = ask.aspect.partition(":")
    limit = Decimal(figure) if side == OVER else None
    told = forecast_words.sentences(turn, found, limit=limit)
    if asked and asked.days < _SOME_DAYS:
        told.insert(0, _some_days(found, asked))
    turn.tell(
        lines(told),
        buttons=_buttons(turn, account, kind),
        card=forecast_words.card(turn, account, found),
        provenance=found.provenance.as_json(),
    )


def _some_days(found: BillForecast, asked: Period) -> str:
    days = [day for day in found.days if day.day in asked]
    if not days:
        return ""
    span = Period(days[0].day, days[-1].day + _DAY)
    energy = sum((day.kwh for day in days), Decimal(0))
    return phrase(_W + "some_days", period=span, kwh=kwh(round(energy, 1)))


def _buttons(turn: Turn, account: Account, kind: ForecastKind) -> list[Button]:
    title, own = _W + "buttons.", ForecastBill.kind
    this = kind is ForecastKind.THIS_MONTH
    other = (
        button(phrase(title + "next"), own, aspect=NEXT)
        if this
        else button(phrase(title + "this"), own, aspect="this")
    )
    warned = limit_of(turn.deps.books, account=account) is not None
    return [
        button(phrase(title + "saving"), "energy_saving", aspect="own"),
        bill_limit.drop_button() if warned else bill_limit.ask_button(),
        other,
    ]


def _tell_season(turn: Turn, account: Account, asked: Period) -> None:
    """What is too far ahead: the bills of the same days a year before."""
    last = asked
    while last.end > turn.today:
        last = last.shifted_months(-12)
    next_button = button(phrase(_W + "buttons.next"), ForecastBill.kind, aspect=NEXT)
    buttons = [next_button, bill_limit.ask_button()]
    try:
        found = billing.history(
            turn.deps.books, account=account, tariffs=turn.deps.tariffs, now=turn.now, period=last
        )
    except NoBill:
        turn.say(_W + "season.none", buttons=buttons, period=asked)
        return
    top = max(found.bills, key=lambda bill: bill.amount_yuan)
    key = "head" if len(found.bills) > 1 else "one"
    head = phrase(
        f"{_W}season.{key}", period=asked, last=last, amount=yuan(found.total_yuan),
        month=top.period, most=yuan(top.amount_yuan),
    )  # fmt: skip
    turn.tell(
        lines([head, phrase(_W + "season.note"), demo_note(turn, found.provenance)]),
        buttons=buttons,
        provenance=found.provenance.as_json(),
    )


def _tell_thin(turn: Turn, thin: NotEnoughReadings) -> None:
    """What is missing, and when it will be there."""
    possible: date = thin.facts["possible_on"]
    soon = phrase(
        _W + "thin.soon", present=thin.facts["days_present"], needed=thin.facts["days_needed"],
        day=short_day(possible),
    )  # fmt: skip
    this = Period.month_of(turn.today)
    so_far = button(phrase(_W + "buttons.so_far"), "query_bill", period=this)
    turn.tell(lines([soon, phrase(_W + "thin.so_far")]), buttons=[so_far])
