"""Fixtures every room may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scripts.processes import Product
from tests import product as products


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The whole product, brain included, on a demo town of its own."""
    with products.running(tmp_path_factory.mktemp("product")) as running:
        yield running
