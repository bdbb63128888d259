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
STEPS = "zh_steps"


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


def passed(message: Message, step: GraphComponent) -> None:
    """Note that a step has read the message, so that a part of it can be read the same way."""
    message.data.setdefault(STEPS, []).append(step)


def read_part(message: Message, text: str) -> Message:
    """A part of a message, read by every step that has noted itself on the whole."""
    part = Message({TEXT: text})
    for step in list(message.data.get(STEPS, ())):
        step.process([part])
    return part


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
                passed(message, self)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        for message in training_data.training_examples:
            if message.get(TEXT):
                self.annotate(message)
        return training_data
