"""Claim: 100,000 meters a night need 2 cores and 8 GB; cost grows like the meters; kill -9 is safe.

`python -m bench.nightly [meters ...] [--folder DIR]`, or METERS and FOLDER in the environment
(1,000 and 10,000 when not said; 100,000 on demand: 5 GB of disk and half an hour) builds a made-up
town of each size, 400 days of quarter-hour readings, and runs `python -m bot nightly` on it with 2
processes on 2 cores. CPU and memory are those of the command and all its processes together;
memory is sampled five times a second. With a folder the towns stay there and are taken up again.
Writes bench/results/nightly.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from bench import nightly_town
from bench.nightly_town import Town, days_before
from bot.storage.books import Books

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "nightly.json"
METERS = (1_000, 10_000)
NIGHT, DAYS = date(2026, 11, 11), 400
CORES = WORKERS = 2
MOST_GB = 8.0
MOST_GROWTH = 1.05
"""CPU grows with the meters to this power at most."""
_KILL_METERS, _KILL_PIECE = 1_000, 100
_TABLES = {
    "meter_insights": "meter_no, night, version, days, features, shape",
    "meter_outlooks": '"window", meter_no, night, starts_on, ends_on, energy_wh, low_wh, high_wh',
    "meter_findings": "meter_no, kind, night, rank, since, figures",
}


def main() -> int:
    """Measure, report, and fail when a bar does not hold."""
    parser = argparse.ArgumentParser(prog="bench.nightly")
    named = [int(text) for text in os.environ.get("METERS", "").split()]
    parser.add_argument("meters", type=int, nargs="*", default=named or list(METERS))
    parser.add_argument("--folder", type=_folder, default=_folder(os.environ.get("FOLDER", "")))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = given.folder or Path(passing)
        rows = []
        for meters in sorted(given.meters):
            rows.append(_measured(meters, folder))
            print(json.dumps(rows[-1]), flush=True)
            if given.folder is None and meters != _KILL_METERS:
                shutil.rmtree(folder / str(meters))
        killed = _killed(folder)
        print(json.dumps(killed), flush=True)
    growth = _growth(rows)
    holds = {
        "memory": all(row["peak_gb"] <= MOST_GB for row in rows),
        "growth": growth is None or growth <= MOST_GROWTH,
        "same_after_kill": killed["same"] and killed["each_written_once"],
    }
    result = {"rows": rows, "growth": growth, "killed": killed, "holds": holds}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({"growth": growth, "holds": holds}))
    return 0 if all(holds.values()) else 1


def _folder(text: str) -> Path | None:
    return Path(text).resolve() if text else None


def _measured(meters: int, folder: Path) -> dict[str, Any]:
    """One night over a town of a size, from the first."""
    home = _town(meters, folder)
    _forget(home)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    command = _start(home, piece=1_000)
    peak = _peak_bytes(command)
    wall_s = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if command.returncode:
        raise RuntimeError(f"the night over {meters} meters ended with {command.returncode}")
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    built = json.loads((home / "built.json").read_text(encoding="utf-8"))
    return {
        "meters": meters,
        "days": DAYS,
        "readings": built["readings"],
        "store_mb": _megabytes(home / "meters"),
        "results_mb": _megabytes(home / "service.db"),
        "wall_s": round(wall_s, 1),
        "cpu_s": round(cpu_s, 1),
        "cpu_ms_a_meter": round(cpu_s * 1000 / meters, 2),
        "peak_gb": round(peak / 1e9, 2),
    }


def _killed(folder: Path) -> dict[str, Any]:
    """A night left alone, and one killed in the middle and started again, side by side."""
    home = _town(_KILL_METERS, folder)
    _forget(home)
    command = _start(home, piece=_KILL_PIECE)
    command.wait()
    alone = _digest(home)
    _forget(home)
    command = _start(home, piece=_KILL_PIECE)
    while (done := _done(home)) < 3 and command.poll() is None:
        time.sleep(0.05)
    os.killpg(command.pid, signal.SIGKILL)
    command.wait()
    left = _done(home)
    written = _meters(home)
    again = _start(home, piece=_KILL_PIECE)
    again.wait()
    return {
        "meters": _KILL_METERS,
        "pieces": _done(home),
        "pieces_done_when_killed": left,
        "meters_written_when_killed": written,
        "status_after_restart": again.returncode,
        "same": bool(alone) and _digest(home) == alone and done >= 3,
        "each_written_once": written == left * _KILL_PIECE and _meters(home) == _KILL_METERS,
    }


def _town(meters: int, folder: Path) -> Path:
    """The town's folder, built where it is not there yet."""
    home = folder / str(meters)
    if not (home / "built.json").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        books = _books(home)
        books.upgrade()
        town = Town(meters, days_before(NIGHT, DAYS))
        readings = nightly_town.build(town, books=books, folder=home / "meters")
        books.close()
        (home / "built.json").write_text(json.dumps({"readings": readings}), encoding="utf-8")
    return home


def _books(home: Path) -> Books:
    return Books(
        billing_url=f"sqlite:///{home / 'billing.db'}",
        service_url=f"sqlite:///{home / 'service.db'}",
    )


def _forget(home: Path) -> None:
    """Begin with a service database that knows of no night."""
    for path in home.glob("service.db*"):
        path.unlink()
    books = _books(home)
    books.upgrade()
    books.close()


def _start(home: Path, *, piece: int) -> subprocess.Popen[bytes]:
    """The command in a process group of its own, on two cores."""
    settings = {
        "XIAOWA_VAR": str(home),
        "XIAOWA_NIGHTLY_WORKERS": str(WORKERS),
        "XIAOWA_NIGHTLY_METERS": str(piece),
    }
    others = {k: v for k, v in os.environ.items() if not k.startswith("XIAOWA_")}
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "nightly", "--night", NIGHT.isoformat(), "--quiet"],
        cwd=ROOT,
        env=others | settings,
        start_new_session=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )


def _peak_bytes(command: subprocess.Popen[bytes]) -> int:
    """Wait for the command; the most memory that its session held at once."""
    peak = 0
    while command.poll() is None:
        peak = max(peak, sum(_resident(path, command.pid) for path in Path("/proc").glob("[0-9]*")))
        time.sleep(0.2)
    return peak


def _resident(process: Path, session: int) -> int:
    """Resident bytes of a process of the session; what processes share counts in each."""
    try:
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return int(fields[21]) * resource.getpagesize() if int(fields[3]) == session else 0


def _rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "service.db", timeout=30)) as connection:
        return connection.execute(sql).fetchall()


def _done(home: Path) -> int:
    return int(_rows(home, "SELECT count(*) FROM nightly_pieces WHERE state = 'done'")[0][0])


def _meters(home: Path) -> int:
    return int(_rows(home, "SELECT count(*) FROM meter_insights")[0][0])


def _digest(home: Path) -> str:
    """Everything a night says, but for when it said so."""
    digest = hashlib.sha256()
    for table, columns in _TABLES.items():
        for row in _rows(home, f"SELECT {columns} FROM {table} ORDER BY meter_no, 1, 2"):
            digest.update(repr(row).encode())
    return digest.hexdigest()


def _growth(rows: list[dict[str, Any]]) -> float | None:
    """Power of the meters with which CPU grows between the two largest towns."""
    if len(rows) < 2:
        return None
    few, many = rows[-2:]
    power = math.log(many["cpu_s"] / few["cpu_s"]) / math.log(many["meters"] / few["meters"])
    return round(power, 3)


def _megabytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return round(sum(file.stat().st_size for file in files if file.is_file()) / 1e6)


if __name__ == "__main__":
    sys.exit(main())
