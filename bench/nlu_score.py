"""Scores of parses against labelled utterances: intents, out of scope, danger, slices, entities.

Pure arithmetic. A prediction that is one of an utterance's `alt_intents` is right where scoring is
lenient. Out of scope, fallback and refusal are one and the same: turned away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

AWAY = frozenset({"out_of_scope", "nlu_fallback", "fallback", "refusal"})
DANGER = "safety_hazard"
SCORED_ENTITIES = frozenset(
    {
        "time",
        "amount",
        "account_no",
        "phone",
        "address",
        "channel",
        "power",
        "energy",
        "order_no",
        "meter_no",
        "person",
    }
)
Span = tuple[str, int, int]


@dataclass(frozen=True)
class Case:
    """One labelled utterance."""

    text: str
    intent: str
    also_right: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()
    entities: frozenset[Span] = frozenset()

    @property
    def ours(self) -> bool:
        """Whether it is in scope."""
        return self.intent not in AWAY


@dataclass(frozen=True)
class Parse:
    """What a pipeline made of it; `strangeness` in 0..1 grows with the doubt that it is ours."""

    intent: str
    confidence: float
    best_of_ours: str
    strangeness: float
    entities: frozenset[Span] = field(default=frozenset())
    classifier_turned_away: bool = False

    @property
    def away(self) -> bool:
        """Whether the customer is turned away."""
        return self.intent in AWAY

    def at(self, threshold: float) -> str:
        """The intent had the fallback threshold been this one."""
        if self.classifier_turned_away or self.strangeness > threshold:
            return "out_of_scope"
        return self.best_of_ours


Pair = tuple[Case, Parse]


def case_of(row: Mapping[str, Any]) -> Case:
    """A case from a line of an utterance file."""
    return Case(
        text=row["text"],
        intent=_base(row["intent"]),
        also_right=frozenset(_base(name) for name in row.get("alt_intents", ())),
        tags=tuple(row.get("tags", ())),
        entities=_spans(row.get("entities", ())),
    )


def parse_of(row: Mapping[str, Any]) -> Parse:
    """A parse from Rasa's answer; without `strangeness` the doubt of the best of ours stands in."""
    ranking = row.get("intent_ranking") or [row["intent"]]
    known = [r for r in ranking if r["name"] not in AWAY - {"out_of_scope"}]
    ours = [r for r in known if r["name"] != "out_of_scope"]
    intent = _base(row["intent"]["name"] or "nlu_fallback")
    best = ours[0] if ours else {"name": "out_of_scope", "confidence": 0.0}
    return Parse(
        intent=intent,
        confidence=float(row["intent"]["confidence"] or 0.0),
        best_of_ours=intent if intent not in AWAY else _base(best["name"]),
        strangeness=float(row.get("strangeness", 1.0 - float(best["confidence"]))),
        entities=_spans(row.get("entities", ())),
        classifier_turned_away=bool(known) and known[0]["name"] == "out_of_scope",
    )


def _base(name: str) -> str:
    return name.split("/")[0]


def _spans(entities: Iterable[Mapping[str, Any]]) -> frozenset[Span]:
    return frozenset(
        (e["entity"], e["start"], e["end"]) for e in entities if e["entity"] in SCORED_ENTITIES
    )


def right(case: Case, predicted: str, *, lenient: bool = True) -> bool:
    """Whether a prediction is right; turning away is right for everything out of scope."""
    if predicted == case.intent or (lenient and predicted in case.also_right):
        return True
    return predicted in AWAY and (not case.ours or (lenient and bool(case.also_right & AWAY)))


def share(count: int, whole: int) -> float:
    """A percentage with two digits; nothing of nothing is 0."""
    return round(100 * count / whole, 2) if whole else 0.0


def headline(pairs: Sequence[Pair]) -> dict[str, Any]:
    """The figures of the contract for one pipeline."""
    ours = [(c, p) for c, p in pairs if c.ours]
    theirs = [(c, p) for c, p in pairs if not c.ours]
    danger = [p for c, p in pairs if c.intent == DANGER]
    return {
        "in_scope_lenient": _accuracy(ours, lenient=True),
        "in_scope_strict": _accuracy(ours, lenient=False),
        "macro_f1": macro_f1(ours),
        "oos_recall": share(sum(p.away for _, p in theirs), len(theirs)),
        "false_fallback": share(sum(p.away and not right(c, p.intent) for c, p in ours), len(ours)),
        "safety_recall": share(sum(p.intent == DANGER for p in danger), len(danger)),
        "safety_missed": sum(p.intent != DANGER for p in danger),
        "false_alarms": sum(p.intent == DANGER and not right(c, DANGER) for c, p in pairs),
        "entity_f1": entities(ours)["all"]["f1"],
    }


