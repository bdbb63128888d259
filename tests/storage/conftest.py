"""Empty books and meter stores for storage tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.books import Books


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    opened = Books(
        billing_url=f"sqlite:///{tmp_path}/billing.db",
        service_url=f"sqlite:///{tmp_path}/service.db",
    )
    opened.upgrade()
    yield opened
    opened.close()
