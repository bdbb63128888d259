"""Make the demo town when there is none, or when it no longer ends yesterday."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from scripts import stamp
from scripts.house import BOT_PYTHON, ROOT, VAR, call, say

STAMP = VAR / ".town-made-from"
SUFFIXES = (".py", ".yml")
CHINA = timezone(timedelta(hours=8))


def make() -> None:
    """Make the town in `var/` current."""
    today = datetime.now(CHINA).date().isoformat()
    sources = [
        *(
            path
            for path in (ROOT / "bot" / "storage" / "demo").rglob("*")
            if path.suffix in SUFFIXES
        ),
        *(ROOT / "bot" / "storage" / "migrations").rglob("*.py"),
        *(ROOT / "bot" / "domain").glob("*.py"),
        *(ROOT / "knowledge" / "tariffs").glob("*.yml"),
    ]
    mark = stamp.fingerprint(sources, today)
    if stamp.is_current(STAMP, mark):
        return
    say("Building the demo town (well under a minute)")
    call(BOT_PYTHON, "-m", "bot", "demo", quiet_log=VAR / "log" / "demo.log")
    stamp.set_current(STAMP, mark)
