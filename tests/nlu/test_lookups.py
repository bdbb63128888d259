"""Names of the lookup lists, matched by spaCy's own Chinese matcher."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("rasa")

from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.lang.zh import Chinese
from spacy.matcher import PhraseMatcher

from bot.nlu.components.lookups import LOOKUPS, LookupExtractor

TABLES = [
    {"name": "channel", "elements": ["微信", "支付宝", "APP"]},
    {"name": "appliance", "elements": ["空调", "中央空调"]},
]


@pytest.fixture
def extractor(tmp_path: Path) -> LookupExtractor:
    """Trained on two lists and read back from the model."""
    where = LocalModelStorage(tmp_path), Resource("lookups")
    config = LookupExtractor.get_default_config()
    LookupExtractor.create(config, *where, None).train(TrainingData([], lookup_tables=TABLES))
    return LookupExtractor.load(config, *where, None)


def read(extractor: LookupExtractor, text: str) -> Message:
    """The message with its marks."""
    message = Message({TEXT: text})
    extractor.process([message])
    return message


def test_the_matcher_is_spacys_chinese_one(extractor: LookupExtractor) -> None:
    """Characters as tokens, so that no segmentation hides a name."""
    assert isinstance(extractor._nlp, Chinese)
    assert isinstance(extractor._matcher, PhraseMatcher)
    assert [token.text for token in extractor._nlp.make_doc("微信交费")] == list("微信交费")


def test_listed_names_become_entities_of_the_raw_text(extractor: LookupExtractor) -> None:
    """Only lists that `entities` names; spaces and full width do not hide a name."""
    message = read(extractor, "用 微 信交空调的电费")
    found = [(e["entity"], e["value"]) for e in message.get(ENTITIES)]

    assert found == [("channel", "微 信")]
    assert message.data[LOOKUPS] == ["channel", "appliance"]


def test_the_longer_name_wins_and_no_word_is_cut(extractor: LookupExtractor) -> None:
    """中央空调 is one appliance, and the app of apply is no channel."""
    assert read(extractor, "中央空调费电").data[LOOKUPS] == ["appliance"]
    assert read(extractor, "apply一下").data[LOOKUPS] == []
    assert read(extractor, "ＡＰＰ里交").data[LOOKUPS] == ["channel"]
