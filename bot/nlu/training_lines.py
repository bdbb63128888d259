"""Reads the training files as written, line by line, to say where a marked entity is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rasa.shared.nlu.training_data.entities_parser import (
    find_entities_in_training_example,
    replace_entities,
)

from bot.nlu.components.tokenizer import tokens_of
from bot.nlu.normalizer import normalize


def misaligned(data: Path) -> list[str]:
    """`file:line: text: entity` of every marked entity whose borders are not token borders.

    Rasa leaves such an entity out of training and says so in a warning only.
    """
    return [
        f"{path}:{number}: {text}: {fault}"
        for path in sorted(data.rglob("*.y*ml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "](" in line or "]{" in line
        for text, fault in _faults(line.strip().removeprefix("- "))
    ]


def _faults(example: str) -> Iterator[tuple[str, str]]:
    text = replace_entities(example)
    tokens = tokens_of(normalize(text))
    starts, ends = {t.start for t in tokens}, {t.end for t in tokens}
    for entity in find_entities_in_training_example(example):
        start, end = entity["start"], entity["end"]
        if start not in starts or end not in ends:
            yield text, f"{entity['entity']} {text[start:end]!r} cuts a token"
