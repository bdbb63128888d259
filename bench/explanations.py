"""Bench: 10,000 random pairs of bills over every tariff, their change split into causes.

Claim: not one fen is unaccounted for. What a change must come to is computed by the slow oracle
from the usage and the fees, not from the bills that the split is given. One pair in ten has a
bill the engine cannot reproduce (a wrong line, other energy, lost readings); there the issued
amounts are the measure and the difference must show as rest, or as the cause its line names.
`python -m bench.explanations [count]` writes bench/results/explanations.json.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from bot.domain.bill_change import BillChange, CauseKind
from bot.domain.bill_split import explain_change
from bot.domain.counterfactual import Billed
from tests.domain.billed_pairs import FEES, disturbed, random_pair
from tests.oracle import bill as oracle
from tests.oracle.cases import ODD, PUBLISHED, books
from tests.oracle.rules import Rules

RESULTS = Path(__file__).parent / "results" / "explanations.json"
SEED = 20260616
SHOWN = 10


def main() -> int:
    """Split, compare, report, and fail when a fen is missing."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    book, rules, rng = books(), Rules(PUBLISHED, ODD), Random(SEED)
    codes = sorted({tariff.code for tariff in book.all()})
    missing_fen, wrong_rest, engine_s = 0, 0, []
    kinds: Counter[str] = Counter()
    for number in range(count):
        before, after = random_pair(rng, book, codes[number % len(codes)])
        clean = rng.random() >= 0.1
        expected = _oracle(rules, after) - _oracle(rules, before)
        if not clean:
            before, after = disturbed(before, rng), disturbed(after, rng)
            expected = Fraction(after.bill.amount_yuan) - Fraction(before.bill.amount_yuan)
        weather = rng.choice((None, Decimal(rng.randrange(-30_000, 30_000)) / 100))
        started = perf_counter()
        found = explain_change(before=before, after=after, tariffs=book, weather_kwh=weather)
        engine_s.append(perf_counter() - started)
        missing = abs(_sum(found) - expected) * 100
        missing_fen += int(missing)
        wrong_rest += clean and found.cause(CauseKind.REST) is not None
        kinds.update(cause.kind.value for cause in found.causes)
        if missing and missing_fen <= SHOWN:
            print(f"pair {number}: {float(missing)} fen missing in {found.causes}")
    result = {
        "pairs": count,
        "seed": SEED,
        "tariff_codes": codes,
        "fen_unaccounted": missing_fen,
        "reproducible_pairs_with_a_rest": wrong_rest,
        "causes_found": dict(kinds.most_common()),
        "split_ms_median": round(median(engine_s) * 1000, 3),
        "split_ms_p95": round(sorted(engine_s)[int(len(engine_s) * 0.95)] * 1000, 3),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2, ensure_ascii=False))
    return 1 if missing_fen or wrong_rest else 0


def _oracle(rules: Rules, billed: Billed) -> Fraction:
    """What the bill comes to by the oracle, its fees added."""
    fees = sum(
        (Fraction(line.amount_yuan) for line in billed.bill.lines if line.kind in FEES),
        Fraction(0),
    )
    return oracle.amount(oracle.lines(rules, billed.terms, billed.usage)) + fees


def _sum(found: BillChange) -> Fraction:
    return sum((Fraction(cause.amount_yuan) for cause in found.causes), Fraction(0))


if __name__ == "__main__":
    sys.exit(main())
