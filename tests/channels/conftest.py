"""A bot on empty books, with a scripted brain behind it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.bootstrap import Deps, china_now, open_invoices, open_payments
from bot.channels.app import create_app
from bot.channels.journal import open_journal
from bot.clients.brain import RasaBrain
from bot.domain.tariff import TariffBook
from bot.services.demo import DemoSms
from bot.settings import Settings
from bot.storage.account_rules import load_account_rules
from bot.storage.books import Books
from bot.storage.meters import ParquetMeterStore
from bot.storage.profile_rules import load_profile_rules
from tests.channels.brain import ScriptedBrain

Client = TestClient[web.Request, web.Application]
StartBot = Callable[..., Awaitable[Client]]

FAST: dict[str, object] = {
    "rate_burst": 100_000,
    "rate_per_s": 100_000.0,
    "watch_every_s": 0.05,
    "lease_s": 5.0,
    "brain_timeout_s": 2.0,
    "drain_s": 2.0,
}


@pytest.fixture
async def brain() -> AsyncIterator[ScriptedBrain]:
    """What the brain says is up to the test."""
    scripted = ScriptedBrain()
    server = TestServer(scripted.app())
    await server.start_server()
    scripted.url = str(server.make_url("/"))
    yield scripted
    await server.close()


@pytest.fixture
def log() -> io.StringIO:
    """Everything the bot writes to its log."""
    return io.StringIO()


@pytest.fixture
async def start_bot(
    brain: ScriptedBrain, log: io.StringIO, tmp_path: Path
) -> AsyncIterator[StartBot]:
    """Start a bot process; several share the books, as several processes would."""
    clients: list[Client] = []
    opened: list[Deps] = []

    async def start(**changes: object) -> Client:
        settings = Settings(**{**FAST, "var": tmp_path, **changes})  # type: ignore[arg-type]
        deps = deps_for(settings, brain.url)
        opened.append(deps)
        journal = open_journal(mask=lambda _: "masked", level="debug", stream=log)
        client = TestClient(TestServer(create_app(deps, journal=journal)))
        await client.start_server()
        clients.append(client)
        return client

    yield start
    for client in clients:
        await client.close()
    for deps in opened:
        deps.close()


@pytest.fixture
async def client(start_bot: StartBot) -> Client:
    """One bot."""
    return await start_bot()


def deps_for(settings: Settings, brain_url: str) -> Deps:
    """A bot's parts without the town."""
    books = Books(billing_url=settings.billing_database, service_url=settings.service_database)
    books.create_all()
    return Deps(
        settings=settings,
        books=books,
        meters=ParquetMeterStore(settings.var / "meters"),
        tariffs=TariffBook(()),
        brain=RasaBrain(
            url=brain_url.rstrip("/"), token="t" * 20, timeout_s=settings.brain_timeout_s
        ),
        sms=DemoSms(books=books, now=china_now),
        account_rules=load_account_rules(settings.knowledge_folder / "account_rules.yml"),
        profile_rules=load_profile_rules(settings.knowledge_folder),
        payments=open_payments(settings, books=books, now=china_now),
        invoices=open_invoices(settings, books=books, now=china_now),
        key=b"k" * 32,
        now=china_now,
    )
