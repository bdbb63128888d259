"""The services' little world, with a stage to talk on."""

from __future__ import annotations

import pytest

from tests.actions.stage import Stage
from tests.services.conftest import built, world
from tests.services.world import World

__all__ = ["built", "stage", "world"]


@pytest.fixture
def stage(world: World) -> Stage:
    """A customer nobody knows yet."""
    return Stage(world)
