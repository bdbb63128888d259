"""The only builder: settings in, everything the doors and services need out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.clients.brain import Brain, RasaBrain
from bot.clients.sms import NoSms, SmsSender
from bot.domain.period import SHANGHAI
from bot.domain.tariff import TariffBook
from bot.services.demo import DemoSms
from bot.settings import Settings
from bot.storage.books import Books
from bot.storage.meters import MeterStore, ParquetMeterStore
from bot.storage.tariffs import load_tariffs


@dataclass(frozen=True, kw_only=True)
class Deps:
    """What a running bot is made of."""

    settings: Settings
    books: Books
    meters: MeterStore
    tariffs: TariffBook
    brain: Brain
    sms: SmsSender
    key: bytes
    """Signs chat tickets and masks ids in logs."""
    now: Callable[[], datetime]
    """The clock: an aware instant in Asia/Shanghai."""

    def close(self) -> None:
        """Give databases and files back."""
        self.books.close()
        self.meters.close()


def build(settings: Settings, *, now: Callable[[], datetime] | None = None) -> Deps:
    """Open the databases at their newest schema and put everything together.

    Raises what the databases or the tariff files raise when they cannot be used.
    """
    settings.var.mkdir(parents=True, exist_ok=True)
    clock = now or china_now
    books = Books(billing_url=settings.billing_database, service_url=settings.service_database)
    books.upgrade()
    return Deps(
        settings=settings,
        books=books,
        meters=open_meters(settings),
        tariffs=load_tariffs(settings.tariffs_folder),
        brain=RasaBrain(
            url=settings.brain_address,
            token=settings.brain_token,
            timeout_s=settings.brain_timeout_s,
        ),
        sms=DemoSms(books=books, now=clock) if settings.demo else NoSms(),
        key=settings.secret_key.encode() if settings.secret_key else _own_key(settings.var),
        now=clock,
    )


def open_meters(settings: Settings) -> MeterStore:
    """The meter store that the settings name."""
    if settings.meter_store.startswith("postgresql"):
        # Needs the extra `postgres`, which a bot on Parquet files does without.
        from bot.storage.meters.postgres import PostgresMeterStore

        return PostgresMeterStore(settings.meter_store)
    return ParquetMeterStore(Path(settings.meter_store))


def china_now() -> datetime:
    """The machine's clock."""
    return datetime.now(SHANGHAI)


def _own_key(var: Path) -> bytes:
    """A key made on the first start and kept, so that tickets outlive a restart."""
    path = var / "secret.key"
    if not path.exists():
        # Written beside and then linked: a process starting at the same time sees all or nothing.
        draft = var / f".secret.{secrets.token_hex(8)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
