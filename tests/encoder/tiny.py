"""Tiny transformers with random weights, made on the spot in the library's own format."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

_CHARACTERS = "电费怎么交查表停能挪罚多少一二三"
_SIZE = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 16,
    "max_position_embeddings": 64,
}


def bi_encoder(folder: Path) -> Path:
    """What `XIAOWA_ENCODER` may name: a plain BERT."""
    torch.manual_seed(3)
    BertModel(BertConfig(vocab_size=_tokenizer(folder), **_SIZE)).save_pretrained(folder)
    return folder


def cross_encoder(folder: Path, *, labels: int = 1) -> Path:
    """What `XIAOWA_RERANKER` may name: a BERT that scores pairs."""
    torch.manual_seed(3)
    config = BertConfig(vocab_size=_tokenizer(folder), num_labels=labels, **_SIZE)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def _tokenizer(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_CHARACTERS]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    return len(words)
