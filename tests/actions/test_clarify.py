from __future__ import annotations

import pytest

from tests.actions.stage import Stage
from tests.services.world import HOME, ID_LAST4

CLOSE = ["late_fee", "branch_info"]


def payload(said: list[dict[str, object]], title: str) -> str:
    """What the button with a title sends."""
    buttons = [b for message in said for b in message.get("buttons") or ()]  # type: ignore[attr-defined]
    return next(str(b["payload"]) for b in buttons if title in b["title"])


def test_two_close_matters_are_asked_about_once(stage: Stage) -> None:
    """One question, the two in customer words, and a way out."""
    said = stage.say("拖到下个月缴会加多少", "late_fee", unsure=CLOSE)

    assert "哪一样" in stage.text(said)
    titles = [button["title"] for message in said for button in message["buttons"]]
    assert titles == ["违约金", "营业厅在哪", "都不是"]


def test_a_choice_runs_with_the_words_said_before(stage: Stage) -> None:
    """The month of the question is not lost by asking."""
    stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")
    asked = stage.say("上上个月那个", "query_bill", unsure=["query_bill", "invoice"])

    assert "2026年5月" in stage.text(stage.tap(payload(asked, "电费多少")))


def test_an_ordinal_is_a_choice_too(stage: Stage) -> None:
    """「第二个」 means the second button."""
    stage.say("拖到下个月缴会加多少", "late_fee", unsure=CLOSE)

    assert "个营业厅" in stage.text(stage.say("第二个", "inform"))


def test_saying_something_else_just_goes_on(stage: Stage) -> None:
    """Nobody is held to the question."""
    stage.say("拖到下个月缴会加多少", "late_fee", unsure=CLOSE)

    assert "个营业厅" in stage.text(stage.say("那营业厅几点上班", "branch_info"))


def test_it_is_never_asked_twice_in_a_row(stage: Stage) -> None:
    """After one question the best guess is good enough."""
    stage.say("拖到下个月缴会加多少", "late_fee", unsure=CLOSE)

    again = stage.say("拖着不交加多少", "late_fee", unsure=CLOSE)

    assert "哪一样" not in stage.text(again)


def test_neither_leads_on(stage: Stage) -> None:
    """都不是 asks what it is, plainly."""
    asked = stage.say("拖到下个月缴会加多少", "late_fee", unsure=CLOSE)

    assert "直接说" in stage.text(stage.tap(payload(asked, "都不是")))


@pytest.mark.parametrize("unsure", [["outage_now", "restore_time"], ["query_bill"], []])
def test_matters_answered_alike_are_not_asked_about(stage: Stage, unsure: list[str]) -> None:
    """Where a guess costs nothing there is no question."""
    assert "哪一样" not in stage.text(stage.say("电咋没了", "outage_now", unsure=unsure))


def test_a_question_of_the_proof_is_not_interrupted(stage: Stage) -> None:
    """While something is being asked, the best guess counts."""
    stage.say("查电费", "query_bill")

    assert "哪一样" not in stage.text(stage.say("加多少", "late_fee", unsure=CLOSE))


def test_an_ordinal_chooses_among_periods(stage: Stage) -> None:
    """Buttons of one question, answered in words, are as good as tapped."""
    other = Stage(stage.world, conversation_id="taps")
    for one in (stage, other):
        one.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")
        asked = one.say("8月和10月的电费", "query_bill")
    choices = [b["payload"] for message in asked for b in message.get("buttons") or ()]
    assert len(choices) == 2

    said = stage.text(stage.say("第二个吧", "inform"))

    assert said == other.text(other.tap(choices[1]))
    assert "拿不准" not in said
