"""Seeded generation for training: other words, slips, speech-recogniser noise, frames, neighbours.

A training line is copied with one kind of change; the copy keeps the intent. A neighbour is a
line of ours with another company's words in it, and is out of scope. Held-out lines are never
used. The same seed and lists give the same copies.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.nlu.pinyin import syllable

_OPENERS = [
    "嗯,",
    "呃,",
    "那个,",
    "喂你好,",
    "你好,",
    "请问一下,",
    "麻烦问一下,",
    "我想问哈,",
    "师傅,",
    "小姐你好,",
    "哎呀,",
    "就是说,",
    "我跟你讲,",
    "老师,",
    "亲,",
    "在吗,",
    "您好请问,",
    "那什么,",
]
_ENDERS = [
    "",
    "啊",
    "呢",
    "呀",
    "哦",
    "嘛",
    "吧",
    "咧",
    "哈",
    "谢谢",
    ",谢谢",
    ",麻烦了",
    ",急",
    "行不",
    "可以吗",
    "啦",
    "一下",
]
_COMMON = (
    "的一是不了人我在有他这中大来上个国和也子时道说那要就出会可得你对生能下过家学之多然自"
    "后作里用前所面成方工心好看起发当没事只如开去现见想走点看些气话高长门等两信情间被"
    "记由员交费位收体表号付户单点店电典店查茶叉差帐账张掌胀杖通同痛统停挺庭听线县现先闪山"
    "善阳样羊压牙呀雅鸭哑家加价假嘉甲架驾架量两亮粮良凉辆月约越岳乐跃钱前签千牵浅歉欠"
    "充冲虫崇宠重报包抱宝保爆暴豹办班半版般板伴搬绑榜邦表标彪飙换还环缓欢幻患户护湖虎胡糊"
    "开凯慨揩楷票飘漂瓢发法罚乏伐缴叫较教焦角脚交娇胶名明命鸣铭务物误雾午武舞退腿推通"
    "投偷头透诉素速宿塑苏酥诉修休羞秀绣袖维为围委尾未味卫位威微读度独毒堵赌肚镀渡抄超吵炒"
    "潮朝折哲者浙这着遮"
)


def read_groups(text: str) -> list[list[str]]:
    """Groups of words, one a line, blanks between; # starts a comment."""
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return [words for words in lines if len(words) > 1]


def read_frames(text: str) -> list[str]:
    """Frames, one a line, each with … in it; # starts a comment."""
    return [line for line in text.splitlines() if "…" in line and not line.startswith("#")]


class Noise:
    """Copies of lines.

    `synonyms` are interchangeable words, `english` ours with what is typed for them, `neighbours`
    ours with another company's; `frames` are what is said around a wish, … in the wish's place.
    """

    def __init__(
        self,
        lines: Iterable[str],
        *,
        seed: int,
        synonyms: Sequence[Sequence[str]] = (),
        neighbours: Sequence[Sequence[str]] = (),
        english: Sequence[Sequence[str]] = (),
        frames: Sequence[str] = (),
    ) -> None:
        self._random = random.Random(seed)  # noqa: S311
        self._neighbours = [(words[0], words[1:]) for words in neighbours]
        self._english = [(words[0], words[1:]) for words in english]
        self._frames = list(frames)
        self._synonyms: dict[str, list[str]] = defaultdict(list)
        for group in synonyms:
            for word in group:
                self._synonyms[word] += [other for other in group if other != word]
        self._longest = max(map(len, self._synonyms), default=0)
        self._same_sound: dict[str, list[str]] = defaultdict(list)
        for char in dict.fromkeys(_COMMON + "".join(lines)):
            if "一" <= char <= "鿿":
                self._same_sound[syllable(char)].append(char)

    def copy(self, text: str) -> str:
        """One copy of a line: mostly other words, sometimes a slip on top."""
        choose = self._random.random()
        if choose < 0.7:
            text = self._other_words(text)
        if choose < 0.4:
            return text
        ways = (self._homophones, self._homophones, self._slip, self._talk, self._framed)
        return self._random.choice((*ways, self._mixed))(text)

    def neighbour(self, text: str) -> str | None:
        """The line as another company's customer would say it; None when nothing in it is ours."""
        said = text
        for ours, theirs in self._neighbours:
            if ours in said:
                said = said.replace(ours, self._random.choice(theirs))
        return None if said == text or "电" in said else said

    def _other_words(self, text: str) -> str:
        result, at = [], 0
        while at < len(text):
            for length in range(min(self._longest, len(text) - at), 0, -1):
                word = text[at : at + length]
                if word in self._synonyms and self._random.random() < 0.5:
                    result.append(self._random.choice(self._synonyms[word]))
                    at += length
                    break
            else:
                result.append(text[at])
                at += 1
        return "".join(result)

    def _homophones(self, text: str) -> str:
        rate = self._random.choice((0.1, 0.2, 0.3))
        return "".join(
            self._random.choice(self._same_sound.get(syllable(c), c))
            if "一" <= c <= "鿿" and self._random.random() < rate
            else c
            for c in text
        )

    def _slip(self, text: str) -> str:
        if len(text) < 5:
            return self._talk(text)
        at = self._random.randrange(len(text) - 1)
        dropped = text[:at] + text[at + 1 :]
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        doubled = text[: at + 1] + text[at] + text[at + 1 :]
        return self._random.choice((dropped, swapped, doubled))

    def _framed(self, text: str) -> str:
        if not self._frames:
            return self._talk(text)
        said = self._random.choice(self._frames).replace("…", text)
        return said if self._random.random() < 0.6 else said.replace(" ", "")

    def _mixed(self, text: str) -> str:
        said = text
        for ours, typed in self._english:
            if ours in said and self._random.random() < 0.7:
                said = said.replace(ours, self._random.choice(typed), 1)
        return said if said != text else self._slip(text)

    def _talk(self, text: str) -> str:
        bare = "".join(c for c in text if c not in ",.?!，。？！、 ")
        opener = self._random.choice(_OPENERS) if self._random.random() < 0.7 else ""
        return opener + bare + self._random.choice(_ENDERS)
