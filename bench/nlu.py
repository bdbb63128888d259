"""What customers say, understood: ours beside Rasa's stock Chinese pipeline, in one run.

`make bench-nlu EVAL=utterances.jsonl [QUESTIONS=questions.jsonl] [SMP2019=folder] [STOCK=no]`;
stock's training takes hours on two cores and is kept until its inputs change. STOCK_EPOCHS=20
makes it shorter, and the results say so.
Claim: in scope at least 90 % (lenient), out of scope at least 85 % found at no more than 5 % false
fallback, no danger missed, entities at least 92 F1, and a parse of at most 10 ms (p95, one core).
Sentences that went wrong go to `bench/results/nlu.local.json`, which git ignores.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import nlu_calibration as calibration
from bench import nlu_score as score
from scripts import stamp
from scripts.house import BOT_PYTHON, BRAIN_PYTHON, ROOT, VAR, call, say, stop

FOLDER = VAR / "bench" / "nlu"
RESULTS = ROOT / "bench" / "results"
CONFIGS = {"ours": ROOT / "config.yml", "stock": ROOT / "bench" / "stock" / "nlu.yml"}
THRESHOLDS = [number / 20 for number in range(1, 20)]
NOISY = ("typo", "homophone", "no_punct_asr")
BARS = (
    ("in scope, lenient %", "in_scope_lenient", lambda v: v >= 90, ">= 90"),
    ("in scope, strict %", "in_scope_strict", None, ""),
    ("macro-F1", "macro_f1", None, ""),
    ("out of scope found %", "oos_recall", lambda v: v >= 85, ">= 85"),
    ("false fallback %", "false_fallback", lambda v: v <= 5, "<= 5"),
    ("danger found %", "safety_recall", lambda v: v >= 100, "= 100"),
    ("false alarms", "false_alarms", None, ""),
    ("entity F1", "entity_f1", lambda v: v >= 92, ">= 92"),
    ("worst noisy slice below whole", "noisy_gap", lambda v: v <= 4, "<= 4"),
    ("calibration error", "calibration_error", None, ""),
    ("parse median, ms", "parse_median_ms", None, ""),
    ("parse p95, ms", "parse_p95_ms", lambda v: v <= 10, "<= 10"),
    ("parses/s, one core", "parses_per_s", None, ""),
    ("training, s", "train_s", lambda v: v <= 90, "<= 90"),
    ("training peak, MB", "train_peak_mb", None, ""),
    ("memory parsing, MB", "rss_mb", None, ""),
)


def config_of(name: str) -> Path:
    """The pipeline's configuration; stock's with as many epochs as were asked for."""
    epochs = os.environ.get("STOCK_EPOCHS", "")
    if name == "ours" or not epochs:
        return CONFIGS[name]
    shorter = FOLDER / f"stock-{int(epochs)}.yml"
    text = CONFIGS[name].read_text(encoding="utf-8")
    shorter.write_text(text.replace("epochs: 100", f"epochs: {int(epochs)}"), encoding="utf-8")
    return shorter


def trained(name: str) -> dict[str, float]:
    """Train a pipeline on the product's examples when they changed; what training took."""
    folder, config = FOLDER / name, config_of(name)
    said = [p for p in (ROOT / "nlu_data").rglob("*") if p.is_file() and "dialogue" not in p.parts]
    code = [*(ROOT / "bot" / "nlu").rglob("*.py")] if name == "ours" else []
    mark = stamp.fingerprint([config, ROOT / "requirements" / "brain.txt", *said, *code])
    report = folder / "train.json"
    if not stamp.is_current(folder / ".trained-from", mark):
        say(f"Training {name}" + (" (hours; STOCK=no leaves it out)" if name == "stock" else ""))
        shutil.rmtree(folder, ignore_errors=True)
        data = folder / "data"
        for path in said:
            target = data / path.relative_to(ROOT / "nlu_data")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        log = VAR / "log" / f"bench-nlu-{name}.log"
        call(BRAIN_PYTHON, "-m", "bench.nlu_train", config, data, folder, report, quiet_log=log)
        stamp.set_current(folder / ".trained-from", mark)
    figures: dict[str, float] = json.loads(report.read_text())
    return figures


def measured(name: str, cases: list[score.Case]) -> tuple[dict[str, Any], list[score.Pair]]:
    """Figures of one pipeline, and its parses beside the labels."""
    took = trained(name)
    texts, out = FOLDER / "texts.json", FOLDER / f"{name}.json"
    texts.write_text(json.dumps([case.text for case in cases], ensure_ascii=False))
    model = FOLDER / name / "model.tar.gz"
    log = VAR / "log" / f"bench-nlu-parse-{name}.log"
    call(BRAIN_PYTHON, "-m", "bench.nlu_parse", model, config_of(name), texts, out, quiet_log=log)
    answer = json.loads(out.read_text())
    parses = [score.parse_of(row) for row in answer["parses"]]
    pairs = list(zip(cases, parses, strict=True))
    return _figures(pairs) | answer["figures"] | took, pairs


