"""The training lines and their twins keep their promises."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml

from bot.nlu.components.tokenizer import tokens_of
from bot.nlu.normalizer import normalize
from tests.nlu import lines

TRAINING = lines.read(lines.TRAINING)
TWINS = lines.read(lines.TWINS)
INTENTS = yaml.safe_load((lines.ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]


def test_every_intent_of_the_domain_has_lines_and_twins() -> None:
    """At least 25 lines to learn from and 8 held out."""
    learned = Counter(line.intent for line in TRAINING)
    held_out = Counter(line.intent for line in TWINS)
    wanted = [next(iter(i)) if isinstance(i, dict) else i for i in INTENTS]
    wanted = [intent for intent in wanted if intent in held_out or not intent.startswith("nlu_")]

    assert [i for i in wanted if learned[i] < 25 or held_out[i] < 8] == []


def test_out_of_scope_is_broad() -> None:
    """What is none of ours is the hardest class: at least 250 lines."""
    assert sum(line.intent == "out_of_scope" for line in TRAINING) >= 250


def test_no_twin_is_a_training_line() -> None:
    """Held out means held out, punctuation apart."""
    learned = {_letters(line.text) for line in TRAINING}

    assert [line.text for line in TWINS if _letters(line.text) in learned] == []


def test_every_topic_file_has_its_twin() -> None:
    """nlu_data/<topic>.yml is answered by tests/nlu_data/<topic>.yml."""
    assert {line.file for line in TRAINING} == {line.file for line in TWINS}


@pytest.mark.parametrize("file", sorted({line.file for line in TRAINING}))
def test_every_entity_lies_on_token_borders(file: str) -> None:
    """A misaligned entity would silently be lost in training."""
    broken = []
    for line in [*TRAINING, *TWINS]:
        tokens = tokens_of(normalize(line.text)) if line.file == file else []
        starts, ends = {t.start for t in tokens}, {t.end for t in tokens}
        broken += [
            (line.text, entity)
            for entity, start, end in line.entities
            if tokens and (start not in starts or end not in ends)
        ]

    assert broken == []


def test_one_line_has_one_intent() -> None:
    """The same words under two intents teach nothing."""
    intents: dict[str, set[str]] = {}
    for line in TRAINING:
        intents.setdefault(_letters(line.text), set()).add(line.intent)

    assert {text: names for text, names in intents.items() if text and len(names) > 1} == {}


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())
