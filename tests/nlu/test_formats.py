"""Closed formats read by rule."""

from __future__ import annotations

import re

import pytest
import yaml

from bot.nlu.formats import find
from bot.nlu.normalizer import normalize
from tests.nlu import lines

CASES = [
    ("户号3501234567", [("account_no", "3501234567", "3501234567")]),
    ("户号是三五零幺二三四五六七", [("account_no", "三五零幺二三四五六七", "3501234567")]),
    ("3501 2345 67", [("account_no", "3501 2345 67", "3501234567")]),
    ("幺三八洞洞幺三八洞洞洞", [("phone", "幺三八洞洞幺三八洞洞洞", "13800138000")]),
    ("138-0013-8000", [("phone", "138-0013-8000", "13800138000")]),
    ("表号0023456789", [("meter_no", "0023456789", "0023456789")]),
    ("工单号BX20250611", [("order_no", "BX20250611", "BX20250611")]),
    ("658123", [("code", "658123", "658123")]),
    ("验证码是 889911", [("code", "889911", "889911")]),
    ("后四位302x", [("code", "302x", "302X")]),
    ("九零三四幺二", [("code", "九零三四幺二", "903412")]),
    ("三块二", [("amount", "三块二", "3.2")]),
    ("一百八十六块五", [("amount", "一百八十六块五", "186.5")]),
    ("3200元", [("amount", "3200元", "3200")]),
    ("428块5毛", [("amount", "428块5毛", "428.5")]),
    ("充了三百没到账", [("amount", "三百", "300")]),
    ("充100", [("amount", "100", "100")]),
    ("用了2100度", [("energy", "2100度", "2100")]),
    ("一度电多少钱", []),
    ("空调开26度", []),
    ("晚上用电便宜吗", []),
    ("21kw的桩", [("power", "21kw", "21kw")]),
    ("10千伏", [("voltage", "10千伏", "10千伏")]),
    ("两个月没人住", [("duration", "两个月", "两个月")]),
    ("那上个月呢", [("time", "上个月", "上个月")]),
    ("上上个月的", [("time", "上上个月", "上上个月")]),
    ("去年同期呢", [("time", "去年同期", "去年同期")]),
    (
        "去年12月到今年2月",
        [("time", "去年12月", "去年12月到今年2月"), ("time", "今年2月", "去年12月到今年2月")],
    ),
    ("去年的呢", [("time", "去年", "去年")]),
    ("国庆期间", [("time", "国庆", "国庆")]),
    ("快一点", []),
    ("一块二一度", [("amount", "一块二", "1.2")]),
    ("3块多一度", [("amount", "3块多", "3")]),
    ("读数08652", [("energy", "08652", "08652")]),
    ("打12345", []),
    ("昨天下午三点到五点", [("time", "昨天下午三点到五点", "昨天下午三点到五点")]),
    ("二〇二四年三月", [("time", "二〇二四年三月", "二〇二四年三月")]),
    ("这个月一号到现在", [("time", "这个月一号到现在", "这个月一号到现在")]),
    ("第二个怎么那么高", [("ordinal", "第二个", "第二个")]),
    ("第二档多少钱", []),
    ("3号楼停电了", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_reads_what_has_one_reading(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Entity, exact span of the raw text, canonical value."""
    normal = normalize(text)

    found = [
        (f.entity, normal.raw[slice(*normal.raw_span(f.start, f.end))], f.value)
        for f in find(normal.text)
    ]

    assert found == expected


PERIODS = lines.ROOT / "tests" / "domain" / "period_expressions"
NOT_MARKED = re.compile(
    r"^(?:[春夏秋冬][天季]|202405|去年三伏|上个越|尚个月|上个礼败|第三继度|作天"
    r"|那几天|那阵子|那段时间|年[前后]|后一个月)$"
)
"""What the period's own reading understands but no rule marks: a bare season, a vague word that
leans on something said before, mishearings that are other words too, a bare code."""


def _said(kind: str) -> list[str]:
    blocks = [
        block
        for path in sorted(PERIODS.glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    said = [row[0] for block in blocks for row in block.get(kind, ())]
    return sorted({words for words in said if not NOT_MARKED.match(words)})


@pytest.mark.parametrize("text", [*_said("means"), *_said("asks")])
def test_every_expression_of_a_period_is_marked_as_time(text: str) -> None:
    """What the bot can read as a period, the brain finds: in the message and as one of ours."""
    assert "time" in {f.entity for f in find(normalize(text).text)}


@pytest.mark.parametrize(
    "text",
    [
        *("每周三停一次电", "一周三次跳闸", "建设路88号", "平安里12号", "五一路那个营业厅"),
        *("清明桥小区", "住了18年了", "用了10年的老表", "下大雪停电了", "晚上", "3.5-4.5度"),
        *("提前几天通知", "心里有数", "夏天的阶梯和冬天一样吗"),
    ],
)
def test_what_only_looks_like_a_time_is_not_marked(text: str) -> None:
    """Addresses, durations, frequencies, weather and parts of the day are no time."""
    assert "time" not in {f.entity for f in find(normalize(text).text)}
