from __future__ import annotations

from tests.actions.stage import Stage
from tests.actions.test_billing import prove
from tests.actions.test_identity import code_sent
from tests.services.world import HOME, SHOP, YEARLY


def prove_both(stage: Stage) -> None:
    """The one-time code opens the home and the shop of the same holder."""
    stage.say("查电费", "query_bill")
    stage.say(HOME)
    stage.say("发验证码")
    stage.say(code_sent(stage))


def test_each_proven_account_is_told_with_the_sum(stage: Stage) -> None:
    """两个户号分别多少: one line each, and nobody has to choose first."""
    prove_both(stage)

    said = stage.text(stage.say("两个户号电费分别多少", "query_bill"))

    assert HOME in said
    assert SHOP in said
    assert "合计" in said


def test_only_proven_accounts_are_told(stage: Stage) -> None:
    """With one account proven, the other is not told, nor whether there is one."""
    prove(stage, HOME, "查电费", "query_bill")

    said = stage.text(stage.say("我名下两套房分别多少", "query_bill"))

    assert HOME in said
    assert SHOP not in said
    assert "只核对了这一个" in said


def test_the_other_of_two_is_answered_for_the_same_period(stage: Stage) -> None:
    """另外一套呢: the same question about the other account."""
    prove_both(stage)
    stage.say("4月电费多少", "query_bill")

    said = stage.text(stage.say("另外一套呢", "query_bill"))

    assert stage.slots["topic"]["account_no"] == SHOP
    assert "2026年4月的电费" in said


def test_the_other_account_is_proven_first(stage: Stage) -> None:
    """Another account that was not proven is asked for by its number."""
    prove(stage, YEARLY, "查电费", "query_bill")

    assert "户号" in stage.text(stage.say("另外一套呢", "query_bill"))
    assert stage.loop is not None


def test_who_heard_of_all_accounts_is_not_told_that_there_are_more(stage: Stage) -> None:
    """The question was about all of them; the hint after the proof would say it twice."""
    stage.say("两套房电费分别多少", "query_bill")
    stage.say(HOME)
    stage.say("发验证码")

    said = stage.text(stage.say(code_sent(stage)))

    assert SHOP in said
    assert "另外，您名下" not in said


def test_changing_the_number_is_not_asking_for_it(stage: Stage) -> None:
    """「换一个户号」 offers the proven accounts, even when it is taken for a question."""
    prove_both(stage)

    said = stage.say("换一个户号", "query_account_no")

    assert len(said[0]["buttons"]) == 2
