"""The published tariffs."""

from __future__ import annotations

import pytest

from bot.domain.tariff import TariffBook
from bot.storage.tariffs import load_tariffs
from tests.oracle.cases import PUBLISHED


@pytest.fixture(scope="session")
def tariffs() -> TariffBook:
    return load_tariffs(PUBLISHED)
