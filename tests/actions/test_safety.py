from __future__ import annotations

import pytest

from tests.actions.stage import Stage


@pytest.mark.parametrize("intent", ["inform", "out_of_scope", "nlu_fallback"])
def test_a_place_after_danger_is_said_back_with_the_number_to_call(
    stage: Stage, intent: str
) -> None:
    """Where it is was asked for; whatever the brain takes it for, it is not out of scope."""
    stage.say("电线掉地上冒火花了", "safety_hazard")

    for place in ("滨海大道加油站对面", "对，就在加油站门口"):
        said = stage.text(stage.say(place, intent))
        assert place in said
        assert "95598" in said


def test_talk_long_after_danger_is_no_place(stage: Stage) -> None:
    """Once something else was asked, a stray word is not taken for a place."""
    stage.say("电线掉地上冒火花了", "safety_hazard")
    for _ in range(3):
        stage.say("加油站对面", "inform")

    assert "您说的地点" not in stage.text(stage.say("今天天气好", "out_of_scope"))
