"""The new phone, read back, and the code it gets; then the change itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import proving
from actions.base import explain
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.hearing import listen
from actions.rights import codes
from actions.rights.phone_change import CASE
from actions.turn import Turn
from actions.wording import phrase, words
from bot.domain.account import Account, mask_account_no
from bot.domain.phone_change import PhoneChangeStatus, PhoneChangeWay
from bot.domain.reply import Button
from bot.domain.right import Scope
from bot.domain.unable import CodeTooSoon, Locked, NotVerified
from bot.domain.unable_account import PhoneChangeRefused, PhoneMalformed
from bot.services import phone_change

_THIS = "this"


@register
class PhoneCase(Kind):
    """Opened for a fresh proof only."""

    name = CASE
    words = "rights.phone"
    own_intents = frozenset({"inform"})
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """The number, and the code that shows whose hand it is in."""
        return (
            Field("phone", _phone, buttons=_said_before),
            Field("code", codes.read_code, question=_ask_code, buttons=codes.code_buttons),
        )

    def heard(self, turn: Turn, case: Case) -> Case:
        """A code to the new phone; the code itself ends it."""
        changed = _phone(turn, case)
        if case.get("sent") and changed and changed != case.get("sent"):
            case = case.with_given(phone=changed)
        if case.get("code"):
            return _confirm(turn, case)
        if case.get("phone") and case.get("sent") != case.get("phone"):
            return _send(turn, case)
        return case

    def ends(self, turn: Turn, case: Case) -> bool:
        """It cannot go on, and why was said."""
        return bool(case.get("over"))

    def aside(self, turn: Turn, case: Case) -> bool:
        """「没收到」: another code."""
        if case.asked == "code" and codes.wants_another(turn):
            _send(turn, case)
            return True
        return False

    def finish(self, turn: Turn, case: Case) -> None:
        """Say what became of it; it was written down when the code was right."""
        turn.say(
            f"rights.phone.done.{case.get('status')}",
            phone=case.get("masked"),
            days=turn.deps.account_rules.phone_change.staff_working_days,
            account=mask_account_no(case.get("account_no")),
            buttons="conversation.menu_buttons",
        )


def _account(turn: Turn, case: Case) -> Account:
    return proving.of_case(turn, case, Scope.OWN)


def _send(turn: Turn, case: Case) -> Case:
    """A code to the new phone; what stands in the way is said."""
    try:
        begun = phone_change.begin(
            turn.deps.books,
            account=_account(turn, case),
            conversation_id=turn.conversation_id,
            new_phone=case.get("phone"),
            now=turn.now,
            wording=str(words("rights")["sms"]["new_phone"]),
            rules=turn.deps.account_rules.phone_change,
        )
    except PhoneMalformed as malformed:
        explain(turn, malformed)
        return case.without("phone", "asked_for")
    except PhoneChangeRefused as refused:
        turn.say(f"rights.phone.refused.{refused.facts['reason']}")
        same = refused.facts["reason"] == "same"
        return case.without("phone", "asked_for") if same else case.with_given(over="1")
    except CodeTooSoon as soon:
        wait = max(int((soon.facts["again_at"] - turn.now).total_seconds()), 1)
        turn.say("rights.code_wait", seconds=wait)
        return (
            case.with_given(phone=case.get("sent")) if case.get("sent") else case.without("phone")
        )
    except (Locked, NotVerified) as closed:
        explain(turn, closed)
        return case.with_given(over="1")
    return case.with_given(sent=case.get("phone"), masked=begun.new_phone_masked)


def _confirm(turn: Turn, case: Case) -> Case:
    """The code of the new phone; it is never kept, and a wrong one is asked for again."""
    told = str(words("rights")["sms"]["phone_told"])
    try:
        done = phone_change.confirm(
            turn.deps.books,
            account=_account(turn, case),
            conversation_id=turn.conversation_id,
            code=case.get("code"),
            now=turn.now,
            told=told.replace("{hotline}", turn.contacts["hotline"]),
            records=turn.deps.records,
            rules=turn.deps.account_rules.phone_change,
        )
    except codes.Wrong as wrong:
        codes.say_wrong(turn, wrong)
        return case.without("code")
    except (Locked, NotVerified) as closed:
        explain(turn, closed)
        return case.without("code").with_given(over="1")
    except PhoneChangeRefused as refused:
        turn.say(f"rights.phone.refused.{refused.facts['reason']}")
        return case.without("code").with_given(over="1")
    at_once = done.way is PhoneChangeWay.AT_ONCE
    status = done.status if at_once else PhoneChangeStatus.CHECKING
    return case.without("sent", "asked_for").with_given(
        code="given", phone="given", status=status.value, masked=done.new_phone_masked
    )


def _phone(turn: Turn, case: Case) -> str:
    """A number said, or the one that was said before the proof and is agreed to now."""
    if heard := listen(turn.text).phone:
        return heard
    agrees = turn.intent == "affirm" or turn.entity("case_choice") == _THIS
    if agrees and case.asked == "phone":
        return case.get("asked_for")
    digits = re.sub(r"[\s\-]", "", turn.text)
    malformed = case.asked == "phone" and re.fullmatch(r"\D*\d{7,12}\D*", digits)
    return re.sub(r"\D", "", digits) if malformed else ""


def _said_before(turn: Turn, case: Case) -> Sequence[Button]:
    if not case.get("asked_for"):
        return ()
    title = phrase("rights.phone.this_title", phone=_grouped(case.get("asked_for")))
    return [Button(title, f'/inform{{"case_choice":"{_THIS}"}}')]


def _ask_code(turn: Turn, case: Case) -> str:
    return phrase("rights.phone.ask_code", phone=_grouped(case.get("phone")))


def _grouped(phone: str) -> str:
    """139 1234 5678: as one reads a number out."""
    return re.sub(r"^(\d{3})(\d{4})(\d{4})$", r"\1 \2 \3", phone)
