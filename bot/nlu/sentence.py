"""A sentence as one dense vector: by the project's own encoder, or by a pretrained model.

The own encoder (`models/encoder`) is read with numpy alone. Everything else, a folder or a name
of the hub, needs the packages of requirements/brain-transformers.txt.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.domain.search_text import grams

AS_MADE = ""
"""The pooling a model was made with."""
POOLINGS = (AS_MADE, "mean", "cls", "max")
_GRAMS_UP_TO = 3
_KEPT = 2048
_BATCH = 64
_PROBE = "上个月电费怎么这么高"


class NoSentenceModel(RuntimeError):
    """A sentence model cannot be used; the text says which and what to do."""


Encode = Callable[[Sequence[str]], np.ndarray]


class SentenceModel:
    """Texts in, rows of unit length out (float32); a text with nothing to read is all zeros."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._kept: OrderedDict[bytes, np.ndarray] = OrderedDict()

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text, nothing kept."""
        rows = np.asarray(self._encode(texts), dtype=np.float32)
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(length > 0, length, 1)

    def vector(self, text: str) -> np.ndarray:
        """The row of one text; the last few thousand are kept, without the words themselves."""
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        if key not in self._kept:
            self._kept[key] = self.vectors([text])[0]
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def probe(self) -> np.ndarray:
        """The vector of a fixed sentence: another one means other weights."""
        return self.vectors([_PROBE])[0]


@lru_cache(maxsize=4)
def opened(name: str, pooling: str = AS_MADE) -> SentenceModel:
    """The model of a folder or of the hub, opened once a process.

    Raises:
        NoSentenceModel: no such model, no way to fetch it, or its packages are not installed.
    """
    if pooling not in POOLINGS:
        raise NoSentenceModel(f"pooling {pooling!r}: use one of mean, cls, max, or leave it out")
    folder = Path(name)
    if _is_own(folder):
        if pooling:
            raise NoSentenceModel(f"{name} has no tokens to pool: leave `pooling` out")
        return SentenceModel(_own(folder))
    return SentenceModel(_pretrained(name, pooling))


def _is_own(folder: Path) -> bool:
    return all((folder / file).is_file() for file in ("provenance.json", "model.safetensors"))


def _own(folder: Path) -> Encode:
    """The mean of a text's grams, as `bot.encoder.grams` has it."""
    from safetensors.numpy import load_file

    weights = load_file(folder / "model.safetensors")["embedding.weight"]
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    row_of = tokenizer["model"]["vocab"]

    def encode(texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), weights.shape[1]), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            known = [row_of[gram] for gram in grams(text, up_to=_GRAMS_UP_TO) if gram in row_of]
            if known:
                row += weights[known].mean(axis=0)
        return rows

    return encode


def _pretrained(name: str, pooling: str) -> Encode:
    model = _load(name)
    if pooling:
        _pool(model, name, pooling)

    def encode(texts: Sequence[str]) -> np.ndarray:
        found: np.ndarray = model.encode(list(texts), batch_size=_BATCH, show_progress_bar=False)
        return found

    return encode


def _load(name: str) -> Any:
    os.environ.setdefault("USE_TF", "0")  # what stands in for TensorFlow is no TensorFlow
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise NoSentenceModel(
            f"{name} needs packages that are not installed ({error.name}): "
            "set XIAOWA_NLU_TRANSFORMERS=1 and run `make train` again"
        ) from error
    disable_progress_bar()
    if not torch.cuda.is_available():
        torch.set_num_threads(1)  # one sentence at a time: more threads wait for each other
    try:
        return SentenceTransformer(name)
    except Exception as error:  # the libraries have no common class for it
        raise NoSentenceModel(
            f"{name} cannot be opened: it is no folder with a model, and the hub does not give "
            "one of this name or cannot be reached. Without a network, fetch the model elsewhere "
            f"and put its folder's path here. ({type(error).__name__})"
        ) from error


def _pool(model: Any, name: str, pooling: str) -> None:
    """Put another pooling in the place of the model's own."""
    from sentence_transformers.sentence_transformer.modules import Pooling

    for at, module in enumerate(model):
        if isinstance(module, Pooling):
            model[at] = Pooling(module.embedding_dimension, pooling_mode=pooling)
            return
    raise NoSentenceModel(f"{name} has no tokens to pool: leave `pooling` out")
