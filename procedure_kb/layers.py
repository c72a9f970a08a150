"""How a municipality's files lie over the national base: which rows a record is made of, and where each of them stands.

A municipality's folder is laid out like the base. A row with the ``id`` of one below changes it: single values and mappings take the
place of the former ones, ``null`` removes them, lists of named entries are merged entry by entry, ``sources`` and words are added.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from procedure_kb.strict_yaml import DataError, read_yaml

Row = dict[str, Any]

_NAMES = (("id",), ("code",), ("item",), ("fact", "value"), ("kind",))
"""What an entry of a list is recognised by, the first that it has."""
_ADDED = ("sources", "words", "topic", "facts", "cautions")
"""Lists that grow; other lists without named entries are replaced."""


@dataclass(frozen=True)
class Placed:
    """A row and the file it stands in; of a changed one the file that changed it last."""

    row: Row
    path: Path
    key: str


def overridden(below: Row, above: Row) -> Row:
    """``below`` with what ``above`` says otherwise."""
    merged = dict(below)
    for key, value in above.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, list) and isinstance(below.get(key), list):
            merged[key] = _merged_list(key, below[key], value)
        else:
            merged[key] = value
    return merged


def _merged_list(key: str, below: Sequence[Any], above: Sequence[Any]) -> list[Any]:
    names = [_name(entry) for entry in [*below, *above]]
    if None in names:
        return [*below, *(entry for entry in above if entry not in below)] if key in _ADDED else list(above)
    merged: dict[Any, list[Any]] = {}
    for entry in below:
        merged.setdefault(_name(entry), []).append(entry)
    said: dict[Any, list[Any]] = {}
    for entry in above:
        # Of several with one name (two benefits) it cannot be known which one is meant: what is said here stands for all of them.
        same = merged.get(_name(entry), [])
        said.setdefault(_name(entry), []).append(overridden(same[0], entry) if len(same) == 1 else entry)
    return [entry for entries in {**merged, **said}.values() for entry in entries]


def _name(entry: Any) -> tuple[Any, ...] | None:
    if not isinstance(entry, Mapping):
        return None
    keys = next((keys for keys in _NAMES if all(key in entry for key in keys)), None)
    return keys and tuple(str(entry[key]) for key in keys)


def filled(value: Any, names: Mapping[str, str]) -> Any:
    """The value with ``{city}`` and the like filled in; the very same object where there is nothing to fill."""
    if isinstance(value, str):
        for name, text in names.items():
            if name in value:
                value = value.replace(name, text)
        return value
    if isinstance(value, list):
        parts = [filled(part, names) for part in value]
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if isinstance(value, dict):
        changed = {key: filled(part, names) for key, part in value.items()}
        return value if all(changed[key] is part for key, part in value.items()) else changed
    return value


class Files:
    """The files of one layer, read once. Collects what cannot be read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[DataError] = []
        self._below = root / "municipalities"
        self._contents: dict[Path, Any] = {}

    @cached_property
    def version(self) -> str:
        """Hash of all files of the layer, whichever were read."""
        digest = hashlib.sha256()
        for path in sorted(self.root.rglob("*.yml")):
            if self._below not in path.parents:
                digest.update(str(path.relative_to(self.root)).encode() + path.read_bytes())
        return digest.hexdigest()

    def rows(self, patterns: Iterable[str], key: str) -> Iterator[Placed]:
        """The rows under ``key`` in all files that match, in the order of their names."""
        for pattern in patterns:
            for path in sorted(self.root.glob(pattern)):
                yield from self._rows_of(path, key)

    def _rows_of(self, path: Path, key: str) -> Iterator[Placed]:
        content = self.content(path)
        rows = content.get(key) if isinstance(content, dict) else content
        if not isinstance(rows, list):
            if content is not None:
                self.problems.append(DataError(path, key, f"「{key}:」の下にリストがありません。"))
            return
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, dict):
                self.problems.append(DataError(path, str(number), "「キー: 値」の形で書いてください。"))
                continue
            yield Placed(row, path, str(row.get("id") or row.get("fact") or number))

    def content(self, path: Path) -> Any:
        if path not in self._contents:
            self._contents[path] = self._read(path)
        return self._contents[path]

    def _read(self, path: Path) -> Any:
        try:
            return read_yaml(path)
        except FileNotFoundError:
            self.problems.append(DataError(path, "-", "ファイルがありません。"))
        except DataError as error:
            self.problems.append(error)
        return None


def stacked(layers: Sequence[Iterable[Placed]]) -> tuple[dict[str, Placed], list[DataError]]:
    """The rows by id, upper layers over lower ones, and what stands twice in one layer."""
    found: dict[str, Placed] = {}
    problems: list[DataError] = []
    for layer in layers:
        seen: dict[str, Path] = {}
        for placed in layer:
            name = placed.key
            if name in seen:
                problems.append(DataError(placed.path, name, f"同じ id が {seen[name].name} にもあります。"))
                continue
            seen[name] = placed.path
            below = found.get(name)
            found[name] = Placed(overridden(below.row, placed.row), placed.path, name) if below else placed
    return found, problems
