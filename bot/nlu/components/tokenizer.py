"""Second step: one token a character, so no entity is ever cut."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.components.base import normal_of
from bot.nlu.normalizer import Normalized, normalize

_TOKEN = re.compile(r"[a-z]+|[0-9]+|[^\sa-z0-9]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ZhCharTokenizer(Tokenizer):
    """A run of letters, a run of digits, else every character alone; spans are of the raw text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of the attribute's normal text."""
        if attribute == TEXT:
            return tokens_of(normal_of(message))
        return tokens_of(normalize(message.get(attribute)))


def tokens_of(normal: Normalized) -> list[Token]:
    """Tokens of a normal text; `at` keeps the normal span, start and end the raw one."""
    tokens = []
    for match in _TOKEN.finditer(normal.text):
        start, end = normal.raw_span(*match.span())
        tokens.append(Token(match[0], start, end, data={"at": match.span()}))
    return tokens
