from __future__ import annotations

from tests.actions.stage import Stage
from tests.services.world import HOME, ID_LAST4


def test_anger_hears_half_a_sentence_and_then_the_answer(stage: Stage) -> None:
    """And a person is offered beside it."""
    said = stage.say(f"气死我了，电费多少 {HOME} {ID_LAST4}", "query_bill")

    assert stage.text(said).startswith("让您生气了，对不起。")
    assert "电费是" in stage.text(said)
    assert "/human_agent" in str(said)


def test_it_is_said_once_a_topic(stage: Stage) -> None:
    """Saying sorry again and again makes nothing better; the person stays offered."""
    stage.say(f"气死我了，电费多少 {HOME} {ID_LAST4}", "query_bill")

    again = stage.say("你们太过分了，到底电费多少", "query_bill")

    assert "让您生气了" not in stage.text(again)
    assert "/human_agent" in str(again)


def test_who_is_lost_is_told_to_take_time(stage: Stage) -> None:
    """Old people hear that there is no hurry."""
    assert "不着急" in stage.text(stage.say("我老太婆不会弄，怎么看电费", "query_bill"))


def test_the_calm_hear_nothing_of_it(stage: Stage) -> None:
    """No flattery."""
    said = stage.say(f"电费多少 {HOME} {ID_LAST4}", "query_bill")

    assert "对不起" not in stage.text(said)
    assert "/human_agent" not in str(said)


def test_a_complaint_has_its_own_kind_words(stage: Stage) -> None:
    """Not said twice."""
    said = stage.text(stage.say("太过分了我要投诉你们", "complaint"))

    assert "让您生气了" not in said
    assert "让您受委屈了" in said
