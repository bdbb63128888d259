"""A customer's text before it is let in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.utterance import MAX_BYTES, Empty, TooLong, clean, for_brain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" 查电费 \r\n", "查电费"),
        ("一\r\n二\t三", "一\n二 三"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("\u202e反\u2066\u200b", "反"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("\ud83d坏", "\ufffd坏"),
    ],
)
def test_what_cannot_be_seen_is_dropped_and_emoji_stay_whole(text: str, kept: str) -> None:
    """Control and direction marks go, joiners of emoji stay."""
    assert clean(text) == kept


@pytest.mark.parametrize("text", ["", "  ", "\u200b\u0000\n", "\u200d"])
def test_nothing_to_read_is_empty(text: str) -> None:
    """Nothing is sent to the brain for it."""
    with pytest.raises(Empty):
        clean(text)


def test_the_limit_counts_bytes() -> None:
    """4 KB of UTF-8, as the widget counts."""
    assert clean("好" * (MAX_BYTES // 3))
    with pytest.raises(TooLong):
        clean("好" * (MAX_BYTES // 3 + 1))


@given(st.text(max_size=30))
def test_no_text_reaches_the_brain_as_a_command(text: str) -> None:
    """Not as it is, and not after folding width and compatibility forms."""
    try:
        heard = for_brain(clean(text))
    except Empty:
        return

    assert heard
    assert not heard.startswith("/")
    assert not unicodedata.normalize("NFKC", heard).lstrip().startswith("/")


@pytest.mark.parametrize("text", ["1/2 怎么算", "km/h", "查/电费"])
def test_a_slash_inside_is_only_a_slash(text: str) -> None:
    """Ordinary text is not touched."""
    assert for_brain(text) == text


def test_nothing_but_slashes_is_still_something() -> None:
    """The brain must have something to answer."""
    assert for_brain("// ／") == "？"
