"""Every setting of the bot: read once from `XIAOWA_*` variables, checked together, then frozen."""

from __future__ import annotations

import difflib
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "XIAOWA_"
READ_ELSEWHERE = frozenset(
    {
        "XIAOWA_PYTHON_BOT",
        "XIAOWA_PYTHON_BRAIN",
        "XIAOWA_NLU_PROFILE",
        "XIAOWA_NLU_TRANSFORMERS",
    }
)
"""Variables of the `make` commands that a bot started by them inherits."""
NO_ENCODER = "none"
"""What `XIAOWA_ENCODER` says where knowledge search is to go by words alone."""

_HERE = Path()
_VAR = Path("var")


class WrongSettings(ValueError):
    """One or more settings cannot be used; `problems` names each and how to fix it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _text(value: str) -> str:
    return value


def _folder(value: str) -> Path:
    return Path(value).expanduser()


def _switch(value: str) -> bool:
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError("use 1 or 0")


def _port(value: str) -> int:
    if value.isascii() and value.isdigit() and 0 <= int(value) <= 65535:
        return int(value)
    raise ValueError("use a port number from 0 to 65535 (0 takes any free one)")


def _positive(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 < number < float("inf"):
        raise ValueError("use a number above 0")
    return number


def _not_negative(value: str) -> float:
    return 0.0 if value.strip() in ("0", "0.0") else _positive(value)


def _whole(value: str) -> int:
    if value.isascii() and value.isdigit() and int(value) > 0:
        return int(value)
    raise ValueError("use a whole number above 0")


def _level(value: str) -> str:
    levels = ("debug", "info", "warning", "error")
    if value.lower() not in levels:
        raise ValueError(f"use one of {', '.join(levels)}")
    return value.lower()


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("use an address such as http://127.0.0.1:5005")
    return value.rstrip("/")


def _feed(value: str) -> str:
    return _http_url(value) if "://" in value else value


def _database_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("use sqlite:///path/to/file.db or postgresql+psycopg://user@host/name")
    return value


def _origins(value: str) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            raise ValueError("use comma-separated origins such as https://www.example.com")
    return origins


def _key(value: str) -> str:
    if len(value) < 32:
        raise ValueError("use at least 32 characters of randomness, e.g. `openssl rand -hex 32`")
    return value


def _time_of_day(value: str) -> str:
    hours, _, minutes = value.partition(":")
    whole = value.isascii() and hours.isdigit() and minutes.isdigit() and len(value) == 5
    if whole and int(hours) < 24 and int(minutes) < 60:
        return value
    raise ValueError("use a time of day such as 02:30")


def _engine(value: str) -> str:
    if value in ("processes", "dask") or value.startswith(("tcp://", "tls://")):
        return value
    raise ValueError("use processes, dask, or a Dask scheduler such as tcp://10.0.0.5:8786")


def _token(value: str) -> str:
    if len(value) < 16 or not value.isascii() or any(c.isspace() for c in value):
        raise ValueError("use at least 16 ASCII characters without spaces")
    return value


def _setting(reader: Callable[[str], Any], default: Any = MISSING) -> Any:
    """A field read by `reader`; every one has a default, so that the bot starts with none set."""
    return field(default=default, metadata={"reader": reader})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator can decide; docs/settings.md explains each."""

    host: str = _setting(_text, "127.0.0.1")
    """Address the public edge listens on."""
    port: int = _setting(_port, 8080)
    actions_port: int = _setting(_port, 5055)
    """Loopback port where the brain calls our actions."""
    home: Path = field(default=_HERE, metadata={"reader": _folder})
    """Folder that holds domain.yml and knowledge/."""
    var: Path = field(default=_VAR, metadata={"reader": _folder})
    """Folder for databases, readings and keys."""
    billing_url: str | None = _setting(_database_url, None)
    service_url: str | None = _setting(_database_url, None)
    meters_url: str | None = _setting(_text, None)
    """A folder for Parquet files, or a postgresql+psycopg:// address."""
    brain_port: int = _setting(_port, 5005)
    brain_url: str | None = _setting(_http_url, None)
    brain_token: str | None = _setting(_token, None)
    brain_timeout_s: float = _setting(_positive, 15.0)
    rest_token: str | None = _setting(_token, None)
    """Bearer token programs must send to the REST channel and /metrics."""
    secret_key: str | None = _setting(_key, None)
    """Signs chat tickets; several bot processes on several machines must share one."""
    crew_phone: str | None = _setting(_text, None)
    """Phone of the repair desk: urgent work orders are told there by text message."""
    demo: bool = _setting(_switch, False)
    behind_proxy: bool = _setting(_switch, False)
    """Take the caller's address from X-Forwarded-For as the nearest proxy wrote it."""
    public_url: str | None = _setting(_http_url, None)
    """Address that customers reach the bot under, for links; none: where it listens."""
    allowed_origins: tuple[str, ...] = _setting(_origins, ())
    """Other web sites that may embed the widget."""
    ticket_ttl_s: float = _setting(_positive, 300.0)
    outage_feed: str | None = _setting(_feed, None)
    """Path or http(s) address of the utility's outage feed; none: outages stay unknown."""
    outage_feed_token: str | None = _setting(_token, None)
    outage_feed_every_s: float = _setting(_positive, 60.0)
    outage_feed_timeout_s: float = _setting(_positive, 10.0)
    outage_stale_after_s: float = _setting(_positive, 1800.0)
    """From this age on, what the feed said no longer proves that there is no outage."""
    encoder: str | None = _setting(_text, None)
    """Model of knowledge search: a hub name or a folder; none: the project's own; `none`: words."""
    reranker: str | None = _setting(_text, None)
    """Cross-encoder that reads the best hits again: a hub name or a folder; none: no such look."""
    nightly_at: str | None = _setting(_time_of_day, None)
    """Time of day, HH:MM, from which the server starts the nightly job; none: someone else does."""
    nightly_workers: int = _setting(_whole, 2)
    nightly_engine: str = _setting(_engine, "processes")
    """`processes` of this machine, `dask` (a local cluster), or a Dask scheduler's address."""
    nightly_meters: int = _setting(_whole, 1000)
    """Meters worked on and written as one."""
    lease_s: float = _setting(_positive, 45.0)
    """How long a worker holds a conversation before another may take it over."""
    stale_after_s: float = _setting(_positive, 3600.0)
    """A message left unanswered longer than this is not asked any more; the customer is told."""
    rate_burst: int = _setting(_whole, 5)
    rate_per_s: float = _setting(_positive, 1.0)
    rest_rate_per_s: float = _setting(_not_negative, 0.0)
    """Messages a second each REST sender may send; 0 is no limit."""
    heartbeat_s: float = _setting(_positive, 20.0)
    watch_every_s: float = _setting(_positive, 1.0)
    """How often this process looks for what other processes wrote or left undone."""
    drain_s: float = _setting(_positive, 10.0)
    """How long a stopping process lets running turns finish."""
    threads: int = _setting(_whole, 4)
    """Threads for database work, and as many again for actions."""
    log_level: str = _setting(_level, "info")

    def __post_init__(self) -> None:
        problems = list(self._conflicts())
        if problems:
            raise WrongSettings(problems)

    @property
    def crew_desk(self) -> str | None:
        """Where urgent work orders are told; in demo mode a phone of its own."""
        return self.crew_phone or ("dispatch" if self.demo else None)

    def _conflicts(self) -> list[str]:
        problems = []
        if self.rest_token is None and not _is_loopback(self.host):
            problems.append(
                f"XIAOWA_HOST={self.host} lets other machines in, so XIAOWA_REST_TOKEN must be set"
                " (or listen on 127.0.0.1)"
            )
        if self.rest_token is None and self.behind_proxy:
            problems.append(
                "XIAOWA_BEHIND_PROXY=1 lets other machines in, so XIAOWA_REST_TOKEN must be set"
            )
        if self.brain_timeout_s >= self.lease_s:
            problems.append(
                f"XIAOWA_BRAIN_TIMEOUT_S={self.brain_timeout_s:g} must be below"
                f" XIAOWA_LEASE_S={self.lease_s:g}, or two workers could answer one message"
            )
        if self.outage_feed and self.outage_feed_every_s >= self.outage_stale_after_s:
            problems.append(
                f"XIAOWA_OUTAGE_FEED_EVERY_S={self.outage_feed_every_s:g} must be below"
                f" XIAOWA_OUTAGE_STALE_AFTER_S={self.outage_stale_after_s:g}, or the word on"
                " outages would be stale before it is asked for again"
            )
        return problems

    @property
    def billing_database(self) -> str:
        """SQLAlchemy URL of the billing database."""
        return self.billing_url or f"sqlite:///{self.var / 'billing.db'}"

    @property
    def service_database(self) -> str:
        """SQLAlchemy URL of the service database."""
        return self.service_url or f"sqlite:///{self.var / 'service.db'}"

    @property
    def meter_store(self) -> str:
        """Folder or URL of the meter store."""
        return self.meters_url or str(self.var / "meters")

    @property
    def brain_address(self) -> str:
        """Base URL of the brain."""
        return self.brain_url or f"http://127.0.0.1:{self.brain_port}"

    @property
    def public_address(self) -> str:
        """Base URL of links to our own pages."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def tariffs_folder(self) -> Path:
        """Where the published tariffs lie."""
        return self.home / "knowledge" / "tariffs"

    @property
    def outage_rules_file(self) -> Path:
        """Where the figures around outages lie."""
        return self.home / "knowledge" / "outages.yml"

    @property
    def knowledge_folder(self) -> Path:
        """What the company publishes."""
        return self.home / "knowledge"

    @property
    def own_encoder_folder(self) -> Path:
        """Where `make train` puts the project's own encoder."""
        return self.home / "models" / "encoder"

    @property
    def forecast_folder(self) -> Path:
        """Where `python -m bot forecast-train` puts the forecast of bills."""
        return self.var / "models" / "forecast"

    @property
    def domain_file(self) -> Path:
        """The brain's domain, which some actions want to see."""
        return self.home / "domain.yml"


