from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.clients.sms import NoSms
from bot.domain.unable import Unable
from bot.services import access
from bot.storage.tables.service import OutgoingRow
from tests.actions.stage import Stage
from tests.services.world import FACTORY, HOME, ID_LAST4, SHOP, YEARLY

WRONG = "3501999999999"


def code_sent(stage: Stage) -> str:
    """The code on its way to the registered phone."""
    with stage.world.books.service(writing=False) as session:
        newest = select(OutgoingRow.body).order_by(OutgoingRow.next_attempt_at.desc())
        body = session.scalars(newest).first()
    found = re.search(r"\d{6}", body or "")
    assert found
    return found.group()


def ask_bill(stage: Stage) -> None:
    stage.say("查电费", "query_bill")


def test_nothing_is_told_before_the_proof(stage: Stage) -> None:
    """Neither the question nor a right account number yields a word about the holder."""
    ask_bill(stage)
    said = stage.text(stage.say(HOME))

    assert "王" not in said
    assert "138" not in said
    assert "元" not in said


def test_the_question_is_answered_by_itself_after_the_proof(stage: Stage) -> None:
    """What was asked first waits for the proof and needs no repetition."""
    ask_bill(stage)
    stage.say(HOME)

    assert "2026年6月的电费是" in stage.text(stage.say(ID_LAST4))


def test_number_and_proof_may_come_in_one_message(stage: Stage) -> None:
    """「户号 后四位」 is enough."""
    ask_bill(stage)

    assert "电费是" in stage.text(stage.say(f"{HOME} {ID_LAST4}"))


def test_everything_may_come_in_the_first_message(stage: Stage) -> None:
    """Question, number and proof at once are answered at once."""
    assert "电费是" in stage.text(stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill"))
    assert stage.loop is None


def test_a_wrong_number_is_shown_and_replaced_by_the_next(stage: Stage) -> None:
    """A correction replaces the number, it is not added to it."""
    ask_bill(stage)
    assert WRONG in stage.text(stage.say(WRONG))

    stage.say(f"哦不对，是{HOME}", "deny")

    assert stage.slots["account_no"] == HOME
    assert "电费是" in stage.text(stage.say(ID_LAST4))


def test_the_number_can_be_corrected_while_the_proof_is_asked(stage: Stage) -> None:
    """Even after a right number, another one said later is the one that counts."""
    ask_bill(stage)
    stage.say(SHOP)
    stage.say(f"不对，是{HOME}", "deny")
    stage.say(ID_LAST4)

    assert stage.slots["topic"]["account_no"] == HOME


def test_another_question_during_the_proof_keeps_the_number(stage: Stage) -> None:
    """The number given for the first question serves the second; only the proof is missing."""
    ask_bill(stage)
    stage.say(HOME)

    assert "户号发给我" not in stage.text(stage.say("我用到第几档了", "query_tier"))

    assert "第 " in stage.text(stage.say(ID_LAST4))


def test_a_one_time_code_proves_and_opens_the_holders_other_accounts(stage: Stage) -> None:
    """The code is sent on a tap; after it the second account needs no proof of its own."""
    ask_bill(stage)
    stage.say(HOME)
    assert "验证码已经发" in stage.text(stage.tap('/inform{"proof_way":"send_code"}'))

    said = stage.text(stage.say(code_sent(stage)))

    assert "电费是" in said
    assert "还有 1 个户号" in said
    assert "电费是" in stage.text(stage.say(SHOP))
    assert stage.slots["topic"]["account_no"] == SHOP


def test_several_accounts_are_offered_as_buttons(stage: Stage) -> None:
    """换个户号 lists what is proven; the tapped one is answered for."""
    ask_bill(stage)
    stage.say(HOME)
    stage.say("发验证码")
    stage.say(code_sent(stage))

    said = stage.say("换个户号", "bind_account")
    buttons = [b["payload"] for b in said[0]["buttons"]]
    assert len(buttons) == 2
    stage.tap(next(payload for payload in buttons if SHOP in payload))

    assert stage.slots["topic"]["account_no"] == SHOP


def test_no_code_is_promised_where_nothing_can_send_it(stage: Stage) -> None:
    """Without a provider of text messages the customer is led to the other proof."""
    stage.sms = NoSms()
    ask_bill(stage)
    stage.say(HOME)

    said = stage.text(stage.say("发验证码"))

    assert "已经发" not in said
    assert "身份证" in said


def test_a_code_can_be_asked_for_again_after_a_minute(stage: Stage) -> None:
    """Too soon says how long; later sends another."""
    ask_bill(stage)
    stage.say(HOME)
    stage.say("发验证码")
    first = code_sent(stage)
    assert "60 秒" in stage.text(stage.say("没收到"))

    stage.wait(seconds=61)
    stage.say("重发")

    assert "电费是" in stage.text(stage.say(code_sent(stage)))
    assert first is not None


def test_three_wrong_proofs_lock_for_a_while(stage: Stage) -> None:
    """The third failure closes the form; afterwards the same account stays closed."""
    ask_bill(stage)
    stage.say(HOME)
    assert "2 次" in stage.text(stage.say("0000"))
    assert "1 次" in stage.text(stage.say("1111"))
    assert "暂停" in stage.text(stage.say("2222"))
    assert stage.loop is None

    ask_bill(stage)

    assert "暂停" in stage.text(stage.say(f"{HOME} {ID_LAST4}"))


def test_who_finds_the_last_four_locked_is_offered_the_code(stage: Stage) -> None:
    """Strangers' guesses close that way for a while; the form stays open for the other."""
    for stranger in ("a", "b", "c"):
        with pytest.raises(Unable):
            access.verify(
                stage.world.books,
                conversation_id=stranger,
                account_no=HOME,
                proof="0000",
                now=stage.world.now,
            )
    ask_bill(stage)
    stage.say(HOME)

    assert "发验证码" in stage.text(stage.say(ID_LAST4))
    assert "验证码已经发到" in stage.text(stage.say("发验证码"))


def test_the_proof_is_in_no_slot_and_no_answer(stage: Stage) -> None:
    """Secrets leave no trace in what the brain keeps of our answers."""
    ask_bill(stage)
    stage.say(HOME)
    answers = stage.say(ID_LAST4)
    kept = [e for e in stage.events if e["event"] in ("slot", "bot")]

    assert ID_LAST4 not in str(kept)
    assert ID_LAST4 not in str(answers)
    assert ID_LAST4 not in str(stage.slots)


@pytest.mark.parametrize("steps", [[], [HOME], [HOME, "发验证码"], [WRONG]])
def test_cancelling_works_at_every_step(stage: Stage, steps: list[str]) -> None:
    """Wherever the form stands, 不查了 closes it and forgets the task."""
    ask_bill(stage)
    for step in steps:
        stage.say(step)

    said = stage.text(stage.say("算了不查了", "cancel"))

    assert "先不查了" in said
    assert stage.loop is None
    assert stage.slots["task"] is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [("你是机器人吗", "chitchat"), ("一度电多少钱", "tariff_query"), ("今天天气", "out_of_scope")],
)
def test_a_digression_is_answered_and_the_question_returns_once(
    stage: Stage, text: str, intent: str
) -> None:
    """First the answer, then the form's question, one time."""
    ask_bill(stage)

    said = stage.say(text, intent)

    asked = [message for message in said if "请把户号发给我" in message.get("text", "")]
    assert len(asked) == 1
    assert said[-1] is asked[0]
    assert stage.loop is not None


