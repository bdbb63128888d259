"""Start the brain: `python -m bot.nlu.brain --port 5005`, token in XIAOWA_BRAIN_TOKEN.

Rasa's own server with our fixes, on loopback, every route behind the token: Rasa's `--auth-token`
leaves its channels open, so one middleware guards them all.
"""

from __future__ import annotations

import argparse
import hmac
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.nlu.profile import config_of
from bot.nlu.quiet import quiet_logs
from bot.nlu.without_tensorflow import spare_tensorflow

if TYPE_CHECKING:
    from sanic import Sanic
    from sanic.request import Request
    from sanic.response import HTTPResponse

TOKEN_VARIABLE = "XIAOWA_BRAIN_TOKEN"  # noqa: S105
ACTIONS_PORT_VARIABLE = "XIAOWA_ACTIONS_PORT"
_ACTIONS_PORT = "5055"
MODEL = Path("models/brain.tar.gz")
_RESPONSE_TIMEOUT_S = 60
_LARGEST_REQUEST_BYTES = 1_000_000


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line; a token is needed, from the option or the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--token", default=os.environ.get(TOKEN_VARIABLE))
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--config", type=Path, default=config_of())
    parser.add_argument("--endpoints", default="endpoints.yml")
    parser.add_argument("--credentials", default="credentials.yml")
    options = parser.parse_args(argv)
    if not options.token:
        parser.error(f"no token: set {TOKEN_VARIABLE} or pass --token")
    if not options.model.is_file():
        parser.error(f"no model at {options.model}: run `make train`")
    return options


def is_allowed(
    *, token: str, header: str | None, other_header: str | None, query: str | None
) -> bool:
    """Whether a request carries the token: Bearer, X-Brain-Token, or Rasa's `?token=`."""
    bearer = (header or "").removeprefix("Bearer ").strip()
    return any(
        hmac.compare_digest(token.encode(), offered.encode())
        for offered in (bearer, other_header or "", query or "")
    )


def guard(app: Sanic, token: str) -> None:
    """Refuse every request without the token; `GET /` (is it up?) is free."""
    from sanic.response import json

    async def check(request: Request) -> HTTPResponse | None:
        if request.path == "/" and request.method == "GET":
            return None
        if is_allowed(
            token=token,
            header=request.headers.get("authorization"),
            other_header=request.headers.get("x-brain-token"),
            query=request.args.get("token"),
        ):
            return None
        return json({"status": "failure", "code": 401, "reason": "NotAuthenticated"}, status=401)

    app.register_middleware(check, "request")


def build(options: argparse.Namespace) -> Sanic:
    """Rasa's server application with channels, guard and model loading, ready to run."""
    from rasa.core.run import (
        close_resources,
        configure_app,
        create_http_input_channels,
        load_agent_on_start,
    )
    from rasa.core.utils import AvailableEndpoints

    from bot.nlu.fast_rasa import close_sessions, install

    install()
    # endpoints.yml is filled from these.
    os.environ.setdefault(ACTIONS_PORT_VARIABLE, _ACTIONS_PORT)
    os.environ[TOKEN_VARIABLE] = options.token
    endpoints = AvailableEndpoints.read_endpoints(options.endpoints)
    app = configure_app(
        create_http_input_channels(None, options.credentials),
        cors=None,
        enable_api=True,
        response_timeout=_RESPONSE_TIMEOUT_S,
        port=options.port,
        endpoints=endpoints,
    )
    app.config.REQUEST_MAX_SIZE = _LARGEST_REQUEST_BYTES
    guard(app, options.token)

    async def load(app: Sanic, loop: Any) -> None:
        await load_agent_on_start(str(options.model), endpoints, None, app, loop)
        if app.ctx.agent is None or not app.ctx.agent.is_ready():
            # Rasa would go on and answer every message with an error.
            raise SystemExit(f"{options.model} cannot be loaded by this version: run `make train`")

    async def close(app: Sanic, loop: Any) -> None:
        await close_sessions()
        await close_resources(app, loop)

    app.register_listener(load, "before_server_start")
    app.register_listener(close, "after_server_stop")
    return app


def main(argv: list[str] | None = None) -> int:
    """Serve until told to stop."""
    options = arguments(argv)
    spare_tensorflow(options.config)
    quiet_logs()
    run = partial(build(options).run, host=options.host, port=options.port)
    quiet_logs()
    run(workers=1, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
