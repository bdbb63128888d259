"""Our components on a public set, SMP2019's public split, beside the published models.

`python -m bench.smp2019 FOLDER`, in the brain's environment: FOLDER holds `train.jsonl`,
`dev.jsonl` and `test.jsonl`. Learns from train and dev, scores test: intent accuracy, slot F1,
and utterances with both right. Claim: within 3 points of the best published intent accuracy.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
from sklearn.svm import LinearSVC

from bot.nlu.components.tokenizer import tokens_of
from bot.nlu.features import features
from bot.nlu.formats import find
from bot.nlu.linear import Features, Vocabulary
from bot.nlu.normalizer import normalize
from bot.nlu.sequence import MisalignedEntity, labels_of, spans_of, token_rows
from bot.nlu.words import PowerWords

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results" / "smp2019.json"
# intent accuracy, slot F1, both right: models without a pretrained language model, as published
# beside this split (github.com/1053399472/CAISandSMP, README).
PUBLISHED = {
    "Slot-Gated": (91.11, 62.94, 57.03),
    "SF-ID": (94.07, 71.59, 63.33),
    "Stack-Propagation": (94.44, 78.91, 72.59),
    "Multi-Level Word Adapter": (93.70, 73.60, 70.00),
}
_WITHIN = 3.0
Span = tuple[str, int, int]


@dataclass(frozen=True)
class Utterance:
    """A text, its intent and its spans of the raw text."""

    text: str
    intent: str
    entities: list[dict[str, Any]]

    @property
    def spans(self) -> set[Span]:
        """(entity, start, end)."""
        return {(e["entity"], e["start"], e["end"]) for e in self.entities}


def read(*files: Path) -> list[Utterance]:
    """All utterances of the files."""
    rows = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    return [Utterance(row["text"], row["intent"], row["entities"]) for row in rows]


class Intents:
    """The linear classifier over our features: characters, pairs, sounds."""

    def __init__(self, learned: list[Utterance]) -> None:
        self._words = PowerWords.read(ROOT / "nlu_data" / "jieba" / "power.txt")
        rows = [self._read(u.text) for u in learned]
        self._vocabulary = Vocabulary.learn(rows)
        self._machine = LinearSVC(C=1.0, random_state=1)
        self._machine.fit(self._vocabulary.matrix(rows), [u.intent for u in learned])

    def _read(self, text: str) -> Features:
        normal = normalize(text)
        words = [word for word, _, _ in self._words.spans(normal.text)]
        return features(normal, find(normal.text), words)

    def of(self, text: str) -> str:
        """The intent of one text."""
        return str(self._machine.predict(self._vocabulary.matrix([self._read(text)]))[0])


class Slots:
    """The CRF over our token rows, told the intent."""

    def __init__(self, learned: list[Utterance], model: Path) -> None:
        names = {e["entity"] for u in learned for e in u.entities}
        trainer = pycrfsuite.Trainer(verbose=False)
        trainer.set_params({"c1": 0.05, "c2": 0.05, "max_iterations": 80})
        self.cut = 0
        for said in learned:
            tokens = tokens_of(normalize(said.text))
            try:
                labels = labels_of(tokens, said.entities, names)
            except MisalignedEntity:
                self.cut += 1
                continue
            trainer.append(_rows(said.text, said.intent), labels)
        model.parent.mkdir(parents=True, exist_ok=True)
        trainer.train(str(model))
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))

    def of(self, text: str, intent: str) -> set[Span]:
        """The spans of one text."""
        tokens = tokens_of(normalize(text))
        tagged = spans_of(self._tagger.tag(_rows(text, intent)))
        return {(name, tokens[a].start, tokens[b].end) for name, a, b in tagged}


def _rows(text: str, intent: str) -> list[list[str]]:
    normal = normalize(text)
    rows = token_rows(tokens_of(normal), find(normal.text))
    return [[*row, f"i={intent}", f"i={intent} {row[1]}"] for row in rows]


def score(test: list[Utterance], intents: Intents, slots: Slots) -> dict[str, float]:
    """Figures of the test split, and milliseconds of one utterance."""
    right = both = hit = wanted = got = 0
    spent = []
    for said in test:
        start = time.perf_counter()
        intent = intents.of(said.text)
        spans = slots.of(said.text, intent)
        spent.append((time.perf_counter() - start) * 1000)
        right += intent == said.intent
        both += intent == said.intent and spans == said.spans
        hit, wanted, got = hit + len(spans & said.spans), wanted + len(said.spans), got + len(spans)
    return {
        "intent_accuracy": round(100 * right / len(test), 2),
        "slot_f1": round(200 * hit / (wanted + got), 2),
        "overall": round(100 * both / len(test), 2),
        "median_ms": round(float(np.median(spent)), 2),
    }


def main(folder: Path) -> int:
    """Train, score, print beside the published figures, write the JSON."""
    start = time.perf_counter()
    learned = read(folder / "train.jsonl", folder / "dev.jsonl")
    intents = Intents(learned)
    slots = Slots(learned, ROOT / "var" / "bench" / "smp2019.crfsuite")
    train_s = round(time.perf_counter() - start, 1)
    test = read(folder / "test.jsonl")
    ours = score(test, intents, slots) | {"train_s": train_s, "cut_by_tokens": slots.cut}
    print(f"{'SMP2019, 270 utterances':<28}{'intent':>8}{'slot F1':>9}{'overall':>9}")
    for name, row in PUBLISHED.items():
        print(f"{name:<28}{row[0]:>8}{row[1]:>9}{row[2]:>9}")
    print(f"{'ours':<28}{ours['intent_accuracy']:>8}{ours['slot_f1']:>9}{ours['overall']:>9}")
    outcome = {"utterances": len(test), "ours": ours, "published": PUBLISHED}
    RESULTS.write_text(json.dumps(outcome, ensure_ascii=False, indent=2) + "\n")
    best = max(row[0] for row in PUBLISHED.values())
    return 0 if ours["intent_accuracy"] >= best - _WITHIN else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
