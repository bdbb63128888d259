"""What a word on the bill means: no secret, so nobody is asked for a proof."""

from __future__ import annotations

import re

from actions import wording
from actions.payload import button
from actions.turn import Turn
from actions.wording import lines, phrase


def tell_meaning(turn: Turn) -> bool:
    """Explain the term of 「…是什么」; False when nothing of the sort is asked."""
    meaning = item_meaning(turn.text)
    if meaning:
        more = button(phrase("explanation.buttons.lines"), "explain_bill", aspect="lines")
        turn.tell(lines([meaning, phrase("explanation.item_more")]), buttons=[more])
    return bool(meaning)


def item_meaning(text: str) -> str:
    """What the item named in 「…是什么」 means; empty when nothing of the sort is asked."""
    known = wording.words("explanation")
    if not re.search(known["asks_meaning"], text):
        return ""
    return next((str(meaning) for item, meaning in known["items"] if re.search(item, text)), "")
