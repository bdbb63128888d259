"""The door to customer data: proof, locks, grants and audits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.identity import ProofMethod
from bot.domain.unable import (
    AccountNoMalformed,
    AccountNotFound,
    CodeTooSoon,
    CodeUnavailable,
    IdLocked,
    Locked,
    NoCodeSent,
    NotVerified,
    ProofMalformed,
    ProofRejected,
)
from bot.services import access
from bot.services.proof import AccessRules
from bot.storage import audits, conversations, grants, messages, outbox
from bot.storage.tables.service import OutgoingRow
from tests.services.world import FACTORY, HOME, ID_LAST4, NOW, PHONE, SHOP, YEARLY, World

ME = "conversation-1"
MINUTE = timedelta(minutes=1)
WORDING = "验证码{code}，{minutes}分钟内有效。"
RULES = AccessRules()


def sent_code(world: World, *, to: str = PHONE) -> str:
    """The newest code in the outbox, read as the phone's owner would."""
    with world.books.service(writing=False) as session:
        found = session.query(OutgoingRow).filter_by(address=to, channel="sms").all()
    newest = max(found, key=lambda row: row.next_attempt_at)
    match = re.search(r"\d{6}", newest.body)
    assert match is not None
    return match.group()


def verify(world: World, proof: str, *, no: str = HOME, who: str = ME, **more: Any) -> list[str]:
    at = more.pop("now", NOW)
    opened = access.verify(
        world.books, conversation_id=who, account_no=no, proof=proof, now=at, **more
    )
    return [account.account_no for account in opened]


def send(world: World, *, no: str = HOME, who: str = ME, now: Any = NOW) -> access.CodeSent:
    return access.send_code(
        world.books, conversation_id=who, account_no=no, now=now, wording=WORDING
    )


def look(world: World, *, no: str | None = None, who: str = ME, now: Any = NOW) -> str:
    found = access.account_for(
        world.books, conversation_id=who, account_no=no, now=now, purpose="bill.query"
    )
    return found.account_no


def test_a_code_opens_every_account_of_its_holder(world: World) -> None:
    """Who holds the registered phone is the customer, so home and shop both open."""
    send(world)

    assert verify(world, sent_code(world)) == [HOME, SHOP]
    assert look(world) == HOME
    assert look(world, no=SHOP) == SHOP


def test_the_last_four_open_only_the_account_they_were_given_for(world: World) -> None:
    """Others may know four characters; X counts in either case."""
    assert verify(world, ID_LAST4.lower()) == [HOME]
    with pytest.raises(NotVerified):
        look(world, no=SHOP)


def test_a_code_is_used_once(world: World) -> None:
    """The same code proves nothing a second time."""
    send(world)
    code = sent_code(world)
    verify(world, code)
    access.log_out(world.books, conversation_id=ME, now=NOW)

    with pytest.raises(NoCodeSent):
        verify(world, code)


def test_a_code_dies_after_five_minutes(world: World) -> None:
    """Late is rejected, and said to be late."""
    send(world)

    with pytest.raises(ProofRejected) as refusal:
        verify(world, sent_code(world), now=NOW + 5 * MINUTE)

    assert refusal.value.facts["expired"] is True


def test_a_code_belongs_to_the_conversation_it_was_asked_in(world: World) -> None:
    """Reading the phone's code into another conversation proves nothing there."""
    send(world)

    with pytest.raises(NoCodeSent):
        verify(world, sent_code(world), who="conversation-2")


def test_only_the_newest_code_counts(world: World) -> None:
    """A second code replaces the first."""
    send(world)
    first = sent_code(world)
    send(world, now=NOW + 2 * MINUTE)
    if sent_code(world) == first:
        pytest.skip("one in a million: the same code twice")

    with pytest.raises(ProofRejected):
        verify(world, first, now=NOW + 2 * MINUTE)


def test_codes_cannot_be_asked_for_in_a_row(world: World) -> None:
    """One a minute in a conversation, five an hour for an account."""
    again_at = send(world).again_at
    with pytest.raises(CodeTooSoon) as refusal:
        send(world, now=NOW + timedelta(seconds=59))
    assert refusal.value.facts["again_at"] == again_at

    for number in range(2, 6):
        send(world, who=f"conversation-{number}")
    with pytest.raises(CodeTooSoon) as refusal:
        send(world, who="conversation-6")
    assert refusal.value.facts["again_at"] == NOW + timedelta(hours=1)


def test_noise_around_an_account_does_not_bring_more_codes(world: World) -> None:
    """Looks that are refused fill the audit; the codes of this hour are counted all the same."""
    for number in range(5):
        send(world, who=f"conversation-{number}")
    for _ in range(120):
        with pytest.raises(NotVerified):
            look(world, no=HOME, who="stranger", now=NOW + MINUTE)

    with pytest.raises(CodeTooSoon):
        send(world, who="stranger", now=NOW + 2 * MINUTE)


