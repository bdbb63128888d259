"""Prices: of one's own account, or as published; demonstration figures are called that."""

from __future__ import annotations

import re

from actions import wording
from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.demo_price import demo_note
from actions.payload import button
from actions.turn import Turn
from actions.wording import kwh, lines, phrase
from bot.domain.account import Account, SupplyClass
from bot.domain.tou import BAND_NAMES
from bot.services.tariff import Prices, prices_of, published

MOST_TARIFFS = 2


class TariffQuery(AccountAction):
    """一度电多少钱; 峰谷是几点到几点."""

    kind = "tariff_query"

    def act(self, turn: Turn) -> None:
        """One's own prices when proven or asked for by the button, else the published ones."""
        known = turn.proven_numbers
        named = supply_class_named(turn.text)
        if (known and named is None) or turn.entity("aspect") == "own":
            super().act(turn)
            return
        _tell_published(turn, named)


def supply_class_named(text: str) -> SupplyClass | str | None:
    """The kind of supply a question names; a text for one we publish nothing about."""
    words = wording.words("tariff")
    if re.search(words["unknown_class"], text):
        return "unknown"
    found = next((name for name, pattern in words["classes"] if re.search(pattern, text)), None)
    return SupplyClass(found) if found else None


@answers("tariff_query")
def tell_prices(turn: Turn, ask: Ask, account: Account) -> Ask:
    """What this account pays per kWh today."""
    found = prices_of(turn.deps.books, account=account, tariffs=turn.deps.tariffs, now=turn.now)
    head = phrase("tariff.own", name=found.tariff.name)
    buttons = [button(phrase("tariff.buttons.tier"), "query_tier")] if found.tiers else []
    turn.tell(
        lines([head, *_price_lines(found), *_hours_elsewhere(turn, found), _standing(turn, found)]),
        buttons=buttons,
        provenance=found.provenance.as_json(),
    )
    return ask


def _hours_elsewhere(turn: Turn, own: Prices) -> list[str]:
    """Who asks for peak and valley without having them hears so, and what they would be."""
    if own.bands and not any(band.band == "super_peak" for band in own.bands):
        asked = re.search(wording.words("tariff")["super_peak_asked"], turn.text)
        return [phrase("tariff.no_super_peak")] if asked else []
    if own.bands or not re.search(wording.words("tariff")["hours_asked"], turn.text):
        return []
    others = (
        prices
        for prices in published(tariffs=turn.deps.tariffs, region=own.tariff.region, now=turn.now)
        if prices.bands and prices.tariff.supply_class is own.tariff.supply_class
    )
    other = next(others, None)
    if other is None:
        return [phrase("tariff.no_bands")]
    return [phrase("tariff.no_bands_but", name=other.tariff.name), *_band_lines(other)]


def _tell_published(turn: Turn, named: SupplyClass | str | None) -> None:
    wanted = named or SupplyClass.RESIDENTIAL
    versions = turn.deps.tariffs.all()
    region = versions[0].region if versions else ""
    found = [
        prices
        for prices in published(tariffs=turn.deps.tariffs, region=region, now=turn.now)
        if prices.tariff.supply_class is wanted
    ][:MOST_TARIFFS]
    own = button(phrase("tariff.buttons.own"), "tariff_query", aspect="own")
    if not found:
        turn.say("tariff.none", buttons=[own])
        return
    told = [
        line
        for prices in found
        for line in (phrase("tariff.published", name=prices.tariff.name), *_price_lines(prices))
    ]
    told += dict.fromkeys(_standing(turn, prices) for prices in found)
    turn.tell(
        lines([*told, phrase("tariff.ask_own")]),
        buttons=[own],
        provenance=found[0].provenance.as_json(),
    )


def _price_lines(found: Prices) -> list[str]:
    told = _tier_lines(found) if found.tiers else []
    told += _band_lines(found)
    if not told:
        told = [phrase("tariff.flat", price=f"{found.base_yuan} 元")]
    if found.tiers and found.bands:
        told.append(phrase("tariff.band_tiers"))
    if found.tariff.has_monthly_prices:
        told.append(phrase("tariff.monthly"))
    return told


def _band_lines(found: Prices) -> list[str]:
    return [
        phrase(
            "tariff.band",
            band=BAND_NAMES[band.band],
            hours="、".join(f"{first}–{after}" for first, after in band.hours),
            price=f"{band.price_yuan} 元",
        )
        for band in found.bands
    ]


def _tier_lines(found: Prices) -> list[str]:
    told = []
    for place in found.tiers:
        key = "tier_first" if place.tier == 1 else "tier_next" if place.up_to_kwh else "tier_last"
        told.append(
            phrase(
                f"tariff.{key}",
                tier=place.tier,
                cycle=phrase(f"tariff.{'year' if found.by_year else 'month'}"),
                up_to=kwh(place.up_to_kwh) if place.up_to_kwh else "",
                price=f"{place.price_yuan} 元",
            )
        )
    return told


def _standing(turn: Turn, found: Prices) -> str:
    """Where the figures come from, or that they are for demonstration."""
    if not found.tariff.verified:
        return demo_note(turn, found.provenance)
    source = found.tariff.source
    return phrase("tariff.source", source=f"{source.title} {source.doc_no}".strip())
