"""Optional: the whole message as one dense vector, for the linear classifier and for DIET."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.base import Annotator, normal_of
from bot.nlu.sentence import NoSentenceModel, SentenceModel, opened

VECTOR = "zh_vector"
VECTOR_OF = "zh_vector_of"
_SAME = 0.999


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceFeaturizer(Annotator):
    """Gives every message the vector of its normal text.

    `model` is a folder or a name of the hub, `pooling` mean, cls or max instead of the model's
    own. DIET takes the vector as it is; LinearIntentClassifier where its `sentence` is above 0.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._model: SentenceModel = opened(config["model"], config["pooling"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"model": "models/encoder", "pooling": ""}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        component = cls(config)
        component._keep = (model_storage, resource)
        return component

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> SentenceFeaturizer:
        """Open the model again, and refuse other weights than those learned with."""
        component = cls(config)
        with model_storage.read_from(resource) as folder:
            learned = np.array(json.loads((folder / "probe.json").read_text(encoding="utf-8")))
        now = component._model.probe()
        if now.shape != learned.shape or float(now @ learned) < _SAME:
            raise NoSentenceModel(
                f"{config['model']} is not what the brain was trained with: run `make train`"
            )
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Nothing is learned; what the weights say to a fixed sentence is kept."""
        storage, resource = self._keep
        with storage.write_to(resource) as folder:
            probe = json.dumps(self._model.probe().tolist())
            (folder / "probe.json").write_text(probe, encoding="utf-8")
        return resource

    def annotate(self, message: Message) -> None:
        self._mark(message, self._model.vector(normal_of(message).text))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """All training messages at once, which is many times faster than one after the other."""
        messages = [m for m in training_data.training_examples if m.get(TEXT)]
        rows = self._model.vectors([normal_of(m).text for m in messages])
        for message, row in zip(messages, rows, strict=True):
            self._mark(message, row)
        return training_data

    def _mark(self, message: Message, vector: np.ndarray) -> None:
        message.data[VECTOR] = vector
        message.data[VECTOR_OF] = (self.config["model"], self.config["pooling"])
        row = vector[np.newaxis]
        message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, type(self).__name__))
