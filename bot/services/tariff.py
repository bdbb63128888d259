"""Prices in force: of one account, or as published. Unverified figures stay marked as such."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.account import Account, SupplyTerms
from bot.domain.bill import LineKind
from bot.domain.provenance import Provenance
from bot.domain.tariff import Tariff, TariffBook
from bot.domain.unable import NoContract, TariffMissing
from bot.services.billing import local_day
from bot.storage import contracts
from bot.storage.books import Books

_EVERY_KWH = frozenset({LineKind.ENERGY, LineKind.SURCHARGE})


@dataclass(frozen=True)
class BandHours:
    """One band today: its price and the hours it holds."""

    band: str
    price_yuan: Decimal
    """Per kWh in the first tier, surcharges included."""
    hours: tuple[tuple[str, str], ...]
    """Spans such as ("08:00", "22:00")."""


@dataclass(frozen=True)
class TierPrice:
    """One tier: up to where it holds and its price before time of use."""

    tier: int
    up_to_kwh: Decimal | None
    price_yuan: Decimal


@dataclass(frozen=True)
class Prices:
    """What one kWh costs under a tariff on a day."""

    tariff: Tariff
    voltage: str
    base_yuan: Decimal
    """Per kWh in the first tier before time of use, surcharges included."""
    tiers: tuple[TierPrice, ...]
    by_year: bool
    bands: tuple[BandHours, ...]
    """Dearest first; empty without time of use."""
    provenance: Provenance


def prices_of(books: Books, *, account: Account, tariffs: TariffBook, now: datetime) -> Prices:
    """The prices this account pays today, its household allowance included.

    Raises:
        NoContract, TariffMissing, TermsIncomplete: nothing to price by.
    """
    today = local_day(now)
    with books.billing() as session:
        terms = contracts.terms_on(session, account_no=account.account_no, day=today)
    if terms is None:
        raise NoContract(account_no=account.account_no, day=today)
    return _prices(tariffs.on(terms.tariff_code, today), terms, now)


def published(*, tariffs: TariffBook, region: str, now: datetime) -> list[Prices]:
    """Every tariff of a region in force today, at its first voltage level."""
    today, found = local_day(now), []
    for code in dict.fromkeys(item.code for item in tariffs.all() if item.region == region):
        try:
            version = tariffs.on(code, today)
        except TariffMissing:
            continue
        voltage = version.voltages[0] if version.voltages else ""
        terms = SupplyTerms(tariff_code=code, supply_class=version.supply_class, voltage=voltage)
        found.append(_prices(version, terms, now))
    return found


def _prices(version: Tariff, terms: SupplyTerms, now: datetime) -> Prices:
    base = version.base_price_yuan(voltage=terms.voltage, day=local_day(now), kinds=_EVERY_KWH)
    return Prices(
        tariff=version,
        voltage=terms.voltage,
        base_yuan=base,
        tiers=_tiers(version, terms, base),
        by_year=version.tiers is not None and version.tiers.cycle.value == "year",
        bands=_bands(version, terms, base, now),
        provenance=Provenance(
            computed_at=now, tariff_ids=(version.tariff_id,), verified=version.verified
        ),
    )


def _tiers(version: Tariff, terms: SupplyTerms, base: Decimal) -> tuple[TierPrice, ...]:
    if version.tiers is None:
        return ()
    extra = version.extra_kwh_per_month(terms.household_size)
    extra *= 12 if version.tiers.cycle.value == "year" else 1
    first = version.tiers.tiers[0].price_yuan
    return tuple(
        TierPrice(
            tier=place,
            up_to_kwh=None if tier.up_to_kwh is None else tier.up_to_kwh + extra,
            price_yuan=base + tier.price_yuan - first,
        )
        for place, tier in enumerate(version.tiers.tiers, start=1)
    )


def _bands(
    version: Tariff, terms: SupplyTerms, base: Decimal, now: datetime
) -> tuple[BandHours, ...]:
    if version.tou is None:
        return ()
    day = local_day(now)
    floating = sum(
        (
            version.component_price_yuan(item, voltage=terms.voltage, day=day)
            for item in version.components
            if item.floats
        ),
        Decimal(0),
    )
    hours: dict[str, list[tuple[str, str]]] = {}
    for band, first, after in version.tou.schedule_on(day).runs:
        hours.setdefault(band, []).append((_clock(first), _clock(after)))
    found = [
        BandHours(
            band=band,
            price_yuan=base + version.tou.bands[band].difference_yuan(floating),
            hours=_joined(spans),
        )
        for band, spans in hours.items()
    ]
    return tuple(sorted(found, key=lambda item: -item.price_yuan))


def _joined(spans: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Two spans that meet at midnight are one: 22:00 to 08:00."""
    if len(spans) > 1 and spans[0][0] == "00:00" and spans[-1][1] == "24:00":
        spans = [*spans[1:-1], (spans[-1][0], spans[0][1])]
    return tuple(spans)


def _clock(slot: int) -> str:
    return f"{slot // 2:02d}:{slot % 2 * 30:02d}"
