"""The editor's commands: files where they were wanted, one line for every mistake, nothing written where something is wrong."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from bot.cli import app
from procedure_kb.loader import DATA
from tests.editing.conftest import OWN_FILE, with_our_records

TODAY = "2026-11-25"


def _kb(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["kb", *map(str, arguments)])


def _fails(result: Result, *said: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    for words in said:
        assert words in result.stderr


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_our_records(tmp_path_factory.mktemp("cli") / "data")


# --- check ---------------------------------------------------------------------------------------------------------------


def test_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    root = copytree(DATA, tmp_path / "data")
    late = _kb("check", "--data", root, "--today", "2030-01-01", "--strict")
    assert late.exit_code == 1
    assert any(line.startswith("注意 sources.yml: S5.checked_on: ") for line in late.stdout.splitlines())
    warned = [line.startswith("注意 ") for line in late.stdout.splitlines()]
    assert warned == sorted(warned)


# --- graph ---------------------------------------------------------------------------------------------------------------


def test_graph_to_a_file_and_to_standard_output(tmp_path: Path) -> None:
    file = tmp_path / "new" / "map.svg"
    assert _kb("graph", "--event", "childcare", "--out", file).exit_code == 0
    drawn = file.read_text(encoding="utf-8")
    assert ElementTree.fromstring(drawn).tag.endswith("svg")
    assert _kb("graph", "--event", "childcare").stdout.strip() == drawn.strip()


# --- export --------------------------------------------------------------------------------------------------------------


def test_csv_to_a_file_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    assert _kb("export", "--format", "csv", "--event", "childcare", "--out", tmp_path / "a.csv").exit_code == 0
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\r" not in raw
    assert len(list(csv.reader(raw.decode("utf-8-sig").splitlines()))) > 100
    assert _kb("export", "--format", "csv", "--event", "childcare").stdout_bytes == raw


def test_a_folder_gets_files_with_names_that_say_what_they_are(tmp_path: Path) -> None:
    for form in ("json", "csv", "schema"):
        assert _kb("export", "--format", form, "--out", tmp_path).exit_code == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"sakai-bereavement.json", "sakai-bereavement.csv", "procedures.schema.json", "vscode-settings.json"} <= names
    assert json.loads((tmp_path / "sakai-bereavement.json").read_text(encoding="utf-8"))["licence"]
    settings = json.loads((tmp_path / "vscode-settings.json").read_text(encoding="utf-8"))
    assert all(Path(name).exists() for name in settings["yaml.schemas"])


def test_schemas_on_standard_output() -> None:
    assert "procedures.schema.json" in json.loads(_kb("export", "--format", "schema").stdout)


def test_a_form_that_is_not_there() -> None:
    _fails(_kb("export", "--format", "xml"), "xml", "csv")


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    _fails(_kb("export", "--format", "csv", "--out", tmp_path / "file" / "a.csv"), "書けません")


# --- preview -------------------------------------------------------------------------------------------------------------


def test_preview_tells_and_counts(root: Path, tmp_path: Path) -> None:
    former = copytree(root, tmp_path / "former")
    file = former / "procedures/childcare/test.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("text: 300円", "text: 200円"), encoding="utf-8")
    arguments = ("preview", former, "--data", root, "--event", "childcare", "--cases", 8, "--today", TODAY)
    told = _kb(*arguments, "--show", 1)
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("この変更で 8 世帯中 ")
    assert "費用 200円 → 費用 300円" in told.stdout
    found = json.loads(_kb(*arguments, "--json").stdout)
    assert found["headline"] in told.stdout
    assert found["households"][0]["changes"][0]["part"] == "費用・給付"


def test_preview_of_what_is_not_there(tmp_path: Path) -> None:
    _fails(_kb("preview", "no-such-branch", "--cases", 1), "no-such-branch")
    _fails(_kb("preview", tmp_path, "--cases", 1), "知識データ")
    _fails(_kb("preview", DATA, "--cases", 0), "--cases")


# --- sheet ---------------------------------------------------------------------------------------------------------------


def _edited(file: Path, **cells: Any) -> None:
    book = load_workbook(file)
    page = book["手続き"]
    titles = [cell.value for cell in page[1]]
    row = next(row for row in page.iter_rows(min_row=2) if row[1].value == "test_own")
    for title, value in cells.items():
        row[titles.index(title)].value = value
    book.save(file)


def test_the_way_out_and_back(root: Path, tmp_path: Path) -> None:
    data, file = copytree(root, tmp_path / "data"), tmp_path / "a.xlsx"
    assert _kb("sheet", "out", file, "--data", data, "--today", TODAY).exit_code == 0
    assert "変わるところはありません" in _kb("sheet", "in", file, "--data", data).stdout
    _edited(file, 名前="直した名前")
    before = (data / OWN_FILE).read_text(encoding="utf-8")
    looked = _kb("sheet", "in", file, "--data", data, "--dry-run")
    assert "手続き「市の手続き」 名前: 市の手続き → 直した名前" in looked.stdout
    assert (data / OWN_FILE).read_text(encoding="utf-8") == before
    written = _kb("sheet", "in", file, "--data", data)
    assert f"{OWN_FILE} に書きました。" in written.stdout
    assert (data / OWN_FILE).read_text(encoding="utf-8") == before.replace("name: 市の手続き", "name: 直した名前")


def test_mistakes_in_the_sheet_are_told_and_nothing_is_written(root: Path, tmp_path: Path) -> None:
    data, file = copytree(root, tmp_path / "data"), tmp_path / "a.xlsx"
    _kb("sheet", "out", file, "--data", data, "--today", TODAY)
    _edited(file, 名前="直した名前", 種類="へん")
    before = (data / OWN_FILE).read_text(encoding="utf-8")
    result = _kb("sheet", "in", file, "--data", data)
    assert result.exit_code == 1
    assert "シート「手続き」" in result.stderr
    assert "「種類」" in result.stderr
    assert (data / OWN_FILE).read_text(encoding="utf-8") == before


def test_files_that_are_no_sheets(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("文", encoding="utf-8")
    _fails(_kb("sheet", "in", tmp_path / "a.xlsx"), "読めません")
    _fails(_kb("sheet", "in", tmp_path / "none.xlsx"), "読めません")
    _fails(_kb("sheet", "out", tmp_path / "no" / "folder" / "a.xlsx"), "書けません")
    _fails(_kb("sheet", "out", tmp_path / "b.xlsx", "--data", tmp_path), "知識データがありません")
