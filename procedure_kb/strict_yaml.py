"""YAML as the editors write it: duplicate keys are errors, and ``yes``/``no`` are the codes they look like, not booleans."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml


class DataError(Exception):
    """A mistake in the knowledge base. ``str()`` names the file, the key and the mistake, in Japanese for the editor."""

    def __init__(self, file: Path | str, key: str, message: str) -> None:
        self.file, self.key = str(file), key
        super().__init__(f"{file}: {key}: {message}")


class _Loader(yaml.CSafeLoader):
    """YAML 1.1 reads yes/no as booleans and bare dates as dates; our codes are text."""

    path: Path


_TEXT_TAGS = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _TEXT_TAGS]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _mapping_without_duplicates(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise DataError(loader.path, f"{key_node.start_mark.line + 1}行目", "キーは文字で書いてください。")
        if key in seen:
            raise DataError(loader.path, str(key), f"同じキーが2回あります（{key_node.start_mark.line + 1}行目）。")
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_duplicates)


def read_yaml(path: Path) -> Any:
    """Content of one file.

    Raises:
        DataError: the file is not YAML, not UTF-8, or has a key twice.
    """
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        loader.path = path
        return loader.get_single_data()
    except UnicodeDecodeError as error:
        raise DataError(path, "-", "文字コードが UTF-8 ではありません。") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"{mark.line + 1}行目" if mark else "-"
        raise DataError(path, line, f"YAML の書き方に誤りがあります（{getattr(error, 'problem', error)}）。") from error
