"""After the decision: several wishes in one message, each read by the steps before."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.base import Annotator, normal_of, read_part
from bot.nlu.components.decision import RULED, UNSURE
from bot.nlu.normalizer import Normalized
from bot.nlu.wishes import NO_REQUEST, Part, Read, meant, wishes_in

WISHES = "wishes"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class WishSplitter(Annotator):
    """Adds `wishes` to the parse: [{text, intent, entities}], in the order they were said.

    They are there only when the message surely holds several, or says one by what it is not; the
    intent of the message is then the first one's. What a rule decided stays whole.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"sure": 0.5, "certain": 0.9, "longest": 120}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def annotate(self, message: Message) -> None:
        normal = normal_of(message)
        if message.data.get(RULED, True) or len(normal.text) > self.config["longest"]:
            return
        read = self._reader(message)
        found = wishes_in(normal.text, read=read, sure=self.config["sure"])
        if found and not self._surely(message, found[0]):
            return
        found = found or self._meant(message, normal, read)
        if not found:
            return
        kept = [self._wish(message, normal, part) for part in found]
        message.set(WISHES, kept, add_to_output=True)
        message.set(INTENT, kept[0]["intent"], add_to_output=True)
        message.set(UNSURE, [], add_to_output=True)

    def _surely(self, message: Message, first: Part) -> bool:
        """Whether the first wish may take the place of what the whole was taken for."""
        whole = message.get(INTENT) or {}
        return first.sure >= self.config["certain"] or whole.get("name") == first.intent

    def _meant(self, message: Message, normal: Normalized, read: Read) -> list[Part]:
        """What is meant by a wish that rules another out, unless the whole says it surely."""
        part = meant(normal.text)
        if part is None:
            return []
        intent, sure = read(normal.text[part.start : part.end])
        if intent in NO_REQUEST or sure < self.config["sure"]:
            return []
        whole = message.get(INTENT) or {}
        if whole.get("name") != intent and whole.get("confidence", 0.0) >= self.config["certain"]:
            return []
        return [Part(part.start, part.end, intent, sure)]

    @staticmethod
    def _reader(message: Message) -> Read:
        def read(text: str) -> tuple[str, float]:
            intent = read_part(message, text).get(INTENT) or {}
            return str(intent.get("name") or ""), float(intent.get("confidence") or 0.0)

        return read

    @staticmethod
    def _wish(message: Message, normal: Normalized, part: Part) -> dict[str, Any]:
        """The raw words of a wish with the entities in them, counted from its own beginning."""
        start, end = normal.raw_span(part.start, part.end)
        inside = [e for e in message.get(ENTITIES, []) if start <= e["start"] and e["end"] <= end]
        return {
            "text": normal.raw[start:end],
            "intent": {"name": part.intent, "confidence": part.sure},
            "entities": [
                {**e, "start": e["start"] - start, "end": e["end"] - start} for e in inside
            ],
        }


def _moved(entity: dict[str, Any], *, by: int) -> dict[str, Any]:
    return {**entity, "start": entity["start"] + by, "end": entity["end"] + by}
