"""However yes, no, protection and settling interleave: who is protected is never asked.

Leaving wins, and every ledger sums to what its reports say.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.demand_response import EnrolmentStatus
from bot.domain.dr_protection import Protection
from bot.domain.dr_settlement import Outcome
from bot.domain.unable import Unable
from bot.services import demand_response
from bot.storage import dr_enrolments, dr_rewards
from tests.services.response_office import BEFORE_PAST, Office
from tests.services.world import FACTORY, HOME, World, account

ACCOUNTS = (HOME, FACTORY)
_IN = (EnrolmentStatus.ACCEPTED, EnrolmentStatus.INVITED)
steps = st.tuples(
    st.sampled_from(["join", "leave", "never", "protect", "invite", "settle", "resettle"]),
    st.sampled_from(ACCOUNTS),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(steps, min_size=1, max_size=9))
def test_leaving_and_protection_win_and_ledgers_sum(
    built: Path, script: list[tuple[str, str]]
) -> None:
    with TemporaryDirectory() as folder, World.copied(built, Path(folder)) as world:
        office = Office(world)
        office.agrees_to_be_asked(*ACCOUNTS)
        protected: set[str] = set()
        said: dict[str, str] = {}
        settled = False
        for minute, (act, number) in enumerate(script):
            at = BEFORE_PAST + timedelta(minutes=minute)
            with suppress(Unable):
                if act == "protect" and not settled:
                    protected.add(number)
                    said[number] = "left"
                if act in ("leave", "never") and not settled:
                    said[number] = "left"
                if act == "join" and not settled and number not in protected:
                    said[number] = "joined"
                _do(office, act, number, at)
            settled = settled or act == "settle"
            for one in protected:
                assert (
                    office.standing(one, "PAST")
                    not in (
                        EnrolmentStatus.ACCEPTED,
                        EnrolmentStatus.INVITED,
                    )
                    or settled
                )
        office.settle()
        _check(office, said)


def _do(office: Office, act: str, number: str, at: datetime) -> None:
    books = office.world.books
    if act == "join":
        office.join(number, "PAST", at)
    elif act == "leave":
        office.leave(number, "PAST", at)
    elif act == "never":
        demand_response.never_again(books, account=account(number), conversation_id="me", now=at)
    elif act == "protect":
        demand_response.protect(
            books,
            account=account(number),
            reason=Protection.LIFE_SUPPORT,
            conversation_id="me",
            now=at,
        )
    elif act == "invite":
        office.invite("PAST", at)
    else:
        office.settle(again=act == "resettle")


def _check(office: Office, said: dict[str, str]) -> None:
    with office.world.books.service(writing=False) as service:
        reports = {r.account_no: r for r in dr_rewards.reports_of_event(service, event_id="PAST")}
        for number in ACCOUNTS:
            ledger = dr_rewards.of_account(
                service, account_no=number, customer_no=account(number).customer_no
            )
            total = sum((line.amount_yuan for line in ledger), Decimal(0))
            report = reports.get(number)
            assert total == (report.reward_yuan if report else 0)
            assert total == total.quantize(Decimal("0.01"))
            enrolled = dr_enrolments.find(service, event_id="PAST", account_no=number)
            if enrolled and enrolled.status is EnrolmentStatus.OPTED_OUT and report:
                assert report.outcome is Outcome.LEFT
                assert total == 0
            if said.get(number) == "left":
                assert total == 0
