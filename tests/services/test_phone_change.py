"""A new registered phone: two proofs, the old phone told, and never half-done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.clients.customer_records import CustomerRecords, RecordsAnswer, RecordsByFile
from bot.domain.phone_change import PhoneChange, PhoneChangeStatus, PhoneChangeWay
from bot.domain.unable import NotVerified, ProofRejected
from bot.domain.unable_account import PhoneChangeRefused, PhoneMalformed
from bot.services import binding, phone_change
from bot.services.demo import DemoRecords
from bot.storage import accounts, customers
from bot.storage.exporting.command import COLUMNS, export_phone_changes
from tests.services.counter import MINUTE, RULES, Counter
from tests.services.world import HOME, PHONE, SHOP, World, account

NEW = "13900000009"
Status, Way = PhoneChangeStatus, PhoneChangeWay


@pytest.fixture
def counter(world: World) -> Counter:
    counter = Counter(world)
    counter.opened("me")
    return counter


def begin(counter: Counter, phone: str = NEW) -> phone_change.PhoneChangeBegun:
    return phone_change.begin(
        counter.books,
        account=account(HOME),
        conversation_id="me",
        new_phone=phone,
        now=counter.now,
        wording="户号{account}换手机，验证码{code}，{minutes}分钟有效。",
        rules=RULES.phone_change,
    )


def confirm(
    counter: Counter, code: str, records: CustomerRecords | None = None
) -> phone_change.PhoneChangeAsked:
    return phone_change.confirm(
        counter.books,
        account=account(HOME),
        conversation_id="me",
        code=code,
        now=counter.now,
        told="户号{account}的手机号改成了{phone}。不是您办的请速来电。",
        records=records or DemoRecords(books=counter.books),
        rules=RULES.phone_change,
    )


def registered(counter: Counter, no: str = HOME) -> str | None:
    with counter.books.billing() as session:
        return accounts.registered_phone(session, account_no=no)


def standing(counter: Counter) -> list[PhoneChangeStatus]:
    found = phone_change.standing(counter.books, account=account(HOME), rules=RULES.phone_change)
    return [one.status for one in found]


class Away:
    """Records that do not answer."""

    def change_phone(self, change: PhoneChange) -> RecordsAnswer:
        raise TimeoutError


def test_with_both_phones_in_hand_it_is_changed_at_once(counter: Counter) -> None:
    """For all accounts of the customer; the old phone is told, masked."""
    counter.prove("me")
    begun = begin(counter, "139 0000 0009")
    done = confirm(counter, counter.code(NEW))

    assert (begun.way, begun.new_phone_masked) == (Way.AT_ONCE, "139****0009")
    assert done.status is Status.APPLIED
    assert registered(counter) == registered(counter, SHOP) == NEW
    assert counter.texts(PHONE)[-1].startswith("户号3501*****0017的手机号改成了139****0009。")
    assert standing(counter) == []


def test_with_the_id_alone_it_is_an_application_for_staff(counter: Counter) -> None:
    """The books stay as they are until a person agrees."""
    counter.prove_by_id("me")
    begun = begin(counter)
    asked = confirm(counter, counter.code(NEW))

    assert (begun.way, asked.status, asked.staff_working_days) == (
        Way.BY_STAFF,
        Status.CHECKING,
        2,
    )
    assert registered(counter) == PHONE
    assert phone_change.make_waiting(counter.books, records=demo(counter), now=counter.now) == 0
    assert decide(counter, asked.change_id, approved=True) is Status.APPLIED
    assert registered(counter) == NEW
    assert decide(counter, asked.change_id, approved=False) is None


def test_staff_may_say_no(counter: Counter) -> None:
    """Then it is over, and a new application may be made."""
    counter.prove_by_id("me")
    begin(counter)
    asked = confirm(counter, counter.code(NEW))

    assert decide(counter, asked.change_id, approved=False) is Status.REFUSED
    assert registered(counter) == PHONE
    counter.now += 2 * MINUTE
    counter.prove_by_id("me")
    assert begin(counter).way is Way.BY_STAFF


def test_the_new_phone_must_answer(counter: Counter) -> None:
    """A wrong code changes nothing."""
    counter.prove("me")
    begin(counter)
    right = counter.code(NEW)

    with pytest.raises(ProofRejected):
        confirm(counter, "000000" if right != "000000" else "000001")
    assert registered(counter) == PHONE
    assert standing(counter) == []


def test_a_binding_or_an_old_proof_is_not_enough(counter: Counter) -> None:
    """Whoever finds an open browser cannot take the account over."""
    counter.prove("me")
    binding.bind(
        counter.books,
        account=account(HOME),
        conversation_id="me",
        now=counter.now,
        rules=RULES.binding,
    )
    counter.now += RULES.phone_change.proof_young + MINUTE
    counter.look("me")

    with pytest.raises(NotVerified):
        begin(counter)


def test_the_proof_must_still_be_young_when_the_code_comes(counter: Counter) -> None:
    """Both steps look at it."""
    counter.prove("me")
    counter.now += RULES.phone_change.proof_young
    begin(counter)
    counter.now += MINUTE

    with pytest.raises(NotVerified):
        confirm(counter, counter.code(NEW))


@pytest.mark.parametrize("phone", ["059187654321", "1390000000", "hello"])
def test_only_a_mobile_number_will_do(counter: Counter, phone: str) -> None:
    """One-time codes must reach it."""
    counter.prove("me")
    with pytest.raises(PhoneMalformed):
        begin(counter, phone)


def test_the_registered_phone_is_no_change(counter: Counter) -> None:
    """And no text message is wasted on it."""
    counter.prove("me")
    with pytest.raises(PhoneChangeRefused) as refusal:
        begin(counter, PHONE)
    assert refusal.value.facts["reason"] == "same"


def test_records_that_do_not_answer_are_asked_again(counter: Counter) -> None:
    """The request is kept, a second one is refused, and it is made once they answer."""
    counter.prove("me")
    begin(counter)
    asked = confirm(counter, counter.code(NEW), Away())

    assert asked.status is Status.APPROVED
    assert registered(counter) == PHONE
    counter.now += 2 * MINUTE
    with pytest.raises(PhoneChangeRefused) as refusal:
        begin(counter, "13900000008")
    assert refusal.value.facts["reason"] == "running"
    assert phone_change.make_waiting(counter.books, records=Away(), now=counter.now) == 0
    assert phone_change.make_waiting(counter.books, records=demo(counter), now=counter.now) == 1
    assert registered(counter) == NEW
    assert phone_change.make_waiting(counter.books, records=demo(counter), now=counter.now) == 0


def test_a_change_that_was_made_before_the_answer_was_lost_is_not_made_twice(
    counter: Counter,
) -> None:
    """The records have the new phone already: that is a yes."""
    counter.prove("me")
    begin(counter)
    confirm(counter, counter.code(NEW), Away())
    with counter.books.billing(writing=True) as session:
        assert customers.change_phone(session, customer_no="C1", old=PHONE, new=NEW)

    assert phone_change.make_waiting(counter.books, records=demo(counter), now=counter.now) == 1


def test_records_that_changed_meanwhile_win(counter: Counter) -> None:
    """A third phone, set at the counter, is not overwritten."""
    counter.prove("me")
    begin(counter)
    confirm(counter, counter.code(NEW), Away())
    with counter.books.billing(writing=True) as session:
        customers.change_phone(session, customer_no="C1", old=PHONE, new="13700000007")
    phone_change.make_waiting(counter.books, records=demo(counter), now=counter.now)

    assert registered(counter) == "13700000007"
    assert standing(counter) == []


def test_records_fed_by_file_get_each_change_once(counter: Counter, tmp_path: Path) -> None:
    """Exported, then through when the next import shows the new phone."""
    counter.prove("me")
    begin(counter)
    asked = confirm(counter, counter.code(NEW), RecordsByFile())
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"

    assert export_phone_changes(counter.books, path=first, now=counter.now) == 1
    assert export_phone_changes(counter.books, path=second, now=counter.now) == 0
    assert not second.exists()
    head, row = first.read_text("utf-8-sig").splitlines()
    assert head == ",".join(COLUMNS)
    assert row.startswith(f"{asked.change_id},C1,{HOME},{PHONE},{NEW},2026-07-20T12:00:00+08:00")
    assert standing(counter) == [Status.EXPORTED]
    by_file: Any = {"records": RecordsByFile(), "now": counter.now}
    assert phone_change.make_waiting(counter.books, **by_file) == 0
    with counter.books.billing(writing=True) as session:
        customers.change_phone(session, customer_no="C1", old=PHONE, new=NEW)
    assert phone_change.make_waiting(counter.books, **by_file) == 1
    assert standing(counter) == []


def demo(counter: Counter) -> DemoRecords:
    return DemoRecords(books=counter.books)


def decide(counter: Counter, change_id: str, *, approved: bool) -> PhoneChangeStatus | None:
    decided = phone_change.decide(
        counter.books,
        change_id=change_id,
        approved=approved,
        by="林工",
        now=counter.now,
        records=demo(counter),
    )
    return decided.status if decided else None
