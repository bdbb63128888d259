"""A counter at which people of the little world apply."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.domain.account import Account
from bot.domain.application import Application
from bot.domain.procedure_book import ProcedureBook
from bot.domain.working_days import WorkCalendar
from bot.services import access, application
from bot.storage.holidays import load_holidays
from bot.storage.procedures import load_procedures
from tests.services.world import HOME, ID_LAST4, NOW, ROOT, World

PROCEDURES: ProcedureBook = load_procedures(ROOT / "knowledge")
CALENDAR: WorkCalendar = load_holidays(ROOT / "knowledge" / "holidays.yml")
WEB, PHONE_LINE, STRANGER = "web-1", "phone-1", "stranger-1"
EV_PILE = {
    "parking": "租的车位",
    "lease": "有一年",
    "property": "物业同意了",
    "power": "7千瓦",
    "applicant": "我叫陈建国",
    "address": "枫林小区8栋",
    "spot": "地下一层B区126号",
    "contact_phone": "138 0591 0009",
    "visit_day": "下周一",
}
"""Everything a charging pile asks, as people say it."""
READ = {
    "parking": "rented",
    "lease": "yes",
    "property": "agreed",
    "power": "single",
    "power_kw": "7",
    "applicant": "陈建国",
    "address": "枫林小区8栋",
    "spot": "地下一层B区126号",
    "contact_phone": "13805910009",
    "visit_day": "2026-07-27",
}
DUE = date(2026, 7, 27)
"""Five working days after Monday 20 July 2026."""


def begin(world: World, *, who: str = WEB, code: str = "ev_pile", **more: Any) -> Application:
    return application.begin(
        world.books, PROCEDURES, conversation_id=who, procedure=code, now=NOW, **more
    )


def fill(
    world: World, number: str, said: dict[str, str], *, who: str = WEB, now: datetime = NOW
) -> Application:
    return application.fill(
        world.books, PROCEDURES, conversation_id=who, number=number, said=said, now=now
    )


def submit(
    world: World, number: str, *, key: str = "k1", who: str = WEB, now: datetime = NOW
) -> Application:
    return application.submit(
        world.books,
        PROCEDURES,
        conversation_id=who,
        number=number,
        key=key,
        now=now,
        calendar=CALENDAR,
    )


def resume(
    world: World, number: str, last4: str | None, *, who: str, now: datetime = NOW
) -> Application:
    return application.resume(
        world.books, conversation_id=who, number=number, phone_last4=last4, now=now
    )


def cancel(
    world: World, number: str, *, who: str = WEB, reason: str = "不装了", now: datetime = NOW
) -> Application:
    return application.cancel(
        world.books, PROCEDURES, conversation_id=who, number=number, reason=reason, now=now
    )


def filled(world: World, *, who: str = WEB) -> Application:
    """A draft with everything in it."""
    return fill(world, begin(world, who=who).number, EV_PILE, who=who)


def prove(world: World, *, who: str, no: str = HOME) -> Account:
    """The account, proven in this conversation with the last four of the ID."""
    opened = access.verify(world.books, conversation_id=who, account_no=no, proof=ID_LAST4, now=NOW)
    return opened[0]
