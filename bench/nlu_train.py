"""Train one pipeline and measure it, in the brain's environment: seconds, peak memory.

`python -m bench.nlu_train CONFIG DATA OUT REPORT`; runs in a process of its own, because peak
memory is a process's.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import time
from pathlib import Path

from bot.nlu.without_tensorflow import spare_tensorflow


def main(config: Path, data: Path, out: Path, report: Path) -> int:
    """Train on the examples of `data` and write what it took to `report`."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Rasa's cache would hand out what another run has learned: nothing may be kept or taken.
    os.environ["RASA_CACHE_DIRECTORY"] = str(out / "cache")
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    logging.basicConfig(level=logging.WARNING)
    spare_tensorflow(config)
    from rasa.model_training import train_nlu

    start, cpu = time.perf_counter(), time.process_time()
    if not train_nlu(str(config), str(data), str(out), fixed_model_name="model"):
        return 1
    took = {
        "train_s": round(time.perf_counter() - start, 1),
        "train_cpu_s": round(time.process_time() - cpu, 1),
        "train_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    report.write_text(json.dumps(took))
    return 0


if __name__ == "__main__":
    sys.exit(main(*(Path(word) for word in sys.argv[1:5])))
