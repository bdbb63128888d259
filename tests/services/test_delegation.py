"""Acting for one's parents: only with their word, only so far, and shut the moment they say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.right import Scope
from bot.domain.unable import (
    AccountNotFound,
    CodeTooSoon,
    CodeUnavailable,
    Locked,
    NoCodeSent,
    NotVerified,
    ProofRejected,
)
from bot.domain.unable_account import DelegationRefused, NotPermitted
from bot.services import access, delegation
from bot.services.delegation import DelegationAsk
from bot.storage import accounts, audits
from tests.services.counter import MINUTE, RULES, Counter
from tests.services.world import HOME, PHONE, SHOP, YEARLY, World, account

DAY = timedelta(days=1)
WORDING = (
    "{name}想为户号{account}{scopes}，到{until}。同意就把验证码{code}念给他，{minutes}分钟有效。"
)
TOLD = "您已同意{name}代办户号{account}，到{until}。不同意请回复取消。"
SON = "son"


@pytest.fixture
def counter(world: World) -> Counter:
    counter = Counter(world)
    for who in (SON, "mother"):
        counter.opened(who)
    return counter


def ask(counter: Counter, *scopes: Scope, who: str = SON, no: str = HOME, **more: Any) -> None:
    wanted = DelegationAsk("儿子", frozenset(scopes), more.pop("lasting", None))
    delegation.ask(
        counter.books,
        conversation_id=who,
        account_no=no,
        wanted=wanted,
        now=counter.now,
        wording=WORDING,
        scope_words=lambda found: "、".join(sorted(scope.value for scope in found)),
        rules=more.pop("rules", RULES.delegation),
    )


def confirm(counter: Counter, code: str, *, who: str = SON) -> Any:
    return delegation.confirm(
        counter.books,
        conversation_id=who,
        account_no=HOME,
        code=code,
        now=counter.now,
        told=TOLD,
        rules=RULES.delegation,
    )


def agreed(counter: Counter, *scopes: Scope) -> Any:
    ask(counter, *scopes)
    return confirm(counter, counter.code())


def test_the_holders_phone_hears_who_wants_what_until_when(counter: Counter) -> None:
    """The consent is to exactly this."""
    ask(counter, Scope.PAY, lasting=30 * DAY)
    text = counter.texts(PHONE)[-1]

    assert text.startswith("儿子想为户号3501*****0017pay、view，到2026年8月19日。")
    assert "10分钟有效" in text


def test_who_may_view_may_not_pay_or_apply_or_decide(counter: Counter) -> None:
    """The scope is the limit, and the refusal says so."""
    agreed(counter, Scope.VIEW)

    assert counter.look(SON).account_no == HOME
    for scope in (Scope.PAY, Scope.APPLY):
        with pytest.raises(NotPermitted) as refusal:
            counter.look(SON, needs=scope)
        assert refusal.value.facts["needs"] is scope
    with pytest.raises(NotVerified):
        counter.look(SON, needs=Scope.OWN)


def test_the_other_accounts_of_the_holder_stay_shut(counter: Counter) -> None:
    """A delegation names one account, though the code came from the holder's phone."""
    agreed(counter, Scope.PAY)

    assert counter.look(SON, needs=Scope.PAY).account_no == HOME
    with pytest.raises(NotVerified):
        counter.look(SON, SHOP)


def test_the_consent_code_proves_no_account(counter: Counter) -> None:
    """Typed as a proof it opens nothing, and a proof typed as consent agrees to nothing."""
    ask(counter, Scope.VIEW)
    consent = counter.code()
    with pytest.raises(NoCodeSent):
        counter.prove(SON, proof=consent)

    counter.now += 2 * MINUTE
    access.send_code(
        counter.books, conversation_id=SON, account_no=HOME, now=counter.now, wording="码{code}"
    )
    proof = counter.code()
    if proof != consent:
        with pytest.raises(ProofRejected):
            confirm(counter, proof)


def test_a_code_read_into_another_conversation_opens_nothing_there(counter: Counter) -> None:
    """The consent is to who asked."""
    ask(counter, Scope.VIEW)
    counter.opened("stranger")

    with pytest.raises(NoCodeSent):
        confirm(counter, counter.code(), who="stranger")


def test_a_code_is_used_once_and_dies(counter: Counter) -> None:
    """A second use finds none; ten minutes later it is too late."""
    agreed(counter, Scope.VIEW)
    with pytest.raises(NoCodeSent):
        confirm(counter, counter.code())
    counter.now += 2 * MINUTE
    ask(counter, Scope.VIEW)
    counter.now += RULES.delegation.code_lives

    with pytest.raises(ProofRejected) as refusal:
        confirm(counter, counter.code())
    assert refusal.value.facts["expired"]


