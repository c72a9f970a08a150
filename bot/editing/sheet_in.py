"""An edited workbook back into the municipality's files: what changed, whether it can be, and only then the writing.

Three states are compared: what a cell said when the workbook was written, what it says now, and what the data says now. A cell that
somebody else has changed in between is a mistake; one that nobody touched keeps what the data says.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.editing.sheet_apply import apply, try_out
from bot.editing.sheet_columns import DESKS, EVENT_NAMES, MARK, PROCEDURES, QUESTION_KINDS, SHEETS, CellMistake, Sheet
from bot.editing.sheet_data import Key, SheetData
from bot.editing.sheet_out import BEFORE, CITY_CELL, FORMAT, FORMAT_CELL, GUIDE, VERSION_CELL
from bot.editing.sheet_reading import NEW, CellChange, Line, Mistake, Reading
from bot.editing.versions import EditingProblem


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
        apply(lines, data, reading)
    if not reading.mistakes and reading.files:
        try_out(data, reading)
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


def _lines(book: Any, sheet: Sheet, reading: Reading) -> Iterator[Line]:
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
                key = (*line.key[:-1], f"{NEW}{line.number}") if sheet.entries_of and not line.key[-1] else line.key
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


def _line(sheet: Sheet, number: int, texts: Mapping[str, str], reading: Reading) -> Line | None:
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
    return Line(number, tuple(key), {column.title: texts[column.title] for column in sheet.columns}, erased)


# --- what changed --------------------------------------------------------------------------------------------------------


def _compare(
    sheet: Sheet, lines: list[Line], before: Mapping[Key, Mapping[str, str]], known: Collection[Key], data: SheetData, reading: Reading
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
    sheet: Sheet, line: Line, before: Mapping[str, str], now: Mapping[str, str] | None, data: SheetData, reading: Reading
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
    sheet: Sheet, line: Line, now: Mapping[Key, Any], known: Collection[Key], data: SheetData, reading: Reading
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
    sheet: Sheet, line: Line, now: Mapping[Key, Any], known: Collection[Key], data: SheetData
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


def _check_cell(sheet: Sheet, line: Line, title: str, reading: Reading) -> None:
    try:
        sheet.column(title).put({}, line.cells[title])
    except CellMistake as mistake:
        reading.mistakes.append(Mistake(sheet.title, line.number, title, str(mistake)))


def _shown(sheet: Sheet, key: Key) -> list[str]:
    words = {**EVENT_NAMES, **QUESTION_KINDS}
    return [words.get(part, part) for part in key if part]


def _summary(cells: Mapping[str, str]) -> str:
    return "、".join(f"{title} {text}" for title, text in cells.items() if text)
