"""The list of demo customers: what a caller would know about each, kept as a JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "demo_customers.json"
MOST_LISTED = 500
"""A longer list helps nobody; the stories come first."""


@dataclass(frozen=True)
class DemoCustomer:
    """One account of the demo town."""

    account_no: str
    name: str
    id_last4: str
    phone: str
    address: str
    meter_no: str
    kind: str
    """`home`, `shop` or `factory`."""
    notes: tuple[str, ...]


def load(path: Path) -> list[DemoCustomer]:
    """The customers in the file; none when there is no such file."""
    if not path.is_file():
        return []
    rows = json.loads(path.read_text("utf-8"))
    return [DemoCustomer(**{**row, "notes": tuple(row["notes"])}) for row in rows]


def save(*, path: Path, customers: Iterable[DemoCustomer]) -> None:
    """Write the list, replacing any earlier one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(customer) for customer in customers]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
