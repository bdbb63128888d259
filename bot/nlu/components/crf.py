"""Names no rule can list (addresses, people, branches): a CRF over characters."""

from __future__ import annotations

from typing import Any

import pycrfsuite
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.base import found_in, normal_of
from bot.nlu.components.formats import as_entity
from bot.nlu.formats import Found
from bot.nlu.sequence import MisalignedEntity, labels_of, spans_of, token_rows

_MODEL = "entities.crfsuite"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ZhCrfExtractor(GraphComponent):
    """Finds the configured `entities`; never overlaps what rules and lookups found."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.config, self._storage, self._resource = config, storage, resource
        self._tagger: pycrfsuite.Tagger | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "entities": [
                "address",
                "person",
                "branch",
                "company",
                "channel",
                "amount",
                "time",
                "energy",
            ],
            "c1": 0.05,
            "c2": 0.05,
            "iterations": 60,
            "least": 2,
            "lowest_confidence": 0.5,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ZhCrfExtractor:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> ZhCrfExtractor:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._open((folder / _MODEL).read_bytes())
        return component

    def _open(self, model: bytes) -> None:
        # The tagger reads from these bytes for as long as it lives and does not hold them itself.
        self._model = model
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(self._model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples; an entity that does not lie on token borders is an error."""
        trainer = pycrfsuite.Trainer(verbose=False)
        trainer.set_params(
            {k: self.config[k] for k in ("c1", "c2")}
            | {
                "max_iterations": self.config["iterations"],
                "feature.possible_transitions": True,
                "feature.minfreq": self.config["least"],
            }
        )
        broken = []
        for message in training_data.nlu_examples:
            tokens = message.get(TOKENS_NAMES[TEXT]) or []
            try:
                labels = labels_of(tokens, message.get(ENTITIES, []), set(self.config["entities"]))
            except MisalignedEntity as error:
                broken.append(f"{message.get(TEXT)}: {error}")
                continue
            if tokens:
                trainer.append(self._rows(message, tokens), labels)
        if broken:
            raise MisalignedEntity("\n".join(broken))
        with self._storage.write_to(self._resource) as folder:
            trainer.train(str(folder / _MODEL))
            self._open((folder / _MODEL).read_bytes())
        return self._resource

    def _rows(self, message: Message, tokens: list[Token]) -> list[list[str]]:
        return token_rows(tokens, found_in(message))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            tokens = message.get(TOKENS_NAMES[TEXT]) or []
            if self._tagger and tokens:
                self._extract(message, tokens)
        return messages

    def _extract(self, message: Message, tokens: list[Token]) -> None:
        labels = self._tagger.tag(self._rows(message, tokens))
        if all(label == "O" for label in labels):
            return
        normal, known = normal_of(message), list(message.get(ENTITIES, []))
        for name, first, last in spans_of(labels):
            sure = min(self._tagger.marginal(labels[i], i) for i in range(first, last + 1))
            start, end = tokens[first].get("at")[0], tokens[last].get("at")[1]
            entity = as_entity(
                normal, Found(start, end, name, normal.text[start:end]), "ZhCrfExtractor"
            )
            entity["confidence_entity"] = sure
            free = all(entity["end"] <= e["start"] or entity["start"] >= e["end"] for e in known)
            if free and sure >= self.config["lowest_confidence"]:
                known.append(entity)
        message.set(ENTITIES, sorted(known, key=lambda e: e["start"]), add_to_output=True)
