"""Time expressions as customers say them: one pattern, built from named parts."""

from __future__ import annotations

import re

_N = r"(?:\d{1,2}|[一二两三四五六七八九十廿卅]{1,3})"
_YEAR = (
    r"(?:(?<![了满快])(?:(?:20)?\d{2}|[二两][零〇][一二三四五六七八九零〇]{2}"
    r"|[一二]?[零一二三四五六七八九]{2})年度?)"
)
_YEAR_WORD = r"(?:大前年|去年|前年|今年|明年|后年|上一?年度|上年|上一年|本年度?|当年|旧年|头年)"
_PART = (
    r"(?:凌晨|清晨|清早|早上|早晨|上午|中午|下午|下昼|傍晚|晚上|晚间|"
    r"夜里|夜间|半夜|深夜|大半夜|晚|早|头晌|后晌)"
)
_MONTH = rf"(?:{_N}|正|元|腊|冬)月(?:份)?(?:[上中下]旬|初|中旬|底|末)?"
_DAY = (
    rf"(?:(?<![\d一二三四五六七八九十路街巷弄道层])(?<![^这那夜哪家]里){_N}[号日](?!楼|栋|机|线|院|门|单元|房|杆|箱)|初{_N}|月[初底末中](?!旬)"
    r"|[上中下]旬)"
)
_CLOCK = (
    rf"(?:(?<!\d){_N}点(?:钟|半|整|一刻|三刻|{_N}分?)?(?!多?[块元毛五度七八九]"
    rf"*[块元度])|\d{{1,2}}[::]\d{{2}})"
)
_REL_MONTH = (
    r"(?:(?:大上个?|上+一?[个各哥歌]?|这一?[个各哥歌]?|本|当|今个|(?<!一)下+一?个?"
    r"|前一?个?|头一?个?|近一个|(?:最近|近|过去|前|这|头)[俩仨]|"
    r"前俩|前两个|前几个|上几个|这几个|最近几个"
    r"|(?:最近|近|过去|前|这|头|上)(?:\d{1,2}|[一二两三四五六七八九十俩仨]"
    r"{1,2})个)月(?:份|[初底末中])?"
    r"|(?:上+|这|迭|格|格只)个?号头|(?:本|当)期)"
)
_REL_DAY = (
    r"(?:大前天|大前日|大前儿个?|大后天|今天|今日|今朝|昨天|昨日|昨儿个?|昨个儿?|前天|前日"
    r"|前儿个?|前个儿|明天|明日|明儿个?|明个儿|明朝|后天|后日|今儿个?|今个儿|寻日|琴日|听日"
    r"|当天|当日|这两天|"
    r"这几天|前两天|头两天|过两天"
    rf"|(?<![提前])(?:前|头|最近)几天|(?:{_N}(?:天|周|个(?:月|星期|礼拜)|年)(?:以|之)?前"
    r"|几(?:天|个月)前|半个?[月年]前)(?![后往台面]))"
)
_REL_DAYPART = r"(?:今晚|昨晚|今早|明早|明晚|昨夜|今夜|前晚|后晚|昨儿晚上|今儿早上|当晚)"
_WEEK = (
    r"(?:(?:上+个?|这个?|本|下+个?)(?:周|星期|礼拜)(?:[一二三四五六日天末]"
    r")?|这周末|(?<!每)(?<![^周期拜][一两二三四五六])(?<!^[一两二三])"
    r"(?:周|星期|礼拜)[一二三四五六日天]"
    r"(?![一二三四五六七八九十]*[岁栋])|周末|(?:这|上|前|近|最近|过去)"
    r"[一二两三四五六七八九十几\d]个?(?:周|星期|礼拜)"
    r")"
)
_QUARTER = (
    r"(?:(?:上|这|本|下)(?:一)?个?(?:季度|半年)|(?:第)?[一二三四1-4]"
    r"季度|前[两二三]个?季度|(?:最近|近|过去)[一两二三四五六七八\d]个季度|q[1-4](?![a-z\d])"
    r"|[上下]半个?月|上半年|下半年|年[初底末中]|全年"
    r"|(?:最近|近|过去|前|这)(?:半年|一年|[两三四五]年|几年|几个月|"
    r"\d{1,2}天|[一二两三四五七十]+天|半个月))"
)
_FEAST = (
    r"(?:春节|过[完了]?年|年关|除夕|大年[三初][十一二三四五六七]|元旦|元宵节?|"
    r"清明节?|五一|端[午五]节?|七夕|中秋节?|重阳节?|(?:六一)?儿童节|国庆节?|十一(?=期间|假期|长假|黄金周)"
    r"|双十[一二]|双1[12]|大年三十|年三十|正月十五|寒假|暑假|三九天"
    r"|立[春夏秋冬]|夏至|冬至|春分|秋分|惊蛰|谷雨|芒种|处暑|寒露|霜降"
    r"|(?<![下暴场])(?:雨水|小满|[小大][暑雪寒]|白露)(?=节气|那天|当天|以后|之后)|迎峰度[夏冬]|三伏天?|黄金周)(?![路街桥巷村镇])(?:假期|"
    r"长假|前后|那几天|那会儿?|以后|之后|以前|之前|这几天|前|后)?"
)
_SEASON = r"(?:春天|夏天|秋天|冬天|夏季|冬季|春季|秋季|[春夏秋冬]天)"
_VAGUE = (
    r"(?:前一?阵子?|这一?阵子|(?:前|这|最近)一?段(?:时间|日子)|前些(?:天|日子)|前不久"
    r"|入[夏秋冬](?:以来|以后))"
)
_SAME = (
    r"(?:去年同期|上年同期|前年同期|同期|同一时期|去年这会儿?|去年这个时候|"
    r"去年这个月|去年今天|去年本月|上年同月|去年同月)"
)

