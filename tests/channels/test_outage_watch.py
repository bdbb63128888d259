"""The round that keeps the word on outages fresh."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.bootstrap import Deps
from bot.channels.journal import open_journal
from bot.channels.outage_watch import OutageWatch
from bot.channels.threads import Threads
from bot.channels.words import load_words
from bot.clients.outage_feed import FeedUnusable
from bot.domain.outage import OutageRules
from bot.domain.outage_entry import FeedDocument
from bot.domain.period import SHANGHAI
from bot.services import outage, restoration, suspicion
from bot.settings import Settings
from bot.storage.tables.service import OutgoingRow
from tests.channels.conftest import deps_for
from tests.services.grid_of_world import GULOU, fault, lay

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=SHANGHAI)


class Told:
    """A feed that says what the test wants, or fails."""

    def __init__(self) -> None:
        self.document: FeedDocument | None = FeedDocument(NOW, "调度", (fault(),))

    async def fetch(self) -> FeedDocument:
        if self.document is None:
            raise FeedUnusable("no answer in time")
        return self.document


class Office:
    """A bot's parts with a feed and a clock to set."""

    def __init__(self, folder: Path) -> None:
        self.feed = Told()
        self.now = NOW
        self.log = io.StringIO()
        settings = Settings(var=folder, outage_feed_every_s=0.01)
        self.deps: Deps = replace(
            deps_for(settings, "http://127.0.0.1:9"),
            outage_feed=self.feed,
            now=lambda: self.now,
            outage_rules=OutageRules(suspect_reporters=1),
        )
        lay(self.deps.books)
        self.threads = Threads(1)
        journal = open_journal(mask=str, level="info", stream=self.log)
        self.watch = OutageWatch(
            deps=self.deps,
            threads=self.threads,
            journal=journal,
            words=load_words(settings.home),
        )

    def state(self) -> outage.SupplyState:
        return outage.by_areas(self.deps.books, area_codes=[GULOU], now=self.now)

    def logged(self) -> list[str]:
        return [json.loads(line)["event"] for line in self.log.getvalue().splitlines()]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The parts."""
    opened = Office(tmp_path)
    yield opened
    opened.threads.close()
    await opened.deps.brain.close()
    opened.deps.close()


async def test_a_round_takes_what_the_feed_says(office: Office) -> None:
    """Then customers hear it."""
    taken = await office.watch.round()

    assert taken is not None
    assert taken.outages == 1
    assert office.state().current is not None
    assert not office.state().feed.stale


async def test_a_failed_fetch_leaves_the_old_word_and_its_age(office: Office) -> None:
    """It is logged once, and once more when it is over."""
    await office.watch.round()
    office.feed.document, office.now = None, NOW + timedelta(minutes=45)
    assert await office.watch.round() is None
    assert await office.watch.round() is None

    assert office.state().current is not None
    assert (office.state().feed.as_of, office.state().feed.stale) == (NOW, True)
    office.feed.document = FeedDocument(office.now, "调度", ())
    await office.watch.round()
    assert office.state().current is None
    assert office.logged() == ["outage_feed_unusable", "outage_feed_fine"]


async def test_rejected_entries_are_named_in_the_log(office: Office) -> None:
    """With place, id and reason; no word about customers."""
    office.feed.document = FeedDocument(NOW, "调度", (fault(), {"id": "bad"}))
    await office.watch.round()
    await office.watch.round()

    (line,) = office.log.getvalue().splitlines()
    named = json.loads(line)["named"]
    assert [2, "bad", "scope: missing"] in named


async def test_suspicions_end_even_without_a_feed(office: Office) -> None:
    """Time is enough."""
    noted = suspicion.note_report(
        office.deps.books,
        area_code=GULOU,
        reporter="c",
        now=NOW,
        rules=office.deps.outage_rules,
    )
    assert noted.raised
    office.feed.document, office.now = None, NOW + timedelta(hours=4)
    await office.watch.round()

    assert office.state().current is None


async def test_rounds_go_on_whatever_happens(office: Office) -> None:
    """An error nobody foresaw is logged, and the next round comes."""

    class Broken:
        async def fetch(self) -> FeedDocument:
            raise RuntimeError

    watch = OutageWatch(
        deps=replace(office.deps, outage_feed=Broken()),
        threads=office.threads,
        journal=open_journal(mask=str, level="info", stream=office.log),
        words=load_words(office.deps.settings.home),
    )
    rounds = asyncio.create_task(watch.rounds())
    while office.logged().count("failure") < 3:
        await asyncio.sleep(0.01)
    rounds.cancel()
    with pytest.raises(asyncio.CancelledError):
        await rounds


async def test_who_asked_is_told_when_power_is_back(office: Office) -> None:
    """Once, into the outbox, with the scope; not while it is still off."""
    await office.watch.round()
    restoration.tell_me_when_restored(
        office.deps.books, event_id="F-1", conversation_id="c", now=NOW, phone="13800001234"
    )
    await office.watch.round()
    assert sent(office) == []

    office.now = NOW + timedelta(minutes=20)
    back = fault(restored_at=(NOW + timedelta(minutes=15)).isoformat())
    office.feed.document = FeedDocument(office.now, "调度", (back,))
    await office.watch.round()
    await office.watch.round()

    (text,) = sent(office)
    assert "鼓楼小区已经恢复供电" in text


async def test_who_waits_for_an_outage_that_is_no_longer_listed_is_told_so(office: Office) -> None:
    """Nobody waits for ever for an entry that the utility dropped."""
    await office.watch.round()
    restoration.tell_me_when_restored(
        office.deps.books, event_id="F-1", conversation_id="c", now=NOW, phone="13800001234"
    )
    office.now = NOW + timedelta(minutes=20)
    office.feed.document = FeedDocument(office.now, "调度", ())
    await office.watch.round()

    (text,) = sent(office)
    assert "不在停电名单" in text


def sent(office: Office) -> list[str]:
    """What lies in the outbox."""
    with office.deps.books.service(writing=False) as session:
        return list(session.scalars(select(OutgoingRow.body)))
