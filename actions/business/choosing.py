"""Which procedure a message is about: by its names, by what is said to mean it, by a button."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions import wording
from actions.business.listening import volunteered
from actions.turn import Turn
from bot.domain.application import standing
from bot.domain.procedure import Procedure
from bot.domain.reply import Button


@dataclass(frozen=True)
class Chosen:
    """A procedure, and what choosing it answered already."""

    rules: Procedure
    answers: Mapping[str, str] = field(default_factory=dict)


def choose(turn: Turn, intent: str) -> Chosen | None:
    """The procedure meant; None where several serve the intent and nothing says which.

    Raises:
        ProcedureMissing: a button of another day, whose procedure was withdrawn.
    """
    book, text = turn.deps.procedures, turn.text
    if not text and turn.entity("procedure"):
        return Chosen(book.on(turn.entity("procedure"), turn.today), _tapped_answers(turn))
    serving = book.serving(intent, turn.today)
    named = [rules for rules in book.named(text, turn.today) if rules in serving] if text else []
    option = _option(intent, text)
    # 「开个小店想装电表」: 装电表 is a name of the home's procedure, 店 says that it is not a home.
    codes = {option["code"]} if option else {rules.code for rules in named}
    found = [rules for rules in serving if rules.code in codes] or list(serving)
    if len(found) != 1:
        return None
    own = option if option and option["code"] == found[0].code else {}
    answers = {**(own.get("answers") or {}), **volunteered(found[0], text)}
    return served(turn, Chosen(found[0], answers), serving)


def by_words(turn: Turn, intent: str) -> Chosen | None:
    """The option of the question which one, that the words mean; None when they mean none."""
    option = _option(intent, turn.text)
    if option is None:
        return None
    rules = turn.deps.procedures.on(option["code"], turn.today)
    return Chosen(rules, {**(option.get("answers") or {}), **volunteered(rules, turn.text)})


def question(turn: Turn, intent: str) -> tuple[str, list[Button]]:
    """Asks which procedure is meant, with a button for each."""
    known = wording.words("business")["which"].get(intent)
    if known:
        buttons = [
            Button(item["title"], payload(intent, procedure=item["code"], option=str(place)))
            for place, item in enumerate(known["options"])
        ]
        return str(known["ask"]), buttons
    serving = turn.deps.procedures.serving(intent, turn.today)
    return wording.phrase("business.which_papers"), titled(intent, serving)


def titled(intent: str, procedures: Iterable[Procedure]) -> list[Button]:
    """A button for each procedure, by its title."""
    return [Button(rules.title, payload(intent, procedure=rules.code)) for rules in procedures]


def payload(intent: str, **given: str) -> str:
    """What a button sends; `option` is the place of one among several of the same procedure."""
    option = given.pop("option", "")
    if option:
        given["case_choice"] = f"option{option}"
    inside = ",".join(f'"{name}":"{value}"' for name, value in given.items())
    return f"/{intent}{{{inside}}}"


def served(turn: Turn, chosen: Chosen, serving: Sequence[Procedure]) -> Chosen:
    """The procedure that a ruled-out answer sends to, where it serves the same intent."""
    refused = standing(chosen.rules, chosen.answers).refused
    if refused is None or not refused[1].instead:
        return chosen
    better = next((rules for rules in serving if rules.code == refused[1].instead), None)
    return Chosen(better, volunteered(better, turn.text)) if better else chosen


def _option(intent: str, text: str) -> dict[str, Any] | None:
    known = wording.words("business")["which"].get(intent)
    options = known["options"] if known else ()
    hits = [item for item in options if text and re.search(item["words"], text)]
    return hits[0] if len(hits) == 1 else None


def _tapped_answers(turn: Turn) -> dict[str, str]:
    known = wording.words("business")["which"].get(turn.intent)
    place = re.fullmatch(r"option(\d+)", turn.entity("case_choice"))
    if known is None or place is None or int(place[1]) >= len(known["options"]):
        return {}
    return dict(known["options"][int(place[1])].get("answers") or {})
