from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.period import Period
from bot.domain.period_words import parse_period, parse_periods, without_periods
from bot.domain.unable import PeriodUnclear

TODAY = date(2026, 11, 23)
"""A Monday."""

# What people say -> first day, last day.
SAID = """
这个月                    2026-11-01 2026-11-30
本月                      2026-11-01 2026-11-30
当月                      2026-11-01 2026-11-30
今个月                    2026-11-01 2026-11-30
上个月                    2026-10-01 2026-10-31
上月                      2026-10-01 2026-10-31
上各月                    2026-10-01 2026-10-31
上一个月                  2026-10-01 2026-10-31
上月份                    2026-10-01 2026-10-31
上上个月                  2026-09-01 2026-09-30
上上上个月                2026-08-01 2026-08-31
下个月                    2026-12-01 2026-12-31
本月到现在                2026-11-01 2026-11-23
这个月到目前为止          2026-11-01 2026-11-23
这个月至今                2026-11-01 2026-11-23
今年                      2026-01-01 2026-12-31
今年到现在                2026-01-01 2026-11-23
今年以来                  2026-01-01 2026-11-23
去年                      2025-01-01 2025-12-31
旧年                      2025-01-01 2025-12-31
去年全年                  2025-01-01 2025-12-31
前年                      2024-01-01 2024-12-31
2024年                    2024-01-01 2024-12-31
上半年                    2026-01-01 2026-06-30
下半年                    2026-07-01 2026-12-31
去年上半年                2025-01-01 2025-06-30
第三季度                  2026-07-01 2026-09-30
去年二季度                2025-04-01 2025-06-30
上个季度                  2026-07-01 2026-09-30
本季度                    2026-10-01 2026-12-31
3月                       2026-03-01 2026-03-31
三月份                    2026-03-01 2026-03-31
八月份                    2026-08-01 2026-08-31
11月                      2026-11-01 2026-11-30
12月                      2025-12-01 2025-12-31
十二月份                  2025-12-01 2025-12-31
元月                      2026-01-01 2026-01-31
去年3月                   2025-03-01 2025-03-31
去年的12月                2025-12-01 2025-12-31
2025年10月                2025-10-01 2025-10-31
25年3月                   2025-03-01 2025-03-31
二〇二五年三月            2025-03-01 2025-03-31
2026-10                   2026-10-01 2026-10-31
2026/10                   2026-10-01 2026-10-31
２０２６年１０月          2026-10-01 2026-10-31
2026-10-08                2026-10-08 2026-10-08
2026年10月8日             2026-10-08 2026-10-08
2026-10-01/2026-11-01     2026-10-01 2026-10-31
3到5月                    2026-03-01 2026-05-31
3月到5月                  2026-03-01 2026-05-31
去年3到5月                2025-03-01 2025-05-31
11月到2月                 2025-11-01 2026-02-28
去年12月到今年2月         2025-12-01 2026-02-28
去年12月到2月             2025-12-01 2026-02-28
最近三个月                2026-08-01 2026-10-31
近3个月                   2026-08-01 2026-10-31
前三个月                  2026-08-01 2026-10-31
过去两个月                2026-09-01 2026-10-31
最近半年                  2026-05-01 2026-10-31
近一年                    2025-11-01 2026-10-31
最近半个月                2026-11-08 2026-11-22
最近一周                  2026-11-16 2026-11-22
最近7天                   2026-11-16 2026-11-22
上周                      2026-11-16 2026-11-22
上个礼拜                  2026-11-16 2026-11-22
上个星期                  2026-11-16 2026-11-22
上上周                    2026-11-09 2026-11-15
这周                      2026-11-23 2026-11-29
上周三                    2026-11-18 2026-11-18
上个礼拜天                2026-11-22 2026-11-22
周三                      2026-11-18 2026-11-18
上周末                    2026-11-21 2026-11-22
上周一到周五              2026-11-16 2026-11-20
上周一到上周日            2026-11-16 2026-11-22
今天                      2026-11-23 2026-11-23
昨天                      2026-11-22 2026-11-22
昨晚                      2026-11-22 2026-11-22
前天                      2026-11-21 2026-11-21
大前天                    2026-11-20 2026-11-20
前天到昨天                2026-11-21 2026-11-22
9月8号                    2026-09-08 2026-09-08
九月八日                  2026-09-08 2026-09-08
12月8号                   2025-12-08 2025-12-08
8号                       2026-11-08 2026-11-08
30号                      2026-10-30 2026-10-30
廿号                      2026-11-20 2026-11-20
上个月8号                 2026-10-08 2026-10-08
上个月底                  2026-10-21 2026-10-31
9月上旬                   2026-09-01 2026-09-10
1号到15号                 2026-11-01 2026-11-15
1-15号                    2026-11-01 2026-11-15
9月1号到8号               2026-09-01 2026-09-08
9月1号到现在              2026-09-01 2026-11-23
上个月15号到这个月10号    2026-10-15 2026-11-10
今年1月1日至3月31日       2026-01-01 2026-03-31
春节                      2026-02-16 2026-02-23
去年春节                  2025-01-28 2025-02-04
过年                      2026-02-16 2026-02-23
五一                      2026-05-01 2026-05-05
国庆节                    2026-10-01 2026-10-07
十一                      2026-10-01 2026-10-07
十一月                    2026-11-01 2026-11-30
十一号                    2026-11-11 2026-11-11
元旦                      2026-01-01 2026-01-01
中秋节                    2026-09-25 2026-09-25
夏天                      2026-06-01 2026-08-31
去年夏天                  2025-06-01 2025-08-31
冬天                      2025-12-01 2026-02-28
我想查一下上个月的电费    2026-10-01 2026-10-31
不是上个月，我要这个月到现在的 2026-11-01 2026-11-23
"""  # fmt: skip
TABLE = [line.split() for line in SAID.strip().splitlines()]


