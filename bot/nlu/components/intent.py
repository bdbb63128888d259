"""The intent of a message: calibrated linear classifier over characters, sounds and words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.base import found_in, normal_of, passed
from bot.nlu.components.lookups import LOOKUPS
from bot.nlu.components.sentence import VECTOR, VECTOR_OF
from bot.nlu.components.words import WORDS
from bot.nlu.features import FOREIGN, features
from bot.nlu.fitting import SEED, fit
from bot.nlu.formats import find
from bot.nlu.linear import Features, LinearModel
from bot.nlu.noise import Noise, read_frames, read_groups
from bot.nlu.normalizer import normalize
from bot.nlu.sentence import NoSentenceModel, opened
from bot.nlu.words import PowerWords

STRANGENESS = "zh_strangeness"
RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent):
    """Sets `intent` and `intent_ranking` with calibrated confidences."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.config, self._storage, self._resource = config, storage, resource
        self.model: LinearModel | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "copies": 2,
            "strength": 0.5,
            "ranking": 10,
            "sentence": 0.0,
            "dictionary": "nlu_data/jieba/power.txt",
            "synonyms": "nlu_data/lookups/synonyms.txt",
            "neighbours": "nlu_data/lookups/neighbours.txt",
            "english": "nlu_data/lookups/english.txt",
            "frames": "nlu_data/lookups/framing.txt",
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> LinearIntentClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.model = LinearModel.load(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example with an intent and write the model."""
        words = PowerWords.read(Path(self.config["dictionary"]))
        foreign = _any_of(training_data, FOREIGN)
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        texts = [e.get(TEXT) for e in examples]
        self.model = fit(
            texts,
            [e.get(INTENT) for e in examples],
            read=lambda text: _read(text, words, foreign),
            noise=self._noise(texts),
            copies=self.config["copies"],
            strength=self.config["strength"],
            embed=self._embed(examples) if self.config["sentence"] else None,
        )
        with self._storage.write_to(self._resource) as folder:
            self.model.save(folder)
        return self._resource

    def _embed(self, examples: list[Message]) -> Callable[[Sequence[str]], np.ndarray]:
        """Vectors by the model that SentenceFeaturizer is set to, as heavy as configured."""
        if not all(VECTOR_OF in example.data for example in examples):
            raise NoSentenceModel("`sentence` is set: put SentenceFeaturizer before the classifier")
        model, weight = opened(*examples[0].data[VECTOR_OF]), self.config["sentence"]
        return lambda texts: weight * model.vectors([normalize(text).text for text in texts])

    def _noise(self, texts: list[str]) -> Noise:
        groups = {
            name: read_groups(Path(self.config[name]).read_text(encoding="utf-8"))
            for name in ("synonyms", "neighbours", "english")
        }
        frames = read_frames(Path(self.config["frames"]).read_text(encoding="utf-8"))
        return Noise(texts, seed=SEED, frames=frames, **groups)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self.model and message.get(TEXT):
                words, lookups = message.data.get(WORDS, []), message.data.get(LOOKUPS, [])
                row = features(normal_of(message), found_in(message), words, lookups)
                vector = message.data.get(VECTOR)
                self._classify(message, row, vector)
                passed(message, self)
        return messages

    def _classify(self, message: Message, row: Features, vector: np.ndarray | None) -> None:
        heavy = None if vector is None else self.config["sentence"] * vector
        probabilities, strangeness = self.model.scores(row, heavy)
        best = np.argsort(-probabilities)[: self.config["ranking"]]
        ranking = [
            {"name": self.model.labels[i], "confidence": float(probabilities[i])} for i in best
        ]
        message.data[STRANGENESS] = strangeness
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(RANKING, ranking, add_to_output=True)


def _read(text: str, words: PowerWords, foreign: re.Pattern[str]) -> Features:
    normal = normalize(text)
    lookups = [FOREIGN] if foreign.search(normal.text) else []
    return features(normal, find(normal.text), [w for w, _, _ in words.spans(normal.text)], lookups)


def _any_of(training_data: TrainingData, name: str) -> re.Pattern[str]:
    """Matches every word of a lookup table; nothing when there is no such table."""
    tables = [t["elements"] for t in training_data.lookup_tables if t["name"] == name]
    words = [re.escape(word.lower()) for table in tables for word in table]
    return re.compile("|".join(words) if words else r"(?!)")
