"""Energy by time of day: peak, valley and what lies between."""

from __future__ import annotations

from actions import cards
from actions.ask import Ask
from actions.turn import Turn
from actions.wording import kwh, lines, phrase
from bot.domain.account import Account
from bot.domain.money import ZERO
from bot.domain.period import Period
from bot.domain.tou import BAND_NAMES
from bot.services.usage import by_band


def tell_bands(turn: Turn, ask: Ask, account: Account, period: Period) -> Ask:
    """谷电用了多少度: each band's energy and its share, of the days of `period` that are read."""
    found = by_band(
        turn.deps.books,
        turn.deps.meters,
        account=account,
        period=period,
        tariffs=turn.deps.tariffs,
        now=turn.now,
    )
    total = found.usage.total_kwh
    rows = [
        phrase(
            "usage.bands.row",
            band=BAND_NAMES[band],
            energy=kwh(energy),
            percent=f"{energy / total:.0%}" if total > ZERO else "0%",
        )
        for band, energy in found.band_kwh
    ]
    head = phrase("usage.bands.head", period=period, energy=kwh(total))
    turn.tell(
        lines([head, *rows, "" if found.own else phrase("usage.bands.not_own")]),
        card=cards.card(
            "bars",
            title=phrase("usage.bands.title", period=period),
            unit="度",
            items=[cards.item(BAND_NAMES[band], energy) for band, energy in found.band_kwh],
        ),
        provenance=found.usage.provenance.as_json(),
    )
    return ask.about(period)