def span(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))


@pytest.mark.parametrize(("said", "first", "last"), TABLE, ids=[row[0] for row in TABLE])
def test_words_of_a_period_are_understood(said: str, first: str, last: str) -> None:
    """Whatever way people name a period, its days are the ones they mean."""
    assert parse_period(said, today=TODAY) == span(first, last)


@pytest.mark.parametrize(
    "said",
    [
        *("家里十来天没住人", "给前房东交了两个月电费", "一个月测出来96度", "3号楼", "下午三点"),
        *("用了200度", "第二个怎么那么高", "现在用到第几档", "最近", "", "👍", "3.5元"),
    ],
)
def test_what_is_no_period_gives_none(said: str) -> None:
    """Durations, floors, amounts and ordinals are not mistaken for dates."""
    assert parse_period(said, today=TODAY) is None


@pytest.mark.parametrize(
    ("said", "choices"),
    [
        ("去年冬天", [("2024-12-01", "2025-02-28"), ("2025-12-01", "2026-02-28")]),
        ("8月和10月", [("2026-08-01", "2026-08-31"), ("2026-10-01", "2026-10-31")]),
        ("二月三十号", [("2026-02-01", "2026-02-28")]),
    ],
)
def test_an_ambiguous_period_is_asked_about(said: str, choices: list[tuple[str, str]]) -> None:
    """Where several readings are equally good, the choices are named instead of one guessed."""
    with pytest.raises(PeriodUnclear) as refusal:
        parse_period(said, today=TODAY)

    assert refusal.value.facts["choices"] == tuple(span(*choice) for choice in choices)


@pytest.mark.parametrize("said", ["前几天", "前阵子", "那段时间", "年初用了多少"])
def test_a_vague_time_is_asked_about(said: str) -> None:
    """Nobody can compute 前阵子, so it is never guessed."""
    with pytest.raises(PeriodUnclear):
        parse_period(said, today=TODAY)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("跟去年同期比呢", Period.month(2025, 9)),
        ("再上个月呢", Period.month(2026, 8)),
        ("前一个月", Period.month(2026, 8)),
        ("后一个月", Period.month(2026, 10)),
        ("前一天", Period(date(2026, 8, 31), date(2026, 9, 1))),
        ("那上个月呢", Period.month(2026, 10)),
    ],
)
def test_a_follow_up_leans_on_what_was_spoken_of(said: str, expected: Period) -> None:
    """去年同期 and 前一个月 count from the last topic, 上个月 from today."""
    assert parse_period(said, today=TODAY, anchor=Period.month(2026, 9)) == expected


def test_a_comparison_names_two_periods() -> None:
    """这个月跟去年同期比 gives both, the second counted from the first."""
    periods = parse_periods("这个月跟去年同期比", today=TODAY)

    assert periods == (Period.month(2026, 11), Period.month(2025, 11))


def test_a_list_of_neighbouring_months_is_one_period() -> None:
    """8月和9月 is one span of two months."""
    assert parse_period("8月和9月的电费", today=TODAY) == span("2026-08-01", "2026-09-30")


@pytest.mark.parametrize(
    ("said", "rest"), [("那上个月呢", "那呢"), ("2026-10", ""), ("跟去年同期比呢", "跟比呢")]
)
def test_the_words_of_a_period_can_be_cut_out(said: str, rest: str) -> None:
    """What is left tells whether the customer said anything but a period."""
    assert without_periods(said, today=TODAY) == rest


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 1, 1), date(2025, 12, 31)])
def test_every_expression_is_read_on_awkward_days(today: date) -> None:
    """Leap days and the turn of the year break nothing."""
    for said, *_ in TABLE:
        assert parse_period(said, today=today) is not None
