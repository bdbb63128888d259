"""All kinds of file, in the order in which a new utility imports them."""

from __future__ import annotations

from bot.storage.importing.applications import APPLICATION_PROGRESS
from bot.storage.importing.climate import WEATHER
from bot.storage.importing.demand_response import PROTECTIONS
from bot.storage.importing.grid import AREAS, PLACES, SUPPLIES
from bot.storage.importing.kind import Kind
from bot.storage.importing.money import BALANCES, BILL_LINES, BILLS, PAYMENTS
from bot.storage.importing.outages import OUTAGES
from bot.storage.importing.people import ACCOUNTS, CONTRACTS, CUSTOMERS
from bot.storage.importing.readings import READINGS_KIND
from bot.storage.importing.work_orders import WORK_ORDER_PROGRESS

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        CUSTOMERS,
        ACCOUNTS,
        CONTRACTS,
        BILLS,
        BILL_LINES,
        PAYMENTS,
        BALANCES,
        WEATHER,
        READINGS_KIND,
        AREAS,
        SUPPLIES,
        PLACES,
        OUTAGES,
        WORK_ORDER_PROGRESS,
        APPLICATION_PROGRESS,
        PROTECTIONS,
    )
}
