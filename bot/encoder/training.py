"""Trains the project's own encoder: texts that ask the same are drawn together, others apart.

One step takes a pair from every entry and scores each question against everybody's partner
(the library's `MultipleNegativesRankingLoss`), so that the nearest neighbours, the other
entries of the same topic, are the hard negatives. Two lighter terms do the same for whole
topics and for the intents of the brain's training lines, which teach how people talk.
The same material and seed give the same weights.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

from bot.domain.search_text import grams
from bot.encoder.grams import UP_TO, GramEmbedding

Noise = Callable[[str], str]
"""A copy of a text with a slip, a homophone or other words in it."""


@dataclass(frozen=True)
class Lesson:
    """What is learned about one entry."""

    topic: str
    asks: tuple[str, ...]
    """At least two ways to ask it, its title among them."""
    passages: tuple[str, ...]
    """Sentences of its answer."""


@dataclass(frozen=True)
class Plan:
    """How long and how hard is trained; the defaults are what `make train` uses."""

    seed: int = 20260601
    steps: int = 200
    learning_rate: float = 0.02
    dimensions: int = 256
    scale: float = 20.0
    """Sharpness of the softmax over partners."""
    noisy: float = 0.5
    """Share of texts that are changed a little."""
    forgotten: float = 0.3
    """Share of a text's grams that are left out, so that no single one carries it."""
    several: float = 0.7
    """Share of partners that are several asks at once: the middle of an entry."""
    passages: float = 0.1
    """Share of partners that are a sentence of the answer."""
    topics: float = 0.5
    """Weight of the term for topics."""
    sayings: float = 0.5
    """Weight of the term for intents."""
    at_once: int = 4
    """How many asks a partner of several holds."""


def train(
    lessons: Sequence[Lesson],
    *,
    sayings: Mapping[str, Sequence[str]],
    noise: Noise,
    plan: Plan | None = None,
    threads: int = 1,
) -> SentenceTransformer:
    """A model fitted to the lessons; `sayings` are lines customers say, by intent."""
    plan = plan or Plan()
    torch.manual_seed(plan.seed)
    torch.set_num_threads(threads)
    texts = [text for lesson in lessons for text in (*lesson.asks, *lesson.passages)]
    lines = [line for said in sayings.values() for line in said]
    module = _untrained(texts, lines, plan)
    model = SentenceTransformer(modules=[module], device="cpu")
    _fit(model, _Pairs(lessons, sayings, noise, plan), plan)
    return model


def _untrained(texts: Sequence[str], lines: Sequence[str], plan: Plan) -> GramEmbedding:
    """Random directions, as long as a gram is rare: the model begins as TF-IDF would judge."""
    counts = Counter(gram for text in texts for gram in set(grams(text, up_to=UP_TO)))
    spoken = Counter(gram for line in lines for gram in set(grams(line, up_to=UP_TO)))
    often = {gram for gram, times in (counts + spoken).items() if times > 1}
    vocabulary = sorted(often | {gram for gram in counts if len(gram) < UP_TO})
    size = len(texts) + len(lines)
    seen = torch.tensor([counts[gram] + spoken[gram] for gram in vocabulary], dtype=torch.float32)
    directions = torch.randn(len(vocabulary), plan.dimensions) / plan.dimensions**0.5
    weights = directions * torch.log1p(size / seen)[:, None]
    return GramEmbedding.over(vocabulary, weights=weights)


class _Pairs:
    """Draws who is compared with whom."""

    def __init__(
        self,
        lessons: Sequence[Lesson],
        sayings: Mapping[str, Sequence[str]],
        noise: Noise,
        plan: Plan,
    ) -> None:
        self._random = random.Random(plan.seed)  # noqa: S311 - a draw, not a secret
        self._lessons, self._noise, self._plan = lessons, noise, plan
        by_topic: dict[str, list[str]] = {}
        for lesson in lessons:
            by_topic.setdefault(lesson.topic, []).extend(lesson.asks)
        self._topics = list(by_topic.values())
        self._sayings = [list(said) for said in sayings.values() if len(said) > 1]

    def of_entries(self) -> tuple[list[str], list[str]]:
        """A question of every entry, and its partner."""
        return _columns([self._of_entry(lesson) for lesson in self._lessons])

    def of_topics(self) -> tuple[list[str], list[str]]:
        """Two questions of every topic."""
        return _columns([self._two(asks) for asks in self._topics])

    def of_sayings(self) -> tuple[list[str], list[str]]:
        """Two lines of every intent; none where the brain's lines were not given."""
        return _columns([self._two(said) for said in self._sayings])

    def _of_entry(self, lesson: Lesson) -> tuple[str, str]:
        ask, *rest = self._random.sample(lesson.asks, len(lesson.asks))
        draw = self._random.random()
        if draw < self._plan.several:
            return self._said(ask), "，".join(rest[: self._plan.at_once])
        if draw < self._plan.several + self._plan.passages and lesson.passages:
            return self._said(ask), self._random.choice(lesson.passages)
        return self._said(ask), self._said(rest[0])

    def _two(self, texts: Sequence[str]) -> tuple[str, str]:
        one, other = self._random.sample(texts, 2)
        return self._said(one), other

    def _said(self, text: str) -> str:
        return self._noise(text) if self._random.random() < self._plan.noisy else text


def _columns(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def _fit(model: SentenceTransformer, pairs: _Pairs, plan: Plan) -> None:
    loss = MultipleNegativesRankingLoss(model, scale=plan.scale)
    optimizer = torch.optim.Adam(model.parameters(), lr=plan.learning_rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, plan.learning_rate, total_steps=plan.steps, pct_start=0.1
    )
    terms = (
        (1.0, pairs.of_entries),
        (plan.topics, pairs.of_topics),
        (plan.sayings, pairs.of_sayings),
    )
    model.train()
    for _ in range(plan.steps):
        total = torch.zeros(())
        for weight, draw in terms:
            columns = draw()
            if weight and columns[0]:
                features = [_features(model, texts, plan.forgotten) for texts in columns]
                total = total + weight * loss(features, torch.empty(0))
        optimizer.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    model.eval()


def _features(
    model: SentenceTransformer, texts: list[str], forgotten: float
) -> dict[str, torch.Tensor]:
    """Token ids with a share of them turned into the unknown gram, which weighs nothing."""
    features = model.preprocess(texts)
    ids = features["input_ids"]
    features["input_ids"] = torch.where(torch.rand(len(ids)) < forgotten, 0, ids)
    return dict(features)
