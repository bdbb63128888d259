"""The command line: `python -m bot serve | demo | import | export | nightly | …`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from bot import __version__
from bot.channels import nightly
from bot.settings import Settings, WrongSettings, read_settings
from bot.storage.demo import command as demo_command
from bot.storage.exporting import command as export_command
from bot.storage.importing import command as import_command

if TYPE_CHECKING:
    from bot.bootstrap import Deps

_DATA_COMMANDS = ("demo", "import", "export")


def main(arguments: list[str] | None = None) -> None:
    """Run one command; a mistake ends it with one clear sentence and status 2."""
    # Databases, readings and lists of rejected rows are about people: nobody else may read them.
    os.umask(0o077)
    given = _parser().parse_args(arguments)
    if given.command in _DATA_COMMANDS:
        raise SystemExit(_with_data(given))
    given.run(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xiaowa", description="小瓦: 供电客服机器人")
    commands = parser.add_subparsers(required=True, metavar="command", dest="command")
    serve = commands.add_parser("serve", help="serve customers, programs and the brain's actions")
    serve.set_defaults(run=_serve)
    encoder = commands.add_parser("encoder", help="train the encoder of knowledge search")
    encoder.add_argument("--inputs", default="", help="digest of what it is made from")
    encoder.set_defaults(run=_train_encoder)
    forecast = commands.add_parser("forecast-train", help="fit the forecast of bills")
    forecast.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD")
    forecast.set_defaults(run=_train_forecast)
    nightly.register(commands).set_defaults(run=_nightly)
    version = commands.add_parser("version", help="say which version this is")
    version.set_defaults(run=lambda _: print(__version__))
    demo_command.register(commands)
    import_command.register(commands)
    export_command.register(commands)
    return parser


def _with_data(given: argparse.Namespace) -> int:
    """Run a command on the databases and the meter store; it says how it ended."""
    from bot.bootstrap import build

    deps = build(_settings())
    try:
        ended: int = given.run(
            given,
            books=deps.books,
            meters=deps.meters,
            tariffs=deps.tariffs,
            folder=deps.settings.var,
            **_today(given, deps.now()),
        )
        if given.command == "demo" and ended == 0:
            _hold_events(given, deps)
            _fit_forecast(deps, until=given.until)
    finally:
        deps.close()
    return ended


def _hold_events(given: argparse.Namespace, deps: Deps) -> None:
    """The town's demand response, which needs the services to be joined and settled."""
    from bot.services import demo_response

    until = given.until or deps.now().date()
    demo_response.build(deps.books, deps.meters, tariffs=deps.tariffs, until=until)


def _today(given: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """The clock as the command wants it; an export says to the second when it was made."""
    if given.command == "export":
        return {"today": now.date(), "now": now}
    return {"today": now.date()}


def _train_encoder(given: argparse.Namespace) -> None:
    from bot.services.encoder_training import make_encoder

    settings = _settings()
    make_encoder(settings.home, into=settings.own_encoder_folder, inputs=given.inputs)


def _train_forecast(given: argparse.Namespace) -> None:
    from bot.bootstrap import build

    deps = build(_settings())
    try:
        done = _fit_forecast(deps, until=given.until)
    finally:
        deps.close()
    raise SystemExit(0 if done else 1)


def _fit_forecast(deps: Deps, *, until: date | None) -> bool:
    """Fit the forecast of bills; without enough readings bills go by the plain rule."""
    from bot.domain.unable import NotEnoughReadings
    from bot.services.forecast_training import train

    folder = deps.settings.forecast_folder
    try:
        fitted = train(deps.books, deps.meters, folder=folder, today=until or deps.now().date())
    except NotEnoughReadings:
        print("Too few readings to fit the forecast of bills: three months of one meter are needed")
        return False
    print(f"{fitted.version}: fitted on {fitted.meters} meters, {fitted.days} days")
    return True


def _nightly(given: argparse.Namespace) -> None:
    raise SystemExit(nightly.run(given, _settings()))


def _serve(_given: argparse.Namespace) -> None:
    # Imported here, so that `version` and `--help` answer at once.
    from actions import base
    from bot.bootstrap import build
    from bot.channels.server import serve

    deps = build(_settings())
    base.bind(deps)
    try:
        asyncio.run(serve(deps, actions="actions"))
    except OSError as error:
        _stop(f"Cannot listen: {error.strerror or error}")
    finally:
        deps.close()


def _settings() -> Settings:
    try:
        return read_settings(os.environ)
    except WrongSettings as wrong:
        _stop("\n  ".join(["These settings cannot be used:", *wrong.problems]))


def _stop(text: str) -> NoReturn:
    print(text, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    main()
