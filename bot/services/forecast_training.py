"""Fitting the forecast of bills on the meter store: `python -m bot forecast-train`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from bot.analytics import cycle_energy
from bot.analytics.cycle_energy import CycleModel
from bot.analytics.daily_energy_panel import Panel
from bot.domain.account import Account, SupplyClass
from bot.domain.period import Period
from bot.services.forecast_models import first_day
from bot.storage import accounts
from bot.storage.books import Books
from bot.storage.meters import MeterStore

MOST_METERS = 2_000
"""Meters learned from: more cost time and teach little."""
_QUARTERS_A_DAY = 96


@dataclass(frozen=True)
class Trained:
    """What was fitted."""

    meters: int
    days: int
    version: str


def train(books: Books, meters: MeterStore, *, folder: Path, today: date, seed: int = 1) -> Trained:
    """Fit on the readings before `today` of all meters, or of 2,000 drawn from them, and save.

    Raises:
        NotEnoughReadings: no meter has three months of readings; what was there stays.
    """
    people = _drawn(books, seed)
    panel = _panel(meters, people, Period(first_day(today), today))
    homes = np.array([one.supply_class is SupplyClass.RESIDENTIAL for one in people])
    model: CycleModel = cycle_energy.fit(
        panel, homes=homes, around=cycle_energy.around_of(panel), seed=seed
    )
    model.save(folder)
    return Trained(len(people), len(panel.days), model.version)


def _drawn(books: Books, seed: int) -> list[Account]:
    people: list[Account] = []
    after = ""
    with books.billing() as session:
        while found := accounts.many(session, after=after):
            people += found
            after = found[-1].account_no
    if len(people) <= MOST_METERS:
        return people
    random = np.random.default_rng(seed)
    chosen = np.sort(random.choice(len(people), MOST_METERS, replace=False))
    return [people[place] for place in chosen]


def _panel(meters: MeterStore, people: list[Account], span: Period) -> Panel:
    """Whole days; those with a quarter-hour missing are left out."""
    row_of = {one.meter_no: row for row, one in enumerate(people)}
    days = np.datetime64(span.start, "D") + np.arange(span.days).astype("timedelta64[D]")
    kwh = np.full((len(people), span.days), np.nan)
    table = meters.daily_wh(meter_nos=list(row_of), period=span)
    if table.num_rows:
        rows = np.array([row_of[name] for name in table["meter_no"].to_pylist()])
        places = (table["day"].to_numpy().astype("datetime64[D]") - days[0]).astype(np.int64)
        whole = table["present"].to_numpy() >= _QUARTERS_A_DAY
        energy = table["energy_wh"].to_numpy() / 1000
        kwh[rows[whole], places[whole]] = energy[whole]
    read = np.flatnonzero(np.isfinite(kwh).any(axis=0))
    start = int(read[0]) if len(read) else 0
    return Panel(kwh[:, start:], days[start:])
