"""Proofs of identity: grants, codes, locks and the audit trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.identity import Audit, FailureScope, ProofCode, ProofMethod
from bot.domain.period import SHANGHAI
from bot.storage import audits, grants, lockouts, proof_codes
from bot.storage.books import Books

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)
IDLE = 30 * MINUTE


def test_a_grant_lives_while_it_is_used(books: Books) -> None:
    """Each use starts the idle time anew; the account used last comes first."""
    with books.service() as session:
        for account_no in ("1", "2"):
            grants.give(
                session,
                conversation_id="c",
                account_no=account_no,
                method=ProofMethod.PHONE_CODE,
                now=NOW,
            )
        grants.touch(session, conversation_id="c", account_no="2", now=NOW + 20 * MINUTE)

        def live(minutes: int, conversation_id: str = "c") -> list[str]:
            now = NOW + minutes * MINUTE
            found = grants.live(session, conversation_id=conversation_id, now=now, idle=IDLE)
            return [grant.account_no for grant in found]

        assert live(29) == ["2", "1"]
        assert live(30) == ["2"]
        assert live(50) == []
        assert live(0, "another") == []


def test_revoked_grants_are_over_until_proven_again(books: Books) -> None:
    """Logging out ends all of the conversation's grants."""
    with books.service() as session:

        def give() -> None:
            grants.give(
                session,
                conversation_id="c",
                account_no="1",
                method=ProofMethod.ID_LAST4,
                now=NOW,
            )

        give()
        assert grants.revoke(session, conversation_id="c", now=NOW) == 1
        assert grants.revoke(session, conversation_id="c", now=NOW) == 0
        assert grants.live(session, conversation_id="c", now=NOW, idle=IDLE) == []
        give()
        assert len(grants.live(session, conversation_id="c", now=NOW, idle=IDLE)) == 1


def test_the_newest_code_counts(books: Books) -> None:
    """A new code starts with no wrong answers; a spent one is gone."""
    first = ProofCode("c", "1", "hash-1", NOW, NOW + 5 * MINUTE, 0)
    second = replace(first, code_hash="hash-2", sent_at=NOW + MINUTE)
    with books.service() as session:
        proof_codes.put(session, code=first)
        proof_codes.count_try(session, conversation_id="c", account_no="1")
        tried = proof_codes.current(session, conversation_id="c", account_no="1")
        proof_codes.put(session, code=second)
        newest = proof_codes.current(session, conversation_id="c", account_no="1")
        proof_codes.spend(session, conversation_id="c", account_no="1")
        spent = proof_codes.current(session, conversation_id="c", account_no="1")

    assert tried == replace(first, tries=1)
    assert newest == second
    assert spent is None


def test_failures_are_counted_and_forgotten(books: Books) -> None:
    """Old failures start over; other subjects and scopes are counted apart."""
    with books.service() as session:

        def fail(minutes: int, scope: FailureScope = FailureScope.ACCOUNT) -> int:
            return lockouts.fail(
                session,
                scope=scope,
                subject="1",
                now=NOW + minutes * MINUTE,
                forget_after=10 * MINUTE,
            )

        assert [fail(0), fail(1), fail(10)] == [1, 2, 3]
        assert fail(2, FailureScope.CONVERSATION) == 1
        assert fail(20) == 1
        lockouts.clear(session, scope=FailureScope.ACCOUNT, subject="1")
        assert fail(21) == 1


def test_a_lock_holds_until_its_end(books: Books) -> None:
    """The later of two locks counts; afterwards counting begins anew."""
    account = {FailureScope.ACCOUNT: "1"}
    both = {**account, FailureScope.CONVERSATION: "c"}
    with books.service() as session:
        for scope, subject in both.items():
            lockouts.fail(session, scope=scope, subject=subject, now=NOW, forget_after=MINUTE)
        lockouts.lock(session, scope=FailureScope.ACCOUNT, subject="1", until=NOW + 5 * MINUTE)
        lockouts.lock(session, scope=FailureScope.CONVERSATION, subject="c", until=NOW + MINUTE)

        def until(subjects: dict[FailureScope, str], minutes: int) -> datetime | None:
            return lockouts.locked_until(session, subjects=subjects, now=NOW + minutes * MINUTE)

        assert until(both, 0) == NOW + 5 * MINUTE
        assert until({FailureScope.CONVERSATION: "c"}, 0) == NOW + MINUTE
        assert until({FailureScope.CONVERSATION: "c"}, 1) is None
        assert until(both, 5) is None
        failures = lockouts.fail(
            session, scope=FailureScope.ACCOUNT, subject="1", now=NOW, forget_after=MINUTE
        )
        assert failures == 1


def test_audits_are_kept_newest_first(books: Books) -> None:
    """Every look at an account can be shown."""
    looks = [Audit(NOW + n * MINUTE, "c", "1", "bill.explain", "ok") for n in range(3)]
    with books.service() as session:
        for look in [*looks, replace(looks[0], account_no="2")]:
            audits.record(session, audit=look)

    with books.service(writing=False) as session:
        assert audits.of_account(session, account_no="1", limit=2) == [looks[2], looks[1]]
