"""「你们存了我什么」: seen after a proof, put right, deleted, and objected to, in talk."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.domain.profile import NO, YES, DataGroup, TagName, TagSource
from bot.storage import profile_tags, profiles
from tests.actions.account_talk import LAST4, buttons, opened
from tests.actions.stage import Stage
from tests.services.profile_desk import ProfileDesk
from tests.services.world import HOME, PHONE


@pytest.fixture
def visitor(stage: Stage) -> Stage:
    """Somebody on the web chat, in a world whose profiles were worked out."""
    ProfileDesk(stage.world, stage.world.now).refresh()
    return opened(stage)


def ask(stage: Stage, text: str = "你们存了我什么", intent: str = "out_of_scope") -> str:
    """The question, whatever the brain takes it for, and the proof."""
    stage.say(text, intent)
    return stage.text(stage.say(f"{HOME} {LAST4[HOME]}"))


def tags(stage: Stage) -> Mapping[TagName, tuple[str, TagSource]]:
    account = stage.world.account(HOME)
    with stage.world.books.service(writing=False) as service:
        found = profile_tags.standing(service, account=account).tags
    return {tag.name: (tag.value, tag.source) for tag in found}


def test_nothing_is_said_before_the_proof(visitor: Stage) -> None:
    """The number is asked for, and what it is for is said."""
    said = visitor.text(visitor.say("我的数据", "out_of_scope"))

    assert "存了哪些资料" in said
    assert "户号" in said
    assert "标签" not in said


def test_everything_that_is_held_is_listed_masked(visitor: Stage) -> None:
    """One kind a line; no name, number or phone in full."""
    said = ask(visitor)

    assert "户主王**" in said
    assert "账单 18 张，缴费 16 笔" in said
    assert "不影响给您办事" in said
    assert "通过小瓦看这户的有" in said
    for secret in (HOME, PHONE, "王小明"):
        assert secret not in said


def test_tags_are_told_with_where_they_come_from(visitor: Stage) -> None:
    """In plain words, since when, and that the customer has the last word."""
    ask(visitor)
    said = visitor.text(visitor.tap('/help{"aspect":"my_data:tags"}'))

    assert "夏天空调用得多（看电表读数，2026年7月20日起" in said
    assert "居民用电（合同上的" in said
    assert "您说了算" in said


def test_a_tag_is_put_right_and_turned_back_with_a_tap(visitor: Stage) -> None:
    """The customer's word stands at once."""
    ask(visitor)
    offered = buttons(visitor.tap('/help{"aspect":"my_data:change"}'))
    assert not any("有欠费" in title for title in offered)
    said = visitor.text(visitor.tap(offered["不对：夏天空调用得多"]))
    assert "以后以您说的为准" in said
    assert tags(visitor)[TagName.COOLING_HEAVY] == (NO, TagSource.CUSTOMER)

    offered = buttons(visitor.tap('/help{"aspect":"my_data:change"}'))
    visitor.tap(offered["又对了：夏天空调用得多"])
    assert tags(visitor)[TagName.COOLING_HEAVY] == (YES, TagSource.CUSTOMER)


def test_words_deny_a_tag_while_ones_data_are_spoken_of(visitor: Stage) -> None:
    """「我不怎么开空调」 after the list; elsewhere the same words are something else."""
    ask(visitor)
    visitor.say("我家很少开空调", "energy_saving")
    assert tags(visitor)[TagName.COOLING_HEAVY] == (NO, TagSource.CUSTOMER)


def test_the_same_words_elsewhere_change_nothing(visitor: Stage) -> None:
    """In a talk about bills they are an argument about the bill."""
    visitor.say(f"查电费 {HOME} {LAST4[HOME]}", "query_bill")
    visitor.say("我家很少开空调", "explain_bill")

    assert tags(visitor)[TagName.COOLING_HEAVY][1] is TagSource.READINGS


def test_who_says_they_are_not_old_is_believed(visitor: Stage) -> None:
    """Asked for the proof, then written down by itself."""
    said = ask(visitor, "我又不是老人", "complaint")

    assert "您不算“要慢慢说”" in said
    assert tags(visitor)[TagName.NEEDS_PATIENCE] == (NO, TagSource.CUSTOMER)


