"""Logging of the brain: warnings and worse, one line each, nothing customers said."""

from __future__ import annotations

import logging
import os
import warnings

_LIBRARIES = ("rasa", "sanic", "apscheduler", "matplotlib", "asyncio", "urllib3")


def quiet_logs(level: int = logging.WARNING) -> None:
    """Set Rasa's and its libraries' level; Rasa's structured debug lines are dropped unbuilt."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    warnings.simplefilter("ignore")
    import structlog

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(level)