_DATE = (
    rf"(?:{_SAME}"
    rf"|(?:{_YEAR}|{_YEAR_WORD})(?:的?(?:{_MONTH})(?:{_DAY})?|的?{_QUARTER}|"
    rf"的?{_FEAST}|的?{_SEASON}|同期|[上下]半年|全年|一?整年|一年|年[底初]"
    rf")?"
    rf"|(?:上个|这个){_SEASON}|{_SEASON}(?=到现在)|[一二三四五六七八九]{{2}}两个月|{_VAGUE}"
    rf"|{_REL_MONTH}(?:的?{_DAY})?|{_QUARTER}|{_MONTH}(?:{_DAY})?"
    rf"|{_REL_DAYPART}|{_REL_DAY}|{_WEEK}|{_FEAST}|{_DAY})"
)
_MOMENT = rf"(?:(?:{_DATE})(?:{_PART}(?![点电]))?(?:{_CLOCK})?|(?:{_PART})?{_CLOCK})"
_TO = r"(?:到|至|[-~—]|直到|一直到)"
_OPEN_END = rf"(?:{_TO}(?:现在|目前|今天为止|如今))"
_DAY_RANGE = rf"\d{{1,2}}(?={_TO}\d{{1,2}}[号日月])"
_FIGURES = r"(?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\d|0?[1-9])"
TIME = re.compile(
    rf"(?:{_DAY_RANGE}{_TO}{_MOMENT}|{_MOMENT}{_TO}{_MOMENT}|{_MOMENT}{_OPEN_END}|"
    rf"(?<![\d./]){_FIGURES}{_TO}{_FIGURES}(?![\d.度块元千万%k])|20\d{{2}}年?q[1-4]|"
    rf"20\d{{2}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?"
    rf"|(?<!\d)20\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?(?!\d)|{_MOMENT})"
)
_NOT_TIME = re.compile(r"^(?:早|晚|十一|一点)$")
_BETWEEN = re.compile(_TO)
_HAS_CLOCK = re.compile(_CLOCK)


def time_spans(text: str) -> list[tuple[int, int, str]]:
    """(start, end, whole expression) of the time expressions in a normal text.

    A range of clock times or days is one span. The two ends of a range of dates are two spans
    (去年12月 到 今年2月), each with the whole range as its expression.
    """
    spans: list[tuple[int, int, str]] = []
    for match in TIME.finditer(text):
        if _NOT_TIME.match(match[0]):
            continue
        spans += [(start, end, match[0]) for start, end in _ends(text, *match.span())]
    return spans


def _ends(text: str, start: int, end: int) -> list[tuple[int, int]]:
    for link in _BETWEEN.finditer(text, start, end):
        first, last = text[start : link.start()], text[link.end() : end]
        whole = re.compile(_DATE)
        if whole.fullmatch(first) and whole.fullmatch(last) and not _HAS_CLOCK.search(first + last):
            return [(start, link.start()), (link.end(), end)]
    return [(start, end)]