def test_the_stored_code_is_hashed(world: World) -> None:
    """Neither the table of codes nor the audit holds the six digits."""
    send(world)
    code = sent_code(world)

    with world.books.service(writing=False) as session:
        stored = access.proof_codes.current(session, conversation_id=ME, account_no=HOME)
        trail = audits.of_account(session, account_no=HOME)

    assert stored is not None
    assert code not in stored.code_hash
    assert all(code not in str(row) for row in trail)


def test_without_a_registered_phone_no_code_is_promised(world: World) -> None:
    """The customer hears that a code cannot be sent; the last four still work."""
    with pytest.raises(CodeUnavailable):
        send(world, no=YEARLY)

    assert verify(world, "4567", no=YEARLY) == [YEARLY]


def test_three_wrong_proofs_lock_the_last_four_for_everyone(world: World) -> None:
    """The right ones are refused too until the lock ends, from any conversation."""
    for left in (2, 1):
        with pytest.raises(ProofRejected) as refusal:
            verify(world, "0000")
        assert refusal.value.facts["tries_left"] == left
    with pytest.raises(Locked) as locked:
        verify(world, "0000")
    until = NOW + RULES.locked_for
    assert locked.value.facts["until"] == until

    with pytest.raises(Locked):
        send(world, now=until - MINUTE)
    with pytest.raises(Locked):
        access.start(world.books, conversation_id=ME, account_no=HOME, now=until - MINUTE)
    with pytest.raises(IdLocked) as id_locked:
        verify(world, ID_LAST4, who="conversation-2", now=until - MINUTE)
    assert id_locked.value.facts["until"] == until
    assert verify(world, ID_LAST4, now=until) == [HOME]


def test_strangers_cannot_keep_out_who_has_the_phone(world: World) -> None:
    """Whoever guesses at the last four from elsewhere locks those, not the code."""
    for number in range(3):
        with pytest.raises((ProofRejected, IdLocked)):
            verify(world, "0000", who=f"stranger-{number}")

    access.start(world.books, conversation_id=ME, account_no=HOME, now=NOW)
    with pytest.raises(IdLocked):
        verify(world, ID_LAST4)
    send(world)
    assert verify(world, sent_code(world)) == [HOME, SHOP]


def test_guessing_at_the_last_four_gets_slower_and_slower(world: World) -> None:
    """From ever new conversations: three at once, then each wait is twice the last, to a day."""
    now, tries = NOW, 0
    for number in range(1000):
        try:
            verify(world, "0000", who=f"stranger-{number}", now=now)
        except ProofRejected:
            tries += 1
        except IdLocked as locked:
            tries += 1
            now = locked.facts["until"]
        if now > NOW + timedelta(days=30):
            break

    assert tries <= 130
    with pytest.raises((IdLocked, ProofRejected)):
        verify(world, "0000", who="another", now=now)


def test_three_wrong_proofs_lock_the_conversation_for_every_account(world: World) -> None:
    """Trying one account after another does not give more tries."""
    for no in (HOME, YEARLY):
        with pytest.raises(ProofRejected):
            verify(world, "0000", no=no)
    with pytest.raises(Locked):
        verify(world, "0000", no=FACTORY)

    with pytest.raises(Locked):
        verify(world, "4567", no=YEARLY)
    assert verify(world, "4567", no=YEARLY, who="conversation-2") == [YEARLY]


def test_what_cannot_be_a_proof_is_not_counted(world: World) -> None:
    """A slip of the finger costs no try."""
    for heard in ("", "12", "12345", "1234567", "ABCD", "X123", "１２\x00", "😀😀😀😀"):
        with pytest.raises(ProofMalformed):
            verify(world, heard)
    with pytest.raises(NoCodeSent):
        verify(world, "123456")

    assert verify(world, "１２３ｘ") == [HOME]


def test_an_unknown_account_is_said_to_be_unknown_and_counted(world: World) -> None:
    """Guessing numbers ends in a lock of the conversation, not of anyone's account."""
    for number in range(RULES.lookups):
        with pytest.raises(AccountNotFound) as refusal:
            access.start(world.books, conversation_id=ME, account_no=f"99990000{number}", now=NOW)
        assert refusal.value.facts["account_no"] == f"99990000{number}"

    with pytest.raises(Locked):
        access.start(world.books, conversation_id=ME, account_no=HOME, now=NOW)
    assert access.start(world.books, conversation_id="c2", account_no=HOME, now=NOW) == HOME


