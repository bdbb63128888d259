"""The rules file: what it says is read exactly, what is wrong is named with its cure."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.identity import ProofMethod
from bot.domain.notice import NoticeChannel, NoticeTopic
from bot.storage.account_rules import FILE_NAME, AccountRulesWrong, load_account_rules

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "knowledge" / FILE_NAME).read_text(encoding="utf-8")


def mistakes(tmp_path: Path, old: str, new: str) -> tuple[str, ...]:
    assert TEXT.count(old) == 1, old
    path = tmp_path / FILE_NAME
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(AccountRulesWrong) as wrong:
        load_account_rules(path)
    return wrong.value.mistakes


def test_the_published_rules_are_read(tmp_path: Path) -> None:
    """Figures as they are written, money to the fen."""
    path = tmp_path / FILE_NAME
    path.write_text(TEXT.replace("confirm_above: 1000", "confirm_above: 1000.5"), "utf-8")
    rules = load_account_rules(path)

    assert rules.payment.confirm_above_yuan == Decimal("1000.50")
    assert rules.binding.proofs["web"] == {ProofMethod.PHONE_CODE}
    assert rules.binding.lasts == timedelta(days=365)
    assert rules.notices.topics[NoticeTopic.BILL].default == {
        NoticeChannel.SMS,
        NoticeChannel.WECHAT,
    }
    assert not rules.verified


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("  least: 0.01\n", "", "account_rules.yml: payment: least: write a number"),
        ("  most: 50000\n", "  most: 0\n", "payment: most: must not be less than 0.01"),
        ("confirm_above: 1000", "confirm_above: 0.005", "confirm_above: write an amount in yuan"),
        ("confirm_above: 1000", "confirm_abov: 1000", "confirm_abov: unknown key; did you mean"),
        ("web: [phone_code]", "web: [face]", "proofs: web: 'face' is not one of phone_code"),
        ("usual_days: 90", "usual_days: 900", "usual_days: must not be more than longest_days"),
        ("by_staff: [id_last4]", "by_staff: [phone_code]", "not both"),
        ('from: "21:00"', 'from: "21h"', 'quiet: from: write a time such as "21:00"'),
        ("    tips: ", "    tipps: ", "topics: tipps: no such topic; use bill, arrears"),
        ("most_parts: 6", "most_parts: 1", "most_parts: must be at least 2"),
        ("code: alipay", "code: bank", "ways: each code may appear only once"),
        ("special_for: [commercial, industrial]", "special_for: []", "special_for: list at least"),
        ("lasts_days: 365", "lasts_days: 1.5", "lasts_days: write a whole number"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_cure(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    """One line for whoever keeps the file."""
    assert any(named in mistake for mistake in mistakes(tmp_path, old, new))


def test_a_topic_left_out_is_missed(tmp_path: Path) -> None:
    """The wrong name and the missing one are both said, at once."""
    found = mistakes(tmp_path, "    tips: ", "    tipps: ")

    assert any("topics: tips: write this topic too" in mistake for mistake in found)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """With where to find one."""
    with pytest.raises(AccountRulesWrong, match="missing; copy it"):
        load_account_rules(tmp_path / FILE_NAME)
