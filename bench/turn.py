"""A full turn with an answer from the database, HTTP in to HTTP out, beside a stock Rasa set-up.

Claim: once both have loaded their models, median and p95 are at most a fifth of stock's,
throughput with 16 conversations at once at least four times, and the brain at most 700 MB.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from dataclasses import asdict, dataclass

import aiohttp
import psutil

from bench.stock import server as stock_server
from scripts.house import ROOT, VAR
from scripts.processes import Product

RESULTS = ROOT / "bench" / "results" / "turn.json"
QUESTION = "上个月电费多少"
TURNS = 200
CONVERSATIONS = 16
TURNS_EACH = 15
WARM_WITHIN_S = 120
OURS = {"XIAOWA_PORT": "18080", "XIAOWA_BRAIN_PORT": "15005", "XIAOWA_ACTIONS_PORT": "15055"}


@dataclass(frozen=True)
class Measured:
    """One set-up's figures."""

    median_ms: float
    p95_ms: float
    turns_per_s: float
    brain_rss_mb: float


class Chat:
    """One customer talking to a REST webhook."""

    def __init__(self, http: aiohttp.ClientSession, url: str, sender: str) -> None:
        self._http = http
        self._url = f"{url}/webhooks/rest/webhook"
        self._sender = sender

    async def say(self, text: str) -> str:
        """Send one message; everything the bot answered, joined."""
        body = {"sender": self._sender, "message": text}
        async with self._http.post(self._url, json=body) as answer:
            answer.raise_for_status()
            return "\n".join(part.get("text") or "" for part in await answer.json())

    async def prove(self, customer: dict[str, str]) -> None:
        """Ask and prove who it is, so that what follows is answered from the database."""
        await self.say(QUESTION)
        await self.say(f"{customer['account_no']} {customer['id_last4']}")

    async def timed(self) -> float:
        """Milliseconds of one answered turn; an answer without an amount is an error."""
        start = time.perf_counter()
        text = await self.say(QUESTION)
        spent_ms = (time.perf_counter() - start) * 1000
        if "元" not in text:
            raise RuntimeError(f"not an answer from the database: {text!r}")
        return spent_ms


async def measure(url: str, customers: list[dict[str, str]], brain_pid: int) -> Measured:
    """Warm up, one conversation after another, then sixteen at once."""
    async with aiohttp.ClientSession() as http:
        one = Chat(http, url, "bench-one")
        await one.prove(customers[0])
        for _ in range(20):
            await one.timed()
        spent = sorted([await one.timed() for _ in range(TURNS)])
        chats = [Chat(http, url, f"bench-{n}") for n in range(CONVERSATIONS)]
        for chat, customer in zip(chats, customers, strict=False):
            await chat.prove(customer)
        start = time.perf_counter()
        await asyncio.gather(*(_talk(chat) for chat in chats))
        seconds = time.perf_counter() - start
    return Measured(
        median_ms=round(statistics.median(spent), 2),
        p95_ms=round(spent[int(len(spent) * 0.95)], 2),
        turns_per_s=round(CONVERSATIONS * TURNS_EACH / seconds, 1),
        brain_rss_mb=round(psutil.Process(brain_pid).memory_info().rss / 2**20, 1),
    )


async def _talk(chat: Chat) -> None:
    for _ in range(TURNS_EACH):
        await chat.timed()


async def _warmed(url: str) -> None:
    """Wait until our models are loaded; stock's are before it answers at all."""
    async with aiohttp.ClientSession() as http, asyncio.timeout(WARM_WITHIN_S):
        while True:
            async with http.get(f"{url}/readyz") as answer:
                if (await answer.json())["warm"]:
                    return
            await asyncio.sleep(0.5)


async def _customers(url: str) -> list[dict[str, str]]:
    async with aiohttp.ClientSession() as http, http.get(f"{url}/demo/customers") as answer:
        found = await answer.json()
    postpaid = [c for c in found if c.get("id_last4")]
    if len(postpaid) < CONVERSATIONS:
        raise RuntimeError(f"the demo town has only {len(postpaid)} customers; 16 are needed")
    return postpaid[:CONVERSATIONS]


def _row(name: str, ours: float, stock: float, ratio: float, bar: str, holds: bool) -> str:
    return f"{name:<34}{ours:>10}{stock:>10}{ratio:>9.2f}x  {bar:<10}{'yes' if holds else 'NO'}"


def report(ours: Measured, stock: Measured) -> bool:
    """Print the table, write the JSON; whether every bar holds."""
    rows = [
        ("median of a turn, ms", "median_ms", "<= 0.20x", lambda r, _: r <= 0.2),
        ("p95 of a turn, ms", "p95_ms", "<= 0.20x", lambda r, _: r <= 0.2),
        ("turns/s, 16 conversations", "turns_per_s", ">= 4x", lambda r, _: r >= 4),
        ("brain memory, MB", "brain_rss_mb", "<= 700 MB", lambda _, v: v <= 700),
    ]
    print(f"{'':<34}{'ours':>10}{'stock':>10}{'ratio':>10}  {'bar':<10}holds")
    all_hold = True
    for name, field, bar, rule in rows:
        mine, theirs = getattr(ours, field), getattr(stock, field)
        holds = rule(mine / theirs, mine)
        all_hold &= holds
        print(_row(name, mine, theirs, mine / theirs, bar, holds))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    outcome = {"question": QUESTION, "turns": TURNS, "conversations": CONVERSATIONS}
    figures = {"ours": asdict(ours), "stock": asdict(stock), "all_bars_hold": all_hold}
    RESULTS.write_text(json.dumps(outcome | figures, ensure_ascii=False, indent=2) + "\n")
    return all_hold


def main() -> int:
    """Run both set-ups one after the other on the same town, and compare."""
    stock_server.train()
    shared = {"XIAOWA_DEMO": "1", "XIAOWA_RATE_BURST": "100000", "XIAOWA_RATE_PER_S": "100000"}
    with Product({**shared, **OURS}) as product:
        customers = asyncio.run(_customers(product.url))
        asyncio.run(_warmed(product.url))
        ours = asyncio.run(measure(product.url, customers, product.pid("brain")))
    with stock_server.Stock(shared) as stock:
        theirs = asyncio.run(measure(stock.url, customers, stock.brain_pid))
    return 0 if report(ours, theirs) else 1


if __name__ == "__main__":
    (VAR / "log").mkdir(parents=True, exist_ok=True)
    sys.exit(main())
