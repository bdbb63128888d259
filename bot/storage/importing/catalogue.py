"""All kinds of file, in the order in which a new utility imports them."""

from __future__ import annotations

from bot.storage.importing.climate import WEATHER
from bot.storage.importing.kind import Kind
from bot.storage.importing.money import BALANCES, BILL_LINES, BILLS, PAYMENTS
from bot.storage.importing.people import ACCOUNTS, CONTRACTS, CUSTOMERS
from bot.storage.importing.readings import READINGS_KIND

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
    )
}
