"""The log: JSON lines, one for each turn and request, without any personal data."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


class Journal:
    """Writes canonical lines; conversation ids are masked before they get here or here."""

    def __init__(self, *, mask: Callable[[str], str], level: str, stream: TextIO) -> None:
        self._mask = mask
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(stream),
            wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )

    def turn(
        self, *, conversation_id: str, seq: int, outcome: str, brain_ms: float, total_ms: float
    ) -> None:
        """One customer message was dealt with."""
        log = self._log.info if outcome == "answered" else self._log.warning
        log(
            "turn",
            channel=conversation_id.split("-", 1)[0],
            conversation=self._mask(conversation_id),
            seq=seq,
            outcome=outcome,
            brain_ms=round(brain_ms, 1),
            total_ms=round(total_ms, 1),
        )

    def request(self, *, method: str, route: str, status: int, ms: float) -> None:
        """One HTTP request was answered; `route` is the pattern, never what was asked for."""
        log = self._log.debug if route in ("/healthz", "/readyz", "/metrics") else self._log.info
        log("request", method=method, route=route, status=status, ms=round(ms, 1))

    def socket(self, *, conversation_id: str, seconds: float, received: int, code: int) -> None:
        """A chat socket has closed."""
        self._log.info(
            "socket",
            conversation=self._mask(conversation_id),
            seconds=round(seconds, 1),
            received=received,
            code=code,
        )

    def failure(self, where: str, error: BaseException) -> None:
        """Something unforeseen: type and place, without its text, which may quote customers."""
        self._log.error("failure", where=where, error=kind(error), at=place(error))

    def note(self, event: str, **facts: Any) -> None:
        """Something an operator wants to know; facts must not be about a customer."""
        self._log.info(event, **facts)


def kind(error: BaseException) -> str:
    """Type of the error and of what caused it."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name} < {kind(error.__cause__)}" if error.__cause__ else name


def place(error: BaseException) -> list[str]:
    """File, line and function of the innermost frames, newest last."""
    frames: list[str] = []
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-6:]


class _Plain(logging.Handler):
    """Brings warnings of libraries into the journal, without their arguments."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        """Name the library and the place; what it wanted to say may quote customers."""
        error = record.exc_info[1] if record.exc_info else None
        self._journal.note(
            "library",
            logger=record.name,
            severity=record.levelname.lower(),
            at=f"{Path(record.pathname).name}:{record.lineno}",
            **({"error": kind(error), "trace": place(error)} if error else {}),
        )


def open_journal(
    *, mask: Callable[[str], str], level: str, stream: TextIO | None = None
) -> Journal:
    """The journal on standard output."""
    return Journal(mask=mask, level=level, stream=stream or sys.stdout)


def adopt_libraries(journal: Journal) -> None:
    """Send the warnings of every library to the journal and silence the rest."""
    root = logging.getLogger()
    root.handlers[:] = [_Plain(journal)]
    root.setLevel(logging.WARNING)
