"""What a customer asks of their own data: the one noun behind pending tasks and follow-ups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.domain.period import Period


@dataclass(frozen=True)
class Ask:
    """One question about one account; kept as JSON in the slots `task` and `topic`."""

    kind: str
    """The intent it belongs to, e.g. `query_bill`; says who answers."""
    period: Period | None = None
    """None: whatever is newest."""
    than: Period | None = None
    """The period to compare with."""
    aspect: str = ""
    """Which side of the matter, e.g. `lines`, `arithmetic`, `trend`; empty for the plain answer."""
    account_no: str = ""
    """The account asked about; empty for the one last used. Names nobody: access decides."""
    listed: tuple[Period, ...] = ()
    """What was last read out as a numbered list, for 「第二个」."""

    def as_slot(self) -> dict[str, Any]:
        """Plain JSON, empty fields left out."""
        fields: dict[str, Any] = {
            "kind": self.kind,
            "period": self.period and _as_pair(self.period),
            "than": self.than and _as_pair(self.than),
            "aspect": self.aspect,
            "account_no": self.account_no,
            "listed": [_as_pair(item) for item in self.listed],
        }
        return {name: value for name, value in fields.items() if value}

    @classmethod
    def from_slot(cls, value: Any) -> Ask | None:
        """What a slot holds; None for an empty slot or one an older version wrote."""
        if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
            return None
        try:
            return cls(
                kind=value["kind"],
                period=_as_period(value.get("period")),
                than=_as_period(value.get("than")),
                aspect=str(value.get("aspect", "")),
                account_no=str(value.get("account_no", "")),
                listed=tuple(p for p in map(_as_period, value.get("listed", [])) if p),
            )
        except (TypeError, ValueError):
            return None

    @property
    def is_list(self) -> bool:
        """Whether it was about all of what was listed, not about one of it."""
        return bool(self.listed) and self.period not in self.listed

    def about(self, period: Period, *, listed: tuple[Period, ...] = ()) -> Ask:
        """The same ask, now that its period is known; an earlier list stays in mind."""
        return replace(self, period=period, listed=listed or self.listed)


def _as_pair(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat()]


def _as_period(pair: Any) -> Period | None:
    if not pair:
        return None
    start, end = pair
    return Period(date.fromisoformat(start), date.fromisoformat(end))
