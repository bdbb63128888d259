"""Parse a file of texts with a model, in the brain's environment, on one core; time it.

`python -m bench.nlu_parse MODEL CONFIG TEXTS OUT`: TEXTS is a JSON list, OUT gets the parses,
milliseconds of each, and the memory of the process. A stock model runs on Rasa as it comes.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from bot.nlu.quiet import quiet_logs
from bot.nlu.without_tensorflow import spare_tensorflow

_WARM_UP = 30


def main(model: Path, config: Path, texts_file: Path, out: Path) -> int:
    """Load, warm up, parse one text after the other."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    light = spare_tensorflow(config)
    quiet_logs()
    start = time.perf_counter()
    agent = _agent(model, fast=light)
    load_s = time.perf_counter() - start
    texts = json.loads(texts_file.read_text(encoding="utf-8"))
    asyncio.run(_parse(agent, texts[:_WARM_UP]))
    cpu = time.process_time()
    parses, spent_ms = asyncio.run(_parse(agent, texts))
    cpu_s = time.process_time() - cpu
    figures = {
        "parse_median_ms": round(statistics.median(spent_ms), 2),
        "parse_p95_ms": round(sorted(spent_ms)[int(len(spent_ms) * 0.95)], 2),
        "parses_per_s": round(1000 * len(spent_ms) / sum(spent_ms), 1),
        "parse_cpu_ms": round(1000 * cpu_s / len(texts), 2),
        "load_s": round(load_s, 1),
        "rss_mb": round(_rss_mb(), 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    out.write_text(json.dumps({"figures": figures, "parses": parses}, ensure_ascii=False))
    return 0


def _agent(model: Path, *, fast: bool) -> Any:
    from rasa.core.agent import Agent

    if fast:
        from bot.nlu.fast_rasa import install

        install()
    return Agent.load(model)


async def _parse(agent: Any, texts: list[str]) -> tuple[list[dict[str, Any]], list[float]]:
    kept = ("intent", "intent_ranking", "strangeness")
    parses, spent_ms = [], []
    for text in texts:
        start = time.perf_counter()
        parse = await agent.parse_message(text)
        spent_ms.append((time.perf_counter() - start) * 1000)
        entities = [{k: e[k] for k in ("entity", "start", "end")} for e in parse["entities"]]
        parses.append({k: parse[k] for k in kept if k in parse} | {"entities": entities})
    return parses, spent_ms


def _rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    sys.exit(main(*(Path(word) for word in sys.argv[1:5])))
