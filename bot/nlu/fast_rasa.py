"""Rasa 3.6.21's needless per-turn work, removed at its cause.

Each fix names the function it replaces and the hash of the source it was written for; a test
fails when Rasa's source underneath differs. `install` is idempotent.
"""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event
from rasa.utils.endpoints import EndpointConfig


def _make_validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)


_validator = _make_validator()


def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action's answer with the one validator (Rasa builds one a call, 20 ms each)."""
    error = best_match(_validator.iter_errors(result))
    if error is None:
        return True
    error.message += ". Failed to validate the action server's response"
    raise error


_by_type: dict[str, type[Event]] = {}
_slow_resolve_by_type = Event.resolve_by_type


def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """The event class of a name, remembered (Rasa walks all subclasses for every event)."""
    known = _by_type.get(type_name)
    if known is not None:
        return known
    found = _slow_resolve_by_type(type_name, default)
    if found is not None and found is not default:
        _by_type[type_name] = found
    return found


def run_nodes(
    self: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: list[str] | None = None,
) -> dict[str, Any]:
    """Run the graph's nodes one after the other, each after what it needs."""
    wanted = tuple(targets or self._graph_schema.target_names)
    orders: dict[tuple[str, ...], list[tuple[str, list[str]]]] = self.__dict__.setdefault(
        "_orders", {}
    )
    if wanted not in orders:
        orders[wanted] = _order(self._graph_schema.minimal_graph_schema(list(wanted)))
    outputs: dict[str, Any] = {}
    for name, value in (inputs or {}).items():
        if isinstance(value, str) and value in self._instantiated_nodes:
            raise GraphRunError(f"Input value '{value}' clashes with a node name.")
        outputs[name] = (name, value)
    try:
        for name, needs in orders[wanted]:
            if name not in outputs:
                outputs[name] = self._instantiated_nodes[name](*(outputs.get(n, n) for n in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(outputs[name] for name in wanted)


def _order(schema: GraphSchema) -> list[tuple[str, list[str]]]:
    """Nodes with their needs, dependencies first."""
    order: dict[str, list[str]] = {}

    def visit(name: str) -> None:
        if name in order or name not in schema.nodes:
            return
        needs = list(schema.nodes[name].needs.values())
        for need in needs:
            visit(need)
        order[name] = needs

    for name in schema.nodes:
        visit(name)
    return list(order.items())


_sessions: dict[int, tuple[asyncio.AbstractEventLoop, aiohttp.ClientSession]] = {}
_slow_session = EndpointConfig.session


class _Kept:
    """A session in Rasa's `async with`, left open for the next request."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_: object) -> None:
        return None


def kept_session(self: EndpointConfig) -> _Kept:
    """The endpoint's one session on the running loop (Rasa opens a connection a call)."""
    loop = asyncio.get_running_loop()
    owner, session = _sessions.get(id(self), (None, None))
    if session is None or session.closed or owner is not loop:
        session = _slow_session(self)
        # Below the 75 s after which aiohttp's server closes, so no request meets a closing door.
        session.connector._keepalive_timeout = 30.0
        _sessions[id(self)] = (loop, session)
        self.__dict__["_kept"] = True
    return _Kept(session)


async def close_sessions() -> None:
    """Close every kept session; for the server's stop."""
    while _sessions:
        _, (_, session) = _sessions.popitem()
        await session.close()


@dataclass(frozen=True)
class Fix:
    """One replaced function, and the source it was written for."""

    owner: type
    name: str
    replacement: Callable[..., Any]
    source_sha256: str

    def current_source(self) -> str:
        """Hash of Rasa's own source, whether or not the fix is installed."""
        original = _originals.get((self.owner, self.name)) or inspect.getattr_static(
            self.owner, self.name
        )
        function = getattr(original, "__func__", original)
        return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


logger = logging.getLogger(__name__)
_originals: dict[tuple[type, str], Any] = {}
FIXES = (
    Fix(RemoteAction, "_validate_action_result", validate_action_result, "f8cdb4be68123961"),
    Fix(Event, "resolve_by_type", staticmethod(resolve_by_type), "b5cf570fa7f286c7"),
    Fix(DaskGraphRunner, "run", run_nodes, "45f0f52f574f3aa9"),
    Fix(EndpointConfig, "session", kept_session, "e55aa13d9d4fb4bc"),
)


def install() -> None:
    """Put every fix in place; a function that is not the one a fix was written for stays."""
    for fix in FIXES:
        if fix.current_source() != fix.source_sha256:
            logger.warning("Rasa's %s.%s has changed: left as it is", fix.owner.__name__, fix.name)
        elif (fix.owner, fix.name) not in _originals:
            _originals[fix.owner, fix.name] = inspect.getattr_static(fix.owner, fix.name)
            setattr(fix.owner, fix.name, fix.replacement)
