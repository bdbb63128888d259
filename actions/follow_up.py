"""What a message asks in the light of the last topic: 「那上个月呢」, 「第二个怎么那么高」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from actions import hearing, wording
from actions.ask import Ask
from actions.turn import Turn
from bot.domain.chinese_number import PATTERN as NUMBER
from bot.domain.chinese_number import small_number
from bot.domain.period import Period
from bot.domain.period_words import parse_period, parse_periods, without_periods

_NTH = re.compile(rf"第({NUMBER})(?:个|张|笔|条|份|期|行|项|月)?(?!档|季度|天|次|阶)")
_FROM_END = re.compile(rf"(?:倒数第({NUMBER})|最后|最下面)(?:一)?(?:个|张|笔|条|份|期|月)")
_NEIGHBOUR = re.compile(r"(上|前|下|后)(?:面)?一?(个|张|笔|条|份|期)(?!月|礼拜|星期|季度)")
_LAST_MONTH = re.compile(r"上[个各]?月(?!.*月)")
_AGAINST = re.compile(r"比|相比|对比|相差|差多少")
PERIODFUL = frozenset(
    {"query_bill", "explain_bill", "query_usage", "compare_usage", "abnormal_usage"}
)
"""Kinds of question for which 「那上个月呢」 makes sense."""
_AHEAD = "forecast_bill"
"""「那这个月呢」 after a forecast asks for another one; 「那上个月呢」 for a bill."""
_LEANS_ON_BILL = ("explain_bill", "compare_usage")
_LEANING_SIDES = ("daily", "bands")
_BILLISH_DAYS = 20


def read_ask(turn: Turn, kind: str) -> Ask:
    """The question of a message that the brain took for `kind`.

    Raises:
        PeriodUnclear: the words fit several periods.
    """
    topic = turn.topic
    if topic and kind != "abnormal_usage" and _doubts(turn.text, topic):
        return replace(topic, aspect="trust")
    words = turn.entity("time") if not turn.text else turn.text
    anchor = topic.period if topic else None
    periods = parse_periods(words, today=turn.today, anchor=anchor)
    pointed = pointed_at(turn.text, topic)
    aspect = turn.entity("aspect") or hearing.aspect_of(kind, turn.text)
    other = hearing.means_other_account(turn.text)
    stays = topic and _stays(topic, periods, turn.today)
    if topic and stays and (periods or pointed or other) and is_elliptic(turn):
        kind, aspect = topic.kind, "" if topic.aspect == "trust" else topic.aspect
    listed = topic.listed if topic else ()
    ask = Ask(kind=kind, aspect=aspect, account_no=_account_no(turn), listed=listed)
    if kind == "compare_usage":
        return _comparison(ask, periods, pointed, topic, turn)
    if pointed:
        return replace(ask, period=pointed)
    if periods:
        period = parse_period(words, today=turn.today, anchor=anchor)
        if period and period == anchor and is_elliptic(turn) and _LAST_MONTH.search(turn.text):
            # It was just told, as the newest there is: 「那上个月呢」 means the one before it.
            period = period.shifted_months(-1)
        return replace(ask, period=period)
    if other and topic:
        return replace(ask, period=topic.period)
    return replace(ask, period=_inherited(ask, turn.text, topic))


def follow_up(turn: Turn) -> Ask | None:
    """The question of a message whose intent says little, or None when it leans on nothing.

    Raises:
        PeriodUnclear: the words fit several periods.
    """
    topic = turn.topic
    if topic is None:
        return None
    if _doubts(turn.text, topic):
        return replace(topic, aspect="trust")
    if hearing.points_back(turn.text):
        return topic
    said = turn.entity("time") if not turn.text else turn.text
    named = parse_periods(said, today=turn.today, anchor=topic.period)
    cue = hearing.cue_of(turn.text)
    leans = (
        named
        or pointed_at(turn.text, topic)
        or hearing.means_other_account(turn.text)
        or (cue and hearing.is_deictic(turn.text))
    )
    kind = cue or (topic.kind if _stays(topic, named, turn.today) else "query_bill")
    return read_ask(turn, kind) if leans else None


def _stays(topic: Ask, periods: Sequence[Period], today: date) -> bool:
    """Whether naming another period asks the same of it."""
    if topic.kind == _AHEAD:
        return bool(periods) and periods[-1].end > today
    return topic.kind in PERIODFUL


def _doubts(text: str, topic: Ask) -> bool:
    """「我没多用啊」 after an explanation."""
    return topic.kind == "explain_bill" and hearing.aspect_of(topic.kind, text) == "trust"


def is_elliptic(turn: Turn) -> bool:
    """Whether a message names a period or a place in a list and nothing else: 「那上个月呢」."""
    if not turn.text:
        return False
    anchor = turn.topic.period if turn.topic else None
    rest = without_periods(turn.text, today=turn.today, anchor=anchor)
    rest = re.sub(wording.words("hearing")["other_account"], "", rest)
    for pattern in (_NTH, _FROM_END, _NEIGHBOUR):
        rest = pattern.sub("", rest)
    return hearing.is_filler(rest)


def pointed_at(text: str, topic: Ask | None) -> Period | None:
    """The listed or neighbouring period that an ordinal points at."""
    if topic is None or not text:
        return None
    if match := _NTH.search(text):
        return _nth(topic.listed, small_number(match[1]) - 1)
    if match := _FROM_END.search(text):
        return _nth(topic.listed, -(small_number(match[1]) if match[1] else 1))
    match = _NEIGHBOUR.search(text)
    if match and topic.period and topic.period.days >= _BILLISH_DAYS:
        return topic.period.shifted_months(-1 if match[1] in "上前" else 1)
    return None


def _nth(listed: tuple[Period, ...], place: int) -> Period | None:
    return listed[place] if -len(listed) <= place < len(listed) else None


def _comparison(
    ask: Ask, periods: tuple[Period, ...], pointed: Period | None, topic: Ask | None, turn: Turn
) -> Ask:
    """Two periods: the one spoken of and the one it is held against."""
    spoken_of = topic.period if topic and not topic.is_list else None
    if len(periods) >= 2:
        return replace(ask, period=periods[0], than=periods[1])
    named = pointed or (periods[0] if periods else None)
    if named is None:
        return replace(ask, period=spoken_of, than=topic.than if topic else None)
    if spoken_of is None and "同期" in turn.text:
        return replace(ask, aspect="last_year")
    if spoken_of and _is_year(named) and not _is_year(spoken_of):
        named = spoken_of.shifted_months(12 * (named.start.year - spoken_of.start.year))
    against = _AGAINST.search(turn.text) or "同期" in turn.text or turn.entity("aspect") == "than"
    if against and not re.search(r"^[^比]*环比", turn.text):
        return replace(ask, period=spoken_of if spoken_of != named else None, than=named)
    return replace(ask, period=named)


def _is_year(period: Period) -> bool:
    return period.start.day == period.start.month == 1 and period.shifted_months(12).start == (
        period.end
    )


def _inherited(ask: Ask, text: str, topic: Ask | None) -> Period | None:
    """The period of the topic, when the words lean on it without naming it."""
    if topic is None or topic.period is None or topic.is_list:
        return None
    billish = topic.period.days >= _BILLISH_DAYS
    leans = ask.kind in _LEANS_ON_BILL or ask.aspect in _LEANING_SIDES
    if hearing.is_deictic(text) or (leans and billish):
        return topic.period
    return None


def _account_no(turn: Turn) -> str:
    return turn.entity("account_no") if not turn.text else hearing.listen(turn.text).account_no
