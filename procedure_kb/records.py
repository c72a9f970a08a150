"""Rows of the files as records, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from procedure_kb.layers import Placed, filled
from procedure_kb.model import Record
from procedure_kb.strict_yaml import DataError

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class RowKind:
    """One kind of record and where its rows stand."""

    record: type[Record]
    key: str
    patterns: tuple[str, ...]
    """``{event}`` stands for each event of the case."""
    named: bool = True
    """Rows have ids, and a municipality changes the base's rows by them; otherwise its rows are added."""


@dataclass
class Rows:
    """Rows and records of all kinds, with what is wrong with them."""

    placed: dict[str, list[Placed]] = field(default_factory=dict)
    records: dict[str, list[Any]] = field(default_factory=dict)
    places: dict[tuple[str, str], Path] = field(default_factory=dict)
    problems: list[DataError] = field(default_factory=list)
    failed: set[tuple[str, str]] = field(default_factory=set)
    """Kind and id of what could not be validated."""

    def add(self, kind: RowKind, placed: Iterable[Placed], below: Rows, reuse: Mapping[int, Any], names: Mapping[str, str]) -> None:
        """Validates what is not validated already (``reuse``, by identity of the row). What failed below is not told twice."""
        kept, records = [], []
        for entry in placed:
            if (kind.key, entry.key) in below.failed:
                continue
            row = filled(entry.row, names)
            record = reuse.get(id(row)) or self.record(entry, row, kind.record)
            if record is None:
                self.failed.add((kind.key, entry.key))
            else:
                kept.append(Placed(row, entry.path, entry.key))
                records.append(record)
                self.places[kind.record.__name__, entry.key] = entry.path
        self.placed[kind.key], self.records[kind.key] = kept, records

    def record(self, placed: Placed, row: Any, kind: type[R]) -> R | None:
        """The row as a record; None if it is none, which is then among the problems."""
        try:
            return kind.model_validate(row)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                where = ".".join([placed.key, *(str(part) for part in detail["loc"])])
                self.problems.append(DataError(placed.path, where, _in_japanese(detail["type"], detail["msg"], detail.get("ctx", {}))))
            return None

    def by_row(self) -> dict[int, Any]:
        return {
            id(placed.row): record
            for key, rows in self.placed.items()
            for placed, record in zip(rows, self.records[key], strict=True)
        }


_MESSAGES = {
    "extra_forbidden": "このキーは使えません。",
    "missing": "このキーが必要です。",
    "string_too_long": "長すぎます（{max_length}文字まで）。",
    "string_too_short": "空にはできません。",
    "too_short": "{min_length}つ以上書いてください。",
    "string_type": "文字で書いてください。",
    "int_type": "整数で書いてください。",
    "int_parsing": "整数で書いてください。",
    "tuple_type": "リストで書いてください。",
    "model_type": "「キー: 値」の形で書いてください。",
    "date_from_datetime_parsing": "日付は 2026-11-25 のように書いてください。",
    "bool_parsing": "yes か no で書いてください。",
    "string_pattern_mismatch": "半角の小文字・数字・下線で書いてください。",
    "enum": "ここに書けるのは {expected} です。",
    "literal_error": "ここに書けるのは {expected} です。",
}


def _in_japanese(kind: str, message: str, context: dict[str, Any]) -> str:
    template = _MESSAGES.get(kind)
    return template.format(**context) if template else f"値の形が違います（{message}）。"
