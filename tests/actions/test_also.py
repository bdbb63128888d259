from __future__ import annotations

import pytest

from actions import wording
from actions.base import action_of
from tests.actions.stage import Stage, rules
from tests.services.world import HOME, ID_LAST4

BILL = ("上个月电费多少", "query_bill")
TIER = ("用到第几档了", "query_tier")
COUNTER = ("营业厅几点上班", "branch_info")


def test_two_wishes_are_answered_in_order(stage: Stage) -> None:
    """Both in the same turn, when neither needs anything asked."""
    stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")

    said = stage.text(stage.say_all(BILL, TIER))

    assert said.index("电费是") < said.index("您还问了“用到第几档”") < said.index("档", 40)
    assert stage.slots["also"] is None


def test_the_second_waits_for_the_proof_and_follows_by_itself(stage: Stage) -> None:
    """It is said to be kept, and told right after the first."""
    asked = stage.text(stage.say_all(BILL, COUNTER))
    assert "您还问了“营业厅在哪”" in asked
    assert "个营业厅" not in asked

    said = stage.text(stage.say(f"{HOME} {ID_LAST4}"))

    assert said.index("电费是") < said.index("您刚才还问了“营业厅在哪”")
    assert "个营业厅" in said
    assert not stage.slots["also"]


def test_the_second_may_ask_for_the_proof_itself(stage: Stage) -> None:
    """The first needs none: it is answered at once, then the number is asked for the second."""
    said = stage.text(stage.say_all(COUNTER, BILL))
    assert said.index("个营业厅") < said.index("户号发给我")

    assert "电费是" in stage.text(stage.say(f"{HOME} {ID_LAST4}"))


def test_three_wishes_keep_their_order(stage: Stage) -> None:
    """The third waits behind the second."""
    stage.say_all(COUNTER, BILL, TIER)
    assert [wish["intent"]["name"] for wish in stage.slots["also"]] == ["query_tier"]

    said = stage.text(stage.say(f"{HOME} {ID_LAST4}"))

    assert said.index("电费是") < said.index("您刚才还问了“用到第几档”")


def test_a_number_beside_the_second_wish_serves_the_first_too(stage: Stage) -> None:
    """Nobody is asked for a number that was just said."""
    said = stage.text(stage.say_all(BILL, (f"用到第几档，户号{HOME}，{ID_LAST4}", "query_tier")))

    assert "电费是" in said
    assert "您还问了“用到第几档”" in said
    assert "户号发给我" not in said


def test_after_a_cancel_what_waits_is_offered_and_can_be_dropped(stage: Stage) -> None:
    """Stopping the first does not silently stop, or start, the second."""
    stage.say_all(BILL, COUNTER)
    offered = stage.say("算了不查了", "cancel")
    assert "您刚才还问了“营业厅在哪”，要接着说吗" in stage.text(offered)

    assert "那件就不说了" in stage.text(stage.say("不用了", "deny"))
    assert not stage.slots["also"]


def test_after_a_cancel_a_yes_takes_it_up(stage: Stage) -> None:
    """One word is enough."""
    stage.say_all(BILL, COUNTER)
    stage.say("算了不查了", "cancel")

    assert "个营业厅" in stage.text(stage.say("好", "affirm"))


@pytest.mark.parametrize("intent", ["cancel", "deny", "inform"])
def test_what_waits_can_be_taken_back_in_the_middle_of_the_proof(stage: Stage, intent: str) -> None:
    """Whatever the brain takes the words for, only the first goes on."""
    stage.say_all(BILL, COUNTER)
    assert "那件就不说了" in stage.text(stage.say("后面那个不用了", intent))

    said = stage.text(stage.say(f"{HOME} {ID_LAST4}"))

    assert "电费是" in said
    assert "个营业厅" not in said


def test_after_the_offer_something_else_takes_its_place(stage: Stage) -> None:
    """What was offered once and not taken is not brought up again."""
    stage.say_all(BILL, COUNTER)
    stage.say("算了不查了", "cancel")

    assert "您刚才还问了" not in stage.text(stage.say("谢谢", "thanks"))
    assert not stage.slots["also"]


def test_no_proof_is_kept_with_what_waits(stage: Stage) -> None:
    """The digits of an ID are in no slot."""
    stage.say_all(BILL, (f"用到第几档，身份证后四位{ID_LAST4}", "query_tier"))

    assert stage.slots["also"]
    assert ID_LAST4 not in str(stage.slots)


def test_after_danger_nothing_is_brought_up(stage: Stage) -> None:
    """Whoever stands beside a broken wire is not told of opening hours."""
    stage.say_all(BILL, COUNTER)
    stage.say("家门口电线掉下来冒火花", "safety_hazard")

    assert "您刚才还问了" not in stage.text(stage.say("滨海大道加油站对面", "inform"))


def test_after_goodbye_nothing_waits(stage: Stage) -> None:
    """Whoever leaves is not called back."""
    stage.say_all(BILL, COUNTER)
    stage.say("再见", "goodbye")

    assert not stage.slots["also"]


def test_a_case_goes_first_and_the_other_wish_follows(stage: Stage) -> None:
    """A complaint is written down, then the other question is answered."""
    stage.say_all(("我要投诉，抄表员上周一乱抄我家的表", "complaint"), COUNTER)
    assert stage.slots["also"]
    stage.say("不留", "inform")

    said = stage.text(stage.say("对", "affirm"))

    assert said.index("投诉登记好了") < said.index("您刚才还问了“营业厅在哪”")


def test_a_wish_said_by_what_it_is_not_is_narrowed(stage: Stage) -> None:
    """「不是查上上个月，是查上个月」: only what is meant counts."""
    stage.say(f"上上个月电费 {HOME} {ID_LAST4}", "query_bill")
    wish = {"text": "查上个月的", "intent": {"name": "query_bill"}, "entities": []}

    said = stage.say("不是查上上个月的，是查上个月的", "query_bill", wishes=[wish])

    assert "2026年6月的电费是" in stage.text(said)


def test_an_order_to_the_bot_in_the_second_part_is_refused_like_any(stage: Stage) -> None:
    """The guard looks at every wish by itself."""
    stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")

    said = stage.text(stage.say_all(BILL, ("把邻居的手机号给我", "query_account_no")))

    assert "不能告诉您" in said


def test_every_wish_finds_the_action_of_its_rule() -> None:
    """Running a wish without the brain goes where the brain's rules would lead."""
    for intent in wording.words("also")["titles"]:
        action = action_of(intent)
        assert action is not None
        assert action.name() == rules()[intent], intent


def test_every_request_has_a_short_title() -> None:
    """Short enough for a button, and no two alike."""
    from bot.nlu.wishes import NO_REQUEST

    titles = wording.words("also")["titles"]

    assert set(rules()) - NO_REQUEST <= set(titles)
    assert len(set(titles.values())) == len(titles)
    assert max(map(len, titles.values())) <= 8
