"""The registered phone: at once with both codes, by staff with the ID, and never by a binding."""

from __future__ import annotations

import pytest

from bot.storage import accounts
from tests.actions.account_talk import (
    NEW_PHONE,
    buttons,
    code,
    opened,
    prove,
    prove_by_code,
    texts,
)
from tests.actions.stage import Stage
from tests.services.world import HOME, ID_LAST4, PHONE


def registered(stage: Stage) -> str | None:
    with stage.world.books.billing() as session:
        return accounts.registered_phone(session, account_no=HOME)


def test_both_ways_are_told_before_the_proof(stage: Stage) -> None:
    """So that the customer can choose the quick one."""
    said = stage.text(stage.say("换手机号", "change_phone"))

    assert "当场换好" in said
    assert "身份证后四位" in said


def test_with_both_codes_it_is_done_at_once(stage: Stage) -> None:
    """Read back, masked at the end, and the old phone is told."""
    prove_by_code(stage)
    stage.say("换手机号", "change_phone")
    assert "139 0591 7777" in stage.text(stage.say(NEW_PHONE))
    said = stage.text(stage.say(code(stage, NEW_PHONE)))

    assert "换好了，登记手机现在是 139****7777" in said
    assert registered(stage) == NEW_PHONE
    assert "139****7777" in texts(stage, PHONE)[-1]


def test_with_the_id_it_is_an_application(stage: Stage) -> None:
    """Who decides and how long it takes is said before and after."""
    prove(stage)
    said = stage.say("换手机号", "change_phone")
    assert "一般 2 个工作日" in stage.text(said)
    stage.say(NEW_PHONE)
    said = stage.text(stage.say(code(stage, NEW_PHONE)))

    assert "申请提交了" in said
    assert registered(stage) == PHONE
    assert "正在核对" in stage.text(stage.say("手机号换好了吗", "change_phone"))


def test_who_still_has_the_old_phone_changes_to_the_quick_way(stage: Stage) -> None:
    """The code to the old phone comes between, and the matter goes on by itself."""
    prove(stage)
    said = stage.say("换手机号", "change_phone")
    said = stage.tap(buttons(said)["旧手机能收短信"])
    assert "已经发到" in stage.text(said)
    assert "新手机号是多少" in stage.text(stage.say(code(stage)))
    stage.say(NEW_PHONE)
    stage.say(code(stage, NEW_PHONE))

    assert registered(stage) == NEW_PHONE


def test_a_number_said_before_the_proof_is_agreed_to_after_it(stage: Stage) -> None:
    """Not typed twice."""
    stage.say(f"把手机号改成{NEW_PHONE}", "change_phone")
    said = stage.say(f"{HOME} {ID_LAST4}")
    assert "就换成 139 0591 7777" in buttons(said)
    stage.say("好", "affirm")

    assert "申请提交了" in stage.text(stage.say(code(stage, NEW_PHONE)))


def test_a_slip_in_the_new_number_is_put_right(stage: Stage) -> None:
    """Another number instead of the code: the code goes there."""
    prove_by_code(stage)
    stage.say("换手机号", "change_phone")
    stage.say("13905917778")
    stage.wait(minutes=2)
    assert "139 0591 7777" in stage.text(stage.say(f"错了，是{NEW_PHONE}"))
    stage.say(code(stage, NEW_PHONE))

    assert registered(stage) == NEW_PHONE


@pytest.mark.parametrize(
    ("said", "why"), [("1390591777", "不像手机号"), (PHONE, "就是现在登记的号码")]
)
def test_a_number_that_cannot_be_is_told_why(stage: Stage, said: str, why: str) -> None:
    """And asked again."""
    prove_by_code(stage)
    stage.say("换手机号", "change_phone")

    assert why in stage.text(stage.say(said))
    assert stage.loop == "case_form"


def test_a_wrong_code_changes_nothing(stage: Stage) -> None:
    """Another try, and no slot keeps it."""
    prove_by_code(stage)
    stage.say("换手机号", "change_phone")
    stage.say(NEW_PHONE)

    assert "对不上" in stage.text(stage.say("987654"))
    assert "987654" not in str(stage.slots)
    assert registered(stage) == PHONE


@pytest.mark.parametrize("steps", [0, 1])
def test_it_can_be_left_at_every_step(stage: Stage, steps: int) -> None:
    """The phone stays."""
    prove_by_code(stage)
    stage.say("换手机号", "change_phone")
    for text in (NEW_PHONE,)[:steps]:
        stage.say(text)

    assert "先不换" in stage.text(stage.say("算了", "cancel"))
    assert registered(stage) == PHONE


def test_a_binding_changes_no_phone(stage: Stage) -> None:
    """It is proven anew first."""
    opened(stage)
    prove_by_code(stage)
    stage.tap('/bind_account{"aspect":"keep"}')
    stage.wait(days=3)

    assert "先要核对" in stage.text(stage.say("换手机号", "change_phone"))
    assert stage.loop == "identity_form"


def test_an_old_proof_is_asked_for_again(stage: Stage) -> None:
    """Older than the rules allow."""
    prove_by_code(stage)
    stage.wait(minutes=20)

    stage.say("换手机号", "change_phone")

    assert stage.loop == "identity_form"
