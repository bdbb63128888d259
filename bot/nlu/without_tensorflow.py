"""Rasa without TensorFlow, when the pipeline uses none of it.

Rasa imports TensorFlow at start for components we do not configure; that costs seconds and
hundreds of megabytes. Placeholders stand in for it. A configuration that names one of those
components gets the real thing.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

NEEDS_TENSORFLOW = (
    "DIETClassifier",
    "TEDPolicy",
    "ResponseSelector",
    "UnexpecTEDIntentPolicy",
    "LanguageModelFeaturizer",
    "ConveRTFeaturizer",
)
_PACKAGES = ("tensorflow", "tensorflow_hub", "tensorflow_text", "keras")


def spare_tensorflow(config: Path) -> bool:
    """Put placeholders in TensorFlow's place; False when the configuration needs the real one.

    Call it before anything of Rasa is imported.
    """
    if any(name in config.read_text(encoding="utf-8") for name in NEEDS_TENSORFLOW):
        return False
    if "tensorflow" in sys.modules:
        return isinstance(sys.modules["tensorflow"], _Placeholders)
    _settle_thinc()
    sys.meta_path.insert(0, _Finder())
    return True


def _settle_thinc() -> None:
    """SpaCy's thinc asks for TensorFlow too; let it see that there is none."""
    blocked = ("tensorflow", "torch", "mxnet")
    for name in blocked:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import thinc.compat  # noqa: F401
    finally:
        for name in blocked:
            del sys.modules[name]


class _Meta(type):
    """Every attribute of a placeholder class is again a placeholder class."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(name)

    def __or__(cls, other: Any) -> Any:
        return cls


class _Nothing:
    """Takes anything, gives back what it was given: enough for decorators at import time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return args[0] if args else self

    @classmethod
    def __class_getitem__(cls, item: Any) -> type:
        return cls


def _placeholder(name: str) -> type:
    return _Meta(name, (_Nothing,), {})


class _Placeholders(ModuleType):
    """A module in which every name exists and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _placeholder(name)
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.split(".")[0] in _PACKAGES:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Placeholders(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__path__ = []  # type: ignore[attr-defined]
