"""One attempt to prove an account: looking the holder up, judging the answer, counting failures.

For `services.access` only; `services.act_code` shares its rules and hashes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from bot.domain.account import Account
from bot.domain.identity import Audit, FailureScope, ProofCode, ProofMethod
from bot.domain.unable import (
    AccountNoMalformed,
    AccountNotFound,
    CodeTooSoon,
    IdLocked,
    Locked,
    NoCodeSent,
    ProofMalformed,
    ProofRejected,
    Unable,
)
from bot.storage import accounts, audits, grants, lockouts, proof_codes
from bot.storage.books import Books, Session

_ACCOUNT_NO = re.compile(r"\d{6,20}")
_CODE = re.compile(r"\d{6}")
_ID_LAST4 = re.compile(r"\d{3}[\dX]")
_SIGNS = {
    **{"0": "0０零〇洞", "1": "1１一幺", "2": "2２二两", "3": "3３三", "4": "4４四", "5": "5５五"},
    **{"6": "6６六", "7": "7７七拐", "8": "8８八", "9": "9９九勾", "X": "XxＸｘ"},
}
"""How customers write each sign of a proof."""
_HASH_ROUNDS = 20_000


@dataclass(frozen=True)
class AccessRules:
    """How strict the door is."""

    tries: int = 3
    """Wrong proofs before a lock."""
    lookups: int = 6
    """Account numbers that do not exist before a lock."""
    locked_for: timedelta = timedelta(minutes=30)
    """Doubled with every further wrong last four of an account, up to `locked_longest`."""
    locked_longest: timedelta = timedelta(hours=24)
    failures_count_for: timedelta = timedelta(hours=24)
    """Time without a failure after which counting begins anew."""
    code_lives: timedelta = timedelta(minutes=5)
    resend_after: timedelta = timedelta(seconds=60)
    codes_per_hour: int = 5
    """Codes sent for one account, by all conversations together."""
    idle: timedelta = timedelta(minutes=30)
    """Time without a look after which a grant ends."""


DEFAULT_RULES = AccessRules()


@dataclass(frozen=True)
class Holder:
    """What the books know about the holder; never leaves `services.access`."""

    account: Account
    siblings: list[Account]
    phone: str | None
    id_last4: str | None

    def opened_by(self, method: ProofMethod) -> list[Account]:
        """The accounts that a proof opens, the proven one first."""
        if method is not ProofMethod.PHONE_CODE:
            return [self.account]
        others = [item for item in self.siblings if item.account_no != self.account.account_no]
        return [self.account, *others]


@dataclass(frozen=True)
class Door:
    """One attempt of one conversation on one account."""

    books: Books
    conversation_id: str
    account_no: str
    now: datetime
    rules: AccessRules

    @property
    def subjects(self) -> Mapping[FailureScope, str]:
        """Whose failures count for this attempt."""
        return {
            FailureScope.ACCOUNT: self.account_no,
            FailureScope.CONVERSATION: self.conversation_id,
            FailureScope.LOOKUP: self.conversation_id,
        }

    def scopes(self, given: str) -> tuple[FailureScope, ...]:
        """Where a wrong answer of this kind counts.

        A code cannot be guessed from elsewhere, so codes neither lock the account nor are locked
        out of it: strangers must not keep away who has the phone.
        """
        if method_of(given) is ProofMethod.PHONE_CODE:
            return (FailureScope.CONVERSATION,)
        return (FailureScope.ACCOUNT, FailureScope.CONVERSATION)

    def holder(self) -> Holder:
        """Look the account up; a number that does not exist is counted and refused."""
        with self.books.billing() as billing:
            account = accounts.find(billing, account_no=self.account_no)
            if account is not None:
                return Holder(
                    account=account,
                    siblings=accounts.of_customer(billing, customer_no=account.customer_no),
                    phone=accounts.registered_phone(billing, account_no=self.account_no),
                    id_last4=accounts.id_last4(billing, account_no=self.account_no),
                )
        refusal: Unable = AccountNotFound(account_no=self.account_no)
        with self.books.service() as service:
            refusal = self.lock(service) or refusal
            if self._fail(service, FailureScope.LOOKUP) >= self.rules.lookups:
                self._lock(service, FailureScope.LOOKUP)
            self.audit(service, "lookup", refusal)
        raise refusal

    def lock(self, service: Session) -> Locked | None:
        """The lock of the conversation that holds now, if any."""
        until = self._until(service, FailureScope.CONVERSATION, FailureScope.LOOKUP)
        return Locked(until=until) if until else None

    def lock_for(self, service: Session, given: str) -> Unable | None:
        """The lock that holds now for an answer of this kind, if any."""
        if refusal := self.lock(service):
            return refusal
        if FailureScope.ACCOUNT not in self.scopes(given):
            return None
        until = self._until(service, FailureScope.ACCOUNT)
        return IdLocked(until=until) if until else None

    def too_soon(self, service: Session) -> CodeTooSoon | None:
        """Whether another code must wait."""
        last = self._code(service)
        if last and self.now < last.sent_at + self.rules.resend_after:
            return CodeTooSoon(again_at=last.sent_at + self.rules.resend_after)
        hour = timedelta(hours=1)
        recent = audits.times(
            service,
            account_no=self.account_no,
            action="code.send",
            outcome="ok",
            since=self.now - hour,
        )
        if len(recent) >= self.rules.codes_per_hour:
            return CodeTooSoon(again_at=min(recent) + hour)
        return None

    def unasked(self, given: str) -> NoCodeSent | None:
        """Whether this is an answer to a code that was never sent; looked at before counting."""
        if method_of(given) is not ProofMethod.PHONE_CODE:
            return None
        with self.books.service(writing=False) as service:
            return None if self._code(service) else NoCodeSent()

    def judge(self, service: Session, given: str, holder: Holder) -> Unable | None:
        """None when the proof is right, which uses it up; otherwise the refusal, counted."""
        scopes = self.scopes(given)
        failures = {scope: self._fail(service, scope) for scope in scopes}
        # Counting waits for attempts under way: what they did (lock the door, use up the code)
        # is only seen by looking after it.
        if refusal := self.lock_for(service, given):
            return refusal
        code = self._code(service)
        expired = False
        if method_of(given) is ProofMethod.PHONE_CODE:
            right = code is not None and matches(given, code.code_hash)
            expired = code is not None and code.expires_at <= self.now
        else:
            known = holder.id_last4
            right = known is not None and compare_digest(given.encode(), known.upper().encode())
        if not right or expired:
            return self._rejected(service, failures, expired=expired)
        for scope in scopes:
            lockouts.clear(service, scope=scope, subject=self.subjects[scope])
        self._spend(service)
        return None

    def grant(self, service: Session, opened: list[Account], method: ProofMethod) -> None:
        """The conversation may look at these accounts from now on."""
        for place, account in enumerate(opened):
            grants.give(
                service,
                conversation_id=self.conversation_id,
                account_no=account.account_no,
                method=method,
                now=self.now - timedelta(microseconds=place),
            )

    def audit(self, service: Session, action: str, refusal: Unable | None) -> None:
        """Record the attempt and how it ended."""
        outcome = refusal.code if refusal else "ok"
        row = Audit(self.now, self.conversation_id, self.account_no, action, outcome)
        audits.record(service, audit=row)

    def _rejected(
        self, service: Session, failures: Mapping[FailureScope, int], *, expired: bool
    ) -> Unable:
        proof_codes.count_try(
            service, conversation_id=self.conversation_id, account_no=self.account_no
        )
        full = [scope for scope, count in failures.items() if count >= self.rules.tries]
        if not full:
            left = self.rules.tries - max(failures.values())
            return ProofRejected(tries_left=left, expired=expired)
        for scope in full:
            self._lock(service, scope, failures[scope])
        if FailureScope.CONVERSATION not in full:
            return IdLocked(until=self._until(service, FailureScope.ACCOUNT))
        self._spend(service)
        return Locked(until=self.now + self.rules.locked_for)

    def _code(self, service: Session) -> ProofCode | None:
        return proof_codes.current(
            service, conversation_id=self.conversation_id, account_no=self.account_no
        )

    def _fail(self, service: Session, scope: FailureScope) -> int:
        return lockouts.fail(
            service,
            scope=scope,
            subject=self.subjects[scope],
            now=self.now,
            forget_after=self.rules.failures_count_for,
        )

    def _until(self, service: Session, *scopes: FailureScope) -> datetime | None:
        subjects = {scope: self.subjects[scope] for scope in scopes}
        return lockouts.locked_until(service, subjects=subjects, now=self.now)

    def _lock(self, service: Session, scope: FailureScope, failures: int = 0) -> None:
        # An account is guessed at from ever new conversations, so its failures stay counted.
        of_account = scope is FailureScope.ACCOUNT
        lasting = self.rules.locked_for
        if of_account:
            doubled = lasting * 2 ** min(failures - self.rules.tries, 16)
            lasting = min(doubled, self.rules.locked_longest)
        lockouts.lock(
            service,
            scope=scope,
            subject=self.subjects[scope],
            until=self.now + lasting,
            anew=not of_account,
        )

    def _spend(self, service: Session) -> None:
        proof_codes.spend(service, conversation_id=self.conversation_id, account_no=self.account_no)


def spelled_account_no(heard: str) -> str:
    """The number as the books spell it: plain digits.

    Raises:
        AccountNoMalformed: anything else. Facts: heard.
    """
    plain = re.sub(r"[\s\-.]", "", unicodedata.normalize("NFKC", heard))
    if not (plain.isascii() and _ACCOUNT_NO.fullmatch(plain)):
        raise AccountNoMalformed(heard=heard)
    return plain


def spelled_proof(heard: str) -> str:
    """Six digits, or three digits and a digit or X.

    Raises:
        ProofMalformed: anything else.
    """
    plain = re.sub(r"[\s\-.]", "", unicodedata.normalize("NFKC", heard)).upper()
    if not plain.isascii() or not (_CODE.fullmatch(plain) or _ID_LAST4.fullmatch(plain)):
        raise ProofMalformed
    return plain


def written(proof: str) -> re.Pattern[str]:
    """The ways a customer may have written a proof, the whole ID around it included."""
    signs = r"[\s\-—.]?".join(f"[{_SIGNS[sign]}]" for sign in proof)
    return re.compile(rf"(?<![0-9０-９])(?:[0-9０-９]{{14}})?{signs}(?![0-9０-９])")


def method_of(proof: str) -> ProofMethod:
    """Which proof an answer is."""
    return ProofMethod.PHONE_CODE if len(proof) == 6 else ProofMethod.ID_LAST4


def hashed(code: str, *, salt: str) -> str:
    """What is kept of a one-time code."""
    digest = hashlib.pbkdf2_hmac("sha256", code.encode(), salt.encode(), _HASH_ROUNDS)
    return f"{salt}:{digest.hex()}"


def matches(code: str, stored: str) -> bool:
    """Whether this is the code whose hash was kept."""
    return compare_digest(hashed(code, salt=stored.split(":")[0]), stored)
