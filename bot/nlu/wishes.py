"""Several wishes in one message, and a wish said by what it is not: where to cut.

Only places are found here; whether the parts really are two wishes is for the classifier to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

NO_REQUEST = frozenset(
    {"greeting", "goodbye", "thanks", "affirm", "deny", "cancel", "repeat", "help", "chitchat"}
    | {"inform", "out_of_scope", "nlu_fallback", "human_agent", "safety_hazard"}
    | {"praise", "suggestion"}
)
"""Intents that ask for nothing, or that come before everything else."""
MOST = 3
"""Wishes that are kept of one message."""
_LEAST = 3
"""Characters of a part; a shorter one is no wish of its own."""
_MOST_CUTS = 5
_JOINT = re.compile(
    r"[,.?!、~ ]*(?P<word>顺便|顺带|另外|除此之外|"
    r"还有个?(?=就?是|我|你|那|上|这|去|帮|查|看|问|想|要|"
    r"用到|电费|电价|电表|停电|阶梯|峰谷|发票|什么时候|怎么|[,:])|"
    r"还(?:想|要|得)(?:再?)(?:问|查|看|知道|了解|办|请)|再(?:帮|给|替)(?:我|忙)|"
    r"再(?:问|查|看|说|办|就是)|"
    r"然后(?:呢)?|对了|以及|同时(?:帮|也|还|再)|也(?:帮|给)我|另(?:一件|有)|第[二三](?:个|件|是|就是|,))"
    r"|[?!]+(?=.{3})"
)
_FIRST = re.compile(r"^(?:第一(?:个|件)?(?:是|就是)?|首先|先)[,:]?")
_LEAD = re.compile(
    r"^(?:[,.?!、:~ ]|顺便|顺带|另外|还有个?|除此之外|然后(?:呢)?|对了|以及|同时|也(?=帮|给)|"
    r"第[二三](?:个|件)?(?:是|就是)?|再(?=就是|问|查|看|帮|给|办)|就是|那个|"
    r"还?(?:想|要)?(?:再)?(?:请问|问)(?:问|一下|下|你|一问)*)+"
)
_GRIEVANCE = re.compile(r"投诉|举报|反映|意见|说法|领导|曝光|12398|12345|12315")
"""Without one of these a stretch read as a complaint only lets off steam (气死了)."""
_NOT_THIS = re.compile(
    r"(?<!是)(?:不是|不要|不用|没(?:说|问|要)|别)(?:要|说|问|查|看|办|想|帮我|给我)*[^,.?!]{1,14}?"
    r"[,. ]*(?:我|而)?(?:是|要|想)(?:要|想)?"
    r"(?P<meant>(?:查|问|看|办|说|想|知道|了解|报|交|开).{2,})$"
)
_THIS_NOT = re.compile(
    r"^(?:我|是|要|想)*(?P<meant>[^,.?!]{2,14}?)[,. ]*(?<!是)(?<!们)(?:而)?不是(?:要|想)?"
    r"(?:查|问|看|办|说|报|交|开)[^,.?!]{1,12}$"
)


@dataclass(frozen=True)
class Part:
    """A stretch of the normal text, with what it was taken for."""

    start: int
    end: int
    intent: str = ""
    sure: float = 0.0


Read = Callable[[str], tuple[str, float]]
"""A text to its intent and the confidence in it."""


def cut(text: str) -> list[Part]:
    """The stretches between the joints, without the joints; one stretch when there is none."""
    parts: list[Part] = []
    begin = 0
    for joint in list(_JOINT.finditer(text))[:_MOST_CUTS]:
        parts.append(_trimmed(text, begin, joint.start()))
        begin = joint.start()
    parts.append(_trimmed(text, begin, len(text)))
    return [part for part in parts if part.end > part.start]


def _trimmed(text: str, start: int, end: int) -> Part:
    """Without the words that only lead from one wish to the next."""
    lead = (_FIRST if start == 0 else _LEAD).match(text[start:end])
    start += lead.end() if lead else 0
    while end > start and text[end - 1] in ",.、:~ ":
        end -= 1
    return Part(start, end)


def wishes_in(text: str, *, read: Read, sure: float) -> list[Part]:
    """The wishes of a message in the order they were said; empty unless there are two or more.

    A stretch that is no wish of its own belongs to the one before it. Whatever is not surely
    another request leaves the message whole.
    """
    parts = cut(text)
    if len(parts) < 2 or not all(part.end - part.start >= _LEAST for part in parts[:2]):
        return []
    found: list[Part] = []
    for part in parts:
        said = text[part.start : part.end]
        intent, confidence = read(said)
        steam = intent == "complaint" and not _GRIEVANCE.search(said)
        wish = intent not in NO_REQUEST and confidence >= sure and not steam
        if found and (not wish or intent == found[-1].intent):
            found[-1] = Part(found[-1].start, part.end, found[-1].intent, found[-1].sure)
        elif wish:
            found.append(Part(part.start, part.end, intent, confidence))
        elif intent != "inform" and not found and len(parts) > 1:
            # What comes first is neither a wish nor a bare value: the message is one whole.
            return []
    different = len({part.intent for part in found}) == len(found)
    return found[:MOST] if len(found) > 1 and different else []


def meant(text: str) -> Part | None:
    """「不是查电费，是查停电」: the stretch that is meant; None when nothing was ruled out."""
    for pattern in (_NOT_THIS, _THIS_NOT):
        if match := pattern.search(text):
            return Part(*match.span("meant"))
    return None


def close_ones(
    ranking: Sequence[tuple[str, float]], *, margin: float, least: float, most: int = 3
) -> tuple[str, ...]:
    """The intents that a message may equally mean; empty when the best one is clear.

    They lie within `margin` of the best, and together they hold at least `least`.
    """
    if not ranking:
        return ()
    best = ranking[0][1]
    near = [(name, p) for name, p in ranking[:most] if best - p <= margin and p * 3 >= best]
    if len(near) < 2 or sum(p for _, p in near) < least:
        return ()
    return () if any(name in NO_REQUEST for name, _ in near) else tuple(n for n, _ in near)