def test_three_wrong_codes_lock_the_conversation_and_burn_the_code(counter: Counter) -> None:
    """Even the right one is no use then, nor a proof."""
    ask(counter, Scope.VIEW)
    right = counter.code()
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(2):
        with pytest.raises(ProofRejected):
            confirm(counter, wrong)
    with pytest.raises(Locked):
        confirm(counter, wrong)
    with pytest.raises(Locked):
        confirm(counter, right)
    with pytest.raises(Locked):
        counter.prove(SON, proof="0000")
    counter.now += 31 * MINUTE

    with pytest.raises(NoCodeSent):
        confirm(counter, right)


def test_revoked_is_shut_at_once(counter: Counter) -> None:
    """The holder's list shows it masked; ending it shuts the very next look."""
    given = agreed(counter, Scope.PAY)
    counter.now += 2 * MINUTE
    counter.prove("mother")
    holder = counter.look("mother", needs=Scope.OWN)
    where = {"account": holder, "conversation_id": "mother", "now": counter.now}
    listed = delegation.of_account(counter.books, **where)

    assert [(one.name, one.masked, one.scopes) for one in listed] == [
        ("儿子", "****son", {Scope.VIEW, Scope.PAY})
    ]
    assert delegation.revoke(counter.books, delegation_id=given.delegation_id, **where) == 1
    with pytest.raises(NotVerified):
        counter.look(SON)
    assert delegation.of_account(counter.books, **where) == []


def test_a_revoke_of_one_account_never_ends_anothers(counter: Counter) -> None:
    """An id from elsewhere does nothing."""
    given = agreed(counter, Scope.VIEW)
    ended = delegation.revoke(
        counter.books,
        account=account(YEARLY),
        conversation_id="mother",
        now=counter.now,
        delegation_id=given.delegation_id,
    )

    assert ended == 0
    assert counter.look(SON).account_no == HOME


def test_a_delegation_runs_out_on_its_day(counter: Counter) -> None:
    """Ninety days when nobody says how long."""
    agreed(counter, Scope.VIEW)
    counter.now += 90 * DAY - MINUTE
    assert counter.look(SON).account_no == HOME
    counter.now += MINUTE

    with pytest.raises(NotVerified):
        counter.look(SON)


def test_a_new_consent_replaces_the_old_scope(counter: Counter) -> None:
    """Asked for less, one has less."""
    agreed(counter, Scope.PAY)
    counter.now += 2 * MINUTE
    agreed(counter, Scope.VIEW)

    with pytest.raises(NotPermitted):
        counter.look(SON, needs=Scope.PAY)


def test_a_delegation_ends_with_the_holder_who_gave_it(counter: Counter) -> None:
    """The next holder never agreed."""
    agreed(counter, Scope.PAY)
    with counter.books.billing(writing=True) as session:
        accounts.save(session, accounts=[replace(account(HOME), customer_no="C3")])

    with pytest.raises(NotVerified):
        counter.look(SON)


def test_the_holder_is_told_and_everything_is_audited(counter: Counter) -> None:
    """A text message after the consent; the trail names each step."""
    agreed(counter, Scope.VIEW)
    counter.look(SON)

    assert counter.texts()[-1].startswith("您已同意儿子代办户号3501*****0017")
    with counter.books.service(writing=False) as session:
        trail = [(row.action, row.outcome) for row in audits.of_account(session, account_no=HOME)]
    assert trail == [("test", "ok"), ("delegate.confirm", "ok"), ("code.act", "ok")]


def test_who_acts_for_someone_may_give_it_up(counter: Counter) -> None:
    """And then sees nothing."""
    agreed(counter, Scope.VIEW)
    delegation.give_up(counter.books, conversation_id=SON, account_no=HOME, now=counter.now)

    with pytest.raises(NotVerified):
        counter.look(SON)


def test_what_cannot_be_asked_for_sends_no_code(counter: Counter) -> None:
    """The holder's own decisions, too long a time, a full list, no phone, no account."""
    full = replace(RULES.delegation, accounts_per_delegate=0)
    refusals = []
    for scope, more in (
        (Scope.OWN, {}),
        (Scope.VIEW, {"lasting": 366 * DAY}),
        (Scope.VIEW, {"lasting": timedelta(0)}),
        (Scope.VIEW, {"rules": full}),
    ):
        with pytest.raises(DelegationRefused) as refusal:
            ask(counter, scope, **more)
        refusals.append(refusal.value.facts["reason"])

    assert refusals == ["scope", "too_long", "too_long", "delegate_full"]
    with pytest.raises(CodeUnavailable):
        ask(counter, Scope.VIEW, no=YEARLY)
    with pytest.raises(AccountNotFound):
        ask(counter, Scope.VIEW, no="3501999999999")
    assert counter.texts() == []


def test_a_phone_is_not_flooded(counter: Counter) -> None:
    """One code a minute, five an hour for the account, whoever asks."""
    ask(counter, Scope.VIEW)
    with pytest.raises(CodeTooSoon):
        ask(counter, Scope.VIEW)
    for number in range(4):
        counter.opened(f"asker{number}")
        ask(counter, Scope.VIEW, who=f"asker{number}")
    counter.opened("sixth")

    with pytest.raises(CodeTooSoon):
        ask(counter, Scope.VIEW, who="sixth")
