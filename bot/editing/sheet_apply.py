"""What a workbook asks for, written into the files of the municipality: first into a copy, to see whether it does what was asked."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.editing.sheet_columns import GROUPS, PROCEDURES, SHEETS, Sheet
from bot.editing.sheet_data import Inexpressible, Key, Layers, SheetData, own_row
from bot.editing.sheet_reading import CellChange, Line, Mistake, Reading, text_of
from bot.editing.yaml_patch import patched
from procedure_kb.layers import Row
from procedure_kb.loader import BOTH, EVENTS, KnowledgeBaseError, load
from procedure_kb.model import Procedure
from procedure_kb.strict_yaml import DataError, read_yaml

_ORDER = list(Procedure.model_fields)
"""In which the keys of a record follow each other; those of other records stay as they come."""


@dataclass
class _Wanted:
    """A record as the workbook wants it."""

    layers: Layers
    name: str
    row: Row
    numbers: dict[str, list[int | None]] = field(default_factory=dict)
    lines: list[tuple[Sheet, int]] = field(default_factory=list)
    """The rows that ask for it."""


def apply(lines: Mapping[Sheet, list[Line]], data: SheetData, reading: Reading) -> None:
    """New contents of the files."""
    wanted: dict[tuple[str, Key], _Wanted] = {}
    changed = {(change.sheet.title, change.key) for change in reading.changes}
    for sheet in SHEETS:
        if sheet.entries_of:
            _want_entries(sheet, lines[sheet], changed, wanted, data)
            continue
        for line in lines[sheet]:
            if (sheet.title, line.key) in changed:
                asked = _wanted(wanted, sheet, line.key, data)
                asked.lines.append((sheet, line.number))
                only = [change.column for change in reading.changes if change.sheet is sheet and change.key == line.key]
                if only == [""]:
                    only = [title for title in line.cells if line.cells[title]]
                    asked.row |= {"ways": []} if any(sheet.column(title).path[0] == "ways" for title in only) else {}
                _fill(sheet, asked.row, line.cells, only)
                if asked.row.get("ways") == []:
                    reading.mistakes.append(Mistake(sheet.title, line.number, "方法：窓口", "方法を一つは選んでください。"))
    for asked in wanted.values():
        _put_into_file(asked, data, reading)


def _wanted(wanted: dict[tuple[str, Key], _Wanted], sheet: Sheet, key: Key, data: SheetData) -> _Wanted:
    """The record of a row, as it is up to now."""
    place = (PROCEDURES.title, key[:2]) if sheet.entries_of else (sheet.title, key)
    if place not in wanted:
        layers, name = data.layers(sheet, key)
        wanted[place] = _Wanted(layers, name, copy.deepcopy(layers.effective.get(name, {"id": name})))
    return wanted[place]


def _fill(sheet: Sheet, row: Row, cells: Mapping[str, str], titles: list[str]) -> None:
    for title in titles:
        sheet.column(title).put(row, cells[title])
    for key in GROUPS:
        group = row.get(key)
        if isinstance(group, dict) and not group.get("text") and not group.get("when"):
            del row[key]


def _want_entries(
    sheet: Sheet, lines: list[Line], changed: set[tuple[str, Key]], wanted: dict[tuple[str, Key], _Wanted], data: SheetData
) -> None:
    """The lists of the procedures of which some entry changes, with all their entries."""
    touched = {key[:2] for title, key in changed if title == sheet.title}
    for event, procedure in sorted(touched):
        of_it = sorted((line for line in lines if line.key[:2] == (event, procedure)), key=_number)
        asked = _wanted(wanted, sheet, of_it[0].key, data)
        now = asked.row.get(sheet.entries_of, [])
        rows, numbers = [], []
        for line in of_it:
            number, _ = _number(line)
            if line.erased:
                asked.lines.append((sheet, line.number))
                continue
            entry = {} if line.is_new else copy.deepcopy(now[number - 1])
            if (sheet.title, line.key) in changed:
                before = data.grid[sheet.title].get(line.key, {})
                titles = [title for title in line.cells if line.cells[title] != before.get(title, "")]
                _fill(sheet, entry, line.cells, titles)
                asked.lines.append((sheet, line.number))
            rows.append(entry)
            numbers.append(None if line.is_new else number)
        asked.row[sheet.entries_of], asked.numbers[sheet.entries_of] = rows, numbers


def _number(line: Line) -> tuple[int, int]:
    """Entries in the order of their numbers, then the new ones."""
    return (10**6 if line.is_new else int(line.key[2])), line.number


def _put_into_file(asked: _Wanted, data: SheetData, reading: Reading) -> None:
    layers = asked.layers
    try:
        own = own_row(layers, asked.name, asked.row, asked.numbers)
    except Inexpressible as error:
        sheet, row = _line_for(asked, str(error))
        message = "どの市区町村にも共通のデータにある内容なので、この表からは消したり直したりできません。データの担当に相談してください。"
        reading.mistakes.append(Mistake(sheet.title, row, "", message))
        return
    path = data.folder / layers.file_of(asked.name)
    if path not in reading.former:
        reading.former[path] = text_of(path)
    text = reading.files.get(path, reading.former[path] or "")
    reading.files[path] = _with_row(text, layers.place.key, asked.name, own)


def _line_for(asked: _Wanted, key: str) -> tuple[Sheet, int]:
    return next(((sheet, row) for sheet, row in asked.lines if sheet.entries_of == key), asked.lines[0])


def _with_row(text: str, key: str, name: str, own: Row) -> str:
    """The file's text with this row in the place of the former one, or behind the others."""
    content = _parsed(text)
    rows = content if isinstance(content, list) else (content or {}).get(key) or []
    place = next((n for n, row in enumerate(rows) if str(row.get("id")) == name), len(rows))
    if place == len(rows):
        own = {field: own[field] for field in sorted(own, key=lambda field: _ORDER.index(field) if field in _ORDER else len(_ORDER))}
    changed = [*rows[:place], own, *rows[place + 1 :]]
    new = changed if isinstance(content, list) else {**(content or {}), key: changed}
    return patched(text, content, new, _ORDER)


