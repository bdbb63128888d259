"""What the brain writes to its log."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import logging
from bot.nlu.quiet import quiet_logs
quiet_logs()
from sanic import Sanic
Sanic("brain")
quiet_logs()
import structlog
try:
    raise ValueError("我是王小明")
except ValueError:
    structlog.get_logger("rasa.core.channels.rest").exception("failure", text="户号1234")
    logging.getLogger("rasa.core.processor").exception("the action failed")
structlog.get_logger("rasa.core.channels.rest").error("timeout", text="王小明")
logging.getLogger("sanic.error").error("uri: '/status?token=secret' of 13800138000")
logging.getLogger("rasa").warning("No more actions for sender 'rest-anna@example.com'.")
"""


def test_the_log_says_what_happened_and_where_but_not_what_was_said() -> None:
    """Neither the customer's text nor numbers, senders, tokens or the texts of errors."""
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60
    )
    log = ran.stdout + ran.stderr

    for private in ("王小明", "1234", "13800138000", "secret", "anna"):
        assert private not in log
    for useful in ("failure", "timeout", "the action failed", "builtins.ValueError", "/status"):
        assert useful in log
    assert log.count("uri:") == 1
