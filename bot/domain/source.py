"""Where a published figure comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """The document behind a figure, as one would cite it."""

    title: str
    doc_no: str = ""
    url: str | None = None
