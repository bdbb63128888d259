"""Closed formats (numbers, money, energy, time) as entities of the raw text."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.base import Annotator, found_in, normal_of
from bot.nlu.formats import Found
from bot.nlu.normalizer import Normalized

_NUMBERS = frozenset({"account_no", "phone", "code", "order_no", "meter_no"})


def as_entity(normal: Normalized, found: Found, extractor: str) -> dict[str, Any]:
    """Rasa's entity: the raw span; `value` is canonical for numbers, else the raw words."""
    start, end = normal.raw_span(found.start, found.end)
    words = normal.raw[start:end]
    return {
        "entity": found.entity,
        "start": start,
        "end": end,
        "value": found.value if found.entity in _NUMBERS else words,
        "normal": found.value,
        "words": words,
        "confidence_entity": 1.0,
        "extractor": extractor,
    }


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FormatExtractor(Annotator):
    """Adds what the rules found; runs before the classifier, which sees the finds as symbols."""

    def annotate(self, message: Message) -> None:
        normal = normal_of(message)
        entities = [as_entity(normal, f, "FormatExtractor") for f in found_in(message)]
        message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training entities are the annotator's, not ours."""
        return training_data
