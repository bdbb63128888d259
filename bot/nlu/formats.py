"""Closed formats: what has one right reading is read by rule, not learned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlu.numerals import SPOKEN_DIGITS, digits, money_yuan, number
from bot.nlu.times import time_spans


@dataclass(frozen=True, order=True)
class Found:
    """One entity in a normal text: half-open span, entity name, canonical value."""

    start: int
    end: int
    entity: str
    value: str


_S = SPOKEN_DIGITS
_NUMERIC = frozenset(SPOKEN_DIGITS + "十百千万几半俩仨")
_CN = "零一二两三四五六七八九十百千万俩仨"
_NUM = (
    rf"(?:\d+(?:\.\d+)?(?:万|千|百)?(?:[一二三四五六七八九]|\d(?=[块元度]"
    rf"))?|[{_CN}半]+(?:点[{_CN}]+)?)"
)
_ROUGH = r"(?:几|多|来|余|好几)?"
_CUE_ACCOUNT = (
    r"(?:户号|户名号|客户号|客户编号|用户编号|用户号|缴费号|缴费编号|"
    r"用电编号|用电户号|编号|卡号|户头)"
)
_CUE_METER = r"(?:表号|电表号码?|表计号|电能表编?号|电表编号|资产号|表的?编号)"
_CUE_ORDER = r"(?:工单号?|单号|受理号|申请号|报修号|流水号|订单号|申请编号|工单编号|回单号)"
_IS = r"(?:码|就)?(?:是|为|:|的)?"
_CUE_CODE = r"(?:验证码|校验码|动态码|短信码|密码|后四位|末四位|尾号|最后四位|后4位|身份证(?:号)?)"
_MEASURE = "度千瓦字米个户天人年月日号岁次平楼栋点里层分小时倍吨斤台块元毛角家%百万k"


def _numbers(text: str) -> Iterator[Found]:
    for match in re.finditer(rf"{_CUE_ORDER}{_IS}[, ]?([a-z]{{0,6}}\d{{4,20}})", text):
        yield Found(*match.span(1), "order_no", match[1].upper())
    for match in re.finditer(r"(?<![a-z0-9])(?!kw|kva)[a-z]{1,6}\d{4,18}(?!\d)", text):
        yield Found(*match.span(), "order_no", match[0].upper())
    for match in re.finditer(rf"{_CUE_METER}{_IS}[, ]?(\d{{6,22}}|[{_S}]{{6,22}})", text):
        yield Found(*match.span(1), "meter_no", digits(match[1]))
    for match in re.finditer(
        rf"{_CUE_ACCOUNT}{_IS}[, ]?((?:\d[- ]?){{7,12}}\d|[{_S}]{{8,13}})(?!\d)", text
    ):
        yield Found(*match.span(1), "account_no", digits(match[1]))
    for match in re.finditer(r"(?<!\d)(?:\+?86-?)?1[3-9]\d-?\d{4}-?\d{4}(?!\d)", text):
        yield Found(*match.span(), "phone", digits(match[0])[-11:])
    for match in re.finditer(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)", text):
        yield Found(*match.span(), "phone", match[0])
    for match in re.finditer(
        rf"(?<![{_S}])[幺一][三四五六七八九拐勾][{_S}]{{9}}(?![{_S}十百千万])", text
    ):
        yield Found(*match.span(), "phone", digits(match[0]))
    for match in re.finditer(
        rf"(?<![\d.])(?:\d[- ]?){{9,12}}\d(?![\d.])|(?<![{_S}])[{_S}]{{10,13}}(?![{_S}十百千万])",
        text,
    ):
        yield Found(*match.span(), "account_no", digits(match[0]))


def _codes(text: str) -> Iterator[Found]:
    pattern = rf"(?:\d{{6}}|\d{{3}}[\dx]|[{_S}]{{6}}|[{_S}]{{3}}(?:[{_S}]|x|叉|艾克斯))"
    bare = text.strip(" .,!?。")
    whole = re.fullmatch(
        rf"(?:是|就是|嗯|好的?|喏|给你|来了)?[, ]?({pattern})(?:[哈啊呀吧了哦])?", bare
    )
    if whole:
        at = text.index(whole[1])
        yield Found(at, at + len(whole[1]), "code", _code(whole[1]))
    for match in re.finditer(
        rf"{_CUE_CODE}(?:我)?(?:收到了?)?(?:号码?)?{_IS}[, ]?({pattern})(?![\d年元块度])", text
    ):
        yield Found(*match.span(1), "code", _code(match[1]))


def _code(text: str) -> str:
    return digits(text.replace("叉", "x").replace("艾克斯", "x")).upper()


_MONEY_UNIT = r"(?:元|块钱?|圆|rmb)"
_MONEY = re.compile(
    rf"(?:-?{_NUM}{_ROUGH}{_MONEY_UNIT}(?:零?(?:[{_CN}]|\d)(?:毛|角)"
    rf"?(?:[{_CN}]|\d)?分?(?:(?=[一1]度)|(?![{_CN}\d个万度天户口]))"
    rf")?(?:钱|整|多)?"
    rf"|[{_CN}\d]+[毛角](?:[{_CN}]|\d)?分?钱?|[{_CN}几\d]+分钱|几[十百千万]"
    rf"[块元]钱?|好几[十百千万]+(?:多)?(?:块钱?|元)?)"
)
_BARE_MONEY = re.compile(
    r"(?:充值?|给|要|收了|打了|涨到|超过|到|来|交|缴|扣|存|付|买|退|"
    r"补|收|转|花|欠|余额|电费|显示|账单|金额|充进去|打)(?:我|他|费|"
    r"款|扣|你们|值|钱)?(?:了|是|为|上|进去|的|才|只有?|怎么|变成|"
    r"又|成)?(?:我)?"
    rf"(?!12345|95598|12398)(-?\d+(?:\.\d+)?|[{_CN}]*[百千万][{_CN}]"
    rf"*多?|[二三四五六七八九]?十[一二三四五六七八九]?)(?![\d.{_MEASURE}]"
    rf")"
)
_ROUND_MONEY = re.compile(
    rf"(?<![\d第{_CN}])(?:[一二两三四五六七八九几\d]+[百千万](?:零?[一二两三四五六七八"
    rf"九](?:十[一二三四五六七八九]?)?)?多?)(?![{_MEASURE}{_CN}兆伏瓦匹安公亩kvw]"
    rf")"
)
_ENERGY = re.compile(
    rf"(?<![块元毛])(?:(?:好)?(?:{_NUM}{_ROUGH}|几[十百千]多?|好几[十百千]"
    rf")(?:度|kwh|千瓦时|个字|字))(?!电(?:多少|几|怎么|要多|卖|价)|"
    rf"数|角|春|秋|夏|冬|假)"
)
_READING = re.compile(
    r"(?:读数|示数|表上?(?:显示|走到|数字|的?数)|止码|起码|示值|抄的?|"
    r"表码)(?:现在)?(?:是|为|:|到|到了)?(\d{3,7}(?:\.\d+)?)(?![\d元块年月]"
    r")"
)
_POWER = re.compile(
    rf"(?:{_NUM}{_ROUGH}(?:kva|kw(?!h)|mw|千伏安|千瓦(?!时)|兆瓦|瓦(?!时)|w(?![a-z])|匹))"
)
_VOLTAGE = re.compile(rf"(?:{_NUM}{_ROUGH}(?:千伏(?!安)|伏特?(?![安天])|kv(?!a)|v(?![a-z])))")
_DURATION = re.compile(
    rf"(?:(?:好几|{_NUM}{_ROUGH}|几|半)(?:个(?:多)?(?:半)?(?:月|小时|"
    rf"钟头|星期|礼拜|季度|工作日|钟)|天|小时|分钟|年|周|晚上?|宿|秒)"
    rf")(?!前年|卡|级|份)"
)
_EMAIL = re.compile(r"[a-z0-9._-]+@[a-z0-9-]+(?:\.[a-z]{2,}){1,3}")
_ORDINAL = re.compile(
    r"(?:倒数)?第[一二三四五六七八九十两\d]{1,2}(?:个|笔|条|项|张|"
    r"次|份|行|种)|(?:上|下|前|后|头|最后|刚才那)一?(?:个|笔|条|项|"
    r"张|份)(?![月周星礼季半年])|最后那?(?:个|笔|条|项|张)|刚才那个|"
    r"(?:最上|最下|上|下|中间)面那?[个条笔]"
)
_PATTERNS = (
    ("energy", _ENERGY),
    ("power", _POWER),
    ("voltage", _VOLTAGE),
    ("amount", _MONEY),
    ("email", _EMAIL),
)


def find(text: str) -> list[Found]:
    """Entities of closed formats in a normal text, without overlaps, in order."""
    found: list[Found] = []
    for candidate in _candidates(text):
        if candidate.end > candidate.start and not any(
            candidate.start < f.end and f.start < candidate.end for f in found
        ):
            found.append(candidate)
    return sorted(found)


def _candidates(text: str) -> Iterator[Found]:
    """Every reading, the surest first."""
    if any(c.isdigit() or c in _NUMERIC for c in text):
        yield from _numbers(text)
        yield from _codes(text)
        for name, pattern in _PATTERNS:
            for match in pattern.finditer(text):
                if name != "energy" or _is_energy(text, match):
                    yield Found(*match.span(), name, _value(name, match[0]))
    for start, end, expression in time_spans(text):
        yield Found(start, end, "time", expression)
    for match in re.finditer(r"(?<![\d.])0\d{3,5}(?![\d.])", text):
        yield Found(*match.span(), "energy", match[0])
    for match in _READING.finditer(text):
        yield Found(*match.span(1), "energy", match[1])
    for match in _DURATION.finditer(text):
        yield Found(*match.span(), "duration", match[0])
    for match in _BARE_MONEY.finditer(text):
        yield Found(*match.span(1), "amount", _value("amount", match[1]))
    for match in _ROUND_MONEY.finditer(text):
        yield Found(*match.span(), "amount", _value("amount", match[0]))
    for match in _ORDINAL.finditer(text):
        yield Found(*match.span(), "ordinal", match[0])


def _is_energy(text: str, match: re.Match[str]) -> bool:
    """A unit price's 一度 and the degrees of an air conditioner are no energy."""
    before = text[max(0, match.start() - 6) : match.start()]
    if match[0] in {"一度", "1度", "每度", "半度"}:
        return before.endswith(("用了", "走了", "只有", "才", "用", "走"))
    if match[0] in {"几度", "几十度"}:
        return False
    if match[0].endswith("字") and not match[0].endswith("个字"):
        return match[0][:-1].isdigit()
    return not re.search(r"空调.{0,3}$|摄氏|温度.{0,3}$|气温|高温|发烧|室温", before)


def _value(entity: str, text: str) -> str:
    if entity == "amount":
        value = money_yuan(text)
        return text if value is None else str(value)
    if entity == "energy":
        value = number(re.sub(r"(?:度|kwh|千瓦时|个字|字).*$", "", text))
        return text if value is None else str(value)
    return text
