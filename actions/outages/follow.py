"""Messages that lean on the outage spoken of: 「还要多久」, 「怎么回事」."""

from __future__ import annotations

import re

from actions import wording
from actions.in_hand import taker
from actions.outages import event, looking, notice
from actions.outages.answer import NOW, RESTORE, answer
from actions.repairs import relapse
from actions.turn import Turn

_OWN = frozenset({"outage_now", "planned_outage", "restore_time", "report_outage"})
_LONGEST = 10
"""Characters; a longer message says by itself what it is about."""


@taker
def takes(turn: Turn) -> bool:
    """「怎么回事」 right after an outage, whatever the brain took it for."""
    known = wording.words("outage")["leans"]
    if turn.intent in _OWN or len(turn.text) > _LONGEST:
        return False
    if re.search(known["elsewhere"], turn.text):
        return False
    leans = re.search(known["why"], turn.text) or re.search(known["when"], turn.text)
    return leans is not None and follows(turn)


def follows(turn: Turn) -> bool:
    """Answer what leans on the outage spoken of; False when it does not lean on one."""
    if turn.loop or not turn.text or not event.is_the_topic(turn):
        return False
    if relapse.answers(turn):
        return True
    known = wording.words("outage")["leans"]
    if re.search(wording.words("outage")["notice"]["wants"], turn.text):
        return notice.take_up(turn)
    if re.search(known["when"], turn.text):
        answer(turn, RESTORE)
    elif re.search(known["why"], turn.text) or looking.names_place(turn):
        answer(turn, NOW)
    else:
        return False
    return True
