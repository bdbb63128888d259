"""Dictionary words and sounds of every token, as features only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.base import Annotator, normal_of
from bot.nlu.pinyin import syllable
from bot.nlu.words import PowerWords

WORDS = "zh_words"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class PowerWordFeaturizer(Annotator):
    """Marks tokens with their place in a word of the power dictionary (B, I, E) and their sound."""

    def __init__(self, config: dict[str, Any], words: PowerWords) -> None:
        super().__init__(config)
        self.words = words

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"dictionary": "nlu_data/jieba/power.txt"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PowerWordFeaturizer:
        component = cls(config, PowerWords.read(Path(config["dictionary"])))
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
    ) -> PowerWordFeaturizer:
        with model_storage.read_from(resource) as folder:
            return cls(config, PowerWords.read(folder / "power.txt"))

    def train(self, training_data: TrainingData) -> Resource:
        """Copy the dictionary into the model, so that a model needs no files beside it."""
        storage, resource = self._keep
        with storage.write_to(resource) as folder:
            (folder / "power.txt").write_text(self.words.dictionary, encoding="utf-8")
        return resource

    def annotate(self, message: Message) -> None:
        spans = self.words.spans(normal_of(message).text)
        message.data[WORDS] = [word for word, _, _ in spans]
        place = {}
        for _, start, end in spans:
            place.update(dict.fromkeys(range(start, end), "I"))
            place[start], place[end - 1] = "B", "E"
        for token in message.get(TOKENS_NAMES[TEXT]) or ():
            token.set("word", place.get(token.get("at")[0], "O"))
            token.set("sound", syllable(token.text))
