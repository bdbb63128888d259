"""Bring a checkout to where it can run: environments, pages, demo town, model."""

from __future__ import annotations

from scripts import brain, encoder, environments, pages, town
from scripts.house import side_by_side


def everything(*, for_tests: bool = False, with_town: bool = True) -> None:
    """Make current whatever is not; the bot's side and the brain's side at the same time."""
    brain.prepare()
    side_by_side(lambda: _bot_side(for_tests, with_town), lambda: _brain_side(for_tests))


def _bot_side(for_tests: bool, with_town: bool) -> None:
    environments.build_bot(for_tests=for_tests)
    pages.build()
    encoder.train()
    if with_town:
        town.make()


def _brain_side(for_tests: bool) -> None:
    environments.build_brain(for_tests=for_tests)
    brain.train()
