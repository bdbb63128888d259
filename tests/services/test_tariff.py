"""Prices in force, told with the hours they hold and whether they may be quoted."""

from __future__ import annotations

from decimal import Decimal

from bot.services import tariff
from tests.services.world import FACTORY, HOME, NOW, World


def test_a_home_with_peak_and_valley_hears_tiers_and_hours(world: World) -> None:
    """Base price, three tiers, two bands; valley runs over midnight."""
    found = tariff.prices_of(
        world.books, account=world.account(HOME), tariffs=world.tariffs, now=NOW
    )

    assert [(tier.up_to_kwh, tier.price_yuan) for tier in found.tiers] == [
        (Decimal(230), Decimal("0.4983")),
        (Decimal(420), Decimal("0.5483")),
        (None, Decimal("0.7983")),
    ]
    assert [(band.band, band.price_yuan, band.hours) for band in found.bands] == [
        ("peak", Decimal("0.5283"), (("08:00", "22:00"),)),
        ("valley", Decimal("0.2983"), (("22:00", "08:00"),)),
    ]
    assert not found.provenance.verified


def test_a_factory_hears_super_peak_in_july(world: World) -> None:
    """Dearest band first."""
    found = tariff.prices_of(
        world.books, account=world.account(FACTORY), tariffs=world.tariffs, now=NOW
    )

    assert [band.band for band in found.bands] == ["super_peak", "peak", "flat", "valley"]
    prices = [band.price_yuan for band in found.bands]
    assert prices == sorted(prices, reverse=True)
    assert found.tiers == ()


def test_the_public_table_holds_each_tariff_of_the_region_once(world: World) -> None:
    """Versions no longer in force, and other regions, are left out."""
    found = tariff.published(tariffs=world.tariffs, region="fujian", now=NOW)

    codes = [prices.tariff.code for prices in found]
    assert len(codes) == len(set(codes))
    assert {"res_month", "res_year_tou", "ci_two_part"} <= set(codes)
    assert {prices.tariff.region for prices in found} == {"fujian"}
