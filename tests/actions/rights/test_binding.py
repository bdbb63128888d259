"""Keeping an account open here, who has it, and shutting everybody out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.clients.sms import NoSms
from bot.services import access, binding
from bot.services.demo import DemoSms
from bot.storage import bindings, channel_identities
from tests.actions.account_talk import buttons, clock, code, opened, other, prove, prove_by_code
from tests.actions.stage import Stage
from tests.services.counter import RULES
from tests.services.world import HOME, ID_LAST4, SHOP, YEARLY


@pytest.fixture
def visitor(stage: Stage) -> Stage:
    """Somebody on the web chat."""
    return opened(stage)


def bound(stage: Stage) -> list[str]:
    found = binding.bound_here(
        stage.world.books, conversation_id=stage.conversation_id, now=clock(stage)
    )
    return [item.account_no for item in found]


def bind(stage: Stage) -> None:
    prove_by_code(stage)
    stage.tap('/bind_account{"aspect":"keep"}')


def test_after_a_proof_by_code_keeping_is_offered(visitor: Stage) -> None:
    """Once, with a word about shared computers."""
    said = prove_by_code(visitor)

    assert "要我记住这户吗" in said
    assert "公用电脑" in said


def test_the_last_four_of_an_id_are_not_enough_to_be_kept(visitor: Stage) -> None:
    """So nothing is offered after them."""
    prove(visitor)
    assert not bound(visitor)
    assert "要我记住" not in visitor.text(visitor.say("上个月电费", "query_bill"))


def test_kept_it_needs_no_proof_for_a_long_time(visitor: Stage) -> None:
    """And the day is said."""
    prove_by_code(visitor)
    said = visitor.text(visitor.tap('/bind_account{"aspect":"keep"}'))
    assert "2027年7月20日" in said
    assert HOME not in said

    visitor.wait(days=20)
    assert "电费是" in visitor.text(visitor.say("5月电费", "query_bill"))


def test_with_the_id_alone_the_code_is_sent_at_once_and_the_wish_kept(visitor: Stage) -> None:
    """Nothing is asked again; the code ends it."""
    visitor.say("绑定户号", "bind_account")
    said = visitor.text(visitor.say(f"{HOME} {ID_LAST4}"))
    assert "登记手机的验证码" in said
    assert "已经发到" in said
    assert not bound(visitor)

    assert "绑好了" in visitor.text(visitor.say(code(visitor)))
    assert bound(visitor) == [HOME]


def test_without_a_phone_the_counter_is_named(visitor: Stage) -> None:
    """A holder whose phone nobody knows cannot be sent a code."""
    visitor.say("绑定户号", "bind_account")

    assert "没有登记手机" in visitor.text(visitor.say(f"{YEARLY} 4567"))
    assert visitor.loop is None


def test_binding_can_be_stopped_while_the_code_is_awaited(visitor: Stage) -> None:
    """Nothing is kept."""
    visitor.say("绑定户号", "bind_account")
    visitor.say(f"{HOME} {ID_LAST4}")
    visitor.say("算了", "cancel")

    assert not bound(visitor)
    assert visitor.loop is None


def test_what_is_bound_is_listed_masked(visitor: Stage) -> None:
    """And each can be ended."""
    bind(visitor)
    said = visitor.text(visitor.say("我绑了哪些户号", "query_account_no"))

    assert "3501*****0017" in said
    assert HOME not in said


def test_of_several_one_is_ended_or_all(visitor: Stage) -> None:
    """By a tap, or in words."""
    bind(visitor)
    visitor.say(f"绑定{SHOP}", "bind_account")
    assert set(bound(visitor)) == {HOME, SHOP}

    said = visitor.say("解绑", "unbind_account")
    visitor.tap(buttons(said)["3501*****0025"])
    assert bound(visitor) == [HOME]

    visitor.say("全部解绑", "unbind_account")
    assert not bound(visitor)


def test_a_number_that_is_not_bound_here_is_said_so(visitor: Stage) -> None:
    """Whosever it is."""
    bind(visitor)

    said = visitor.text(visitor.say(f"把{YEARLY}解绑", "unbind_account"))

    assert "没有绑在这里" in said
    assert bound(visitor) == [HOME]


def test_the_holder_shuts_everybody_out(visitor: Stage) -> None:
    """别人绑了我的户号: after a yes, at once."""
    thief = other(visitor, "thief")
    bind(thief)
    visitor.wait(hours=1)
    thief.wait(hours=1)
    prove_by_code(visitor)
    assert "网页（尾号 hief）" in visitor.text(visitor.say("别人绑了我的户号", "unbind_account"))
    assert bound(thief) == [HOME]

    visitor.say("对", "affirm")

    assert not bound(thief)
    thief.wait(hours=1)
    assert "电费是" not in thief.text(thief.say("上个月电费", "query_bill"))


def test_only_the_holder_may_shut_others_out(visitor: Stage) -> None:
    """Who is known by a binding alone proves it again."""
    bind(visitor)
    visitor.wait(days=2)

    said = visitor.text(visitor.say("全部解除", "unbind_account"))

    assert "只有户主本人能办" in said
    assert visitor.loop == "identity_form"
    assert bound(visitor) == [HOME]


def test_a_no_leaves_everything_as_it_is(visitor: Stage) -> None:
    """The question is no trap."""
    bind(visitor)
    visitor.say("别人绑了我的户号", "unbind_account")

    assert "先不动" in visitor.text(visitor.say("不用了", "deny"))
    assert bound(visitor) == [HOME]


@pytest.mark.parametrize("intent", ["goodbye", "unbind_account", "out_of_scope", "cancel"])
def test_logging_out_shuts_everything(visitor: Stage, intent: str) -> None:
    """Proof, binding and what was spoken of, whatever the brain takes it for."""
    bind(visitor)
    assert "退出好了" in visitor.text(visitor.say("这是公用电脑，退出登录", intent))

    granted = access.granted_numbers(
        visitor.world.books, conversation_id=visitor.conversation_id, now=clock(visitor)
    )
    assert not granted
    assert not visitor.slots.get("topic")
    assert "电费是" not in visitor.text(visitor.say("上个月电费", "query_bill"))


def test_logging_out_in_the_middle_of_a_matter_closes_it(visitor: Stage) -> None:
    """Nothing given stays."""
    prove(visitor)
    visitor.say("我交错户了", "payment_problem")
    visitor.say("退出登录", "cancel")

    assert visitor.loop is None
    assert not visitor.slots.get("cases")


def test_closing_an_account_is_told_apart(visitor: Stage) -> None:
    """注销账号 is not unbinding."""
    assert "我要销户" in visitor.text(visitor.say("账号注销", "unbind_account"))


def test_a_place_full_of_accounts_says_so(visitor: Stage) -> None:
    """With the figure from the rules."""
    most = RULES.binding.accounts_per_identity
    bind(visitor)
    with visitor.world.books.service() as session:
        who = channel_identities.of_conversation(session, conversation_id=visitor.conversation_id)
        assert who
        (known,) = bindings.of_identity(session, identity=who, now=clock(visitor))
        for place in range(most - 1):
            bindings.put(session, binding=replace(known, account_no=f"35010000010{place:02d}"))

    said = visitor.text(visitor.say(f"绑定{SHOP}", "bind_account"))
    assert f"最多绑 {most} 个" in said


def test_nothing_can_send_a_code(visitor: Stage) -> None:
    """Said plainly; the wish is not lost in a loop."""
    visitor.sms = NoSms()
    visitor.say("绑定户号", "bind_account")
    said = visitor.text(visitor.say(f"{HOME} {ID_LAST4}"))

    assert "绑好了" not in said
    assert visitor.loop is None
    visitor.sms = DemoSms(books=visitor.world.books, now=lambda: clock(visitor))
