"""The published urgency rules put the right ones first, and mistakes are named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.urgency import Facts, Urgency, UrgencyRules
from bot.storage.urgency import UrgencyWrong, load_urgency

FILE = Path(__file__).resolve().parents[2] / "knowledge" / "urgency.yml"


@pytest.fixture(scope="module")
def rules() -> UrgencyRules:
    return load_urgency(FILE)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (Facts("hazard"), "critical"),
        (Facts("self_harm_care"), "critical"),
        (Facts("praise"), "normal"),
        (Facts("repair"), "soon"),
        (Facts("repair", life_support=True), "critical"),
        (Facts("repair", words="我爸用呼吸机的"), "critical"),
        (Facts("repair", words="家里要靠机器维持生命"), "critical"),
        (Facts("repair", words="电表箱在冒烟"), "critical"),
        (Facts("repair", words="电表箱没有冒烟，就是没电"), "soon"),
        (Facts("repair", words="电线被风刮断了"), "critical"),
        (Facts("repair", words="家里老人一个人在"), "urgent"),
        (Facts("repair", words="我一个人住，八十多岁"), "urgent"),
        (Facts("repair", words="小孩自己在家害怕"), "urgent"),
        (Facts("repair", words="刚出生的婴儿热得直哭"), "urgent"),
        (Facts("repair", place="市第一医院住院部"), "urgent"),
        (Facts("repair", place="实验小学"), "urgent"),
        (Facts("repair", place="医院路12号"), "soon"),
        (Facts("repair", place="实验小学对面 3 栋"), "soon"),
        (Facts("repair", place="学校宿舍 5 楼"), "soon"),
        (Facts("voltage", reporters=5), "urgent"),
        (Facts("complaint", reporters=2), "soon"),
        (Facts("complaint", urges=3), "normal"),
    ],
)
def test_who_must_be_helped_first(rules: UrgencyRules, facts: Facts, level: str) -> None:
    """Lives before comfort; a street named after a hospital is no hospital."""
    assert rules.assess(facts).level is Urgency(level)


def test_an_urge_counts_every_half_hour(rules: UrgencyRules) -> None:
    """And lifts no case to where lives are at stake."""
    assert rules.urge.every == timedelta(minutes=30)
    assert rules.urge.at_most is Urgency.URGENT


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  hazard: critical", "  hasard: critical", "hasard: no such kind"),
        ("at_least: urgent", "at_least: asap", "'asap' is not one of normal, soon"),
        ("points: 30", "points: many", "points: write a number"),
        ("life_support: true", "life_suport: true", "unknown key; did you mean life_support?"),
        ("    reporters: 5\n", "", "give at least one condition"),
        ("独居|孤寡", "独居|(孤寡", "not a regular expression"),
        ("code: danger_words", "code: danger", "two rules have the code danger"),
        ("every_minutes: 30", "every_minutes: 0", "write a whole number above 0"),
        ("kinds: [hazard, self_harm_care]", "kinds: [hazards]", "no such kind of work order"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Place and fix."""
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "urgency.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(UrgencyWrong) as wrong:
        load_urgency(path)

    assert said in str(wrong.value)
