"""An application: kept, resumed elsewhere, corrected, handed in, followed and called off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.unable import StoreUnavailable
from bot.services import application, demo_application
from bot.storage.tables.service import OutgoingRow
from tests.actions.business.conftest import PHONE, begin_pile, buttons, case, fill, procedure
from tests.actions.stage import Stage, knowledge
from tests.services.world import HOME, ID_LAST4, YEARLY


def number(stage: Stage) -> str:
    """Of the application being written down."""
    return str(case(stage)["given"]["number"])


def submitted(stage: Stage) -> str:
    """Handed in; returns its number."""
    begin_pile(stage)
    fill(stage, procedure(stage, "ev_pile"), until="contact_phone")
    stage.say(PHONE)
    stage.say("都行")
    made = number(stage)
    assert made in stage.text(stage.say("对", "affirm"))
    return made


def test_a_draft_is_resumed_by_words_in_the_same_conversation(stage: Stage) -> None:
    """Nothing said before is asked again."""
    begin_pile(stage)
    fill(stage, procedure(stage, "ev_pile"), until="address")
    stage.say("算了改天吧", "cancel")
    said = stage.text(stage.say("继续申请", "ev_pile"))

    assert "陈建国" in said
    assert "哪个小区" in said


def test_a_draft_is_resumed_elsewhere_by_number_and_phone(stage: Stage) -> None:
    """Wrong digits open nothing; the right ones go on where it was left."""
    begin_pile(stage)
    fill(stage, procedure(stage, "ev_pile"), until="visit_day")
    made = number(stage)
    assert "后四位" in stage.text(stage.say("先放着，明天再说"))
    other = Stage(stage.world, conversation_id="other channel")
    assert "后四位" in other.text(other.say(f"继续申请 {made}", "process_progress"))
    assert "对不上" in other.text(other.say("9999"))
    assert "陈建国" not in str(other.events)
    said = other.text(other.say("0001"))
    assert "哪天上门方便" in said
    assert "陈**" in said
    for secret in ("陈建国", "枫林小区8栋", "13805910001"):
        assert secret not in str(other.events)
    other.say("都行")
    assert "提交好了" in other.text(other.say("对", "affirm"))


def test_an_own_draft_is_found_again_by_a_proven_account(stage: Stage) -> None:
    """On another channel, after the proof."""
    stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")
    stage.say("我想装充电桩，自己的车位", "ev_pile")
    stage.say("那帮我申请")
    made = number(stage)
    stage.say("先不弄了", "cancel")
    other = Stage(stage.world, conversation_id="other channel")
    other.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")

    assert made in other.text(other.say("继续申请", "inform"))


def test_a_typed_account_that_is_proven_fills_the_rest(stage: Stage) -> None:
    """The number is asked, name, address and phone are not."""
    stage.say("我要开通峰谷", "tou_switch")
    stage.say("家里用")
    stage.say("帮我申请")
    stage.say("我先查电费", "query_bill")
    stage.say(f"{YEARLY} 4567")
    stage.say(YEARLY)

    assert case(stage)["given"]["holder"] == "@account"
    assert case(stage)["asked"] == "contact_phone"


def test_a_value_is_corrected_before_it_is_handed_in(stage: Stage) -> None:
    """By saying the right one, or by naming what is wrong."""
    begin_pile(stage)
    fill(stage, procedure(stage, "ev_pile"))
    assert "13911112222" in stage.text(stage.say("电话错了，是13911112222", "deny"))
    assert "用谁的名字" in stage.text(stage.say("申请人不对", "deny"))
    assert "林志伟" in stage.text(stage.say("林志伟"))
    assert "11 千瓦" in stage.text(stage.say("不是7千瓦，是11千瓦", "deny"))
    assert case(stage)["given"]["power"] == "three"


def test_an_answer_that_rules_it_out_ends_the_form_with_a_way_on(stage: Stage) -> None:
    """The draft stays, and a better answer goes on with it."""
    begin_pile(stage)
    said = stage.say("不到一年")

    assert "合同签到一年以上" in stage.text(said)
    assert stage.loop is None
    stage.say("一年以上")
    assert "编号" in stage.text(stage.say("帮我申请"))


def test_advice_of_an_answer_inside_the_form_is_said(stage: Stage) -> None:
    """「还没问」 the property company."""
    stage.say("我想装充电桩，自己的车位", "ev_pile")
    stage.say("那帮我申请")

    assert "同时跟物业说一声" in stage.text(stage.say("还没问"))


def test_it_is_handed_in_once_with_a_date_and_a_receipt(stage: Stage) -> None:
    """The promise counts working days; the receipt waits in the outbox, once."""
    made = submitted(stage)
    with stage.world.books.service(writing=False) as session:
        receipts = [r for r in session.scalars(select(OutgoingRow)) if made in r.body]

    assert len(receipts) == 1
    assert receipts[0].address == PHONE
    assert "7月27日" in receipts[0].body


def test_progress_says_what_was_done_and_what_comes_next(stage: Stage) -> None:
    """As the utility works on; the newest without a number."""
    made = submitted(stage)
    stage.wait(days=3)
    work(stage)
    said = stage.text(stage.say("我的充电桩办到哪了", "process_progress"))

    assert made in said
    assert "受理" in said
    assert "下一步" in said
    assert "最晚 7月27日" in said


def test_what_is_late_is_called_late(stage: Stage) -> None:
    """With a person offered."""
    submitted(stage)
    stage.wait(days=10)
    said = stage.say("办到哪了", "process_progress")

    assert "晚了 3 天" in stage.text(said)
    assert "转人工催办" in buttons(said)


def test_calling_off_is_asked_once_more(stage: Stage) -> None:
    """「不撤了」 leaves it, 「对」 does it."""
    made = submitted(stage)
    assert "要撤销" in stage.text(stage.say("我要撤销申请", "cancel"))
    assert "照常办" in stage.text(stage.say("不撤了", "deny"))
    stage.say("把申请取消了吧", "process_progress")
    assert "撤销了" in stage.text(stage.say("确定撤销", "affirm"))
    assert "已经撤销" in stage.text(stage.say(f"{made}怎么样了", "process_progress"))


def test_what_is_handed_in_cannot_be_changed_any_more(stage: Stage) -> None:
    """Said plainly, with what can be done instead."""
    submitted(stage)

    assert "不能再改" in stage.text(stage.say("申请里电话填错了要改一下", "change_phone"))


def test_who_has_no_application_is_shown_both_doors(stage: Stage) -> None:
    """Number and phone, or the proven account."""
    said = stage.say("我的申请办到哪了", "process_progress")
    assert {"报编号查", "核对身份查"} <= set(buttons(said))
    stage.tap(buttons(said)["核对身份查"])
    assert "没有正在办的申请" in stage.text(stage.say(f"{HOME} {ID_LAST4}"))


def test_several_applications_are_listed(stage: Stage) -> None:
    """One line each, and a tap tells more."""
    made = submitted(stage)
    stage.say("一户多人口怎么办", "policy_discount")
    stage.say("帮我申请")
    stage.say("先不弄了", "cancel")
    said = stage.say("我的申请呢", "process_progress")

    assert "2 份申请" in stage.text(said)
    title = next(title for title in buttons(said) if made[-4:] in title)
    assert made in stage.text(stage.tap(buttons(said)[title]))


def test_three_wrong_tries_lock_and_end_the_question(stage: Stage) -> None:
    """Nobody is asked for ever."""
    made = submitted(stage)
    other = Stage(stage.world, conversation_id="guesser")
    other.say(f"{made} 到哪了", "process_progress")
    other.say("1234")
    other.say("1235")
    assert "以后再试" in other.text(other.say("1236"))
    assert other.loop is None


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """While it holds True, nothing can be written into a draft."""
    down = [False]
    kept = application.fill

    def fill_(*args: object, **facts: object) -> object:
        if down[0]:
            raise StoreUnavailable(store="service")
        return kept(*args, **facts)  # type: ignore[arg-type]

    monkeypatch.setattr(application, "fill", fill_)
    return down


def test_when_the_books_fail_nothing_given_is_lost(stage: Stage, broken: list[bool]) -> None:
    """The form goes on, handing in waits, and then everything is there."""
    begin_pile(stage)
    fill(stage, procedure(stage, "ev_pile"), until="contact_phone")
    broken[0] = True
    assert "哪天上门方便" in stage.text(stage.say(PHONE))
    stage.say("都行")
    assert "留着" in stage.text(stage.say("对", "affirm"))
    broken[0] = False
    assert PHONE in stage.text(stage.say("再试一次", "affirm"))
    assert "提交好了" in stage.text(stage.say("对", "affirm"))


def test_stopping_while_the_books_fail_is_honest(stage: Stage, broken: list[bool]) -> None:
    """What was kept is kept; the rest is only in mind here."""
    begin_pile(stage)
    broken[0] = True

    assert "在这里都记着" in stage.text(stage.say("先不弄了", "cancel"))


def test_opening_while_the_books_fail_keeps_the_talk(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said plainly; asked again later, everything is still known."""
    kept = application.begin

    def down(*_: object, **__: object) -> object:
        raise StoreUnavailable(store="service")

    stage.say("我想装充电桩，自己的车位", "ev_pile")
    monkeypatch.setattr(application, "begin", down)
    assert "连不上" in stage.text(stage.say("那帮我申请"))
    monkeypatch.setattr(application, "begin", kept)
    assert "自己的车位" in stage.text(stage.say("那帮我申请"))


def work(stage: Stage) -> None:
    """The utility works on, as the demo's does."""
    assert stage.now is not None
    demo_application.advance(
        stage.world.books,
        knowledge()["procedures"],
        now=stage.now + timedelta(minutes=1),
        calendar=knowledge()["order_rules"].calendar,
    )
