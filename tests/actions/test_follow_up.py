from __future__ import annotations

from tests.actions.stage import Stage
from tests.actions.test_billing import prove
from tests.services.world import HOME, YEARLY


def test_a_list_stays_in_mind_after_one_of_it_was_asked(stage: Stage) -> None:
    """第二个, then 第一个: both count in the list that was read out."""
    prove(stage, HOME, "最近三个月电费", "query_bill")
    stage.say("第二个怎么那么高", "explain_bill")
    assert stage.slots["topic"]["period"] == ["2026-05-01", "2026-06-01"]

    stage.say("第一个呢", "inform")

    assert stage.slots["topic"]["period"] == ["2026-06-01", "2026-07-01"]


def test_a_list_names_its_dearest_month(stage: Stage) -> None:
    """哪个月最贵 is answered by the list itself."""
    said = prove(stage, HOME, "哪个月电费最贵", "query_bill")

    assert "其中最多的是" in said


def test_each_day_after_a_bill_means_the_days_of_that_bill(stage: Stage) -> None:
    """Having spoken of April, 每天用电 is April's."""
    prove(stage, HOME, "4月电费多少", "query_bill")

    assert "2026年4月" in stage.text(stage.say("每天用电给我看看", "query_usage"))


def test_a_number_said_with_a_no_changes_the_account(stage: Stage) -> None:
    """「不是这个户，换3501…」 is about the other account, whatever it is taken for."""
    prove(stage, HOME, "查电费", "query_bill")

    assert "核对" in stage.text(stage.say(f"不是这个户，换{YEARLY}", "deny"))
    assert stage.slots["account_no"] == YEARLY


def test_no_thanks_is_not_asked_on(stage: Stage) -> None:
    """Who needs nothing more is left in peace."""
    prove(stage, HOME, "查电费", "query_bill")

    assert "想查什么" not in stage.text(stage.say("不用了谢谢", "deny"))


def test_marks_without_a_word_are_not_called_someone_elses_matter(stage: Stage) -> None:
    """？？？ means that we were not understood either."""
    assert "不归我管" not in stage.text(stage.say("？？？", "out_of_scope"))
