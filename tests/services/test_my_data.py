"""「我的数据」: everything that is held, for the holder, and nothing that is not theirs to see."""

from __future__ import annotations

import pytest

from bot.domain.advice import Reply
from bot.domain.anomaly import AnomalyKind
from bot.domain.binding import Binding, ChannelIdentity
from bot.domain.identity import ProofMethod
from bot.domain.notice import NoticeChannel, NoticeTopic
from bot.domain.profile import TagName
from bot.domain.right import Scope
from bot.services import notice_consent
from bot.services.my_data import MyData, my_data
from bot.storage import bindings, conversations
from tests.services.counter import RULES, Counter
from tests.services.profile_desk import ProfileDesk
from tests.services.world import HOME, PHONE, World


@pytest.fixture
def desk(world: World) -> ProfileDesk:
    return ProfileDesk(world, world.now)


def look(desk: ProfileDesk) -> MyData:
    return my_data(
        desk.world.books,
        account=desk.account,
        notices=RULES.notices,
        conversation_id="talk-1",
        now=desk.now,
    )


def bind(desk: ProfileDesk, subject: str, *, customer_no: str = "C1") -> None:
    bound = Binding(
        ChannelIdentity("wechat", subject),
        HOME,
        customer_no,
        ProofMethod.PHONE_CODE,
        frozenset({Scope.VIEW}),
        desk.now,
        desk.now.replace(year=2027),
        desk.now,
    )
    with desk.world.books.service() as service:
        bindings.put(service, binding=bound)


def test_everything_is_there_and_masked(desk: ProfileDesk) -> None:
    """Name, phone and devices only in part; counts as the books have them."""
    desk.refresh()
    desk.worked_out()
    desk.reply("led", Reply.DONE)
    bind(desk, "openid-abcd1234")
    bind(desk, "openid-of-who-lived-there", customer_no="C9")
    notice_consent.choose(
        desk.world.books,
        account=desk.account,
        topics=[NoticeTopic.TIPS],
        channels=[NoticeChannel.SMS],
        wanted=True,
        conversation_id="talk-1",
        now=desk.now,
        rules=RULES.notices,
    )
    found = look(desk)

    assert (found.holder, found.phone) == ("王**", f"{PHONE[:3]}****{PHONE[-4:]}")
    assert found.rights.devices == ("****1234",)
    assert NoticeTopic.TIPS in {item.topic for item in found.rights.notices}
    assert found.counts.bills == 18
    assert found.counts.payments == 16
    assert found.worked_out.forecasts == 1
    assert found.limit is not None
    assert [reply.tip_code for reply in found.replies] == ["led"]
    assert TagName.COOLING_HEAVY in {tag.name for tag in found.thought.tags}
    assert found.thought.value is not None


def test_a_suspicion_is_not_shown(desk: ProfileDesk) -> None:
    """Only what the customer may know of."""
    desk.worked_out()

    kinds = [finding.kind for finding in look(desk).worked_out.findings]
    assert kinds == [AnomalyKind.LEAK]


def test_what_was_decided_is_shown(desk: ProfileDesk) -> None:
    """What was deleted, and an objection."""
    desk.delete(TagName.VACANT)
    assert look(desk).thought.deleted == (TagName.VACANT,)
    desk.object()
    assert look(desk).thought.objected


def test_looks_are_counted_and_this_one_is_one_of_them(desk: ProfileDesk) -> None:
    """Who looked through the bot, refused tries apart; what is kept of the conversations."""
    counter = Counter(desk.world, now=desk.now)
    counter.prove_by_id(counter.opened("anna"))
    with desk.world.books.service() as service:
        conversations.open_(service, conversation_id="talk-1", channel="web", now=desk.now)
    first = look(desk)
    second = look(desk)

    assert second.looks.allowed == first.looks.allowed + 1
    assert second.looks.newest_at == desk.now
    assert second.talks.conversations == 2
    assert desk.audited()[0].action == "my_data.show"
