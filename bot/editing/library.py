"""A folder of data as the editor's tools see it: every knowledge base in it, and in which file a record stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.layers import Files, Placed, Row
from procedure_kb.loader import BOTH, EVENTS, KnowledgeBaseError, Library, municipalities
from procedure_kb.model import BagItem, Desk, Fact, Procedure, Question, Record, Source, TopicRecord
from procedure_kb.strict_yaml import DataError

ALL_EVENTS = (*EVENTS, BOTH)
_PATTERNS: dict[type[Record], tuple[str, tuple[str, ...]]] = {
    Fact: ("facts", ("facts/*.yml",)),
    Question: ("questions", ("questions/*.yml",)),
    Procedure: ("procedures", ("procedures/*/*.yml",)),
    BagItem: ("items", ("items*.yml",)),
    Desk: ("desks", ("desks*.yml",)),
    Source: ("sources", ("sources*.yml",)),
    TopicRecord: ("topics", ("topics*.yml",)),
}
"""Key and files of the records that editors change."""


@dataclass(frozen=True)
class Opened:
    """All knowledge bases of a folder, as far as they can be used."""

    bases: dict[tuple[str, str], KnowledgeBase]
    """By event and municipality."""
    problems: tuple[str, ...]
    """What makes the others unusable, each once, with the file's name from the folder on."""


def open_all(root: Path) -> Opened:
    """Every event for every municipality of the folder."""
    bases: dict[tuple[str, str], KnowledgeBase] = {}
    problems: dict[str, None] = {}
    codes = municipalities(root)
    if not codes:
        problems[str(DataError("municipalities", "-", "市区町村のフォルダー（municipality.yml のあるもの）がありません。"))] = None
    for event in ALL_EVENTS:
        # One library per event: what the version is made of must not depend on what was read before.
        library = Library(root)
        for code in codes:
            try:
                bases[event, code] = library.knowledge_base(event, code)
            except (KnowledgeBaseError, DataError) as error:
                problems |= dict.fromkeys(_named_from(root, error))
    return Opened(bases, tuple(problems))


def _named_from(root: Path, error: KnowledgeBaseError | DataError) -> Iterator[str]:
    for problem in error.problems if isinstance(error, KnowledgeBaseError) else (error,):
        yield str(problem).removeprefix(f"{root}/")


@dataclass(frozen=True)
class Places:
    """Where records stand, in the base and in the folders of the municipalities."""

    root: Path
    _rows: dict[type[Record], dict[str, list[Placed]]] = field(default_factory=dict)

    def of(self, kind: type[Record], name: str, key: str | None = None) -> str:
        """The file, from the folder on: the last one that says something under the key, else the one that names the record first."""
        rows = self._of_kind(kind).get(name, [])
        saying = [placed for placed in rows if key is None or key in placed.row]
        return str((saying or rows[:1])[-1].path.relative_to(self.root)) if rows else "-"

    def rows(self, kind: type[Record]) -> Iterable[Row]:
        return (placed.row for rows in self._of_kind(kind).values() for placed in rows)

    def _of_kind(self, kind: type[Record]) -> dict[str, list[Placed]]:
        if kind not in self._rows:
            found: dict[str, list[Placed]] = {}
            key, patterns = _PATTERNS[kind]
            for files in self._layers:
                for placed in files.rows(patterns, key):
                    found.setdefault(placed.key, []).append(placed)
            self._rows[kind] = found
        return self._rows[kind]

    @cached_property
    def _layers(self) -> Sequence[Files]:
        return [Files(self.root), *(Files(self.root / "municipalities" / code) for code in municipalities(self.root))]
