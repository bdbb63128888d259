"""How far the readings behind an advice can be trusted."""

from __future__ import annotations

from actions.wording import lines, phrase
from bot.domain.provenance import Provenance


def readings_note(provenance: Provenance) -> str:
    """Estimated days, and days without readings that were filled; empty when all are actual."""
    estimated, missing = provenance.days_estimated, provenance.days_missing
    return lines(
        [
            phrase("usage.estimated", days=estimated) if estimated else "",
            phrase("tariff_advice.filled", days=missing) if missing else "",
        ]
    )
