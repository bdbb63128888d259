"""Which pipeline the brain is trained with: ours, a named alternative, or a file of one's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "XIAOWA_NLU_PROFILE"
USUAL = Path("config.yml")
PROFILES = Path("bot/nlu/profiles")


class NoProfile(ValueError):
    """The setting names no pipeline."""


def config_of(environment: Mapping[str, str] = os.environ, *, root: Path = Path()) -> Path:
    """The Rasa configuration that the setting names, below `root` unless it is a path elsewhere.

    Raises:
        NoProfile: it is neither the name of a file in bot/nlu/profiles nor the path of a file.
    """
    name = environment.get(VARIABLE, "").strip()
    if not name:
        return root / USUAL
    for config in (root / PROFILES / f"{name}.yml", root / name):
        if config.suffix in (".yml", ".yaml") and config.is_file():
            return config
    known = ", ".join(sorted(path.stem for path in (root / PROFILES).glob("*.yml")))
    raise NoProfile(f"{VARIABLE}={name} is no profile: use one of {known}, or a path to a .yml")
