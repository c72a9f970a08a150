"""The records of a municipality as a workbook for people who do not write YAML.

Beside the sheets people see it holds, hidden, what every cell said when it was written: so ``sheet_in`` sees what was changed, also
when somebody else has changed the data since.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.editing.sheet_columns import EVENT_NAMES, MARK, QUESTION_KINDS, SHEETS, Column, Sheet
from bot.editing.sheet_data import Key, SheetData

GUIDE, CHOICES, BEFORE = "説明", "候補", "もとの値"
VERSION_CELL, CITY_CELL = "B3", "B4"
FORMAT, FORMAT_CELL = "1", "B6"
"""Of the workbook: another layout would not be understood."""
SPARE_ROWS = 60
"""Empty rows for new records below the others."""

_HEAD = PatternFill("solid", fgColor="DCE6F1")
_LOCKED = PatternFill("solid", fgColor="F2F2F2")
_TOP = Alignment(vertical="top", wrap_text=True)


def write(data: SheetData, path: Path, *, today: date) -> None:
    """The workbook of all sheets."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    _guide(guide, data, today)
    choices = _choices(book.create_sheet(CHOICES), data)
    for sheet in SHEETS:
        _sheet(book.create_sheet(sheet.title), sheet, data, choices)
    _before(book.create_sheet(BEFORE), data)
    for hidden in (CHOICES, BEFORE):
        book[hidden].sheet_state = "veryHidden"
    book.move_sheet(CHOICES, len(SHEETS))
    book.save(path)


# --- the sheets people see -----------------------------------------------------------------------------------------------


def _guide(page: Worksheet, data: SheetData, today: date) -> None:
    page.title = GUIDE
    rows = [
        ("みちしるべ 手続きデータの表", ""),
        ("", ""),
        ("データの版", data.version),
        ("市区町村", data.code),
        ("書き出した日", today.isoformat()),
        ("表の形式", FORMAT),
        ("", ""),
        ("直し方", "白いセルを直して保存し、michishirube kb sheet in で読み込みます。灰色のセル（id など）は変えません。"),
        ("", "読み込むと、まず変わるところを表示し、誤りが一つでもあれば何も書きません。"),
        ("", "データの版が進んでいても読み込めます。同じセルをほかの人が先に直していたときは、そこを知らせます。"),
        ("消し方", f"持ち物・費用・注意は「消す」の列に {MARK} を書きます。行は消さないでください。セルを空にすると、その内容がなくなります。"),
        ("足し方", "いちばん下の空いた行に書きます。番号は空のままにします。"),
        ("根拠度", "A 市のページ／L・M・N 法律／B ほかの公的機関／C 民間だけ／K 出典なし。C と K の内容は案内に出ません。A・L・M・N・B には出典が要ります。"),
        ("出典の書き方", "出典のシートの id を「、」で区切って並べます。法律は law_koseki 86条 のように条を添えます。"),
        ("条件の書き方", "{dog: yes, is_sakai_resident: yes} のように書きます。分からないときは、データの担当に相談してください。"),
        ("", ""),
        *((f"シート「{sheet.title}」", sheet.note) for sheet in SHEETS if sheet.note),
    ]
    for row in rows:
        page.append(row)
    page["A1"].font = Font(bold=True, size=14)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 22, 110
    for (cell,) in page["B1":f"B{len(rows)}"]:
        cell.alignment = _TOP


def _sheet(page: Worksheet, sheet: Sheet, data: SheetData, choices: dict[str, str]) -> None:
    columns: list[Column] = [*sheet.keys, *sheet.columns]
    page.append([*sheet.titles, *(["（手続きの名前）"] if sheet.entries_of else [])])
    for key, cells in data.grid[sheet.title].items():
        page.append([*_key_cells(sheet, key), *cells.values(), *(["", data.name_of(sheet, key)] if sheet.entries_of else [])])
    last = page.max_row + (SPARE_ROWS if sheet.grows else 0)
    _style(page, sheet, columns, last)
    for number, column in enumerate(columns, start=1):
        _validate(page, column, f"{get_column_letter(number)}2:{get_column_letter(number)}{last}", choices)
    if sheet.entries_of:
        erase = get_column_letter(len(columns) + 1)
        _offer(page, f'"{MARK}"', f"{erase}2:{erase}{last}", strict=True)
    page.freeze_panes = f"{get_column_letter(len(sheet.keys) + 1)}2"
    page.auto_filter.ref = f"A1:{get_column_letter(page.max_column)}{last}"
    protection = page.protection
    protection.enable()
    for allowed in ("formatColumns", "formatRows", "formatCells", "sort", "autoFilter"):
        setattr(protection, allowed, False)


def _key_cells(sheet: Sheet, key: Key) -> list[str]:
    """The names of a row as people read them."""
    words = {**EVENT_NAMES, **QUESTION_KINDS}
    return [words.get(part, part) if column.path[0] in ("event", "kind") else part for column, part in zip(sheet.keys, key, strict=True)]


def _style(page: Worksheet, sheet: Sheet, columns: Sequence[Column], last: int) -> None:
    filled_rows = page.max_row
    for cell in page[1]:
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, Alignment(wrap_text=True, vertical="center")
    for number, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
        if column.needed:
            page.cell(1, number).comment = Comment("かならず書きます", "みちしるべ")
    open_cell, width = Protection(locked=False), len(sheet.titles)
    for row in page.iter_rows(min_row=2, max_row=last, max_col=max(width, page.max_column)):
        for cell in row:
            locked = cell.column > width or (cell.row <= filled_rows and cell.column <= len(columns) and columns[cell.column - 1].locked)
            cell.alignment = _TOP
            if isinstance(cell.value, str):
                cell.data_type = "s"
            if locked:
                cell.fill = _LOCKED
            else:
                cell.protection = open_cell


def _validate(page: Worksheet, column: Column, cells: str, choices: dict[str, str]) -> None:
    if column.codec.choices:
        _offer(page, f'"{",".join(column.codec.choices)}"', cells, strict=True)
    elif column.codec.of in choices:
        _offer(page, choices[column.codec.of], cells, strict=False)
    elif column.path == ("ward",):
        _offer(page, choices["wards"], cells, strict=False)


def _offer(page: Worksheet, formula: str, cells: str, *, strict: bool) -> None:
    """A list in the cells. Not strict: other words may be written too (a desk that is added in another sheet)."""
    offer = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=strict)
    offer.error, offer.errorTitle = "リストから選んでください。", "みちしるべ"
    page.add_data_validation(offer)
    offer.add(cells)


# --- the hidden ones -----------------------------------------------------------------------------------------------------


def _choices(page: Worksheet, data: SheetData) -> dict[str, str]:
    """The ids one can choose of, a column each, and where they stand."""
    lists: dict[str, Iterable[str]] = {
        "desks": data.desks.effective,
        "items": data.kb.items,
        "rules": data.kb.rules,
        "wards": data.wards,
    }
    places = {}
    for number, (name, ids) in enumerate(lists.items(), start=1):
        letter = get_column_letter(number)
        for row, found in enumerate(ids, start=1):
            page.cell(row, number, found)
        places[name] = f"'{CHOICES}'!${letter}$1:${letter}${max(page.max_row, 1)}"
    return places


def _before(page: Worksheet, data: SheetData) -> None:
    for title, rows in data.grid.items():
        for key, cells in rows.items():
            page.append([title, json.dumps(key, ensure_ascii=False), json.dumps(cells, ensure_ascii=False)])
