"""Names from the project's lookup lists, matched by spaCy's phrase matcher."""

from __future__ import annotations

import json
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from bot.nlu.components.base import Annotator, normal_of
from bot.nlu.components.formats import as_entity
from bot.nlu.formats import Found

LOOKUPS = "zh_lookups"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LookupExtractor(Annotator):
    """Marks tokens with the lookup they lie in; lists named in `entities` become entities."""

    def __init__(self, config: dict[str, Any], lists: dict[str, list[str]]) -> None:
        super().__init__(config)
        self.lists = lists
        self._nlp = spacy.blank("zh")  # one token a character
        self._matcher = PhraseMatcher(self._nlp.vocab)
        for name, words in lists.items():
            self._matcher.add(name, [self._nlp.make_doc(word.lower()) for word in words])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"entities": ["channel"]}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LookupExtractor:
        component = cls(config, {})
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
    ) -> LookupExtractor:
        with model_storage.read_from(resource) as folder:
            return cls(config, json.loads((folder / "lookups.json").read_text(encoding="utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        """Take the lists over from the training data's lookup tables."""
        storage, resource = self._keep
        lists = {table["name"]: table["elements"] for table in training_data.lookup_tables}
        self.__init__(self.config, lists)  # type: ignore[misc]
        self._keep = (storage, resource)
        with storage.write_to(resource) as folder:
            text = json.dumps(lists, ensure_ascii=False)
            (folder / "lookups.json").write_text(text, encoding="utf-8")
        return resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training messages get the token marks, never entities."""
        for message in training_data.training_examples:
            if message.get(TEXT):
                self._mark(message)
        return training_data

    def annotate(self, message: Message) -> None:
        normal = normal_of(message)
        taken = [(e["start"], e["end"]) for e in message.get(ENTITIES, [])]
        added = []
        for name, start, end in self._mark(message):
            entity = as_entity(
                normal, Found(start, end, name, normal.text[start:end]), "LookupExtractor"
            )
            free = all(entity["end"] <= s or entity["start"] >= e for s, e in taken)
            if name in self.config["entities"] and free:
                added.append(entity)
        message.set(ENTITIES, message.get(ENTITIES, []) + added, add_to_output=True)

    def _mark(self, message: Message) -> list[tuple[str, int, int]]:
        doc = self._nlp.make_doc(normal_of(message).text)
        found = []
        for span in filter_spans(self._matcher(doc, as_spans=True)):
            if not _cuts_a_word(doc.text, span.start_char, span.end_char):
                found.append((span.label_, span.start_char, span.end_char))
        message.data[LOOKUPS] = [name for name, _, _ in found]
        inside = {at: name for name, start, end in found for at in range(start, end)}
        for token in message.get(TOKENS_NAMES[TEXT]) or ():
            token.set("lookup", inside.get(token.get("at")[0], ""))
        return found


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """Whether a span begins or ends inside a run of letters: the app of apply is no app."""
    return any(
        _is_letter(text[at - 1 : at]) and _is_letter(text[at : at + 1]) for at in (start, end)
    )


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()
