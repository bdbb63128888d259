from __future__ import annotations

import pytest

from actions.rating import stars_in
from tests.actions.service_talk import finish, rating_of, the_order, titles
from tests.actions.stage import Stage

ASKS = "打个分"


@pytest.fixture
def number(stage: Stage) -> str:
    """A suggestion of this conversation that is done."""
    stage.say("建议账单字放大，老人看不清", "suggestion")
    stage.say("不留", "deny")
    stage.say("对", "affirm")
    number = the_order(stage).number
    finish(stage, number)
    return number


def test_stars_are_asked_for_once_when_the_work_is_done(stage: Stage, number: str) -> None:
    """With the progress, five buttons; never a second time."""
    said = stage.say("我那个建议怎么样了", "suggestion")
    assert ASKS in stage.text(said)
    assert len([title for title in titles(said) if title[0] in "12345"]) == 5
    stage.say("谢谢", "thanks")

    assert ASKS not in stage.text(stage.say("我那个建议怎么样了", "suggestion"))


def test_nothing_is_asked_while_it_waits(stage: Stage) -> None:
    """Rating comes only after the work."""
    stage.say("建议账单字放大，老人看不清", "suggestion")
    stage.say("不留", "deny")
    stage.say("对", "affirm")

    assert ASKS not in stage.text(stage.say("我那个建议怎么样了", "suggestion"))


@pytest.mark.parametrize("intent", ["praise", "affirm", "inform", "nlu_fallback", "thanks"])
def test_plain_words_count(stage: Stage, number: str, intent: str) -> None:
    """「很满意」, whatever the brain takes it for."""
    stage.say("我那个建议怎么样了", "suggestion")

    assert "谢谢您的评价" in stage.text(stage.say("很满意", intent))
    assert rating_of(stage, number) == 5


def test_few_stars_offer_a_person(stage: Stage, number: str) -> None:
    """And a complaint."""
    stage.say("我那个建议怎么样了", "suggestion")
    said = stage.tap(f'/inform{{"case_choice":"rate:{number}:1"}}')

    assert {"转人工", "登记投诉"} <= set(titles(said))
    assert rating_of(stage, number) == 1


def test_the_first_stars_stand(stage: Stage, number: str) -> None:
    """A second tap changes nothing."""
    stage.say("我那个建议怎么样了", "suggestion")
    stage.tap(f'/inform{{"case_choice":"rate:{number}:4"}}')

    assert "已经评价过" in stage.text(stage.tap(f'/inform{{"case_choice":"rate:{number}:1"}}'))
    assert rating_of(stage, number) == 4


def test_contentment_that_was_not_asked_for_is_no_rating(stage: Stage, number: str) -> None:
    """Only right after the question."""
    stage.say("很满意", "praise")

    assert rating_of(stage, number) is None


def test_nobody_else_can_rate(stage: Stage, number: str) -> None:
    """A number alone opens nothing."""
    stranger = Stage(stage.world, conversation_id="stranger")
    stranger.tap(f'/inform{{"case_choice":"rate:{number}:1"}}')

    assert rating_of(stage, number) is None


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("很不满意", 1),
        ("不满意", 2),
        ("一般吧", 3),
        ("满意", 4),
        ("很满意", 5),
        ("五星", 5),
        ("5", 5),
        ("给3分", 3),
        ("上个月电费多少", 0),
        ("15号的电费", 0),
    ],
)
def test_words_are_read_as_stars(text: str, stars: int) -> None:
    """And what is no rating is none."""
    assert stars_in(text) == stars
