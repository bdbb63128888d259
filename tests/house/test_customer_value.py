"""What a customer is worth decides nothing but the order of calling back."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORTH = re.compile(
    r"lifetime_yuan|yearly_yuan|customer_value|CustomerValue|storage import profiles|care_order"
    r"|\bprofiles\b"
)
MAY_READ = {
    # Work it out and keep it.
    "bot/domain/customer_value.py",
    "bot/services/profile.py",
    "bot/services/profile_facts.py",
    "bot/storage/profiles.py",
    "bot/storage/tables/profile.py",
    # Show the customer what is held.
    "bot/services/my_data.py",
    "actions/insight/my_data_telling.py",
}


def test_no_service_gate_reads_the_value() -> None:
    """No module outside these names it, so none can deny, delay or rank a service by it."""
    readers = {
        str(path.relative_to(ROOT))
        for room in ("bot", "actions")
        for path in (ROOT / room).rglob("*.py")
        if "node_modules" not in path.parts
        and "migrations" not in path.parts
        and "nlu" not in path.parts
        and WORTH.search(path.read_text(encoding="utf-8"))
    }

    assert readers - MAY_READ == set()


def test_nothing_that_serves_imports_the_profile() -> None:
    """Access, orders, payments and applications know no tags at all."""
    imports = re.compile(r"from bot\.services import [^\n]*\bprofile\b|bot\.services\.profile\b")
    importing = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "bot" / "services").rglob("*.py")
        if imports.search(path.read_text(encoding="utf-8"))
    }

    assert importing <= {"bot/services/nightly.py"}
