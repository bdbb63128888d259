"""Tips and tariff choices as files: what ships is sound, and mistakes are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.account import SupplyClass
from bot.domain.advice import TipKind
from bot.storage.tariff_choices import FILE_NAME, TariffChoicesWrong, load_tariff_choices
from bot.storage.tariffs import load_tariffs
from bot.storage.tips import TipsWrong, load_tips

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
TIP = """
tips:
  - code: a
    name: 名
    how: 做。
    classes: [residential]
    kind: less
    saves: {low: 0.1, high: 0.2}
    source: {title: 书, doc_no: null, url: null}
    verified: false
"""


def test_every_class_of_customer_has_tips_and_offers() -> None:
    """Homes, shops and factories; sun and storage for all."""
    tips = load_tips(KNOWLEDGE / "tips")

    for supply in SupplyClass:
        kinds = {tip.kind for tip in tips if supply in tip.classes}
        assert {TipKind.LESS, TipKind.SHIFT, TipKind.PV, TipKind.STORAGE} <= kinds


def test_every_tip_cites_something() -> None:
    """A share without a source is a rumour."""
    assert all(tip.source.title for tip in load_tips(KNOWLEDGE / "tips"))


def test_what_is_bought_lasts_longer_than_a_year() -> None:
    """Else its cost would be set against one year alone by oversight."""
    bought = [tip for tip in load_tips(KNOWLEDGE / "tips") if tip.cost_yuan.high]

    assert bought
    assert all(tip.lasts_years > 1 for tip in bought)


def test_choices_name_tariffs_that_exist() -> None:
    """A code with a slip would silently offer nothing."""
    choices = load_tariff_choices(KNOWLEDGE / FILE_NAME)
    known = {tariff.code for tariff in load_tariffs(KNOWLEDGE / "tariffs").all()}

    assert {code for group in choices.groups for code in group.codes} <= known


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("kind: less", "kind: pv", "kwh_a_kwp"),
        ("low: 0.1, high: 0.2", "low: 0.3, high: 0.2", "low first"),
        ("[residential]", "[homes]", "no such class: homes"),
        ("verified: false", "verified: false\n    needs: {kwh: 1}", "no such feature: kwh"),
        ("verified: false", "verified: false\n    costs: 3", "unknown key"),
        ("    saves: {low: 0.1, high: 0.2}\n", "", "saves"),
    ],
)
def test_mistakes_in_a_tip_are_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    """With what to write instead."""
    assert old in TIP
    (tmp_path / "x.yml").write_text(TIP.replace(old, new), encoding="utf-8")

    with pytest.raises(TipsWrong, match=named):
        load_tips(tmp_path)


def test_two_tips_with_one_code_are_refused(tmp_path: Path) -> None:
    """A reply would belong to both."""
    for name in ("x", "y"):
        (tmp_path / f"{name}.yml").write_text(TIP, encoding="utf-8")

    with pytest.raises(TipsWrong, match="two tips have the code a"):
        load_tips(tmp_path)


def test_mistakes_in_the_choices_are_named(tmp_path: Path) -> None:
    """One tariff is no choice, and 200 percent cannot be moved."""
    text = (KNOWLEDGE / FILE_NAME).read_text(encoding="utf-8")
    text = text.replace("codes: [res_month, res_month_tou]", "codes: [res_month]")
    (tmp_path / FILE_NAME).write_text(text.replace('"20"', '"200"'), encoding="utf-8")

    with pytest.raises(TariffChoicesWrong) as wrong:
        load_tariff_choices(tmp_path / FILE_NAME)

    assert len(wrong.value.mistakes) == 2
