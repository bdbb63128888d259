"""Places: what a customer's words say about where, before any list of places is asked.

「东风路 12 号翠湖花园三栋一单元幺零二」 holds names and numbers. `squeeze` and `digits` make
text comparable and keep its characters at their places; `names_in` and `numbers_after` read it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import Enum


class PlaceKind(str, Enum):
    """What a name stands for."""

    ESTATE = "estate"
    ROAD = "road"
    VILLAGE = "village"
    INDUSTRIAL = "industrial"
    LANDMARK = "landmark"


SUFFIXES: dict[PlaceKind, tuple[str, ...]] = {
    PlaceKind.INDUSTRIAL: (
        *("工业园区", "工业园", "工业区", "产业园", "科技园", "物流园", "开发区", "高新区"),
    ),
    PlaceKind.ESTATE: (
        *("花园", "小区", "新村", "家园", "公寓", "宿舍", "雅居", "花苑", "新城", "华庭", "名都"),
        *("豪庭", "嘉园", "山庄", "公馆", "社区", "一号院", "号院", "大院", "苑", "府", "里"),
    ),
    PlaceKind.ROAD: ("大道", "胡同", "路", "街", "巷", "弄"),
    PlaceKind.VILLAGE: ("村", "屯", "庄", "寨"),
}
"""What names of each kind end in, longer endings before those they end in."""

_DIGITS = str.maketrans("零〇洞一幺壹二两贰三四五六七八九", "0001112223456789")
_DROPPED = re.compile(r"[^\w#-]+|_")
_DASHES = str.maketrans("–—－~～", "-----")
_TALK = re.compile(
    r"^(?:我们家|我们|我家|我|咱们|咱|俺们|俺|你们|你|您|他们|请问|问一下|问下|想问|帮我|帮忙"
    r"|查一下|查下|查查|查|看一下|看看|住在|家住|住|就在|在|是不是|是|位于|地址|今天|明天|后天"
    r"|昨天|现在|刚才|刚刚|怎么|为什么|为啥|哪里|整个|整条|整|这个|那个|这条|那条|这|那|一条"
    r"|\d{1,4}号|[\d一二三四五六七八九十]{1,4}(?:栋|幢|座|号楼|单元|室)|全|本|哪个|哪条|家|的|和|跟|到|从|去|对|啊|哦|嗯|那边|这边|这里|是说|不是|没电|停电"
    r"|.{1,5}(?:省|市|县|镇|乡|街道))"
)
_NO_NAMES = frozenset(
    {"线路", "电路", "短路", "断路", "马路", "公路", "道路", "铁路", "走路", "半路", "农村"}
    | {"家里", "屋里", "店里", "厂里", "村里", "夜里", "哪里", "心里", "上街", "逛街", "政府"}
)
_NAME = re.compile(
    "[A-Z0-9\u4e00-\u9fff]{1,9}?(?:"
    + "|".join(ending for endings in SUFFIXES.values() for ending in endings if ending != "里")
    + ")"
)
_NUM = r"(?:\d{1,5}|[\d十百]{1,5})"
_BUILDING = re.compile(rf"第?({_NUM}|[A-Z])(?:号楼|栋|幢|座|#楼?)")
_UNIT = re.compile(rf"({_NUM}|[A-Z])(?:单元|梯)")
_ROOM = re.compile(r"(?:[-的]|号楼|栋|幢|座|#楼?|单元|梯)(\d{3,4})(?!\d)|(\d{2,4})(?:室|房)")
_DASHED = re.compile(r"(?<!\d)(\d{1,3})#?-(?:(\d{1,2})-)?(\d{3,4})(?!\d)")
_HOUSE = re.compile(rf"^-?第?({_NUM})号(?!楼|院|线)")
_GROUP = re.compile(rf"^第?({_NUM})(?:组|队|社)")
_NEAR = re.compile(r"^的?(?:斜?对面|旁边|边上|隔壁|附近|门口|后面|前面|路口|那里|那边|这边)")


@dataclass(frozen=True)
class Numbers:
    """The numbers behind a name."""

    house_no: int | None = None
    """门牌号 along a road, in a village or an industrial estate."""
    group: int | None = None
    """组 of a village."""
    building: str = ""
    """栋 or 号楼: `3`, `A`."""
    unit: str = ""
    room: str = ""
    near: bool = False
    """Whether the place is beside or opposite the name, not at it."""

    @property
    def range_no(self) -> int | None:
        """The number that decides which part of the named place it is; None without one."""
        return int(self.building) if self.building.isdigit() else self.house_no

    def spelled(self) -> str:
        """The numbers as one would write them: `3栋1单元102室`."""
        parts = (
            (self.group, "组"),
            (self.house_no, "号"),
            (self.building, "栋"),
            (self.unit, "单元"),
            (self.room, "室"),
        )
        return "".join(f"{number}{word}" for number, word in parts if number not in (None, ""))


@dataclass(frozen=True)
class NamedSpan:
    """A name that its ending gives away, and where it stands in the squeezed text."""

    start: int
    end: int
    name: str
    kind: PlaceKind


def squeeze(text: str) -> str:
    """The text without blanks and punctuation, letters narrow and upper case."""
    narrow = unicodedata.normalize("NFKC", text).translate(_DASHES).upper()
    return _DROPPED.sub("", narrow)


def digits(squeezed: str) -> str:
    """Written and spoken digits (三, 幺, 洞) as figures, every character at its old place."""
    return squeezed.translate(_DIGITS)


def suffix_of(name: str) -> str:
    """The ending that says what a name stands for (花园, 路); empty when it has none."""
    endings = (ending for endings in SUFFIXES.values() for ending in endings)
    return max((e for e in endings if name.endswith(e) and name != e), key=len, default="")


def names_in(squeezed: str) -> list[NamedSpan]:
    """Names as people build them, in their order, whether any list knows them or not."""
    found = []
    for match in _NAME.finditer(squeezed):
        name = match.group()
        while talk := _TALK.match(name):
            name = name[talk.end() :]
        ending = suffix_of(name)
        body = len(name) - len(ending)
        least = 1 if ending in ("村", "街", "巷", "屯", "庄") else 2
        if ending and body >= least and name not in _NO_NAMES:
            kind = next(kind for kind, endings in SUFFIXES.items() if ending in endings)
            found.append(NamedSpan(match.end() - len(name), match.end(), name, kind))
    return found


def numbers_after(squeezed: str, start: int = 0) -> Numbers:
    """The numbers that follow a name which ends at `start`."""
    rest = digits(squeezed[start:])
    group = _GROUP.search(rest)
    house = _HOUSE.search(rest[group.end() :] if group else rest)
    numbers = Numbers(
        house_no=whole_number(house[1]) if house else None,
        group=whole_number(group[1]) if group else None,
        near=_NEAR.search(rest) is not None,
    )
    if dashed := _DASHED.search(rest):
        return replace(numbers, building=_plain(dashed[1]), unit=dashed[2] or "", room=dashed[3])
    building, unit, room = _BUILDING.search(rest), _UNIT.search(rest), _ROOM.search(rest)
    return replace(
        numbers,
        building=_plain(building[1]) if building else "",
        unit=_plain(unit[1]) if unit else "",
        room=(room[1] or room[2]) if room else "",
    )


def whole_number(text: str) -> int | None:
    """The number that figures with 十 and 百 spell: `12`, `十2`, `1百2十`; None for none."""
    if text.isdigit():
        return int(text)
    found = re.fullmatch(r"(?:(\d)百零?)?(?:(\d?)十)?(\d?)", text.replace("百0", "百"))
    if not found or not text:
        return None
    hundreds, tens, ones = found.groups()
    ten = 0 if tens is None else int(tens or 1)
    return int(hundreds or 0) * 100 + ten * 10 + int(ones or 0)


def _plain(text: str) -> str:
    number = whole_number(text)
    return text if number is None else str(number)