@pytest.mark.parametrize("heard", ["", "abc", "12345", "1" * 21, "350100000001七", "' OR 1=1"])
def test_what_cannot_be_an_account_number_is_malformed(world: World, heard: str) -> None:
    """Not counted, and given back as heard."""
    with pytest.raises(AccountNoMalformed) as refusal:
        access.start(world.books, conversation_id=ME, account_no=heard, now=NOW)

    assert refusal.value.facts["heard"] == heard


def test_an_account_number_may_be_written_in_groups(world: World) -> None:
    """Blanks, hyphens and full-width digits are how people write."""
    spelled = access.start(
        world.books, conversation_id=ME, account_no="３５０１ 0000-00017", now=NOW
    )

    assert spelled == HOME


def test_a_grant_slides_and_ends_after_half_an_hour_of_silence(world: World) -> None:
    """Looking keeps every account of the grant open; silence closes all."""
    send(world)
    verify(world, sent_code(world))

    assert look(world, no=HOME, now=NOW + 29 * MINUTE) == HOME
    assert look(world, no=SHOP, now=NOW + 58 * MINUTE) == SHOP
    with pytest.raises(NotVerified):
        look(world, now=NOW + 88 * MINUTE)


def test_the_account_used_last_is_the_one_meant(world: World) -> None:
    """「上个月呢」 after asking about the shop is about the shop."""
    send(world)
    verify(world, sent_code(world))
    look(world, no=SHOP, now=NOW + MINUTE)

    assert look(world, now=NOW + 2 * MINUTE) == SHOP
    listed = access.granted(world.books, conversation_id=ME, now=NOW + 3 * MINUTE)
    assert [account.account_no for account in listed] == [SHOP, HOME]


def test_logging_out_closes_the_door(world: World) -> None:
    """Nothing is open afterwards."""
    verify(world, ID_LAST4)

    assert access.log_out(world.books, conversation_id=ME, now=NOW) == 1
    with pytest.raises(NotVerified):
        look(world)
    assert access.granted(world.books, conversation_id=ME, now=NOW) == []


def test_a_grant_is_the_conversations_own(world: World) -> None:
    """Another conversation sees nothing of it."""
    verify(world, ID_LAST4)

    with pytest.raises(NotVerified):
        look(world, no=HOME, who="conversation-2")


def test_every_look_and_every_attempt_is_audited(world: World) -> None:
    """Who, which account, what for, how it ended; refusals too."""
    with pytest.raises(NotVerified):
        look(world, no=HOME)
    with pytest.raises(ProofRejected):
        verify(world, "0000")
    verify(world, ID_LAST4)
    look(world)

    with world.books.service(writing=False) as session:
        trail = audits.of_account(session, account_no=HOME)

    assert [(row.action, row.outcome) for row in reversed(trail)] == [
        ("bill.query", "not_verified"),
        ("verify", "proof_rejected"),
        ("verify", "ok"),
        ("bill.query", "ok"),
    ]
    assert {row.conversation_id for row in trail} == {ME}


def test_the_text_message_goes_out_with_the_code_or_not_at_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: no hash is kept for a message that was not written."""

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(outbox, "put", broken)
    with pytest.raises(RuntimeError):
        send(world)

    with world.books.service(writing=False) as session:
        assert access.proof_codes.current(session, conversation_id=ME, account_no=HOME) is None


def test_stricter_rules_hold(world: World) -> None:
    """The rules are the caller's to set."""
    with pytest.raises(Locked):
        verify(world, "0000", rules=replace(RULES, tries=1))


def test_the_method_is_kept_with_the_grant(world: World) -> None:
    """How an account was proven can be told later."""
    verify(world, ID_LAST4)

    with world.books.service(writing=False) as session:
        live = grants.live(session, conversation_id=ME, now=NOW, idle=RULES.idle)

    assert [grant.method for grant in live] == [ProofMethod.ID_LAST4]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"户号{HOME}，身份证{ID_LAST4}", f"户号{HOME}，身份证****"),
        (f"表号4{ID_LAST4}", f"表号4{ID_LAST4}"),
        (f"35010219490101{ID_LAST4}", "****"),
        ("是 " + " ".join(ID_LAST4.lower()) + "吧", "是 ****吧"),
        ("１２３Ｘ", "****"),
        ("一二三X", "****"),
    ],
)
def test_a_proof_does_not_stay_in_the_log(world: World, text: str, kept: str) -> None:
    """Whoever reads the conversation later learns no ID, however it was written."""
    with world.books.service() as session:
        conversations.open_(session, conversation_id=ME, channel="web", now=NOW)
        messages.receive(session, conversation_id=ME, cid="1", text=text, now=NOW)
    verify(world, ID_LAST4)

    with world.books.service(writing=False) as session:
        log = messages.after(session, conversation_id=ME, seq=0)
    assert log[0].reply.text == kept