def _parsed(text: str) -> Any:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.yml"
        path.write_text(text, encoding="utf-8")
        return read_yaml(path)


# --- trying it out -------------------------------------------------------------------------------------------------------


def try_out(data: SheetData, reading: Reading) -> None:
    """Loads a copy of the data with the changes, and looks whether it says what the workbook says."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        shutil.copytree(data.root, root)
        for path, text in reading.files.items():
            copied = root / path.relative_to(data.root)
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_text(text, encoding="utf-8")
        try:
            for event in (*EVENTS, BOTH):
                load(root, event=event, municipality=data.code)
        except KnowledgeBaseError as error:
            reading.mistakes += dict.fromkeys(_located(problem, reading) for problem in error.problems)
            return
        made = SheetData(root, data.code).grid
    for change in reading.changes:
        if change.column and made[change.sheet.title].get(change.key, {}).get(change.column) != change.after:
            message = "この直しは、市の上書きファイルでは表せません。データの担当に相談してください。"
            reading.mistakes.append(Mistake(change.sheet.title, change.row, change.column, message))


def _located(problem: DataError, reading: Reading) -> Mistake:
    """A mistake of the data, at the cell that brought it about where that can be told."""
    message = str(problem).split(": ", 2)[-1]
    name, *path = problem.key.removeprefix("desks.").split(".")
    of_it = [change for change in reading.changes if name == (change.key[1] if change.sheet.entries_of else change.key[-1])]
    if not of_it:
        return Mistake("全体", 0, problem.key, message)
    change, column = min(((change, _column_of(change, path)) for change in of_it), key=lambda pair: not pair[1])
    return Mistake(change.sheet.title, change.row, column or change.column, message)


def _column_of(change: CellChange, path: list[str]) -> str:
    """The column of the sheet that holds what the path names; empty where none does."""
    if change.sheet.entries_of:
        return (change.column or change.sheet.columns[0].title) if path[:1] == [change.sheet.entries_of] else ""
    titles = [column.title for column in change.sheet.columns if path and column.path[0] == path[0]]
    exact = [column.title for column in change.sheet.columns if column.path == tuple(path)]
    return next(iter([*exact, *titles]), "")
