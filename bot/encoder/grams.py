"""The library's embedding bag over character n-grams, which read Chinese without cutting words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from bot.domain.search_text import grams

UP_TO = 3
_UNKNOWN = "[unknown]"
"""Grams never seen in training share one row, which stays at zero."""


class GramEmbedding(StaticEmbedding):
    """`StaticEmbedding` whose tokens are the 1-3-grams of a text's characters."""

    @classmethod
    def over(cls, vocabulary: Sequence[str], *, weights: torch.Tensor) -> Self:
        """A bag over these grams; one row of `weights` each, in the same order."""
        words = {_UNKNOWN: 0, **{gram: row for row, gram in enumerate(vocabulary, start=1)}}
        tokenizer = Tokenizer(WordLevel(words, unk_token=_UNKNOWN))
        tokenizer.pre_tokenizer = WhitespaceSplit()
        zero = torch.zeros(1, weights.shape[1])
        return cls(tokenizer, embedding_weights=torch.cat([zero, weights]))

    def __init__(self, tokenizer: Tokenizer, embedding_weights: torch.Tensor) -> None:
        super().__init__(tokenizer, embedding_weights=embedding_weights)
        # The unknown gram neither counts in a text's mean nor learns.
        self.embedding.padding_idx = 0

    def preprocess(  # type: ignore[override]
        self, inputs: Sequence[str], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor]:
        """Token ids and where each text begins; the bag reads texts only."""
        spread = [" ".join(grams(text, up_to=UP_TO)) for text in inputs]
        return super().preprocess(spread, prompt, **kwargs)

    @classmethod
    def kept_in(cls, folder: Path) -> Self:
        """From a folder that `save` wrote; nothing else is read, and never the network."""
        stock = StaticEmbedding.load(str(folder), local_files_only=True)
        return cls(stock.tokenizer, embedding_weights=stock.embedding.weight.detach())
