"""Closed formats read by rule."""

from __future__ import annotations

import pytest
from bot.nlu.formats import find
from bot.nlu.normalizer import normalize

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
    ("12月到2月用了多少", [("time", "12月到2月", "12月到2月")]),
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