def _figures(pairs: list[score.Pair]) -> dict[str, Any]:
    head, slices = score.headline(pairs), score.slices(pairs)
    bins = calibration.reliability([(p.confidence, score.right(c, p.intent)) for c, p in pairs])
    noisy = [slices[tag]["in_scope_lenient"] for tag in NOISY if tag in slices]
    return head | {
        "noisy_gap": round(head["in_scope_lenient"] - min(noisy), 2) if noisy else 0.0,
        "calibration_error": calibration.expected_error(bins),
        "calibration": calibration.table(bins),
        "sweep": score.sweep(pairs, THRESHOLDS),
        "slices": slices,
        "by_intent": score.by_intent(pairs),
        "entities": score.entities([(c, p) for c, p in pairs if c.ours]),
        "confusions": [
            {"meant": meant, "understood": understood, "count": len(texts)}
            for meant, understood, texts in score.confusions(pairs)
        ],
    }


def report(ours: dict[str, Any], stock: dict[str, Any] | None) -> bool:
    """Print the table, the slices and the confusions; whether every bar holds."""
    print(f"{'':<32}{'ours':>10}{'stock':>10}  {'bar':<8}holds")
    all_hold = True
    for title, key, rule, bar in BARS:
        holds = rule is None or rule(ours[key])
        all_hold &= holds
        theirs = stock[key] if stock else "-"
        print(f"{title:<32}{ours[key]:>10}{theirs:>10}  {bar:<8}{_verdict(rule, holds)}")
    print("\nslice (in scope, lenient %)")
    for tag, figures in ours["slices"].items():
        theirs = stock["slices"][tag]["in_scope_lenient"] if stock else "-"
        print(f"  {tag:<30}{figures['in_scope_lenient']:>10}{theirs:>10}  of {figures['count']}")
    print("\nthreshold  in scope  out of scope  false fallback")
    for row in ours["sweep"]:
        print(
            "{threshold:>9}{in_scope_lenient:>10}{oos_recall:>14}{false_fallback:>16}".format(**row)
        )
    print("\nmeant -> understood")
    for row in ours["confusions"][:25]:
        print(f"  {row['count']:>3}  {row['meant']} -> {row['understood']}")
    return all_hold


def _verdict(rule: object, holds: bool) -> str:
    return "" if rule is None else "yes" if holds else "NO"


def main() -> int:
    """Score both pipelines and write the results."""
    source = Path(os.environ.get("EVAL", ""))
    if not source.is_file():
        stop("say which utterances to score: make bench-nlu EVAL=utterances.jsonl")
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = source.read_text(encoding="utf-8").splitlines()
    cases = [score.case_of(json.loads(line)) for line in lines if line.strip()]
    ours, pairs = measured("ours", cases)
    stock, stock_pairs = (None, [])
    if os.environ.get("STOCK", "") != "no":
        stock, stock_pairs = measured("stock", cases)
    all_hold = report(ours, stock)
    _write(source, cases, {"ours": ours, "stock": stock}, all_hold)
    wrong = {"ours": score.confusions(pairs), "stock": score.confusions(stock_pairs)}
    (RESULTS / "nlu.local.json").write_text(json.dumps(wrong, ensure_ascii=False, indent=1))
    return _more() or (0 if all_hold else 1)


def _write(source: Path, cases: list[score.Case], figures: dict[str, Any], holds: bool) -> None:
    about = {
        "file": source.name,
        "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "utterances": len(cases),
        "all_bars_hold": holds,
        "stock_epochs": int(os.environ.get("STOCK_EPOCHS") or 100),
    }
    text = json.dumps(about | figures, ensure_ascii=False, indent=2)
    (RESULTS / "nlu.json").write_text(text + "\n")
    curves = {
        name: [calibration.Bin(**b) for b in f["calibration"]["bins"]]
        for name, f in figures.items()
        if f
    }
    (RESULTS / "nlu-calibration.svg").write_text(calibration.picture(curves))


def _more() -> int:
    """The other benchmarks of understanding, where their files are given."""
    failed = 0
    if questions := os.environ.get("QUESTIONS"):
        say("Benchmark questions")
        failed |= subprocess.call([str(BOT_PYTHON), "-m", "bench.questions", questions], cwd=ROOT)
    if smp := os.environ.get("SMP2019"):
        say("Benchmark smp2019")
        failed |= subprocess.call([str(BRAIN_PYTHON), "-m", "bench.smp2019", smp], cwd=ROOT)
    return failed


if __name__ == "__main__":
    sys.exit(main())
