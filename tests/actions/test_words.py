from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions import wording
from bot.domain import unable
from tests.actions.stage import executor, rules
from tests.services.world import ROOT

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
WORDS = sorted((ROOT / "actions" / "words").glob("*.yml"))
FOUND_BY_CODE = {"unable"}


def texts(value: Any) -> list[str]:
    """Every text in a words file."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def test_every_action_of_the_domain_exists_and_the_other_way_round() -> None:
    """domain.yml and the package name the same actions."""
    assert set(DOMAIN["actions"]) == set(executor().actions)


def test_every_intent_has_exactly_one_rule() -> None:
    """Nothing the brain can hear is left without an answer."""
    assert set(rules()) == set(DOMAIN["intents"])


def test_every_rule_leads_to_a_known_action() -> None:
    """A rule never names an action that is not there."""
    assert set(rules().values()) <= set(DOMAIN["actions"])


def test_every_refusal_has_a_sentence() -> None:
    """Each code of bot/domain/unable.py is worded."""
    classes = unable.Unable.__subclasses__()

    assert {cls.code for cls in classes} <= set(wording.words("unable"))


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_every_payload_on_a_button_is_an_intent_of_the_domain(path: Path) -> None:
    """A tap never sends something the brain does not know."""
    payloads = re.findall(r"(?<=[ '])/([a-z_]+)", path.read_text(encoding="utf-8"))

    assert set(payloads) <= set(DOMAIN["intents"])


def test_no_figure_lives_in_the_domain_or_the_rules() -> None:
    """Prices and phone numbers live in knowledge/."""
    files = [ROOT / "domain.yml", *(ROOT / "nlu_data" / "dialogue").glob("*.yml")]
    for path in files:
        body = re.sub(r'version: "3.1"|session_expiration_time: \d+', "", path.read_text("utf-8"))
        assert not re.search(r"\d{3,}|\d\.\d", body), path.name


def test_no_words_file_holds_a_phone_number() -> None:
    """The hotline is filled in from knowledge/contacts.yml."""
    for path in WORDS:
        assert not re.search(r"95598|1[3-9]\d{9}", path.read_text(encoding="utf-8")), path.name


def test_sentences_end_as_sentences_do() -> None:
    """Unbalanced quotes and half sentences are noticed before a customer does."""
    for path in WORDS:
        for text in texts(wording.words(path.stem)):
            assert text.count("“") == text.count("”"), text
            assert text.count("（") == text.count("）"), text
