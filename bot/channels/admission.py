"""What a chat client sends, checked before it may become a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.channels import utterance

_CID_CHARS = 64
_PAYLOAD_CHARS = 1000


class NotAdmitted(Exception):
    """This cannot become a message; `code` names the sentence in words.yml."""

    def __init__(self, code: str, cid: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.cid = cid


@dataclass(frozen=True)
class Said:
    """A customer's message as it may enter the log."""

    cid: str
    text: str
    payload: str | None


def admit(body: Any) -> Said:
    """Check a client's message.

    Raises:
        NotAdmitted: wrong shape, nothing said, or too long.
    """
    if not isinstance(body, dict):
        raise NotAdmitted("not_a_message")
    cid, text, payload = body.get("cid"), body.get("text"), body.get("payload")
    if not isinstance(cid, str) or not is_id(cid):
        raise NotAdmitted("not_a_message")
    if not isinstance(text, str) or not _is_payload(payload):
        raise NotAdmitted("not_a_message", cid)
    try:
        return Said(cid, utterance.clean(text), payload or None)
    except utterance.Empty as empty:
        raise NotAdmitted("empty", cid) from empty
    except utterance.TooLong as long:
        raise NotAdmitted("too_long", cid) from long


def is_id(value: str) -> bool:
    """Whether a client's own id of a message can be kept."""
    return 0 < len(value) <= _CID_CHARS and value.isprintable()


def _is_payload(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, str) and len(value) <= _PAYLOAD_CHARS and value.isprintable()