def names() -> dict[str, Field[Any]]:
    """Every variable and the field it fills."""
    return {PREFIX + entry.name.upper(): entry for entry in fields(Settings)}


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from the environment; an empty value counts as not set.

    Raises:
        WrongSettings: with every wrong value, unknown name and conflict at once.
    """
    known = names()
    problems = [_unknown(name, known) for name in environment if _is_stray(name, known)]
    values: dict[str, Any] = {}
    for name, entry in known.items():
        text = environment.get(name, "").strip()
        if not text:
            continue
        try:
            values[entry.name] = entry.metadata["reader"](text)
        except ValueError as why:
            problems.append(f"{name}={_shown(name, text)}: {why}")
    try:
        settings = Settings(**values)
    except WrongSettings as wrong:
        problems += wrong.problems
    if problems:
        raise WrongSettings(problems)
    return settings


def _is_stray(name: str, known: Mapping[str, Any]) -> bool:
    return name.startswith(PREFIX) and name not in known and name not in READ_ELSEWHERE


def _unknown(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else "docs/settings.md lists them all"
    return f"{name} is not a setting; {hint}"


def _shown(name: str, text: str) -> str:
    """Secrets and addresses with passwords are not repeated in messages."""
    hidden = ("_TOKEN", "_KEY", "_URL", "_FEED")
    return "…" if name.endswith(hidden) else repr(text)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
