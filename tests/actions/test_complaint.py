from __future__ import annotations

from typing import Any

import pytest

from bot.domain.unable import StoreUnavailable
from bot.domain.work_order import OrderKind
from bot.services import work_order
from tests.actions.service_talk import PHONE, orders, prove, receipts, the_order, titles
from tests.actions.stage import Stage
from tests.services.world import HOME

RUDE = "城西营业厅的人态度太差了，让我跑了三趟"


def complain(stage: Stage) -> str:
    """The whole way, with a phone; what was said at its end."""
    stage.say(RUDE, "complaint")
    stage.say("昨天下午")
    stage.say(PHONE)
    return stage.text(stage.say("对", "affirm"))


def test_what_opened_the_complaint_is_never_asked_for_again(stage: Stage) -> None:
    """The first message is the description; next comes only when and where."""
    said = stage.text(stage.say(RUDE, "complaint"))

    assert "已经记下" in said
    assert "什么时候" in said
    assert "什么事" not in said


def test_who_only_says_that_they_complain_is_asked_what_about(stage: Stage) -> None:
    """And every bill or outage mentioned needs no time and place."""
    assert "什么事" in stage.text(stage.say("我要投诉！气死我了", "complaint"))
    said = stage.text(stage.say("上个月没人住还收我三百块电费", "explain_bill"))
    assert "联系电话" in said


def test_it_is_read_back_numbered_and_promised(stage: Stage) -> None:
    """Number, both times with their source, and a text message to the phone."""
    said = complain(stage)
    order = the_order(stage)

    assert order.kind is OrderKind.COMPLAINT
    assert order.number in said
    assert "24 小时内联系您（7月21日 12:00 前）" in said
    assert "7月27日前" in said
    assert "一般" in said
    assert "待核对" in said
    assert RUDE in order.report.description
    assert "昨天下午" in order.report.description
    assert [(sms.address, order.number in sms.body) for sms in receipts(stage)] == [(PHONE, True)]


def test_a_person_is_offered_at_the_top(stage: Stage) -> None:
    """In the first answer, before anything is asked."""
    said = stage.say("你们什么破服务，气死我了，我要投诉", "complaint")

    assert "转人工" in titles(said[:1])


def test_a_bill_is_offered_to_be_explained_but_not_insisted_on(stage: Stage) -> None:
    """The direct answer is a button; the complaint goes on beside it, and after it."""
    prove(stage)
    said = stage.say("投诉你们乱收电费，上个月多收我一百", "complaint")
    assert "先看电费怎么来的" in titles(said)

    answered = stage.text(stage.tap("/explain_bill"))
    assert "主要原因" in answered
    assert "接着刚才的投诉" in answered


def test_the_registered_phone_is_used_by_a_yes_and_only_its_end_is_shown(stage: Stage) -> None:
    """And the complaint is then kept under the proven account."""
    prove(stage)
    said = stage.text(stage.say("投诉抄表，上个月就抄错了", "complaint"))
    assert "尾号 0001" in said
    assert "13805910001" not in said

    assert "尾号 0001" in stage.text(stage.say("可以", "affirm"))
    stage.say("对", "affirm")

    assert the_order(stage).report.phone == "13805910001"
    assert the_order(stage).report.account_no == HOME
    assert "13805910001" not in str(stage.slots)


def test_without_a_phone_the_query_code_is_told(stage: Stage) -> None:
    """It is how the complaint is found again."""
    stage.say("投诉你们昨天乱停电", "complaint")
    stage.tap('/inform{"case_choice":"skip"}')
    said = stage.text(stage.say("对", "affirm"))

    assert the_order(stage).query_code in said
    assert the_order(stage).report.account_no is None


def test_a_wrong_phone_is_asked_for_in_other_words(stage: Stage) -> None:
    """Eleven digits are needed; what was told is kept."""
    stage.say("投诉你们昨天乱停电", "complaint")

    assert "11 位" in stage.text(stage.say("1380"))
    assert "乱停电" in stage.text(stage.say(PHONE))


def test_more_is_added_while_it_is_read_back(stage: Stage) -> None:
    """「还有，…」 joins the description."""
    stage.say(RUDE, "complaint")
    stage.say("昨天下午")
    stage.say(PHONE)
    said = stage.text(stage.say("还有，他摔我的资料", "complaint"))

    assert "摔我的资料" in said
    assert "三趟" in said


def test_a_question_about_the_complaint_is_answered_inside(stage: Stage) -> None:
    """「多久有结果」, 「会不会知道是我」; the question that was open comes back."""
    stage.say(RUDE, "complaint")
    said = stage.text(stage.say("多久有结果", "complaint"))
    assert "24 小时内联系您" in said
    assert "什么时候、在哪里" in said

    assert "匿名" in stage.text(stage.say("能匿名吗", "complaint"))


def test_venting_in_the_middle_of_something_else_opens_no_complaint(stage: Stage) -> None:
    """「问这么多烦死了」: sorry, a person, and on with what was open."""
    stage.say("账单字太小，老人看不清", "suggestion")
    said = stage.say("问这么多烦死了", "complaint")

    assert "对不起" in stage.text(said)
    assert "转人工" in titles(said)
    assert "联系电话" in stage.text(said)
    assert orders(stage) == []


def test_a_complaint_in_the_middle_of_a_proof_comes_first(stage: Stage) -> None:
    """Anger alone is soothed; a complaint is taken, and then the question is taken up again."""
    stage.say("这个月电费多少", "query_bill")
    soothed = stage.text(stage.say("你们烦不烦啊", "complaint"))
    assert "对不起" in soothed
    assert "户号" in soothed

    assert "电话" in stage.text(stage.say("昨天营业厅的人骂我，我要投诉", "complaint"))
    stage.say("不留", "deny")
    done = stage.text(stage.say("对", "affirm"))
    assert "登记好了" in done
    assert "户号" in done


