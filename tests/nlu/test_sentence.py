"""Sentence vectors: read, joined to the named features, refused where they cannot be had."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rasa")

from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from safetensors.numpy import save_file

from bot.nlu.components.intent import LinearIntentClassifier
from bot.nlu.components.sentence import VECTOR, SentenceFeaturizer
from bot.nlu.sentence import NoSentenceModel, SentenceModel, opened

ROOT = Path(__file__).parents[2]
CHARACTERS = "电费怎么交查表停能挪罚多少一二三来了吗"
SAID = {
    "query_bill": ("查电费", "电费多少", "查一查电费", "电费怎么查", "多少电费", "看电费"),
    "report_outage": ("停电了", "怎么停电", "电停了", "停电了吗", "又停电了", "停电一天了"),
    "out_of_scope": ("罚一二三", "挪一挪", "一二三", "来了吗", "挪了吗", "能挪吗"),
}


def own_encoder(folder: Path, *, seed: int = 1) -> str:
    """A small embedding bag in the format of `models/encoder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = np.random.default_rng(seed).normal(size=(len(CHARACTERS) + 1, 8)).astype(np.float32)
    rows[0] = 0
    words = {"[unknown]": 0, **{c: at for at, c in enumerate(CHARACTERS, start=1)}}
    save_file({"embedding.weight": rows}, folder / "model.safetensors")
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": words}}))
    (folder / "provenance.json").write_text("{}")
    return str(folder)


def examples() -> TrainingData:
    """A handful of lines of three intents."""
    said = [(text, intent) for intent, texts in SAID.items() for text in texts]
    return TrainingData([Message.build(text, intent) for text, intent in said])


def featurizer(model: str, folder: Path, **config: str) -> SentenceFeaturizer:
    """The component as Rasa makes it for training."""
    folder.mkdir(exist_ok=True)
    settings = {**SentenceFeaturizer.get_default_config(), "model": model, **config}
    return SentenceFeaturizer.create(
        settings, LocalModelStorage(folder), Resource("sentence"), None
    )


def classifier(folder: Path, *, sentence: float) -> LinearIntentClassifier:
    """The linear classifier with a weight for the vector."""
    folder.mkdir(exist_ok=True)
    defaults = LinearIntentClassifier.get_default_config()
    files = {k: str(ROOT / v) for k, v in defaults.items() if isinstance(v, str)}
    config = {**defaults, **files, "sentence": sentence, "copies": 1}
    return LinearIntentClassifier.create(config, LocalModelStorage(folder), Resource("i"), None)


def read_by(parts: list, text: str) -> Message:
    """A message that went through the components."""
    message = Message({TEXT: text})
    for part in parts:
        part.process([message])
    return message


def test_a_message_gets_one_vector_of_unit_length_for_every_classifier(tmp_path: Path) -> None:
    """Ours reads the mark, DIET reads Rasa's dense sentence features; both are the same."""
    step = featurizer(own_encoder(tmp_path / "encoder"), tmp_path)
    message = read_by([step], "电费怎么交")
    sequence, sentence = message.get_dense_features(TEXT)

    assert np.linalg.norm(message.data[VECTOR]) == pytest.approx(1, abs=1e-5)
    assert sequence is None
    assert np.array_equal(sentence.features[0], message.data[VECTOR])


def test_training_messages_get_the_same_vectors_as_messages_in_use(tmp_path: Path) -> None:
    """They are read all at once; the vectors must not depend on that."""
    step, data = featurizer(own_encoder(tmp_path / "encoder"), tmp_path), examples()
    step.process_training_data(data)

    for example in data.training_examples:
        again = read_by([step], example.get(TEXT))
        assert example.data[VECTOR] == pytest.approx(again.data[VECTOR], abs=1e-5)


def test_other_weights_than_those_learned_with_are_refused(tmp_path: Path) -> None:
    """A brain that reads vectors of another space would answer nonsense."""
    model = own_encoder(tmp_path / "encoder")
    step = featurizer(model, tmp_path / "store")
    step.train(examples())
    storage = LocalModelStorage(tmp_path / "store")
    again = SentenceFeaturizer.load(step.config, storage, Resource("sentence"), None)
    assert isinstance(again, SentenceFeaturizer)

    own_encoder(tmp_path / "encoder", seed=2)
    opened.cache_clear()
    with pytest.raises(NoSentenceModel, match="make train"):
        SentenceFeaturizer.load(step.config, storage, Resource("sentence"), None)


def test_the_classifier_learns_from_the_vector_and_keeps_what_it_learned(tmp_path: Path) -> None:
    """Two lines with the same names and other vectors are told apart; the model file holds it."""
    step, data = featurizer(own_encoder(tmp_path / "encoder"), tmp_path), examples()
    step.process_training_data(data)
    made = classifier(tmp_path / "store", sentence=1.0)
    made.train(data)
    loaded = LinearIntentClassifier.load(
        made.config, LocalModelStorage(tmp_path / "store"), Resource("i"), None
    )
    message = read_by([step, loaded], "停电了")
    turned = Message({TEXT: "停电了", VECTOR: -message.data[VECTOR]})
    loaded.process([turned])

    assert made.model.dense.shape == (8, 3)
    assert np.array_equal(made.model.dense, loaded.model.dense)
    assert message.get(INTENT)["name"] == "report_outage"
    assert turned.get(INTENT)["confidence"] < message.get(INTENT)["confidence"]


def test_without_the_setting_nothing_is_learned_from_vectors(tmp_path: Path) -> None:
    """Off by default, and then the model file has no part for it."""
    data = examples()
    made = classifier(tmp_path, sentence=0.0)
    made.train(data)

    assert LinearIntentClassifier.get_default_config()["sentence"] == 0
    assert made.model.dense is None


def test_a_weight_without_vectors_is_refused(tmp_path: Path) -> None:
    """The order of the pipeline is said, not guessed."""
    with pytest.raises(NoSentenceModel, match="SentenceFeaturizer before"):
        classifier(tmp_path, sentence=1.0).train(examples())


def test_a_vector_is_kept_without_the_words() -> None:
    """The same sentence is read once, and what customers say is not held."""
    asked = []

    def encode(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return np.ones((len(texts), 4))

    model = SentenceModel(encode)
    first, second = model.vector("我的电话13800000000"), model.vector("我的电话13800000000")

    assert np.array_equal(first, second)
    assert len(asked) == 1
    assert "13800000000" not in repr(model._kept)


def test_what_cannot_be_read_is_all_zeros(tmp_path: Path) -> None:
    """No division by nothing."""
    assert not opened(own_encoder(tmp_path)).vector("。").any()


@pytest.mark.parametrize(("pooling", "words"), [("mean", "no tokens"), ("sum", "use one of")])
def test_a_pooling_that_does_not_fit_is_refused(tmp_path: Path, pooling: str, words: str) -> None:
    """An embedding bag has no tokens; nobody pools by sum."""
    with pytest.raises(NoSentenceModel, match=words):
        opened(own_encoder(tmp_path), pooling)


def test_the_trained_encoder_gives_like_sentences_like_vectors() -> None:
    """The project's own weights, read with numpy: the same wish lies nearer than another one."""
    if not (ROOT / "models" / "encoder" / "provenance.json").is_file():
        pytest.skip("no trained encoder: run `make train`")
    model = opened(str(ROOT / "models" / "encoder"))
    asked, same, other = model.vectors(["违约金怎么算", "晚交了罚多少滞纳金", "想装充电桩"])

    assert asked @ same > asked @ other + 0.2


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="torch is installed here")
def test_a_hub_model_without_its_packages_says_what_to_set() -> None:
    """The brain's usual environment has no torch."""
    with pytest.raises(NoSentenceModel, match="XIAOWA_NLU_TRANSFORMERS=1"):
        opened("some/model-of-the-hub")
