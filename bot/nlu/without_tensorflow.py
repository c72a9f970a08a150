"""Lets Rasa 3.6 be imported where TensorFlow is not installed.

Rasa imports TensorFlow for components that our pipeline does not use (docs/decisions/0003): 1.1 GB on disk, 270 MB of memory and 6 s
of every start. This finder hands out inert modules in its place. It must be installed before the first import of rasa, and a
configuration that names a component which needs TensorFlow is refused rather than half run.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from pathlib import Path
from typing import Any, ClassVar, List, Sequence

ROOTS = ("tensorflow", "keras", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "jax")
NEEDS_TENSORFLOW = ("DIETClassifier", "TEDPolicy", "UnexpecTEDIntentPolicy", "ResponseSelector", "ConveRTFeaturizer", "LanguageModelFeaturizer")


class _Inert(type):
    """Anything asked of an inert class is again an inert class, so that class bodies and annotations can be read."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert

    def __or__(cls, other: Any) -> Any:
        return cls

    def __getitem__(cls, key: Any) -> Any:
        return cls


class Inert(metaclass=_Inert):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        decorated = len(args) == 1 and callable(args[0]) and not kwargs
        return args[0] if decorated else Inert()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert

    def __class_getitem__(cls, key: Any) -> Any:
        return cls


class _InertModule(types.ModuleType):
    __path__: ClassVar[List[str]] = []
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None) -> Any:
        if fullname.split(".")[0] in ROOTS:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _InertModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def install(config: Path) -> None:
    """Stand in for TensorFlow if it is missing.

    Raises:
        SystemExit: the configuration names a component that really needs TensorFlow.
    """
    if importlib.util.find_spec("tensorflow") is not None:
        return
    text = config.read_text(encoding="utf-8")
    needed = [name for name in NEEDS_TENSORFLOW if name in text]
    if needed:
        raise SystemExit(f"{config}: {', '.join(needed)} を使うには TensorFlow が必要です。")
    sys.meta_path.insert(0, _Finder())
