"""How a customer feels, by the words: angry, distressed, threatening, or in need of patience."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum


class Mood(IntEnum):
    """The greater, the sooner a person should look."""

    CALM = 0
    HELPLESS = 1
    """Old, ill, alone, or lost with the matter: slow down and help."""
    ANGRY = 2
    THREATENING = 3
    """Says that the matter will go to the supervision, the mayor's line, the media or a court."""
    DISTRESSED = 4
    """Frightened, crying, at the end of strength."""

    @property
    def is_urgent(self) -> bool:
        """Whether a person should come first."""
        return self >= Mood.THREATENING


_WORDS = {
    Mood.DISTRESSED: re.compile(
        r"急死|急哭|要哭|哭了|快崩溃|崩溃|吓死|吓坏|害怕|怕得|好怕|绝望|走投无路|求求|救救|"
        r"撑不住|受不住|没法活|活不下去|不知道怎么活"
    ),
    Mood.THREATENING: re.compile(
        r"(?:打|拨|找|上|告到?|投诉到?|反映到?|向|去)[^,，。]{0,4}(?:12398|12345|12315|能源局|市长|"
        r"纪委|信访|电视台|媒体|记者|抖音|微博|热搜|法院|上级)|曝光|法庭见|法院见|起诉|告你们?|"
        r"发(?:抖音|微博|朋友圈|网上)"
    ),
    Mood.ANGRY: re.compile(
        r"气死|气炸|火大|恼火|生气|烦死|太过分|过分了|欺负人|坑人|坑老百姓|黑心|骗人|骗子|抢钱|"
        r"忍无可忍|受够|垃圾|什么玩意|什么破|他妈|tmd|妈的|混蛋|王八|滚|废物|不像话|离谱|"
        r"糊弄|踢皮球|推来推去|没人管|不管我们|什么态度|太差劲|差评|[!！]{3,}"
    ),
    Mood.HELPLESS: re.compile(
        r"老太婆|老头子|老婆子|老年人|老人家|(?:[七八九]十|[789]\d)多?岁|年纪大|岁数大|眼睛不好|"
        r"看不清|不识字|不会弄|不会用|不会操作|不懂这些|弄不来|搞不懂|一个人在家|腿脚不|行动不便|"
        r"卧床|残疾|没人帮"
    ),
}
_NOT_MEANT = re.compile(
    r"不生气|没生气|别生气|不是.{0,3}生气|不害怕|不怕|笑死|滚(?:动|筒)|"
    r"(?:怎么|如何|电话).{0,3}(?:打|找).{0,2}12398|12398.{0,4}(?:是什么|是啥|电话)|垃圾(?:处理|费|桶|站)"
)


def mood_in(text: str) -> Mood:
    """The strongest mood that the words show; calm when they show none."""
    left = _NOT_MEANT.sub("", text)
    return next(
        (mood for mood in sorted(_WORDS, reverse=True) if _WORDS[mood].search(left)), Mood.CALM
    )


def mood_of(texts: Iterable[str]) -> Mood:
    """The strongest mood of several messages."""
    return max(map(mood_in, texts), default=Mood.CALM)