def test_another_data_question_replaces_the_pending_one(stage: Stage) -> None:
    """Asked for the bill, then for arrears: arrears are answered after the proof."""
    ask_bill(stage)
    stage.say("等下，我先问一下是不是欠费了", "query_arrears")

    said = stage.text(stage.say(f"{HOME} {ID_LAST4}"))

    assert "没交清" in said


def test_a_number_with_a_new_question_takes_both(stage: Stage) -> None:
    """「3501… 昨天几度」 inside the form fills the number and changes the question."""
    ask_bill(stage)
    stage.say(f"{HOME}昨天几度", "query_usage")

    assert "2026年7月19日" in stage.text(stage.say(ID_LAST4))


def test_someone_without_a_number_is_told_where_it_is(stage: Stage) -> None:
    """Bill, message, meter, or a person; the form stays open for it."""
    said = stage.text(stage.say("我不知道户号", "query_account_no"))

    for way in ("电费单", "短信", "电表", "转人工"):
        assert way in said
    assert stage.loop is not None


def test_the_form_gives_up_after_three_useless_answers(stage: Stage) -> None:
    """Two re-asks, then choices, then a person: never an endless loop."""
    ask_bill(stage)
    stage.say("你猜")
    stage.say("不告诉你", "deny")
    choices = stage.say("嗯", "affirm")
    assert "/human_agent" in str(choices)

    said = stage.text(stage.say("呵呵"))

    assert "转人工" in said
    assert stage.loop is None


def test_a_relative_is_told_the_rule(stage: Stage) -> None:
    """Who is not the holder hears what it takes, not a refusal without a way."""
    ask_bill(stage)

    assert "户主本人同意" in stage.text(stage.say("户主是我老公"))


def test_a_phone_number_is_no_key(stage: Stage) -> None:
    """A mobile number is named as such and not looked up."""
    ask_bill(stage)

    assert "手机号" in stage.text(stage.say("13805910001"))


def test_danger_closes_the_form_at_once(stage: Stage) -> None:
    """Safety words come first and the form's question does not follow them."""
    ask_bill(stage)

    said = stage.text(stage.say("门口电线掉下来冒火花", "safety_hazard"))

    assert said.startswith("请先保证安全")
    assert "8 米" in said
    assert "户号" not in said
    assert stage.loop == "case_form"


def test_a_person_can_be_asked_for_inside_the_form(stage: Stage) -> None:
    """转人工 always works and closes the form."""
    ask_bill(stage)

    assert "95598" in stage.text(stage.say("转人工", "human_agent"))
    assert stage.loop is None


def test_after_half_an_hour_the_proof_is_asked_for_again(stage: Stage) -> None:
    """The account is remembered, the permission is not."""
    stage.say(f"查电费 {YEARLY} 4567", "query_bill")
    stage.wait(minutes=31)

    said = stage.text(stage.say("那上个月呢"))

    assert "再核对一次" in said
    assert "电费是" in stage.text(stage.say("4567"))


def test_someone_elses_account_needs_its_own_proof(stage: Stage) -> None:
    """Being proven for one account opens no other holder's."""
    stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")

    said = stage.text(stage.say(f"{FACTORY}的电费呢", "query_bill"))

    assert "核对" in said
    assert "电费是" not in said
