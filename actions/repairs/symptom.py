"""What is wrong, in the customer's own words: symptoms, and who must be helped first."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions import wording
from actions.cases.case import Case
from actions.hearing import listen
from actions.turn import Turn
from actions.wording import phrase
from bot.domain.urgency import Facts
from bot.domain.work_order import OrderKind

_LONGEST = 200
_LIFE = "life_support"
_COMMA = "、"


def gathered(turn: Turn, given: Mapping[str, str]) -> dict[str, str]:
    """What was given, with the symptoms and the reasons to hurry that this message holds."""
    known: dict[str, str] = {"symptom": "", **given}
    known["symptom"] = with_symptoms(known["symptom"], turn.text)
    if reasons(turn, turn.text):
        words = f"{known.get('description', '')} {turn.text}".strip()
        known["description"] = words[-_LONGEST:]
    return known


def read(turn: Turn, case: Case) -> str:
    """The symptoms known so far and those of this message; empty when it holds none."""
    found = with_symptoms("", turn.text)
    return with_symptoms(case.get("symptom"), turn.text) if found else ""


def with_symptoms(told: str, text: str) -> str:
    """The symptoms told before and those in the text, each once."""
    labels = [label for label, pattern in _symptoms() if re.search(pattern, text)]
    return _COMMA.join(dict.fromkeys([*filter(None, told.split(_COMMA)), *labels]))


def reasons(turn: Turn, text: str) -> tuple[str, ...]:
    """Why someone must be helped first, by the rules of urgency; empty for no reason."""
    return turn.deps.order_rules.urgency.assess(Facts(kind="", words=text)).reasons


def is_life_support(turn: Turn, text: str) -> bool:
    """Whether someone at home depends on a powered device to stay alive."""
    return any(reason.startswith(_LIFE) for reason in reasons(turn, text))


def is_here(turn: Turn) -> bool:
    """「就是这里」."""
    return re.search(wording.words("places")["here"], turn.text.strip()) is not None


def number_in(turn: Turn) -> str:
    """An account number in the message."""
    return listen(turn.text).account_no


def answers_aside(turn: Turn, kind: OrderKind) -> bool:
    """Answer what belongs to the report and is no answer to its question; False otherwise."""
    known = wording.words("report")["asides"]
    for name, pattern in known.items():
        if re.search(pattern, turn.text):
            if name == "how_soon":
                turn.tell(_how_soon(turn, kind))
            else:
                turn.say(f"report.aside.{name}")
            return True
    return False


def _how_soon(turn: Turn, kind: OrderKind) -> str:
    promises = turn.deps.order_rules.commitments.for_kind(kind.value, day=turn.today)
    says = "；".join(item.says for item in promises)
    return phrase("report.aside.how_soon", says=says) if says else phrase("report.aside.no_word")


def _symptoms() -> list[tuple[str, str]]:
    return [(str(label), str(pattern)) for label, pattern in wording.words("report")["symptoms"]]
