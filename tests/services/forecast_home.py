"""One home whose every day is the same, so that its bills can be worked out on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Any

import pyarrow as pa

from bot.domain.account import Account, Contract, PaymentMode, SupplyClass, SupplyTerms
from bot.domain.period import Period, local_midnight
from bot.storage import accounts, contracts
from tests.services.world import World

EVEN = "3501000000059"
METER = f"M{EVEN}"
FIRST = date(2025, 6, 1)
QUARTERS: Sequence[int] = (50,) * 32 + (150,) * 56 + (0,) * 8
"""Wh of each quarter-hour: 10 kWh a day, nothing after ten at night."""


def even_home(world: World, *, first: date = FIRST, until: date = date(2026, 7, 20)) -> Account:
    """The home 王小明 rents out: 10 kWh a day, monthly tiers, no bill yet."""
    account = Account(
        account_no=EVEN, customer_no="C1", holder_name="王小明", address="福州市鼓楼区某路59号",
        meter_no=METER, region="fujian", supply_class=SupplyClass.RESIDENTIAL,
        payment_mode=PaymentMode.POSTPAID, opened_on=first,
    )  # fmt: skip
    terms = SupplyTerms("res_month", SupplyClass.RESIDENTIAL, "under_1kv")
    with world.books.billing(writing=True) as session:
        accounts.save(session, accounts=[account])
        contracts.save(session, contracts=[Contract(EVEN, first, None, terms)])
    rows: dict[str, list[Any]] = {"start": [], "energy_wh": []}
    for day in Period(first, until).each_day():
        start = local_midnight(day).astimezone(UTC)
        rows["start"] += [start + timedelta(minutes=15 * place) for place in range(96)]
        rows["energy_wh"] += QUARTERS
    count = len(rows["start"])
    world.meters.write(
        pa.table({"meter_no": [METER] * count, **rows, "quality": ["actual"] * count})
    )
    return account
