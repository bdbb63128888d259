"""Who may see an application: its maker, who proved its account, who knows number and phone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.application_no import application_number
from bot.domain.unable import (
    ApplicationLocked,
    ApplicationNoMalformed,
    ApplicationNotOpened,
    ApplicationUnproven,
    FieldUnclear,
)
from bot.services import access, application_access, application_progress
from bot.services.proof import AccessRules
from bot.storage import conversations, messages
from bot.storage.tables.service import AuditRow
from tests.services.application_desk import (
    PHONE_LINE,
    STRANGER,
    WEB,
    begin,
    fill,
    filled,
    prove,
    resume,
)
from tests.services.world import HOME, NOW, World

LAST4, WRONG = "0009", "1234"
MINUTE = timedelta(minutes=1)
RULES = AccessRules()
NOBODYS = application_number(date(2026, 7, 19), 7)
"""Well formed, and nobody has it."""


def look(world: World, number: str, *, who: str, now: datetime = NOW) -> str:
    found = application_access.look(
        world.books, conversation_id=who, number=number, purpose="application.progress", now=now
    )
    return found.number


def audited(world: World, number: str) -> list[tuple[str, str, str, str]]:
    with world.books.service(writing=False) as session:
        rows = session.scalars(
            select(AuditRow).where(AuditRow.action.endswith(number)).order_by(AuditRow.id)
        )
        return [(row.conversation_id, row.account_no, row.action, row.outcome) for row in rows]


def test_the_maker_sees_it_and_a_stranger_does_not(world: World) -> None:
    """A number alone shows nothing."""
    number = filled(world).number

    assert look(world, number, who=WEB) == number
    with pytest.raises(ApplicationUnproven):
        look(world, number, who=STRANGER)


def test_a_number_that_does_not_exist_looks_the_same(world: World) -> None:
    """Nobody learns which numbers there are, neither by looking nor by guessing."""
    number = filled(world).number

    refused = []
    for tried in (number, NOBODYS):
        with pytest.raises(ApplicationUnproven):
            look(world, tried, who=STRANGER)
        with pytest.raises(ApplicationNotOpened) as refusal:
            resume(world, tried, WRONG, who=f"guesser-{tried}")
        refused.append(refusal.value.facts)
    assert refused[0] == refused[1]


def test_number_and_phone_open_it_elsewhere(world: World) -> None:
    """The last four, or the whole phone; from then on the conversation sees it until idle."""
    number = filled(world).number

    assert resume(world, number, LAST4, who=PHONE_LINE).fields["applicant"] == "陈建国"
    assert resume(world, number, "13805910009", who="phone-2").number == number
    assert resume(world, f"编号{number.lower()}", "零零零九", who="phone-3").number == number
    assert look(world, number, who=PHONE_LINE, now=NOW + 29 * MINUTE) == number
    assert look(world, number, who=PHONE_LINE, now=NOW + 58 * MINUTE) == number
    with pytest.raises(ApplicationUnproven):
        look(world, number, who=PHONE_LINE, now=NOW + 88 * MINUTE)


def test_it_goes_on_where_it_was_left(world: World) -> None:
    """Begun on the web, finished on the phone, seen again on the web."""
    number = begin(world).number
    fill(world, number, {"parking": "自己的", "contact_phone": "13805910009"})

    resume(world, number, LAST4, who=PHONE_LINE)
    fill(world, number, {"applicant": "陈建国"}, who=PHONE_LINE)

    assert begin(world).fields == {
        "parking": "own",
        "contact_phone": "13805910009",
        "applicant": "陈建国",
    }


def test_who_proved_the_account_sees_what_was_applied_for_it(world: World) -> None:
    """And nobody who proved another one."""
    number = begin(world, account=prove(world, who=WEB)).number
    prove(world, who=PHONE_LINE)

    assert look(world, number, who=PHONE_LINE) == number
    access.log_out(world.books, conversation_id=PHONE_LINE, now=NOW)
    with pytest.raises(ApplicationUnproven):
        look(world, number, who=PHONE_LINE)


def test_three_wrong_tries_lock_conversation_and_number(world: World) -> None:
    """Afterwards even the right digits wait; the maker is not locked out."""
    number = filled(world).number
    left = []
    for _ in range(2):
        with pytest.raises(ApplicationNotOpened) as refusal:
            resume(world, number, WRONG, who=STRANGER)
        left.append(refusal.value.facts["tries_left"])
    with pytest.raises(ApplicationLocked) as locked:
        resume(world, number, WRONG, who=STRANGER)

    assert left == [2, 1]
    assert locked.value.facts["until"] == NOW + RULES.locked_for
    for who in (STRANGER, PHONE_LINE):
        with pytest.raises(ApplicationLocked):
            resume(world, number, LAST4, who=who, now=NOW + 29 * MINUTE)
    assert look(world, number, who=WEB) == number
    assert resume(world, number, LAST4, who=PHONE_LINE, now=NOW + 30 * MINUTE).number == number


def test_guessing_from_ever_new_conversations_locks_the_number_for_longer(world: World) -> None:
    """The fourth wrong try, half an hour later and from elsewhere, locks for an hour."""
    number = filled(world).number
    for place in range(3):
        with pytest.raises((ApplicationNotOpened, ApplicationLocked)):
            resume(world, number, WRONG, who=f"guesser-{place}")
    later = NOW + RULES.locked_for

    with pytest.raises(ApplicationLocked) as locked:
        resume(world, number, WRONG, who="guesser-4", now=later)

    assert locked.value.facts["until"] == later + 2 * RULES.locked_for


def test_an_application_of_ones_own_buys_no_new_guesses(world: World) -> None:
    """Opening it between guesses at other people's does not make the wrong ones forgotten."""
    mine = filled(world, who=STRANGER).number
    first, second, third = (filled(world, who=f"maker-{place}").number for place in range(3))
    for others in (first, second):
        with pytest.raises(ApplicationNotOpened):
            resume(world, others, WRONG, who=STRANGER)
        assert resume(world, mine, LAST4, who=STRANGER).number == mine

    with pytest.raises(ApplicationLocked):
        resume(world, third, WRONG, who=STRANGER)


