"""What an edited workbook asks for, and what is wrong with it: the records that reading, comparing and applying hand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.editing.sheet_columns import Sheet
from bot.editing.sheet_data import Key
from bot.editing.versions import EditingProblem

NEW = "+"
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
        if any(text_of(path) != text for path, text in self.former.items()):
            raise EditingProblem("読み込んでいるあいだに、ほかの人がデータを直しました。もう一度読み込んでください。何も書いていません。")
        for path, text in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Line:
    """A row of a sheet as it was read."""

    number: int
    key: Key
    cells: Mapping[str, str]
    erased: bool = False

    @property
    def is_new(self) -> bool:
        """Of an entry of a list: it has no number yet."""
        return self.key[-1].startswith(NEW)


def text_of(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
