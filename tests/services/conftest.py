"""A world of four accounts small enough to know by heart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.world import World


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world's databases, built once; tests work on copies."""
    folder = tmp_path_factory.mktemp("world")
    World.build(folder).close()
    return folder


@pytest.fixture
def world(built: Path, tmp_path: Path) -> Iterator[World]:
    """A fresh copy of the world."""
    with World.copied(built, tmp_path) as copy:
        yield copy