def test_wrong_tries_here_do_not_lock_the_proof_of_an_account(world: World) -> None:
    """They are counted apart."""
    number = filled(world).number
    for _ in range(3):
        with pytest.raises((ApplicationNotOpened, ApplicationLocked)):
            resume(world, number, WRONG, who=STRANGER)

    assert prove(world, who=STRANGER).account_no == HOME


def test_what_cannot_be_an_answer_is_not_counted(world: World) -> None:
    """Three slips of the tongue lock nobody."""
    number = filled(world).number
    for _ in range(3):
        with pytest.raises(FieldUnclear):
            resume(world, number, "不记得了", who=PHONE_LINE)
        with pytest.raises(ApplicationNoMalformed):
            resume(world, "AP26072000017", LAST4, who=PHONE_LINE)

    assert resume(world, number, LAST4, who=PHONE_LINE).number == number


def test_a_draft_without_a_phone_opens_to_nobody(world: World) -> None:
    """There is nothing to know about it yet."""
    number = begin(world).number

    with pytest.raises(ApplicationNotOpened):
        resume(world, number, "0000", who=STRANGER)


def test_the_digits_do_not_stay_in_the_log(world: World) -> None:
    """Who reads the conversation later cannot open the application with it."""
    number = filled(world).number
    with world.books.service() as session:
        conversations.open_(session, conversation_id=PHONE_LINE, channel="web", now=NOW)
        messages.receive(
            session, conversation_id=PHONE_LINE, cid="m1", text=f"{number} 后四位{LAST4}", now=NOW
        )

    resume(world, number, LAST4, who=PHONE_LINE)

    with world.books.service(writing=False) as session:
        log = messages.after(session, conversation_id=PHONE_LINE, seq=0)
    assert LAST4 not in log[0].reply.text.replace(number, "")


def test_every_look_is_audited(world: World) -> None:
    """Granted or not, with the account it was for once it may be seen."""
    number = begin(world, account=prove(world, who=WEB)).number
    look(world, number, who=WEB)
    with pytest.raises(ApplicationUnproven):
        look(world, number, who=STRANGER)
    with pytest.raises(ApplicationNotOpened):
        resume(world, number, WRONG, who=STRANGER)

    assert audited(world, number) == [
        (WEB, HOME, f"application.progress:{number}", "ok"),
        (STRANGER, "", f"application.progress:{number}", "application_unproven"),
        (STRANGER, "", f"application.open:{number}", "application_not_opened"),
    ]


def test_lists_are_of_the_conversation_or_the_account(world: World) -> None:
    """Neither shows what belongs to others."""
    account = prove(world, who=WEB)
    mine, at_home = begin(world).number, begin(world, code="meter_check", account=account).number
    begin(world, who=STRANGER)

    conversation = application_progress.of_conversation(world.books, conversation_id=WEB, now=NOW)
    home = application_progress.of_account(
        world.books, account=account, conversation_id=WEB, now=NOW
    )

    assert {item.number for item in conversation} == {mine, at_home}
    assert [item.number for item in home] == [at_home]
