"""The normal text and the way back to the raw one."""

from __future__ import annotations

import pytest

from bot.nlu.normalizer import normalize


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("３５０１２３４", "3501234"),
        ("電費賬單", "电费账单"),
        ("查 一下 上个月 电费", "查一下上个月电费"),
        ("APP里看", "app里看"),
        ("电费😀多少\u200b", "电费多少"),
        ("急！！！", "急!"),
        ("hello world", "hello world"),
        ("㎾", "kw"),
        ("", ""),
    ],
)
def test_writes_text_one_way(raw: str, normal: str) -> None:
    """Full width, traditional, spaces inside Chinese, emoji and repeated marks become plain."""
    assert normalize(raw).text == normal


def test_every_normal_span_leads_back_to_its_raw_characters() -> None:
    """A span found in the normal text covers the same words in the raw one."""
    normal = normalize("呃， 我的　户號 是３５０１ ２３４")

    start = normal.text.index("3501234")
    raw = normal.raw[slice(*normal.raw_span(start, start + 7))]

    assert raw == "３５０１ ２３４"


def test_marks_fillers_without_deleting_them() -> None:
    """Fillers stay in the text; only `content` leaves them out."""
    normal = normalize("呃,那个,我想查电费")

    assert normal.text.startswith("呃")
    assert normal.content == "我想查电费"


def test_keeps_a_message_that_is_only_a_filler() -> None:
    """嗯 alone is a yes, not a filler."""
    assert normalize("嗯").content == "嗯"
