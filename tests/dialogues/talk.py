"""A customer who talks to the running product over its REST channel."""

from __future__ import annotations

import json
import secrets
import urllib.request
from dataclasses import dataclass, field
from typing import Any

Said = list[dict[str, Any]]


@dataclass
class Talk:
    """One conversation; a new sender is a new customer nobody knows."""

    url: str
    sender: str = field(default_factory=lambda: f"talk-{secrets.token_hex(6)}")
    timeout_s: float = 30.0

    def say(self, text: str) -> Said:
        """Send one message (or the payload of a button) and return what the bot answers."""
        body = json.dumps({"sender": self.sender, "message": text}).encode()
        request = urllib.request.Request(
            f"{self.url}/webhooks/rest/webhook",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=self.timeout_s) as answer:
            said: Said = json.load(answer)
        return said


def text_of(said: Said) -> str:
    """Everything said in a turn."""
    return "\n".join(message.get("text", "") for message in said)


def cards_of(said: Said) -> list[dict[str, Any]]:
    """The cards shown in a turn."""
    cards = (message.get("custom", {}).get("card") for message in said)
    return [card for card in cards if card]


def buttons_of(said: Said) -> dict[str, str]:
    """Title -> payload of every button offered in a turn."""
    return {b["title"]: b["payload"] for message in said for b in message.get("buttons", [])}
