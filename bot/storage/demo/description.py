"""What the list of demo customers says about one account."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.period import Period
from bot.storage.demo import outages
from bot.storage.demo.archetype import Home, is_factory
from bot.storage.demo.billing_run import Ledger
from bot.storage.demo.directory import DemoCustomer
from bot.storage.demo.event import Event, EventKind
from bot.storage.demo.plan import Calendar, Habit, Plan
from bot.storage.demo.story import STORIES, WARM_MONTHS, WEATHER_STORY

POOR_POWER_FACTOR = 0.85


def describe(*, plan: Plan, ledger: Ledger, calendar: Calendar, accounts_held: int) -> DemoCustomer:
    """What the list says about one account."""
    notes = [story.note for story in STORIES if story.name == plan.story]
    if plan.story == WEATHER_STORY:
        notes.append("heat" if calendar.last.start.month in WARM_MONTHS else "cold")
    notes += _payment_notes(plan, ledger, calendar)
    notes += _load_notes(plan)
    notes += _contract_notes(plan)
    notes += _event_notes(plan.events, calendar)
    notes += _outage_notes(plan.address)
    if accounts_held > 1:
        notes.append("two accounts" if accounts_held == 2 else f"{accounts_held} accounts")
    return DemoCustomer(
        account_no=plan.account_no,
        name=plan.customer.name,
        id_last4=plan.customer.id_last4,
        phone=plan.customer.phone,
        address=plan.address,
        meter_no=plan.meter_no,
        kind=_kind(plan),
        notes=tuple(dict.fromkeys(notes)),
    )


def _kind(plan: Plan) -> str:
    if isinstance(plan.load, Home):
        return "home"
    return "factory" if is_factory(plan.archetype) else "shop"


def _payment_notes(plan: Plan, ledger: Ledger, calendar: Calendar) -> list[str]:
    today = calendar.whole.end
    overdue = sum(bill.unpaid_yuan > 0 and bill.due_on < today for bill, _ in ledger.bills)
    notes = []
    if ledger.balance is not None:
        notes.append("prepaid")
        if plan.habit is Habit.PREPAID_LOW:
            notes.append("prepaid nearly empty")
        if ledger.balance.credit_yuan < 0:
            notes.append("prepaid balance below zero")
    if overdue:
        notes.append("in arrears")
    return notes


def _load_notes(plan: Plan) -> list[str]:
    load, notes = plan.load, [plan.archetype.replace("_", " ")]
    if isinstance(load, Home):
        if load.ev_kw:
            notes.append("electric car")
        if load.pv_kwp:
            notes.append("solar panels")
    elif is_factory(plan.archetype) and load.power_factor < POOR_POWER_FACTOR:
        notes.append("poor power factor")
    return notes


def _contract_notes(plan: Plan) -> list[str]:
    terms = plan.contracts[-1].terms
    notes = [f"tariff {terms.tariff_code}"]
    if len(plan.contracts) > 1:
        notes.append("switched to peak/valley")
    if terms.low_income:
        notes.append("low-income free energy")
    if terms.household_size:
        notes.append("multi-person allowance")
    return notes


def _outage_notes(address: str) -> list[str]:
    """What the town's own outage feed says about the place, on any day."""
    told = {outages.FAULT: "outage now", outages.TOMORROW: "planned outage tomorrow"}
    return [note for event, note in told.items() if outages.place_of(event) in address]


def _event_notes(events: Sequence[Event], calendar: Calendar) -> list[str]:
    recent = Period(calendar.before_last.start, calendar.whole.end)
    now = Period(calendar.last.start, calendar.whole.end)
    notes = []
    for event in events:
        if event.kind is EventKind.ESTIMATED and event.period.overlap(recent):
            notes.append("estimated reads")
        if event.kind is EventKind.MISSING and event.period.overlap(now):
            notes.append("missing reads")
    return notes
