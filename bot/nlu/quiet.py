"""Logging of the brain: warnings and worse, one line each, nothing customers said."""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
import warnings
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

_LIBRARIES = ("rasa", "sanic", "apscheduler", "matplotlib", "asyncio", "urllib3")
_SANIC = ("sanic.root", "sanic.error", "sanic.access", "sanic.server")
_PRIVATE = re.compile(r"(?<=token=)[^&\s'\"]+|(?<=sender ')[^']+|(?<=conversation ')[^']+|\d{6,}")
"""What libraries put into their sentences: our token, ids of conversations, long numbers."""
_FRAMES = 6


def quiet_logs(level: int = logging.WARNING) -> None:
    """Set Rasa's and its libraries' level; Rasa's structured debug lines are dropped unbuilt.

    To be called again once the server is built, because Sanic sets up logs of its own.
    """
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    warnings.simplefilter("ignore")
    import structlog

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        processors=[
            structlog.processors.add_log_level,
            what_and_where,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(level)
    for name in _SANIC:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def what_and_where(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> dict[str, Any]:
    """A structured line without the facts beside the event: Rasa adds the customer's text."""
    kept = {name: line[name] for name in ("event", "level") if name in line}
    error = sys.exc_info()[1] if line.get("exc_info") else None
    return {**kept, "error": place(error)} if error else kept


class Discreet(logging.Formatter):
    """Lines without what libraries quote, errors without their text."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, with the places of an error below."""
        record.exc_text = None
        return _PRIVATE.sub("…", super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging's name
        """Type and place only."""
        return place(ei[1])


def place(error: BaseException) -> str:
    """Type of an error and its innermost frames; its text may quote customers."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    return f"{type(error).__module__}.{type(error).__qualname__} at {where}"
