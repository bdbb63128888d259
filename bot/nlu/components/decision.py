"""Last step: rules that overrule the classifier, and the honest fallback."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.base import Annotator, found_in, normal_of
from bot.nlu.components.intent import RANKING, STRANGENESS
from bot.nlu.components.lookups import LOOKUPS
from bot.nlu.decision import (
    DANGER,
    FALLBACK,
    OUT_OF_SCOPE,
    Thresholds,
    is_foreign,
    ruled_intent,
    suspicion,
)
from bot.nlu.wishes import close_ones

SUSPICION = "strangeness"
RULED = "zh_ruled"
UNSURE = "unsure"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class IntentDecision(Annotator):
    """Danger, human and bare-value rules; `nlu_fallback` when the classifier is unsure.

    The parse carries `strangeness`, the likelihood of being none of ours; a rule makes it 0 or 1.
    It carries `unsure`, two or three intents, where the message may as well mean either.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        default = Thresholds()
        return {
            "strange": default.strange,
            "confidence": default.confidence,
            "danger": default.danger,
            "margin": default.margin,
            "together": default.together,
        }

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def annotate(self, message: Message) -> None:
        ruled = ruled_intent(normal_of(message), found_in(message))
        ranking = message.get(RANKING) or []
        top = ranking[0] if ranking else {"name": FALLBACK, "confidence": 0.0}
        foreign = is_foreign(normal_of(message).content, message.data.get(LOOKUPS, ()))
        strange = suspicion(message.data.get(STRANGENESS, _doubt(ranking)), foreign=foreign)
        danger = next((r["confidence"] for r in ranking if r["name"] == DANGER), 0.0)
        if ruled or danger >= self.config["danger"]:
            strange = float(ruled == OUT_OF_SCOPE)
        message.set(SUSPICION, strange, add_to_output=True)
        message.data[RULED] = bool(ruled) or danger >= self.config["danger"]
        if not message.data[RULED] and strange <= self.config["strange"]:
            self._compare(message, ranking)
        if ruled:
            self._put_first(message, ranking, ruled, 1.0)
        elif danger >= self.config["danger"]:
            self._put_first(message, ranking, DANGER, danger)
        elif strange > self.config["strange"] and top["name"] != OUT_OF_SCOPE:
            self._put_first(message, ranking, FALLBACK, strange)
        elif top["confidence"] < self.config["confidence"]:
            self._put_first(message, ranking, FALLBACK, 1.0 - top["confidence"])

    def _compare(self, message: Message, ranking: list[dict[str, Any]]) -> None:
        """Note the intents between which the classifier cannot choose."""
        unsure = close_ones(
            [(entry["name"], entry["confidence"]) for entry in ranking],
            margin=self.config["margin"],
            least=self.config["together"],
        )
        if unsure:
            message.set(UNSURE, list(unsure), add_to_output=True)

    @staticmethod
    def _put_first(
        message: Message, ranking: list[dict[str, Any]], intent: str, confidence: float
    ) -> None:
        first = {"name": intent, "confidence": confidence}
        rest = [entry for entry in ranking if entry["name"] != intent]
        message.set(INTENT, first, add_to_output=True)
        message.set(RANKING, [first, *rest], add_to_output=True)


def _doubt(ranking: list[dict[str, Any]]) -> float:
    """What a classifier without a gate, such as DIET, gives to being none of ours."""
    if not ranking:
        return 1.0
    return next((r["confidence"] for r in ranking if r["name"] == OUT_OF_SCOPE), 0.0)
