"""Buttons that ask something of an account, and the payloads they send."""

from __future__ import annotations

import json

from actions import wording
from bot.domain.period import Period
from bot.domain.reply import Button


def button(title: str, kind: str, *, period: Period | None = None, aspect: str = "") -> Button:
    """A button that asks a kind of question; its title is the words' own."""
    given = {"time": wording.iso(period) if period else "", "aspect": aspect}
    kept = {name: value for name, value in given.items() if value}
    return Button(title, f"/{kind}{json.dumps(kept, ensure_ascii=False) if kept else ''}")
