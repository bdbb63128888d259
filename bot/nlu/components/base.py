"""What the steps share: where a message carries its reading, and the no-training component."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.formats import Found, find
from bot.nlu.normalizer import Normalized, normalize

NORMAL = "zh_normal"
FOUND = "zh_found"


def normal_of(message: Message) -> Normalized:
    """The message's normal text, computed once."""
    normal = message.data.get(NORMAL)
    if normal is None:
        normal = normalize(message.get(TEXT) or "")
        message.data[NORMAL] = normal
    return normal


def found_in(message: Message) -> list[Found]:
    """The closed-format entities of the message, computed once."""
    found = message.data.get(FOUND)
    if found is None:
        found = find(normal_of(message).text)
        message.data[FOUND] = found
    return found


class Annotator(GraphComponent):
    """A step that marks messages the same way in training and in use."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Annotator:
        return cls(config)

    @abstractmethod
    def annotate(self, message: Message) -> None:
        """Add this step's marks to one message."""

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                self.annotate(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data
