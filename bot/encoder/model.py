"""Loads what turns texts into vectors: the project's own encoder, a hub model, or a folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from bot.encoder.grams import GramEmbedding

Floats = NDArray[np.float32]
PROVENANCE = "provenance.json"
"""Beside the project's own weights: what they were made from."""


class Encoder:
    """Texts in, rows of unit length out."""

    def __init__(self, model: SentenceTransformer, *, name: str, mark: str) -> None:
        self._model = model
        self.name = name
        self.mark = mark
        """Changes when the weights do, so that vectors kept from before are not used."""

    def questions(self, texts: Sequence[str]) -> Floats:
        """Vectors of what customers ask, with the model's prompt for queries if it has one."""
        return _rows(
            self._model.encode_query(
                list(texts), batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True
            )
        )

    def passages(self, texts: Sequence[str]) -> Floats:
        """Vectors of what is searched in."""
        return _rows(
            self._model.encode_document(
                list(texts), batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True
            )
        )


_PROBE = "电费怎么交"
"""Other weights under the same name give it another vector."""
_BATCH = 64


def load_own(folder: Path) -> Encoder:
    """The encoder that `make train` put here; reads these files and nothing else.

    Raises:
        OSError, ValueError: it is not there, or not whole.
    """
    about = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    for name in ("tokenizer.json", "model.safetensors"):
        if not (folder / name).is_file():
            raise FileNotFoundError(f"{folder / name} is missing; run `make train`")
    module = GramEmbedding.kept_in(folder)
    module.embedding.weight.requires_grad_(False)
    # A lookup and a sum: a second thread only waits for the first, on a busy machine for long.
    torch.set_num_threads(1)
    mark = str(about["weights"])
    name = f"own encoder {mark[:12]}, trained {about['inputs'][:12]}"
    return Encoder(SentenceTransformer(modules=[module], device="cpu"), name=name, mark=mark)


def shown_name(name: str) -> str:
    """A hub's name as it is; of a folder only its last part, as provenance is read by anyone."""
    return Path(name).name if Path(name).is_dir() else name


def load_named(name: str) -> Encoder:
    """A model of the hub such as `BAAI/bge-small-zh-v1.5`, or one in a folder.

    Raises:
        Exception: whatever the library raises when there is no such model.
    """
    model = SentenceTransformer(name, device=_device())
    encoder = Encoder(model, name=shown_name(name), mark=name)
    probe = encoder.passages([_PROBE]).round(4)
    encoder.mark = f"{name}:{hashlib.sha256(probe.tobytes()).hexdigest()}"
    return encoder


def digest(folder: Path) -> str:
    """A digest of a model's files."""
    told = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != PROVENANCE and not path.name.startswith("."):
            told.update(path.relative_to(folder).as_posix().encode())
            told.update(path.read_bytes())
    return told.hexdigest()


def _device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def _rows(found: object) -> Floats:
    return np.asarray(found, dtype=np.float32)
