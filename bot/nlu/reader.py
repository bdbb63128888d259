"""A trained model read in this process: text in, Rasa's parse out, no server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from bot.nlu.quiet import quiet_logs
from bot.nlu.without_tensorflow import spare_tensorflow


class Reader:
    """Parses texts with the model file; for tests and benchmarks."""

    def __init__(self, model: Path, *, config: Path = Path("config.yml")) -> None:
        spare_tensorflow(config)
        quiet_logs()
        from rasa.core.agent import Agent

        from bot.nlu.fast_rasa import install

        install()
        self._agent = Agent.load(model)

    def parse(self, text: str) -> dict[str, Any]:
        """What `POST /model/parse` answers for the text."""
        return asyncio.run(self._agent.parse_message(text))

    def parse_all(self, texts: list[str]) -> list[dict[str, Any]]:
        """All parses, in order, one after the other."""

        async def parse() -> list[dict[str, Any]]:
            return [await self._agent.parse_message(text) for text in texts]

        return asyncio.run(parse())
