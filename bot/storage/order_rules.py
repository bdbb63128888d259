"""Reads what governs work orders from `knowledge/`."""

from __future__ import annotations

from pathlib import Path

from bot.domain.order_rules import OrderRules
from bot.storage.commitments import load_commitments
from bot.storage.holidays import load_holidays
from bot.storage.urgency import load_urgency


def load_order_rules(folder: Path) -> OrderRules:
    """Commitments, urgency rules and holidays of a `knowledge` folder.

    Raises:
        CommitmentsWrong, UrgencyWrong, HolidaysWrong: with every mistake of that file.
    """
    return OrderRules(
        commitments=load_commitments(folder / "commitments.yml"),
        urgency=load_urgency(folder / "urgency.yml"),
        calendar=load_holidays(folder / "holidays.yml"),
    )
