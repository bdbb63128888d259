"""「第二个」 to buttons that offer one choice: the button is meant."""

from __future__ import annotations

import re

from actions import heard
from actions.turn import Turn
from bot.domain.chinese_number import PATTERN as NUMBER
from bot.domain.chinese_number import small_number

_NTH = re.compile(
    rf"(?:就|我?要|我|嗯|那|是|应该是|，|,|\s)*(?:第|选第?)({NUMBER})(?:个|项|条|种|样|户)?"
    r"(?:吧|呢|那个|啊|呀|的|。|\s)*"
)
_LAST = re.compile(
    r"(?:就|我?要|选|是)*(?:最后|最下面|后面|下面)(?:一|那)?(?:个|项|条|种)(?:吧|的|。)*"
)
_FIRST = re.compile(
    r"(?:就|我?要|选|是)*(?:最上面|前面|上面)(?:一|那)?(?:个|项|条|种)(?:吧|的|。)*"
)
_KIND = re.compile(r"/(\w+)(\{.*\})")


def takes_ordinal(turn: Turn) -> None:
    """Put the button that the words point at in place of the message."""
    if turn.loop or not turn.text:
        return
    payloads = _choices(turn)
    place = _place(turn.text, len(payloads))
    if payloads and place is not None:
        heard.replace_by_tap(turn, payloads[place])


def _place(text: str, count: int) -> int | None:
    if match := _NTH.fullmatch(text):
        place = small_number(match[1]) - 1
        return place if 0 <= place < count else None
    if _LAST.fullmatch(text):
        return count - 1
    return 0 if _FIRST.fullmatch(text) else None


def _choices(turn: Turn) -> list[str]:
    """Payloads of the buttons offered last, where they are answers to one question."""
    payloads = [str(button.get("payload") or "") for button in heard.offered_before(turn)]
    matches = [match for match in map(_KIND.fullmatch, payloads) if match]
    if len(matches) < 2 or len(matches) < len(payloads) - 1:
        return []
    keys = {tuple(re.findall(r'"(\w+)":', match[2])) for match in matches}
    one_kind = len(keys) == 1 and keys != {("aspect",)} and "rate:" not in payloads[0]
    return [match[0] for match in matches] if one_kind else []
