"""Last step: rules that overrule the classifier, and the honest fallback."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.base import Annotator, found_in, normal_of
from bot.nlu.components.intent import KNOWN, RANKING
from bot.nlu.decision import FALLBACK, Thresholds, falls_back, ruled_intent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class IntentDecision(Annotator):
    """Danger, human and bare-value rules; `nlu_fallback` when the classifier is unsure."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        default = Thresholds()
        return {
            "confidence": default.confidence,
            "stranger": default.stranger,
            "known": default.known,
        }

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def annotate(self, message: Message) -> None:
        ruled = ruled_intent(normal_of(message), found_in(message))
        ranking = message.get(RANKING) or []
        if ruled:
            self._put_first(message, ranking, ruled, 1.0)
        elif not ranking or self._unsure(message, ranking):
            self._put_first(message, ranking, FALLBACK, 1.0 - _top(ranking))

    def _unsure(self, message: Message, ranking: list[dict[str, Any]]) -> bool:
        limits = Thresholds(**{k: self.config[k] for k in ("confidence", "stranger", "known")})
        return falls_back(
            confidence=_top(ranking), known=message.data.get(KNOWN, 0.0), limits=limits
        )

    @staticmethod
    def _put_first(
        message: Message, ranking: list[dict[str, Any]], intent: str, confidence: float
    ) -> None:
        first = {"name": intent, "confidence": confidence}
        rest = [entry for entry in ranking if entry["name"] != intent]
        message.set(INTENT, first, add_to_output=True)
        message.set(RANKING, [first, *rest], add_to_output=True)


def _top(ranking: list[dict[str, Any]]) -> float:
    return ranking[0]["confidence"] if ranking else 0.0
