from __future__ import annotations

from bot.channels.words import load_words
from tests.services.world import ROOT


def test_who_is_told_to_call_is_told_the_number() -> None:
    """「请拨打」 without a number helps nobody; the number is the one in knowledge/contacts.yml."""
    said = [text for text in load_words(ROOT).values() if "拨打" in text]

    assert said
    assert all("95598" in text for text in said)
