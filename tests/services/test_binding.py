"""A binding makes a proof last, for one identity, until it is ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.binding import ChannelIdentity
from bot.domain.identity import ProofMethod
from bot.domain.right import Scope
from bot.domain.unable import NotVerified
from bot.domain.unable_account import BindingRefused
from bot.services import access, binding
from bot.storage import accounts, audits, customers
from tests.services.counter import MINUTE, RULES, Counter
from tests.services.world import HOME, SHOP, World, account

DAY = timedelta(days=1)
WANG_ON_WECHAT = ChannelIdentity("wechat", "oWang123")


@pytest.fixture
def counter(world: World) -> Counter:
    counter = Counter(world)
    counter.opened("me")
    return counter


def bind(counter: Counter, who: str = "me", no: str = HOME) -> None:
    binding.bind(
        counter.books,
        account=account(no),
        conversation_id=who,
        now=counter.now,
        rules=RULES.binding,
    )


def test_after_a_code_a_bound_web_visitor_needs_no_new_proof(counter: Counter) -> None:
    """Days later the account is still open, and the look is audited."""
    counter.prove("me")
    bind(counter)
    counter.now += 30 * DAY

    assert counter.look("me").account_no == HOME
    assert access.granted_numbers(counter.books, conversation_id="me", now=counter.now) == [HOME]
    with counter.books.service(writing=False) as session:
        newest = audits.of_account(session, account_no=HOME, limit=1)[0]
    assert (newest.at, newest.action, newest.outcome) == (counter.now, "test", "ok")


def test_without_binding_thirty_idle_minutes_end_it(counter: Counter) -> None:
    """The rule that bindings lift still holds for everybody else."""
    counter.prove("me")
    counter.now += 30 * MINUTE

    with pytest.raises(NotVerified):
        counter.look("me")


def test_the_last_four_do_not_bind_on_the_web_but_do_where_the_rules_say_so(
    counter: Counter,
) -> None:
    """Which proof is enough is data, channel by channel."""
    counter.prove_by_id("me")
    with pytest.raises(BindingRefused) as refusal:
        bind(counter)
    assert refusal.value.facts["reason"] == "proof"

    counter.opened("wx-1", channel="wechat")
    counter.prove_by_id("wx-1")
    bind(counter, "wx-1")
    counter.now += DAY
    assert counter.look("wx-1").account_no == HOME


def test_a_binding_or_an_old_proof_binds_nothing_further(counter: Counter) -> None:
    """Only a fresh proof of this very account."""
    counter.prove("me")
    bind(counter)
    with pytest.raises(NotVerified):
        bind(counter, no="3501000000041")
    counter.now += DAY

    with pytest.raises(NotVerified):
        bind(counter)


@pytest.mark.parametrize("channel", ["phone", None])
def test_a_channel_without_a_rule_cannot_be_bound(counter: Counter, channel: str | None) -> None:
    """A caller's number is no identity; a conversation that no channel began has none."""
    if channel:
        counter.opened("you", channel=channel)
    counter.prove("you")

    with pytest.raises(BindingRefused) as refusal:
        bind(counter, "you")
    assert refusal.value.facts["reason"] == "channel"


def test_a_binding_is_the_identitys_in_every_later_conversation(counter: Counter) -> None:
    """A WeChat user bound once is known in a new conversation, another user is not."""
    for who in ("wx-1", "wx-2", "wx-3"):
        counter.opened(who, channel="wechat")
    recognise(counter, "wx-1", WANG_ON_WECHAT)
    counter.prove("wx-1")
    bind(counter, "wx-1")
    counter.now += DAY

    assert recognise(counter, "wx-2", WANG_ON_WECHAT) == [HOME]
    assert counter.look("wx-2").account_no == HOME
    assert recognise(counter, "wx-3", ChannelIdentity("wechat", "oOther")) == []
    with pytest.raises(NotVerified):
        counter.look("wx-3")


def test_the_same_name_on_another_channel_is_somebody_else(counter: Counter) -> None:
    """`rest-x` and `web-x` never share a binding."""
    counter.prove("me")
    bind(counter)
    counter.opened("you", channel="rest")

    assert recognise(counter, "you", ChannelIdentity("rest", "me")) == []


def test_a_binding_opens_looks_and_payments_but_not_what_only_the_holder_decides(
    counter: Counter,
) -> None:
    """For those a fresh proof is asked for."""
    counter.prove("me")
    bind(counter)
    counter.now += DAY

    for scope in (Scope.VIEW, Scope.PAY, Scope.APPLY):
        assert counter.look("me", needs=scope).account_no == HOME
    with pytest.raises(NotVerified):
        counter.look("me", needs=Scope.OWN)
    counter.prove("me")
    assert counter.look("me", needs=Scope.OWN).account_no == HOME


def test_a_binding_never_opens_a_sibling_account(counter: Counter) -> None:
    """The code opened both; only one was bound."""
    counter.prove("me")
    bind(counter)
    counter.now += DAY

    with pytest.raises(NotVerified):
        counter.look("me", SHOP)