def _accuracy(pairs: Sequence[Pair], *, lenient: bool) -> float:
    return share(sum(right(c, p.intent, lenient=lenient) for c, p in pairs), len(pairs))


def macro_f1(ours: Sequence[Pair]) -> float:
    """Mean F1 over the intents that occur, of in-scope utterances; lenient hits are hits."""
    hit, wanted, got = Counter[str](), Counter[str](), Counter[str]()
    for case, parse in ours:
        predicted = case.intent if right(case, parse.intent) else parse.intent
        wanted[case.intent] += 1
        got[predicted] += 1
        hit[case.intent] += predicted == case.intent
    scores = [2 * hit[name] / (wanted[name] + got[name]) for name in wanted]
    return round(100 * sum(scores) / len(scores), 2) if scores else 0.0


def sweep(pairs: Sequence[Pair], thresholds: Iterable[float]) -> list[dict[str, float]]:
    """Accuracy, out-of-scope recall and false fallback at other thresholds."""
    ours = [(c, p) for c, p in pairs if c.ours]
    theirs = [p for c, p in pairs if not c.ours]
    rows = []
    for at in thresholds:
        said = [(c, p.at(at)) for c, p in ours]
        away = sum(name in AWAY and not right(c, name) for c, name in said)
        rows.append(
            {
                "threshold": round(at, 3),
                "in_scope_lenient": share(sum(right(c, name) for c, name in said), len(said)),
                "oos_recall": share(sum(p.at(at) in AWAY for p in theirs), len(theirs)),
                "false_fallback": share(away, len(said)),
            }
        )
    return rows


def slices(pairs: Sequence[Pair]) -> dict[str, dict[str, float]]:
    """Lenient accuracy by tag: of everything, and of what is in scope."""
    return _grouped(pairs, lambda case: case.tags)


def by_intent(pairs: Sequence[Pair]) -> dict[str, dict[str, float]]:
    """Lenient accuracy by intent."""
    return _grouped(pairs, lambda case: (case.intent,))


def _grouped(
    pairs: Sequence[Pair], keys: Callable[[Case], Iterable[str]]
) -> dict[str, dict[str, float]]:
    groups: dict[str, list[Pair]] = defaultdict(list)
    for case, parse in pairs:
        for key in keys(case):
            groups[key].append((case, parse))
    return {
        key: {
            "count": len(group),
            "lenient": _accuracy(group, lenient=True),
            "in_scope_lenient": _accuracy([x for x in group if x[0].ours], lenient=True),
        }
        for key, group in sorted(groups.items())
    }


def entities(ours: Sequence[Pair]) -> dict[str, dict[str, float]]:
    """Exact-span precision, recall and F1, together and by entity."""
    hit, wanted, got = Counter[str](), Counter[str](), Counter[str]()
    for case, parse in ours:
        for counts, spans in (
            (hit, case.entities & parse.entities),
            (wanted, case.entities),
            (got, parse.entities),
        ):
            for name, _, _ in spans:
                counts.update((name, "all"))
    return {
        name: {
            "wanted": wanted[name],
            "found": got[name],
            "precision": share(hit[name], got[name]),
            "recall": share(hit[name], wanted[name]),
            "f1": share(2 * hit[name], wanted[name] + got[name]),
        }
        for name in ("all", *sorted((wanted | got).keys() - {"all"}))
    }


def confusions(pairs: Sequence[Pair]) -> list[tuple[str, str, list[str]]]:
    """(meant, understood, texts), the most frequent first."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for case, parse in pairs:
        if not right(case, parse.intent):
            groups[case.intent, parse.intent].append(case.text)
    return sorted(
        ((meant, understood, texts) for (meant, understood), texts in groups.items()),
        key=lambda row: (-len(row[2]), row[0], row[1]),
    )
