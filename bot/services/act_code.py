"""A one-time code that allows exactly one act: sending it, and judging the answer.

It is no proof of an account: what it allows was fixed when it was sent. Wrong answers count
against the conversation just as wrong proofs do, and codes sent to an account's phones count
together with the codes that prove it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.act_code import Act, ActCode
from bot.domain.identity import Audit, FailureScope
from bot.domain.outgoing import Outgoing
from bot.domain.unable import (
    CodeTooSoon,
    Locked,
    NoCodeSent,
    ProofMalformed,
    ProofRejected,
    Unable,
)
from bot.services.proof import AccessRules, hashed, matches, spelled_proof, written
from bot.storage import act_codes, audits, lockouts, messages, outbox
from bot.storage.books import Session

_SENDING = ("code.send", "code.act")
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class ActCodeSent:
    """A code is on its way."""

    account_no: str
    expires_at: datetime
    again_at: datetime
    """When another one may be asked for."""


@dataclass(frozen=True)
class ActDoor:
    """One conversation that wants to do one act on one account."""

    service: Session
    conversation_id: str
    account_no: str
    act: Act
    now: datetime
    rules: AccessRules

    def send(
        self,
        *,
        phone: str,
        facts: Mapping[str, Any],
        lasting: timedelta,
        wording: str,
        fields: Mapping[str, Any],
    ) -> ActCodeSent | Unable:
        """Send a code for this act to a phone; `wording` has `{code}`, `{minutes}` and `fields`.

        Gives the refusal back instead of raising it, so that its audit is kept.
        """
        refusal = self._lock() or self._too_soon()
        if refusal is None:
            code = f"{secrets.randbelow(1_000_000):06d}"
            kept = ActCode(
                conversation_id=self.conversation_id,
                account_no=self.account_no,
                act=self.act,
                facts=dict(facts),
                code_hash=hashed(code, salt=secrets.token_hex(8)),
                sent_at=self.now,
                expires_at=self.now + lasting,
            )
            act_codes.put(self.service, code=kept)
            minutes = int(lasting.total_seconds() // 60)
            body = wording.format(code=code, minutes=minutes, **fields)
            outbox.put(self.service, outgoing=_text_message(kept, phone, body))
        self._audit("code.act", refusal)
        if refusal:
            return refusal
        again_at = self.now + self.rules.resend_after
        return ActCodeSent(self.account_no, self.now + lasting, again_at)

    def judge(self, heard: str) -> dict[str, Any] | Unable:
        """What the code allows when the answer is right, which uses it up; else the refusal.

        Raises:
            ProofMalformed: not six digits; not counted.
            NoCodeSent: no code is waiting for this act; not counted.
        """
        given = spelled_proof(heard)
        if len(given) != 6:
            raise ProofMalformed
        if self._code() is None:
            raise NoCodeSent
        verdict = self._lock() or self._judged(given)
        refusal = verdict if isinstance(verdict, Unable) else None
        self._audit(f"{self.act.value}.confirm", refusal)
        messages.blot(self.service, conversation_id=self.conversation_id, secret=written(given))
        return verdict

    def _judged(self, given: str) -> dict[str, Any] | Unable:
        failures = lockouts.fail(
            self.service,
            scope=FailureScope.CONVERSATION,
            subject=self.conversation_id,
            now=self.now,
            forget_after=self.rules.failures_count_for,
        )
        # Counting waits for attempts under way; what they did is only seen by looking after it.
        if locked := self._lock():
            return locked
        code = self._code()
        right = code is not None and matches(given, code.code_hash)
        expired = code is not None and code.expires_at <= self.now
        if code is None or not right or expired:
            return self._rejected(failures, expired=expired)
        lockouts.clear(self.service, scope=FailureScope.CONVERSATION, subject=self.conversation_id)
        self._spend()
        return code.facts

    def _rejected(self, failures: int, *, expired: bool) -> Unable:
        act_codes.count_try(
            self.service,
            conversation_id=self.conversation_id,
            account_no=self.account_no,
            act=self.act,
        )
        if failures < self.rules.tries:
            return ProofRejected(tries_left=self.rules.tries - failures, expired=expired)
        until = self.now + self.rules.locked_for
        lockouts.lock(
            self.service,
            scope=FailureScope.CONVERSATION,
            subject=self.conversation_id,
            until=until,
            anew=True,
        )
        self._spend()
        return Locked(until=until)

    def _lock(self) -> Locked | None:
        subjects = {
            FailureScope.CONVERSATION: self.conversation_id,
            FailureScope.LOOKUP: self.conversation_id,
        }
        until = lockouts.locked_until(self.service, subjects=subjects, now=self.now)
        return Locked(until=until) if until else None

    def _too_soon(self) -> CodeTooSoon | None:
        last = self._code()
        if last and self.now < last.sent_at + self.rules.resend_after:
            return CodeTooSoon(again_at=last.sent_at + self.rules.resend_after)
        recent = [
            at
            for action in _SENDING
            for at in audits.times(
                self.service,
                account_no=self.account_no,
                action=action,
                outcome="ok",
                since=self.now - _HOUR,
            )
        ]
        if len(recent) >= self.rules.codes_per_hour:
            return CodeTooSoon(again_at=min(recent) + _HOUR)
        return None

    def _code(self) -> ActCode | None:
        return act_codes.current(
            self.service,
            conversation_id=self.conversation_id,
            account_no=self.account_no,
            act=self.act,
        )

    def _spend(self) -> None:
        act_codes.spend(
            self.service,
            conversation_id=self.conversation_id,
            account_no=self.account_no,
            act=self.act,
        )

    def _audit(self, action: str, refusal: Unable | None) -> None:
        outcome = refusal.code if refusal else "ok"
        row = Audit(self.now, self.conversation_id, self.account_no, action, outcome)
        audits.record(self.service, audit=row)


def _text_message(code: ActCode, phone: str, body: str) -> Outgoing:
    return Outgoing(
        key=f"code:{code.code_hash[:80]}",
        channel="sms",
        address=phone,
        body=body,
        next_attempt_at=code.sent_at,
    )