def test_a_look_through_a_binding_does_not_wake_a_proof_that_ran_out(counter: Counter) -> None:
    """The shop was proven with the same code half an hour ago: it stays shut."""
    counter.prove("me")
    bind(counter)
    counter.now += 29 * MINUTE
    assert counter.look("me", SHOP).account_no == SHOP
    counter.now += 31 * MINUTE
    counter.look("me")

    with pytest.raises(NotVerified):
        counter.look("me", SHOP)
    with pytest.raises(NotVerified):
        counter.look("me", needs=Scope.OWN)


def test_unbound_is_shut_at_once(counter: Counter) -> None:
    """One identity gives its own binding up; a second time there is nothing."""
    counter.prove("me")
    bind(counter)
    counter.now += DAY
    given = {"account": account(HOME), "conversation_id": "me", "now": counter.now}

    assert binding.unbind(counter.books, **given)
    with pytest.raises(NotVerified):
        counter.look("me")
    assert not binding.unbind(counter.books, **given)


def test_the_holder_ends_every_binding_from_one_place(counter: Counter) -> None:
    """Also those on a lost phone."""
    for who in ("lost", "me"):
        counter.opened(who)
        counter.now += 2 * MINUTE
        counter.prove(who)
        bind(counter, who)
    counter.now += DAY
    counter.prove("me")
    holder = counter.look("me", needs=Scope.OWN)
    listed = binding.bound_to(counter.books, account=holder, conversation_id="me", now=counter.now)

    assert [(item.channel, item.masked, item.here) for item in listed] == [
        ("web", "****me", True),
        ("web", "****lost", False),
    ]
    assert (
        binding.unbind_everywhere(
            counter.books, account=holder, conversation_id="me", now=counter.now
        )
        == 2
    )
    with pytest.raises(NotVerified):
        counter.look("lost")


def test_the_list_of_what_is_bound_here_is_masked(counter: Counter) -> None:
    """Enough to choose one, not to copy one."""
    counter.prove("me")
    bind(counter)
    found = binding.bound_here(counter.books, conversation_id="me", now=counter.now)

    assert [(item.masked, item.until) for item in found] == [
        ("3501*****0017", counter.now + RULES.binding.lasts)
    ]


def test_a_binding_runs_out(counter: Counter) -> None:
    """On the instant that the rules say."""
    counter.prove("me")
    bind(counter)
    counter.now += RULES.binding.lasts - MINUTE
    assert counter.look("me").account_no == HOME
    counter.now += MINUTE

    with pytest.raises(NotVerified):
        counter.look("me")


def test_a_binding_ends_with_the_holder_who_made_it(counter: Counter) -> None:
    """After a transfer the former holder's devices see nothing of the new one."""
    counter.prove("me")
    bind(counter)
    counter.now += DAY
    with counter.books.billing(writing=True) as session:
        customers.save(session, customers=[])
        accounts.save(session, accounts=[replace(account(HOME), customer_no="C2")])

    with pytest.raises(NotVerified):
        counter.look("me")
    assert access.granted(counter.books, conversation_id="me", now=counter.now) == []


def test_limits_hold_for_identity_and_account_but_binding_again_is_free(
    counter: Counter,
) -> None:
    """Two accounts for an identity, two identities for an account, in a stricter rule."""
    strict = replace(RULES.binding, accounts_per_identity=1, identities_per_account=1)

    def try_bind(who: str, no: str) -> str:
        try:
            binding.bind(
                counter.books,
                account=account(no),
                conversation_id=who,
                now=counter.now,
                rules=strict,
            )
        except BindingRefused as refusal:
            return f"{refusal.facts['reason']} {refusal.facts['most']}"
        return "bound"

    counter.prove("me")
    assert try_bind("me", HOME) == try_bind("me", HOME) == "bound"
    assert try_bind("me", SHOP) == "identity_full 1"
    counter.now += 2 * MINUTE
    counter.opened("you")
    counter.prove("you")
    assert try_bind("you", HOME) == "account_full 1"


def test_logging_out_ends_the_binding_too(counter: Counter) -> None:
    """On a shared computer nothing stays open."""
    counter.prove("me")
    bind(counter)
    access.log_out(counter.books, conversation_id="me", now=counter.now)

    with pytest.raises(NotVerified):
        counter.look("me")


def test_a_bound_account_is_open_by_its_binding_alone(counter: Counter) -> None:
    """What opens an account can be told apart."""
    counter.prove("me")
    bind(counter)
    fresh = access.rights_of(counter.books, conversation_id="me", now=counter.now)
    later = access.rights_of(counter.books, conversation_id="me", now=counter.now + DAY)

    assert fresh[0].methods == {ProofMethod.PHONE_CODE, ProofMethod.BOUND_CHANNEL}
    assert [right.methods for right in later] == [{ProofMethod.BOUND_CHANNEL}]


def recognise(counter: Counter, who: str, identity: ChannelIdentity) -> list[str]:
    return access.recognise(counter.books, conversation_id=who, identity=identity, now=counter.now)
