"""A copy of the data with records of our own in it, of which the tests know how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.editing import sheet_in, sheet_out
from bot.editing.sheet_data import SheetData
from bot.editing.sheet_reading import Reading
from procedure_kb.loader import DATA

TODAY = date(2026, 11, 25)
COMMON = """\
theme: 試験
procedures:
  - id: test_common
    name: 共通の手続き
    summary: どの市にもある手続きです。
    kind: claim
    when: {life_event: birth}
    desk: test_desk
    deadline: {text: 1年以内, grade: B, sources: [test_source]}
    bring:
      - {item: my_number, note: 本人のもの, grade: B, sources: [test_source]}
      - {item: id_document, grade: B, sources: [test_source]}
    money:
      - {kind: fee, text: 300円, amount: 300, grade: B, sources: [test_source]}
    late: {text: もらえなくなります。, grade: B, sources: [test_source]}
    cautions:
      - {text: 共通の注意, grade: B, sources: [test_source]}
    grade: B
    sources: [test_source]
"""
OWN = """\
# 上のことわり書き
theme: 試験
procedures:
  # この手続きのことわり書き
  - id: test_own
    name: 市の手続き   # 名前のことわり書き
    summary: "市だけの手続きです。"
    kind: claim
    when: {life_event: birth}
    desk: test_desk
    late: {text: もらえなくなります。, grade: B, sources: [test_source]}
    bring:
      - {item: my_number, grade: B, sources: [test_source]}   # 持ち物のことわり書き
      - {item: id_document, grade: B, sources: [test_source]}
    cautions:
      - {text: 一つ目の注意, grade: B, sources: [test_source]}
      - {text: 二つ目の注意, grade: B, sources: [test_source]}
    grade: B
    sources: [test_source]

  - id: test_common
    cautions: [{text: 市の注意, grade: A, sources: [test_source]}]
    sources: [test_source]
# 下のことわり書き
"""
DESKS = "desks:\n- {id: test_desk, name: 試験の窓口, place: ward_office, order: 990, grade: B, sources: [test_source]}\n"
SOURCES = 'sources:\n- {id: test_source, title: "試験のページ", checked_on: 2026-11-23}\n'
OWN_FILE = "municipalities/sakai/procedures/childcare/test.yml"


def with_our_records(root: Path) -> Path:
    """A copy of the data with them in the place of all other procedures, so that it is read quickly."""
    copytree(DATA, root)
    for file in root.rglob("procedures/*/*.yml"):
        file.unlink()
    for file, text in {
        "procedures/childcare/test.yml": COMMON,
        OWN_FILE: OWN,
        "desks_test.yml": DESKS,
        "sources_test.yml": SOURCES,
    }.items():
        (root / file).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> SheetData:
    """Read once. Nobody writes into it."""
    return SheetData(with_our_records(tmp_path_factory.mktemp("pristine") / "data"), "sakai")


@pytest.fixture(scope="session")
def written(pristine: SheetData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheet") / "out.xlsx"
    sheet_out.write(pristine, path, today=TODAY)
    return path


@dataclass
class Table:
    """A workbook as somebody edits it, in the words of the sheets."""

    book: Any
    data: SheetData

    def row(self, sheet: str, *starts: str) -> int:
        """The row whose first cells say this."""
        wanted = [start or None for start in starts]
        return next(row[0].row for row in self.book[sheet].iter_rows(min_row=2) if [cell.value for cell in row[: len(wanted)]] == wanted)

    def put(self, sheet: str, row: int, **cells: Any) -> None:
        page = self.book[sheet]
        titles = [cell.value for cell in page[1]]
        for title, value in cells.items():
            page.cell(row, titles.index(title.replace("__", "：")) + 1).value = value

    def edit(self, sheet: str, *starts: str, **cells: Any) -> None:
        self.put(sheet, self.row(sheet, *starts), **cells)

    def add(self, sheet: str, **cells: Any) -> int:
        """Into the first row that is empty."""
        page = self.book[sheet]
        row = next(row[0].row for row in page.iter_rows(min_row=2) if not any(cell.value for cell in row))
        self.put(sheet, row, **cells)
        return int(row)

    def read(self, data: SheetData | None = None) -> Reading:
        return sheet_in.read_book(self.book, "edited.xlsx", data or self.data)


@pytest.fixture
def table(pristine: SheetData, written: Path) -> Table:
    return Table(load_workbook(written), pristine)
