"""Where the figures of an answer come from; stored with the message that quotes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.period import Period


@dataclass(frozen=True)
class Provenance:
    """The trail of one answer."""

    computed_at: datetime
    bill_ids: tuple[str, ...] = ()
    tariff_ids: tuple[str, ...] = ()
    verified: bool = True
    """False when any tariff behind the figures is for demonstration: never quote it as fact."""
    meter_no: str | None = None
    readings: Period | None = None
    """Local days whose readings were used."""
    days_estimated: int = 0
    days_missing: int = 0
    outage_ids: tuple[str, ...] = ()
    entry_ids: tuple[str, ...] = ()
    """Entries of the knowledge articles that were told or offered."""
    outages_as_of: datetime | None = None
    """When the utility's word on outages was right."""
    model: str | None = None
    """Which statistical model spoke, and on how many days it was fitted."""

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values; empty fields left out."""
        span = self.readings and [self.readings.start.isoformat(), self.readings.end.isoformat()]
        fields = {
            "computed_at": self.computed_at.isoformat(timespec="seconds"),
            "bill_ids": list(self.bill_ids),
            "tariff_ids": list(self.tariff_ids),
            "verified": self.verified,
            "meter_no": self.meter_no,
            "readings": span,
            "days_estimated": self.days_estimated,
            "days_missing": self.days_missing,
            "outage_ids": list(self.outage_ids),
            "entry_ids": list(self.entry_ids),
            "outages_as_of": self.outages_as_of
            and self.outages_as_of.isoformat(timespec="seconds"),
            "model": self.model,
        }
        always = ("computed_at", "verified")
        return {name: value for name, value in fields.items() if value or name in always}
