"""Text messages: what a provider must be able to do."""

from __future__ import annotations

from typing import Protocol


class SmsSender(Protocol):
    """A provider of text messages."""

    def send(self, *, phone: str, text: str, key: str) -> None:
        """Hand a message over.

        `key` is the provider's idempotency key: handing over the same key again sends nothing.
        Raises any exception when the message was not taken; the postman then tries again.
        """


class NoSms:
    """Stands where no provider is configured: nothing is taken, so the outbox keeps it."""

    def send(self, *, phone: str, text: str, key: str) -> None:
        """Refuse.

        Raises:
            ConnectionError: always.
        """
        raise ConnectionError("no provider of text messages is configured")


class DeskPhone:
    """Carries notices for the repair desk to its one phone, whatever crew they are for."""

    def __init__(self, *, sms: SmsSender, phone: str | None) -> None:
        self._sms = sms
        self._phone = phone

    def send(self, *, phone: str, text: str, key: str) -> None:
        """Hand a notice over; `phone` names the desk and is not a number.

        Raises:
            ConnectionError: no number is configured (XIAOWA_CREW_PHONE).
        """
        if self._phone is None:
            raise ConnectionError("no phone of the repair desk is configured: XIAOWA_CREW_PHONE")
        self._sms.send(phone=self._phone, text=text, key=key)
