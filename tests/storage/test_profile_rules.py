"""The two files of the profile: usable as they are, and every mistake named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.domain.profile import TagName, Use
from bot.domain.profile_rules import GRADED
from bot.storage.profile_rules import ProfileRulesWrong, load_profile_rules
from tests.services.world import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("profile.yml", "segments.yml"):
        shutil.copy(ROOT / "knowledge" / name, tmp_path / name)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_files_are_whole() -> None:
    """Every graded tag has a scale, and the figures say that nobody has verified them."""
    rules = load_profile_rules(ROOT / "knowledge")

    assert rules.scales.keys() == GRADED
    assert rules.verified is False
    assert {segment.use for segment in rules.segments} == set(Use)
    assert all(segment.name and segment.meaning for segment in rules.segments)


def test_a_group_for_marketing_may_not_name_a_sensitive_tag(folder: Path) -> None:
    """Refused when the file is read, not when somebody is sold something."""
    change(folder / "segments.yml", "{tag: car_at_home}", "{tag: life_support}")

    with pytest.raises(ProfileRulesWrong) as wrong:
        load_profile_rules(folder)
    assert any("life_support is sensitive" in mistake for mistake in wrong.value.mistakes)


def test_all_mistakes_are_named_at_once(folder: Path) -> None:
    """A scale upside down, one missing, an unknown tag, a share above one."""
    change(folder / "profile.yml", "least: 0.42, sure: 0.60", "least: 0.70, sure: 0.60")
    change(folder / "profile.yml", "  vacant: {least: 0.75, sure: 1.0}\n", "")
    change(folder / "profile.yml", "discount: 0.05", "discount: 5")
    change(folder / "segments.yml", "{tag: complained}", "{tag: grumbled}")

    with pytest.raises(ProfileRulesWrong) as wrong:
        load_profile_rules(folder)
    said = "\n".join(wrong.value.mistakes)
    for word in ("least: must be above 0", "vacant", "discount", "grumbled"):
        assert word in said


def test_a_missing_file_is_named(folder: Path) -> None:
    """With where to copy it from."""
    (folder / "segments.yml").unlink()

    with pytest.raises(ProfileRulesWrong, match=r"copy it from knowledge/segments\.yml"):
        load_profile_rules(folder)


def test_every_condition_names_a_tag_that_can_hold() -> None:
    """No group waits for something that is never made."""
    rules = load_profile_rules(ROOT / "knowledge")
    named = {condition.tag for segment in rules.segments for condition in segment.conditions}

    assert named <= set(TagName)
