"""Keeps the project's own encoder in a folder, with what it was made from."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from sentence_transformers import SentenceTransformer

from bot.encoder.grams import GramEmbedding
from bot.encoder.model import PROVENANCE, digest

_LIBRARIES = ("torch", "sentence-transformers", "tokenizers", "numpy")


def save(
    model: SentenceTransformer, *, into: Path, inputs: str, seed: int, made_of: Mapping[str, int]
) -> None:
    """Put weights, tokenizer and provenance into a folder; a reader sees the old or the new."""
    module = model[0]
    if not isinstance(module, GramEmbedding):
        raise TypeError("only the project's own encoder is kept this way")
    into.parent.mkdir(parents=True, exist_ok=True)
    draft = into.parent / f".{into.name}-{secrets.token_hex(4)}"
    draft.mkdir()
    module.save(str(draft))
    about = {
        "inputs": inputs,
        "seed": seed,
        "weights": digest(draft),
        "made_of": dict(made_of),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "grams": module.num_embeddings - 1,
        "dimensions": module.embedding_dim,
    }
    text = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
    (draft / PROVENANCE).write_text(text, encoding="utf-8")
    shutil.rmtree(into, ignore_errors=True)
    draft.replace(into)
