"""An optional second look: a cross-encoder reads question and text together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder

from bot.encoder.model import shown_name


class Reranker:
    """How well each text answers a question, 0 to 1."""

    def __init__(self, model: CrossEncoder, *, name: str) -> None:
        self._model = model
        self.name = name

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """One score a text."""
        pairs = [(question, text) for text in texts]
        found = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float32)
        # A model of two labels scores "does not answer" and "answers".
        return found[:, -1] if found.ndim == 2 else found


def load_reranker(name: str) -> Reranker:
    """A cross-encoder of the hub such as `BAAI/bge-reranker-base`, or one in a folder.

    Raises:
        Exception: whatever the library raises when there is no such model.
    """
    return Reranker(CrossEncoder(name), name=shown_name(name))
