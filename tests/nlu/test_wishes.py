from __future__ import annotations

import pytest

from bot.nlu.wishes import close_ones, cut, meant, wishes_in

KNOWN = {
    "查下上个月电费": "query_bill",
    "电费多少啊": "query_bill",
    "查电费": "query_bill",
    "峰谷怎么开": "tou_switch",
    "我家什么时候来电": "restore_time",
    "用到第几档了": "query_tier",
    "户号是3501000000017": "inform",
    "你好": "greeting",
    "看看欠不欠费": "query_arrears",
    "气死我了": "complaint",
    "我要投诉": "complaint",
}


def read(text: str) -> tuple[str, float]:
    """A classifier that knows a few sentences."""
    return (KNOWN[text], 0.95) if text in KNOWN else ("nlu_fallback", 0.4)


def parts(text: str) -> list[str]:
    """The words of the parts."""
    return [text[part.start : part.end] for part in cut(text)]


def wishes(text: str) -> list[tuple[str, str]]:
    """The wishes, words and intents."""
    found = wishes_in(text, read=read, sure=0.5)
    return [(text[one.start : one.end], one.intent) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("查下上个月电费,顺便问下峰谷怎么开", ["查下上个月电费", "峰谷怎么开"]),
        ("电费多少啊还有我家什么时候来电", ["电费多少啊", "我家什么时候来电"]),
        ("先查电费,再看看欠不欠费", ["查电费", "看看欠不欠费"]),
        ("电费多少?什么时候来电", ["电费多少", "什么时候来电"]),
        ("卡里还有多少钱", ["卡里还有多少钱"]),
        ("电费交到另一个户号了", ["电费交到另一个户号了"]),
        ("另外一套呢", ["另外一套呢"]),
        ("查电费", ["查电费"]),
    ],
)
def test_a_message_is_cut_where_another_wish_may_begin(text: str, expected: list[str]) -> None:
    """At connectives and between questions, never inside a phrase that looks like one."""
    assert parts(text) == expected


def test_two_requests_are_two_wishes() -> None:
    """In the order they were said."""
    assert wishes("查下上个月电费,顺便问下峰谷怎么开") == [
        ("查下上个月电费", "query_bill"),
        ("峰谷怎么开", "tou_switch"),
    ]


def test_letting_off_steam_is_no_second_wish() -> None:
    """A complaint is one where something is said to be complained about."""
    assert wishes("查电费!!气死我了") == []
    assert wishes("查电费,另外我要投诉") == [("查电费", "query_bill"), ("我要投诉", "complaint")]


def test_what_is_no_wish_belongs_to_the_one_before() -> None:
    """A number said after a connective leaves one wish."""
    assert wishes("查电费,对了户号是3501000000017") == []
    assert wishes("查电费,对了户号是3501000000017,还有用到第几档了") == [
        ("查电费,对了户号是3501000000017", "query_bill"),
        ("用到第几档了", "query_tier"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "查电费,顺便查电费",
        "我家那个电视,还有我家什么时候来电",
        "查电费,另外帮我订张票",
        "查电费",
    ],
)
def test_anything_unsure_leaves_the_message_whole(text: str) -> None:
    """Twice the same, a first part that says nothing, a second that is not ours."""
    assert wishes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不是查电费,是查停电", "查停电"),
        ("不是要交电费,我要查用电量", "查用电量"),
        ("我要查停电不是查电费", "查停电"),
        ("你们不是说马上到吗", None),
        ("犹豫要不要开峰谷", None),
        ("表是不是坏了", None),
        ("不是3501000000017,是3501000000025", None),
        ("查电费", None),
    ],
)
def test_what_is_meant_is_told_from_what_is_not(text: str, expected: str | None) -> None:
    """「不是…，是…」 in either order; a doubt or a quotation is no such thing."""
    part = meant(text)

    assert (text[part.start : part.end] if part else None) == expected


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        ([("late_fee", 0.53), ("forecast_bill", 0.46)], ("late_fee", "forecast_bill")),
        ([("late_fee", 0.7), ("forecast_bill", 0.3)], ()),
        ([("late_fee", 0.2), ("forecast_bill", 0.18)], ()),
        ([("late_fee", 0.5), ("chitchat", 0.45)], ()),
        (
            [("pv_grid", 0.36), ("pay_bill", 0.33), ("meter_fault", 0.3)],
            ("pv_grid", "pay_bill", "meter_fault"),
        ),
        ([], ()),
    ],
)
def test_close_requests_are_named_and_clear_ones_are_not(
    ranking: list[tuple[str, float]], expected: tuple[str, ...]
) -> None:
    """Only among requests, only when they are near each other and likely together."""
    assert close_ones(ranking, margin=0.2, least=0.6) == expected
