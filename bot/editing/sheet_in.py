"""An edited workbook back into the municipality's files: what changed, whether it can be, and only then the writing.

Three states are compared: what a cell said when the workbook was written, what it says now, and what the data says now. A cell that
somebody else has changed in between is a mistake; one that nobody touched keeps what the data says.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.editing.sheet_columns import (
    DESKS,
    EVENT_NAMES,
    GROUPS,
    MARK,
    PROCEDURES,
    QUESTION_KINDS,
    SHEETS,
    CellMistake,
    Sheet,
)
from bot.editing.sheet_data import Inexpressible, Key, Layers, SheetData, own_row
from bot.editing.sheet_out import BEFORE, CITY_CELL, FORMAT, FORMAT_CELL, GUIDE, VERSION_CELL
from bot.editing.versions import EditingProblem
from bot.editing.yaml_patch import patched
from procedure_kb.layers import Row
from procedure_kb.loader import BOTH, EVENTS, KnowledgeBaseError, load
from procedure_kb.model import Procedure
from procedure_kb.strict_yaml import DataError, read_yaml

_ORDER = list(Procedure.model_fields)
"""In which the keys of a record follow each other; those of other records stay as they come."""
_NEW = "+"
"""Begins what stands for the number of a new entry: its row."""


@dataclass(frozen=True)
class Mistake:
    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"シート「{self.sheet}」" + (f" {self.row}行目" if self.row else "") + (f"「{self.column}」" if self.column else "")
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class CellChange:
    """One cell, or a whole row that is new or to go."""

    sheet: Sheet
    key: Key
    row: int
    name: str
    """How people call the record."""
    column: str
    before: str
    after: str

    def __str__(self) -> str:
        place = f"{self.sheet.title}「{self.name}」"
        if self.column == "":
            return f"{place} を{'加えます' if self.after else '消します'}: {self.after or self.before}"
        return f"{place} {self.column}: {self.before or '（空）'} → {self.after or '（空）'}"


@dataclass
class Reading:
    """What a workbook asks for."""

    changes: list[CellChange] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    files: dict[Path, str] = field(default_factory=dict)
    """New contents, by file. Empty where there is a mistake or nothing to change."""
    former: dict[Path, str | None] = field(default_factory=dict)
    """Their present contents; None: there is none yet."""
    behind: str | None = None
    """The version the workbook was made of, where the data has gone on since."""

    def write(self) -> None:
        """Writes the files.

        Raises:
            EditingProblem: there are mistakes, or a file was changed meanwhile; nothing is written.
        """
        if self.mistakes:
            raise EditingProblem("誤りがあるので、何も書きませんでした。")
        if any(_text_of(path) != text for path, text in self.former.items()):
            raise EditingProblem("読み込んでいるあいだに、ほかの人がデータを直しました。もう一度読み込んでください。何も書いていません。")
        for path, text in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class _Line:
    """A row of a sheet as it was read."""

    number: int
    key: Key
    cells: Mapping[str, str]
    erased: bool = False

    @property
    def is_new(self) -> bool:
        """Of an entry of a list: it has no number yet."""
        return self.key[-1].startswith(_NEW)


def read(path: Path, data: SheetData) -> Reading:
    """What the workbook changes in the data, with everything that is wrong with it.

    Raises:
        EditingProblem: not one of our workbooks, or another municipality's.
    """
    return read_book(_open(path), path.name, data)


def read_book(book: Any, name: str, data: SheetData) -> Reading:
    """The same of a workbook that is open already."""
    guide = book[GUIDE]
    if str(guide[FORMAT_CELL].value) != FORMAT:
        raise EditingProblem(f"「{name}」は、この版では読めない形式の表です。michishirube kb sheet out で作り直してください。")
    if guide[CITY_CELL].value != data.code:
        raise EditingProblem(f"「{name}」は {guide[CITY_CELL].value} の表です。--municipality {data.code} には読み込めません。")
    reading = Reading()
    if guide[VERSION_CELL].value != data.version:
        reading.behind = str(guide[VERSION_CELL].value)
    before = _before(book)
    lines = {sheet: list(_lines(book, sheet, reading)) for sheet in SHEETS}
    known = {*data.grid[PROCEDURES.title], *(line.key for line in lines[PROCEDURES])}
    for sheet in SHEETS:
        _compare(sheet, lines[sheet], before.get(sheet.title, {}), known, data, reading)
    if not reading.mistakes:
        _apply(lines, data, reading)
    if not reading.mistakes and reading.files:
        _try_out(data, reading)
    if reading.mistakes:
        reading.files.clear()
    return reading


# --- the workbook --------------------------------------------------------------------------------------------------------


def _open(path: Path) -> Any:
    try:
        book = load_workbook(path)
    except OSError:
        raise EditingProblem(f"ファイル「{path}」を読めません。") from None
    except (InvalidFileException, BadZipFile, KeyError, ValueError):
        raise EditingProblem(f"「{path.name}」は表計算のファイル（.xlsx）として読めません。") from None
    if GUIDE not in book.sheetnames or BEFORE not in book.sheetnames:
        raise EditingProblem(f"「{path.name}」は michishirube kb sheet out で作った表ではありません。")
    return book


def _before(book: Any) -> dict[str, dict[Key, dict[str, str]]]:
    found: dict[str, dict[Key, dict[str, str]]] = {}
    for title, key, cells in book[BEFORE].iter_rows(values_only=True, max_col=3):
        if title is not None:
            found.setdefault(title, {})[tuple(json.loads(key))] = json.loads(cells)
    return found


def _lines(book: Any, sheet: Sheet, reading: Reading) -> Iterator[_Line]:
    if sheet.title not in book.sheetnames:
        reading.mistakes.append(Mistake(sheet.title, 0, "", "このシートがありません。"))
        return
    page = book[sheet.title]
    titles = {str(cell.value): n for n, cell in enumerate(page[1]) if cell.value is not None}
    missing = [title for title in sheet.titles if title not in titles]
    if missing:
        reading.mistakes.append(Mistake(sheet.title, 1, missing[0], "この見出しの列がありません。見出しは変えないでください。"))
        return
    news: dict[Key, int] = {}
    for row in page.iter_rows(min_row=2):
        texts = {title: _text(row[titles[title]], sheet, title, reading) for title in sheet.titles}
        if any(texts.values()):
            line = _line(sheet, row[0].row, texts, reading)
            if line is not None:
                # New entries of one procedure have no number yet: they are told apart by their rows.
                key = (*line.key[:-1], f"{_NEW}{line.number}") if sheet.entries_of and not line.key[-1] else line.key
                if key in news:
                    reading.mistakes.append(Mistake(sheet.title, line.number, sheet.keys[-1].title, f"{news[key]}行目と同じものです。"))
                    continue
                news[key] = line.number
                yield replace(line, key=key)


def _text(cell: Any, sheet: Sheet, title: str, reading: Reading) -> str:
    value = cell.value
    if cell.data_type == "f":
        reading.mistakes.append(Mistake(sheet.title, cell.row, title, "式は使えません。値を書いてください。"))
        return ""
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat()[:10])
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _line(sheet: Sheet, number: int, texts: Mapping[str, str], reading: Reading) -> _Line | None:
    key = []
    for column in sheet.keys:
        text = texts[column.title]
        if not text and column.needed:
            reading.mistakes.append(Mistake(sheet.title, number, column.title, "かならず書いてください。"))
            return None
        try:
            key.append(str(column.codec.read(text)) if text else "")
        except CellMistake as mistake:
            reading.mistakes.append(Mistake(sheet.title, number, column.title, str(mistake)))
            return None
    erased = bool(texts.get("消す")) if sheet.entries_of else False
    return _Line(number, tuple(key), {column.title: texts[column.title] for column in sheet.columns}, erased)


# --- what changed --------------------------------------------------------------------------------------------------------


def _compare(
    sheet: Sheet, lines: list[_Line], before: Mapping[Key, Mapping[str, str]], known: Collection[Key], data: SheetData, reading: Reading
) -> None:
    """``known``: procedures, with those that the workbook adds."""
    now = data.grid[sheet.title]
    seen = set()
    for line in lines:
        seen.add(line.key)
        if line.key in before:
            _compare_line(sheet, line, before[line.key], now.get(line.key), data, reading)
        else:
            _compare_new(sheet, line, now, known, data, reading)
    for key in before:
        if key not in seen:
            how = f"消すときは「消す」の列に {MARK} を書いてください。" if sheet.entries_of else "この表で消すことはできません。"
            reading.mistakes.append(Mistake(sheet.title, 0, "", f"「{'・'.join(_shown(sheet, key))}」の行がありません。{how}"))


def _compare_line(
    sheet: Sheet, line: _Line, before: Mapping[str, str], now: Mapping[str, str] | None, data: SheetData, reading: Reading
) -> None:
    changed = [title for title in line.cells if line.cells[title] != before.get(title, "")]
    if not changed and not line.erased:
        return
    if now is None:
        reading.mistakes.append(Mistake(sheet.title, line.number, "", "ほかの人が先に、この行の内容を消しています。"))
        return
    name = data.name_of(sheet, line.key)
    watched = list(line.cells) if line.erased else changed
    for title in watched:
        if now[title] != before.get(title, "") and now[title] != line.cells[title]:
            reading.mistakes.append(Mistake(sheet.title, line.number, title, f"ほかの人が先に直しています（今は「{now[title] or '空'}」）。"))
    if line.erased:
        reading.changes.append(CellChange(sheet, line.key, line.number, name, "", _summary(before), ""))
        return
    for title in changed:
        if line.cells[title] != now[title]:
            reading.changes.append(CellChange(sheet, line.key, line.number, name, title, now[title], line.cells[title]))
            _check_cell(sheet, line, title, reading)


def _compare_new(
    sheet: Sheet, line: _Line, now: Mapping[Key, Any], known: Collection[Key], data: SheetData, reading: Reading
) -> None:
    problem = _refuse_new(sheet, line, now, known, data)
    if problem:
        reading.mistakes.append(Mistake(sheet.title, line.number, *problem))
        return
    if line.erased:
        return
    for column in sheet.columns:
        if line.cells[column.title]:
            _check_cell(sheet, line, column.title, reading)
        elif column.needed and not (sheet is DESKS and line.key[0]):
            reading.mistakes.append(Mistake(sheet.title, line.number, column.title, "新しい行には、かならず書いてください。"))
    name = data.name_of(sheet, line.key) if sheet.entries_of or (sheet is DESKS and line.key[0]) else line.cells[sheet.columns[0].title]
    reading.changes.append(CellChange(sheet, line.key, line.number, name, "", "", _summary(line.cells)))


def _refuse_new(
    sheet: Sheet, line: _Line, now: Mapping[Key, Any], known: Collection[Key], data: SheetData
) -> tuple[str, str] | None:
    """Column and message where such a row cannot be added."""
    if line.key in now:
        return sheet.keys[-1].title, "ほかの人が先に、同じ id のものを足しています。"
    if not sheet.grows:
        return sheet.keys[-1].title, "この id はありません。この表で質問を足すことはできません。"
    if sheet.entries_of:
        if not line.is_new:
            return "番号", "この番号の行はもとの表にありません。足すときは、番号を空けてください。"
        if line.key[:2] not in known:
            return "手続きの id", f"「{line.key[1]}」という手続きはありません。"
    if sheet is DESKS and line.key[0] and line.key[0] not in data.wards:
        return "区", f"「{line.key[0]}」という区はありません（{'、'.join(data.wards) or 'この市区町村に区はありません'}）。"
    return None


def _check_cell(sheet: Sheet, line: _Line, title: str, reading: Reading) -> None:
    try:
        sheet.column(title).put({}, line.cells[title])
    except CellMistake as mistake:
        reading.mistakes.append(Mistake(sheet.title, line.number, title, str(mistake)))


def _shown(sheet: Sheet, key: Key) -> list[str]:
    words = {**EVENT_NAMES, **QUESTION_KINDS}
    return [words.get(part, part) for part in key if part]


def _summary(cells: Mapping[str, str]) -> str:
    return "、".join(f"{title} {text}" for title, text in cells.items() if text)


# --- into the files ------------------------------------------------------------------------------------------------------


@dataclass
class _Wanted:
    """A record as the workbook wants it."""

    layers: Layers
    name: str
    row: Row
    numbers: dict[str, list[int | None]] = field(default_factory=dict)
    lines: list[tuple[Sheet, int]] = field(default_factory=list)
    """The rows that ask for it."""


def _apply(lines: Mapping[Sheet, list[_Line]], data: SheetData, reading: Reading) -> None:
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
    sheet: Sheet, lines: list[_Line], changed: set[tuple[str, Key]], wanted: dict[tuple[str, Key], _Wanted], data: SheetData
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


def _number(line: _Line) -> tuple[int, int]:
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
        reading.former[path] = _text_of(path)
    text = reading.files.get(path, reading.former[path] or "")
    reading.files[path] = _with_row(text, layers.place.key, asked.name, own)


def _line_for(asked: _Wanted, key: str) -> tuple[Sheet, int]:
    return next(((sheet, row) for sheet, row in asked.lines if sheet.entries_of == key), asked.lines[0])


def _text_of(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


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


def _try_out(data: SheetData, reading: Reading) -> None:
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
