"""What the editors may see of a question."""

from __future__ import annotations

from bot.domain.unanswered import LONGEST, safe_wording


def test_figures_are_masked_written_or_spoken() -> None:
    """An account or phone number is not kept; a plain small number word may be."""
    assert safe_wording("户号3501002204的\n电费") == "户号**********的 电费"
    assert safe_wording("我的号幺三八零五九一") == "我的号*******"
    assert safe_wording("家里三口人") == "家里三口人"


def test_it_is_short() -> None:
    """A list, not an archive of what people wrote."""
    assert len(safe_wording("问" * 500)) == LONGEST
