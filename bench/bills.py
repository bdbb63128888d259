"""Bench: 10,000 random bills over every tariff, priced by the engine and by the slow oracle.

Claim: not one disagrees in any line or in the amount. `python -m bench.bills [count]` prints the
disagreements and the time per bill and writes bench/results/bills.json.
"""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from bot.domain.pricing import price
from tests.oracle import bill as oracle
from tests.oracle.cases import ODD, PUBLISHED, books, random_case
from tests.oracle.rules import Rules

RESULTS = Path(__file__).parent / "results" / "bills.json"
SEED = 20260616
SHOWN = 10


def main() -> int:
    """Compare, report, and fail when anything differs."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    book, rules = books(), Rules(PUBLISHED, ODD)
    codes = sorted({tariff.code for tariff in book.all()})
    rng = Random(SEED)
    differing, engine_s, oracle_s = 0, [], 0.0
    for number in range(count):
        terms, usage = random_case(rng, book, codes[number % len(codes)])
        started = perf_counter()
        priced = price(terms=terms, usage=usage, tariffs=book)
        engine_s.append(perf_counter() - started)
        started = perf_counter()
        expected = oracle.lines(rules, terms, usage)
        oracle_s += perf_counter() - started
        ours = sorted(
            (line.label, Fraction(line.quantity), Fraction(line.amount_yuan))
            for line in priced.lines
        )
        theirs = sorted((line.label, line.quantity, line.amount) for line in expected)
        if ours != theirs or Fraction(priced.amount_yuan) != oracle.amount(expected):
            differing += 1
            if differing <= SHOWN:
                print(f"bill {number}: {terms}\n  engine {ours}\n  oracle {theirs}")
    result = {
        "bills": count,
        "seed": SEED,
        "tariff_codes": codes,
        "tariff_versions": len(book.all()),
        "disagreements": differing,
        "engine_ms_median": round(median(engine_s) * 1000, 3),
        "engine_ms_max": round(max(engine_s) * 1000, 3),
        "engine_s_total": round(sum(engine_s), 2),
        "oracle_s_total": round(oracle_s, 2),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2, ensure_ascii=False))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