def test_who_asks_to_note_their_age_is_noted(visitor: Stage) -> None:
    """Only because they say so themselves, and only for who is proven."""
    visitor.say("我年纪大了你记一下", "chitchat")
    assert TagName.NEEDS_PATIENCE not in tags(visitor)
    ask(visitor)
    assert "记下了" in visitor.text(visitor.say("我年纪大了你记一下", "chitchat"))
    assert tags(visitor)[TagName.NEEDS_PATIENCE] == (YES, TagSource.CUSTOMER)


def test_a_tag_is_deleted_after_a_yes_and_stays_away(visitor: Stage) -> None:
    """What goes is read back first; the next refresh does not bring it back."""
    ask(visitor)
    offered = buttons(visitor.tap('/help{"aspect":"my_data:erase"}'))
    asked = visitor.text(visitor.tap(offered["删标签：夏天空调用得多"]))
    assert "删了找不回来" in asked
    assert TagName.COOLING_HEAVY in tags(visitor)

    assert "删好了" in visitor.text(visitor.tap("/affirm"))
    ProfileDesk(visitor.world, visitor.world.now).refresh()
    assert TagName.COOLING_HEAVY not in tags(visitor)


def test_a_deletion_is_called_off(visitor: Stage) -> None:
    """And said so."""
    ask(visitor, "把我的标签都删掉")
    said = visitor.text(visitor.say("算了", "cancel"))

    assert "什么都没删" in said
    assert TagName.COOLING_HEAVY in tags(visitor)


def test_all_tags_go_with_one_yes(visitor: Stage) -> None:
    """「把我的标签都删掉」 needs no list."""
    said = ask(visitor, "把我的标签都删掉")
    assert "删掉全部标签吗" in said
    visitor.say("对", "affirm")

    with visitor.world.books.service(writing=False) as service:
        assert profiles.rows_of(service, account_no=HOME) == 0


@pytest.mark.parametrize("text", ["把我的账单删掉", "删掉我的聊天记录", "删掉我的缴费记录"])
def test_what_must_stay_is_said_plainly(visitor: Stage, text: str) -> None:
    """No yes is asked for what cannot be done."""
    said = ask(visitor, text)

    assert "按规定要留着备查" in said
    assert visitor.loop is None


def test_what_to_delete_is_offered_where_nothing_is_named(visitor: Stage) -> None:
    """Only what is there."""
    ProfileDesk(visitor.world, visitor.world.now).worked_out()
    visitor.say("删掉我的个人信息", "out_of_scope")
    offered = buttons(visitor.say(f"{HOME} {LAST4[HOME]}"))

    assert {"删全部标签", "删电费预测", "删用电异常", "删电费提醒线"} <= offered.keys()
    assert "删回过的建议" not in offered


def test_who_wants_no_tags_has_none_and_can_take_it_back(visitor: Stage) -> None:
    """A yes first; service goes on."""
    said = ask(visitor, "别给我贴标签", "complaint")
    assert "不给您贴标签吗" in said
    said = visitor.text(visitor.say("好", "affirm"))
    assert "以后也不再贴" in said
    assert tags(visitor) == {}
    assert "一个也不留" in visitor.text(visitor.say("你们存了我什么", "help"))
    assert "电费是" in visitor.text(visitor.say("上个月电费", "query_bill"))

    assert "又会按数据贴标签" in visitor.text(visitor.tap('/help{"aspect":"my_data:start"}'))
    ProfileDesk(visitor.world, visitor.world.now).refresh()
    assert TagName.COOLING_HEAVY in tags(visitor)


def test_help_offers_it(visitor: Stage) -> None:
    """Under what can be asked, with a button."""
    said = visitor.say("你会什么", "help")

    assert "存了什么，可以看、改、删" in visitor.text(said)
    assert "存了哪些资料" in visitor.text(visitor.tap(buttons(said)["我的数据"]))


@pytest.mark.parametrize("group", [group for group in DataGroup if group.can_be_deleted])
def test_every_kind_that_can_go_is_worded(visitor: Stage, group: DataGroup) -> None:
    """Read back before it goes, and said when there was nothing."""
    ask(visitor)
    asked = visitor.text(visitor.tap(f'/help{{"aspect":"my_data:drop:{group.value}"}}'))
    assert asked.startswith("要删掉")
    said = visitor.text(visitor.tap("/affirm"))
    assert "删好了" in said or "本来就没有存" in said
