"""The world with a stage; walking through an application as a customer would."""

from __future__ import annotations

from typing import Any

from bot.domain.procedure import Procedure
from tests.actions.conftest import built, stage, world
from tests.actions.stage import Said, Stage, knowledge

__all__ = ["built", "stage", "world"]
PHONE = "13800001111"


def procedure(stage: Stage, code: str) -> Procedure:
    """The shipped procedure in force on the stage's day."""
    assert stage.now is not None
    found: Procedure = knowledge()["procedures"].on(code, stage.now.date())
    return found


def buttons(said: Said) -> dict[str, str]:
    """Title -> payload of every button offered in a turn."""
    return {b["title"]: b["payload"] for message in said for b in message.get("buttons") or []}


def case(stage: Stage) -> dict[str, Any]:
    """The matter being written down."""
    found: dict[str, Any] = stage.slots["cases"][-1]
    return found


def answer(stage: Stage, rules: Procedure) -> Said:
    """One plausible answer to what the form asks: the first choice that is no refusal, or the
    example of the procedure's own file."""
    asked = case(stage)["asked"]
    question, spec = rules.question(asked), rules.field(asked)
    if question:
        choice = next(item for item in question.choices if not item.refusal)
        return stage.tap(f'/inform{{"case_choice":"{choice.value}"}}')
    assert spec, asked
    return stage.say(spec.choices[0].label if spec.choices else spec.example)


def fill(stage: Stage, rules: Procedure, *, until: str = "confirm") -> Said:
    """Answer until the form asks for a field, or reads everything back."""
    said: Said = []
    for _ in range(20):
        if not stage.slots["cases"] or case(stage)["asked"] == until:
            return said
        said = answer(stage, rules)
    raise AssertionError(f"still asking for {case(stage)['asked']}")


def begin_pile(stage: Stage) -> Said:
    """The talk of a charging pile on a rented parking space, up to the open form."""
    stage.say("我想装充电桩", "ev_pile")
    stage.say("租的车位，物业不同意")
    return stage.say("那帮我申请")
