"""First step: the normal text and its offset map."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.components.base import Annotator, normal_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ZhNormalizer(Annotator):
    """Leaves the raw text alone and puts the normal one beside it."""

    def annotate(self, message: Message) -> None:
        normal_of(message)
