"""What `make bench-nlu` counts, against figures worked out by hand."""

from __future__ import annotations

from bench.nlu_score import (
    Case,
    Parse,
    by_intent,
    case_of,
    confusions,
    entities,
    headline,
    parse_of,
    right,
    slices,
    sweep,
)


def said(intent: str, *also: str, tags: tuple[str, ...] = (), spans: tuple = ()) -> Case:
    """A labelled utterance."""
    return Case(f"{intent}?", intent, frozenset(also), tags, frozenset(spans))


def read(intent: str, best: str = "", strange: float = 0.0, spans: tuple = ()) -> Parse:
    """A parse of full confidence."""
    return Parse(intent, 1.0, best or intent, strange, frozenset(spans))


PAIRS = [
    (said("query_bill"), read("query_bill")),
    (said("query_bill"), read("pay_bill", strange=0.3)),
    (said("pay_bill", "query_bill", tags=("typo",)), read("query_bill")),
    (said("safety_hazard"), read("safety_hazard")),
    (said("safety_hazard"), read("voltage_issue")),
    (said("invoice", tags=("typo",)), read("nlu_fallback", "invoice", 0.6)),
    (said("out_of_scope"), read("nlu_fallback", "query_bill", 0.9)),
    (said("out_of_scope"), read("safety_hazard", strange=0.1)),
]


def test_an_alternative_is_right_only_where_scoring_is_lenient() -> None:
    """alt_intents count in the headline and not in the strict figure."""
    case = said("pay_bill", "query_bill")

    assert right(case, "query_bill")
    assert not right(case, "query_bill", lenient=False)
    assert not right(case, "invoice")


def test_any_way_of_turning_away_finds_what_is_out_of_scope() -> None:
    """out_of_scope, fallback and refusal are one; for what is ours they are wrong."""
    assert all(right(said("out_of_scope"), name) for name in ("nlu_fallback", "refusal"))
    assert not right(said("invoice"), "nlu_fallback")
    assert right(said("invoice", "out_of_scope"), "nlu_fallback")


def test_the_headline_is_what_a_hand_counts() -> None:
    """Of ours 3 in 6 right (one leniently), 1 turned away; of theirs 1 in 2; of dangers 1 in 2."""
    figures = headline(PAIRS)

    assert figures["in_scope_lenient"] == 50.0
    assert figures["in_scope_strict"] == 33.33
    assert figures["oos_recall"] == 50.0
    assert figures["false_fallback"] == 16.67
    assert (figures["safety_recall"], figures["safety_missed"]) == (50.0, 1)
    assert figures["false_alarms"] == 1


def test_macro_f1_is_the_mean_over_intents() -> None:
    """query_bill 2*1/(2+1); pay_bill 2*1/(1+2); safety_hazard 2*1/(2+1); invoice 0: half."""
    assert headline(PAIRS)["macro_f1"] == 50.0


def test_the_sweep_moves_the_threshold_only() -> None:
    """At 0.2 one more of ours goes; at 0.7 the invoice comes back; ruled parses never move."""
    low, high = sweep(PAIRS, [0.2, 0.7])

    assert low == {
        "threshold": 0.2,
        "in_scope_lenient": 50.0,
        "oos_recall": 50.0,
        "false_fallback": 33.33,
    }
    assert (high["in_scope_lenient"], high["false_fallback"]) == (66.67, 0.0)


def test_slices_and_intents_are_counted_apart() -> None:
    """Two typo lines, one right; an out-of-scope line is in no in-scope figure."""
    assert slices(PAIRS) == {"typo": {"count": 2, "lenient": 50.0, "in_scope_lenient": 50.0}}
    assert by_intent(PAIRS)["out_of_scope"]["in_scope_lenient"] == 0.0


def test_an_entity_counts_when_name_and_both_ends_are_right() -> None:
    """Wanted 3, found 3, 2 of them exact: F1 two thirds; channel 2*1/(1+1)."""
    pairs = [
        (said("a", spans=(("time", 0, 3), ("amount", 4, 6))), read("a", spans=(("time", 0, 3),))),
        (
            said("b", spans=(("channel", 0, 2),)),
            read("b", spans=(("channel", 0, 2), ("amount", 4, 5))),
        ),
    ]
    figures = entities(pairs)

    assert figures["all"] == {
        "wanted": 3,
        "found": 3,
        "precision": 66.67,
        "recall": 66.67,
        "f1": 66.67,
    }
    assert figures["channel"]["f1"] == 100.0
    assert figures["amount"]["f1"] == 0.0


def test_confusions_name_the_pair_and_its_sentences() -> None:
    """Right ones are left out, the commonest pair comes first."""
    twice = [*PAIRS, (said("safety_hazard"), read("voltage_issue"))]

    assert confusions(twice)[0] == (
        "safety_hazard",
        "voltage_issue",
        ["safety_hazard?", "safety_hazard?"],
    )
    assert len(confusions(twice)) == 4


def test_lines_of_a_file_become_cases() -> None:
    """Only scored entities are kept; a sub-intent maps back to its intent."""
    case = case_of(
        {
            "text": "上月电费",
            "intent": "query_bill/amount",
            "alt_intents": ["explain_bill"],
            "entities": [
                {"entity": "time", "start": 0, "end": 2},
                {"entity": "duration", "start": 2, "end": 4},
            ],
        }
    )

    assert (case.intent, case.also_right) == ("query_bill", frozenset({"explain_bill"}))
    assert case.entities == frozenset({("time", 0, 2)})


def test_a_fallback_remembers_what_it_would_have_been() -> None:
    """The best of ours under a fallback is what a looser threshold gives."""
    ranking = [
        {"name": "nlu_fallback", "confidence": 0.7},
        {"name": "invoice", "confidence": 0.4},
        {"name": "out_of_scope", "confidence": 0.3},
    ]
    parse = parse_of({"intent": ranking[0], "intent_ranking": ranking, "strangeness": 0.7})

    assert (parse.away, parse.at(0.8), parse.at(0.5)) == (True, "invoice", "out_of_scope")


def test_a_pipeline_without_strangeness_is_doubted_by_its_confidence() -> None:
    """Stock Rasa says no more than how sure it is."""
    top = {"name": "invoice", "confidence": 0.75}

    assert parse_of({"intent": top, "intent_ranking": [top]}).strangeness == 0.25


def test_the_classifiers_own_refusal_holds_at_any_threshold() -> None:
    """Its out-of-scope class is a prediction, not a doubt."""
    top = {"name": "out_of_scope", "confidence": 0.9}
    ranking = [top, {"name": "invoice", "confidence": 0.1}]

    assert parse_of({"intent": top, "intent_ranking": ranking, "strangeness": 0.1}).at(0.99) == (
        "out_of_scope"
    )