def test_a_question_where_to_complain_is_answered_with_its_source(stage: Stage) -> None:
    """And the complaint can be made here at once."""
    said = stage.say("投诉电话是多少", "complaint")

    assert "95598" in stage.text(said)
    assert "出处" in stage.text(said)
    assert "登记投诉" in titles(said)


@pytest.mark.parametrize("steps", range(4))
def test_it_can_be_left_at_every_step(stage: Stage, steps: int) -> None:
    """Nothing is written down then."""
    for text in ("我要投诉", "师傅乱收费", "昨天", PHONE)[: steps + 1]:
        stage.say(text, "complaint" if text == "我要投诉" else "inform")

    assert "先不投诉" in stage.text(stage.say("算了", "cancel"))
    assert stage.loop is None
    assert orders(stage) == []


def test_when_the_books_fail_nothing_said_is_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer hears so, and goes on from the reading back."""

    def broken(*_: Any, **__: Any) -> None:
        raise StoreUnavailable(store="orders")

    with monkeypatch.context() as patch:
        patch.setattr(work_order, "open_", broken)
        assert "留着" in complain(stage)
    assert orders(stage) == []

    assert RUDE in stage.text(stage.tap("/affirm"))
    assert "登记好了" in stage.text(stage.say("对", "affirm"))
    assert len(orders(stage)) == 1


def test_a_person_asked_for_in_the_middle_leaves_everything_as_it_was(stage: Stage) -> None:
    """The number to call, and that what was given is kept."""
    stage.say(RUDE, "complaint")
    said = stage.text(stage.say("转人工", "human_agent"))

    assert "95598" in said
    assert "都留着" in said
    assert "接着刚才" not in said
    assert stage.slots["cases"][0]["given"]["description"] == RUDE
    assert "什么时候" in stage.text(stage.say("接着填", "affirm"))


@pytest.mark.parametrize(
    "intent", ["complaint", "praise", "suggestion", "process_progress", "repair_progress"]
)
def test_the_newest_own_complaint_is_told_of(stage: Stage, intent: str) -> None:
    """Whatever the brain takes 「我那个投诉怎么样了」 for."""
    complain(stage)
    said = stage.say("我那个投诉怎么样了", intent)

    assert the_order(stage).number in stage.text(said)
    assert "已经受理" in stage.text(said) or "已经登记" in stage.text(said)
    assert {"催一下", "补充情况", "撤销"} <= set(titles(said))


def test_an_overdue_complaint_is_apologised_for(stage: Stage) -> None:
    """And urging is offered; once urged, it is counted."""
    complain(stage)
    stage.wait(hours=25)

    assert "对不起" in stage.text(stage.say("我那个投诉怎么样了", "complaint"))
    assert "催过了" in stage.text(stage.tap('/complaint{"case_choice":"urge"}'))
    assert "刚催过" in stage.text(stage.tap('/complaint{"case_choice":"urge"}'))
    assert the_order(stage).urges == 1


def test_something_is_added_later(stage: Stage) -> None:
    """With the words themselves, or asked for them; the history holds both."""
    complain(stage)
    stage.say("我要补充一下，他还骂人了", "complaint")
    stage.tap('/complaint{"case_choice":"add"}')
    assert "写进投诉" in stage.text(stage.say("他的工号是018"))

    notes = [entry.note for entry in the_order(stage).history if entry.note]
    assert notes == ["我要补充一下，他还骂人了", "他的工号是018"]


def test_it_is_withdrawn_by_words_once_it_is_sure(stage: Stage) -> None:
    """A no leaves it as it is, a yes ends it."""
    complain(stage)
    assert "确定撤销" in stage.text(stage.say("我要撤诉", "complaint"))
    assert "不撤" in stage.text(stage.say("不撤了", "deny"))
    assert len(orders(stage)) == 1

    stage.say("我要撤诉", "complaint")
    assert "已经撤销" in stage.text(stage.say("确定", "affirm"))
    assert orders(stage) == []


@pytest.mark.parametrize("intent", ["nlu_fallback", "cancel", "complaint"])
def test_a_wish_to_withdraw_is_understood_whatever_it_is_taken_for(
    stage: Stage, intent: str
) -> None:
    """「撤诉」 is a word of its own."""
    complain(stage)

    assert "确定撤销" in stage.text(stage.say("我要撤诉", intent))
    assert "照常处理" in stage.text(stage.say("算了，不撤了", "cancel"))


def test_progress_of_nothing_offers_the_number_and_a_complaint(stage: Stage) -> None:
    """Nobody else's complaint is told of."""
    complain(stage)
    stranger = Stage(stage.world, conversation_id="stranger")
    said = stranger.say("我上次的投诉处理得怎么样了", "complaint")

    assert the_order(stage).number not in stage.text(said)
    assert {"按编号查", "登记投诉"} <= set(titles(said))


def test_number_and_phone_open_it_from_another_conversation(stage: Stage) -> None:
    """Both in one message; a wrong end of the phone opens nothing."""
    complain(stage)
    number = the_order(stage).number
    stranger = Stage(stage.world, conversation_id="stranger")

    assert "对不上" in stage.text(stranger.say(f"{number} 9999"))
    assert "投诉" in stage.text(stranger.say(f"{number} {PHONE[-4:]}"))
