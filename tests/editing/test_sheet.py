"""The spreadsheet out and back: what an editor changes arrives in the municipality's files, and nothing else changes."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from openpyxl import Workbook, load_workbook

from bot.editing import sheet_in, sheet_out
from bot.editing.sheet_columns import SHEETS
from bot.editing.sheet_data import SheetData
from bot.editing.sheet_reading import Reading
from bot.editing.versions import EditingProblem
from procedure_kb.loader import DATA
from tests.editing.conftest import OWN, OWN_FILE, TODAY, Table

OF_OWN = ("子育て", "test_own")
OF_COMMON = ("子育て", "test_common")


def _changed(reading: Reading, data: SheetData) -> dict[str, list[str]]:
    """Lines taken out and put in, by file."""
    assert reading.mistakes == []
    found = {}
    for path, text in reading.files.items():
        diff = difflib.ndiff((reading.former[path] or "").splitlines(), text.splitlines())
        found[str(path.relative_to(data.root))] = [line for line in diff if line[0] in "+-"]
    return found


def _said(reading: Reading) -> list[str]:
    assert reading.files == {}
    return [str(mistake) for mistake in reading.mistakes]


# --- what people get -----------------------------------------------------------------------------------------------------


def test_nothing_edited_changes_nothing(table: Table) -> None:
    reading = table.read()
    assert (reading.changes, reading.mistakes, reading.files, reading.behind) == ([], [], {}, None)


def test_the_sheets_are_japanese_frozen_locked_and_offer_choices(table: Table) -> None:
    assert table.book.sheetnames[:8] == ["説明", *(sheet.title for sheet in SHEETS)]
    page = table.book["手続き"]
    row = table.row("手続き", *OF_OWN)
    assert page.freeze_panes == "C2"
    assert page.protection.sheet
    assert page.cell(row, 2).protection.locked
    assert not page.cell(row, 3).protection.locked
    assert any('"届け出,請求,相談・確認,届け出不要"' in offer.formula1 for offer in page.data_validations.dataValidation)
    assert table.book["もとの値"].sheet_state == "veryHidden"


def test_every_procedure_question_and_source_is_there(table: Table, pristine: SheetData) -> None:
    for sheet in SHEETS:
        filled = [row for row in table.book[sheet.title].iter_rows(min_row=2, values_only=True) if any(row)]
        assert len(filled) == len(pristine.grid[sheet.title]) > 0


def test_our_own_data_goes_out_and_comes_back_unchanged(tmp_path: Path) -> None:
    data = SheetData(DATA, "sakai")
    sheet_out.write(data, tmp_path / "all.xlsx", today=TODAY)
    reading = sheet_in.read(tmp_path / "all.xlsx", data)
    assert len(data.grid["手続き"]) > 200
    assert (reading.changes, reading.mistakes, reading.files) == ([], [], {})


# --- every kind of edit --------------------------------------------------------------------------------------------------


def test_a_text_of_an_own_procedure_changes_one_line_and_no_comment(table: Table) -> None:
    table.edit("手続き", *OF_OWN, 名前="市の新しい手続き: 改")
    changed = _changed(table.read(), table.data)
    assert changed == {
        OWN_FILE: ["-     name: 市の手続き   # 名前のことわり書き", '+     name: "市の新しい手続き: 改"   # 名前のことわり書き']
    }


def test_a_text_of_a_common_procedure_goes_into_the_override_alone(table: Table) -> None:
    table.edit("手続き", *OF_COMMON, 説明="市での説明です。")
    assert _changed(table.read(), table.data) == {OWN_FILE: ["+     summary: 市での説明です。"]}


def test_ways_deadline_and_numbers(table: Table) -> None:
    table.edit("手続き", *OF_COMMON, 方法__郵送="○", 期限="2年以内", 窓口の分=25.0, 終わる日=date(2027, 3, 31))
    assert sorted(_changed(table.read(), table.data)[OWN_FILE]) == [
        "+     deadline: {text: 2年以内, grade: B, sources: [test_source]}",
        "+     minutes: 25",
        "+     valid_to: 2027-03-31",
        "+     ways: [counter, post]",
    ]


def test_an_emptied_text_takes_the_statement_away(table: Table) -> None:
    table.edit("手続き", *OF_OWN, 期限="1年以内", 期限の根拠度="B", 期限の出典="test_source", 遅れたとき=None)
    assert _changed(table.read(), table.data)[OWN_FILE] == [
        "-     late: {text: もらえなくなります。, grade: B, sources: [test_source]}",
        "+     deadline: {text: 1年以内, grade: B, sources: [test_source]}",
    ]
    table.edit("手続き", *OF_COMMON, 遅れたとき="")
    assert "+     late: null" in _changed(table.read(), table.data)[OWN_FILE]


def test_a_thing_to_bring_is_changed_added_and_taken_away(table: Table) -> None:
    table.edit("持ち物", *OF_OWN, "1", 補足="世帯主のもの", 数=2)
    table.edit("持ち物", *OF_OWN, "2", 消す="○")
    new = {"できごと": "子育て", "手続きの id": "test_own", "持ち物の id": "registered_seal", "根拠度": "B", "出典": "test_source"}
    table.add("持ち物", **new)
    assert _changed(table.read(), table.data)[OWN_FILE] == [
        "-       - {item: my_number, grade: B, sources: [test_source]}   # 持ち物のことわり書き",
        "+       - {item: my_number, grade: B, sources: [test_source], count: 2, note: 世帯主のもの}   # 持ち物のことわり書き",
        "-       - {item: id_document, grade: B, sources: [test_source]}",
        "+       - {item: registered_seal, grade: B, sources: [test_source]}",
    ]


def test_a_note_of_a_common_thing_to_bring_is_all_that_is_written(table: Table) -> None:
    table.edit("持ち物", *OF_COMMON, "1", 補足="世帯主のもの")
    lines = _changed(table.read(), table.data)[OWN_FILE]
    assert lines == ["+     bring:", "+       - {item: my_number, note: 世帯主のもの}"]


def test_a_fee_of_a_common_procedure(table: Table) -> None:
    table.edit("費用・給付", *OF_COMMON, "1", 内容="450円", 金額="450")
    assert _changed(table.read(), table.data)[OWN_FILE] == ["+     money:", "+       - {kind: fee, text: 450円, amount: 450}"]


def test_own_cautions_are_changed_and_taken_away(table: Table) -> None:
    table.edit("注意", *OF_OWN, "1", 注意="直した注意")
    table.edit("注意", *OF_OWN, "2", 消す="○")
    table.edit("注意", *OF_COMMON, "2", 注意="市の直した注意")
    lines = _changed(table.read(), table.data)[OWN_FILE]
    assert [line for line in lines if line.startswith("+")] == [
        "+       - {text: 直した注意, grade: B, sources: [test_source]}",
        "+     cautions: [{text: 市の直した注意, grade: A, sources: [test_source]}]",
    ]


def test_a_question_is_reworded_for_the_municipality(table: Table) -> None:
    table.edit("質問", "子育て", "質問", "child_count", なぜたずねるか="市の理由です。")
    changed = _changed(table.read(), table.data)
    assert list(changed) == ["municipalities/sakai/facts/childcare.yml"]
    assert any("why: 市の理由です。" in line for line in changed["municipalities/sakai/facts/childcare.yml"])


def test_a_source_gets_the_day_of_its_check(table: Table) -> None:
    table.edit("出典", "test_source", 確かめた日="2027-01-05")
    (lines,) = _changed(table.read(), table.data).values()
    assert any("2027-01-05" in line for line in lines)


def test_the_city_and_one_ward_call_a_desk_differently(table: Table) -> None:
    table.edit("窓口", "", "test_desk", 名前="市の窓口")
    table.add("窓口", 区="minami", id="test_desk", 名前="南の窓口")
    reading = table.read()
    changed = _changed(reading, table.data)
    assert changed["municipalities/sakai/desks.yml"] == ["+ - {id: test_desk, name: 市の窓口}"]
    assert "+   - id: test_desk" in changed["municipalities/sakai/wards/minami.yml"]
    assert any("南区役所" in str(change) for change in reading.changes)


NEW = {
    "できごと": "子育て", "id": "test_new", "名前": "新しい手続き", "説明": "新しい説明です。", "種類": "請求", "窓口": "test_new_desk",
    "方法__郵送": "○", "期限": "1年以内", "期限の根拠度": "B", "期限の出典": "test_source", "必要な条件": "{life_event: birth}",
    "根拠度": "B", "出典": "test_source",
}  # fmt: skip
NEW_DESK = {"id": "test_new_desk", "名前": "新しい窓口", "場所": "市のほかの場所", "回る順": 991, "根拠度": "B", "出典": "test_source"}


def test_a_new_procedure_with_a_new_desk_and_a_thing_to_bring(table: Table, tmp_path: Path) -> None:
    table.add("手続き", **NEW)
    table.add("窓口", **NEW_DESK)
    table.add("持ち物", できごと="子育て", **{"手続きの id": "test_new", "持ち物の id": "my_number", "根拠度": "B", "出典": "test_source"})
    root = copytree(table.data.root, tmp_path / "data")
    data = SheetData(root, "sakai")
    table.read(data).write()
    procedure = SheetData(root, "sakai").kb.procedure["test_new"].procedure
    assert (procedure.name, procedure.desk, [way.value for way in procedure.ways]) == ("新しい手続き", "test_new_desk", ["post"])
    assert [requirement.item for requirement in procedure.bring] == ["my_number"]
    assert (root / "municipalities/sakai/procedures/childcare/added.yml").read_text(encoding="utf-8").startswith("procedures:\n  - id: test_new\n")


def test_what_was_written_comes_out_again(table: Table, tmp_path: Path) -> None:
    table.edit("手続き", *OF_COMMON, 説明="市での説明です。")
    root = copytree(table.data.root, tmp_path / "data")
    table.read(SheetData(root, "sakai")).write()
    assert SheetData(root, "sakai").grid["手続き"]["childcare", "test_common"]["説明"] == "市での説明です。"
    assert (root / OWN_FILE).read_text(encoding="utf-8") == OWN.replace(
        "  - id: test_common\n", "  - id: test_common\n    summary: 市での説明です。\n"
    )


# --- mistakes ------------------------------------------------------------------------------------------------------------

CELLS = [
    ("手続き", OF_OWN, {"種類": "へん"}, "種類", "選べません"),
    ("手続き", OF_OWN, {"根拠度": "Z"}, "根拠度", "選べません"),
    ("手続き", OF_OWN, {"窓口の分": "十"}, "窓口の分", "数ではありません"),
    ("手続き", OF_OWN, {"終わる日": "来年"}, "終わる日", "日付ではありません"),
    ("手続き", OF_OWN, {"方法__電話": "はい"}, "方法：電話", "○"),
    ("手続き", OF_OWN, {"方法__窓口": None}, "方法：窓口", "一つは"),
    ("手続き", OF_OWN, {"説明": "=1+2"}, "説明", "式は使えません"),
    ("手続き", OF_OWN, {"名前": None}, "名前", "必要です"),
    ("手続き", OF_OWN, {"窓口": "nowhere_desk"}, "窓口", "nowhere_desk"),
    ("手続き", OF_OWN, {"遅れたときの根拠度": None}, "遅れたときの根拠度", "必要です"),
    ("手続き", OF_OWN, {"遅れたときの出典": "no_source"}, "遅れたとき", "no_source"),
    ("手続き", OF_OWN, {"必要な条件": "{life_event: wedding}"}, "必要な条件", "wedding"),
    ("手続き", OF_OWN, {"必要な条件": "{life_event"}, "必要な条件", "書き方"),
    ("手続き", OF_OWN, {"期限の規則": "no_rule", "期限": "1年", "期限の根拠度": "C"}, "期限の規則", "no_rule"),
    ("持ち物", (*OF_OWN, "1"), {"持ち物の id": "no_item"}, "持ち物の id", "no_item"),
    ("持ち物", (*OF_OWN, "1"), {"番号": "9"}, "番号", "もとの表にありません"),
    ("手続き", OF_OWN, {"id": "test_common"}, "id", "同じもの"),
    ("質問", ("子育て", "質問", "child_count"), {"id": "no_question"}, "id", "足すことはできません"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "cells", "column", "said"), CELLS, ids=[f"{sheet} {cells}" for sheet, _, cells, *_ in CELLS])
def test_a_mistake_names_sheet_row_and_column(table: Table, sheet: str, row: tuple[str, ...], cells: dict[str, object], column: str, said: str) -> None:
    number = table.row(sheet, *row)
    table.put(sheet, number, **cells)
    mistakes = _said(table.read())
    place = f"シート「{sheet}」 {number}行目「{column}"
    assert any(mistake.startswith(place) and said in mistake for mistake in mistakes), mistakes


def test_a_new_row_that_lacks_something_says_what(table: Table) -> None:
    row = table.add("手続き", できごと="子育て", id="test_new", 名前="新しい手続き")
    mistakes = _said(table.read())
    assert f"シート「手続き」 {row}行目「説明」: 新しい行には、かならず書いてください。" in mistakes


def test_a_caution_that_every_municipality_shares_cannot_be_changed_here(table: Table) -> None:
    table.edit("注意", *OF_COMMON, "1", 注意="直した注意")
    (mistake,) = _said(table.read())
    assert mistake.startswith(f"シート「注意」 {table.row('注意', *OF_COMMON, '1')}行目")
    assert "共通のデータ" in mistake


def test_rows_are_not_taken_away_by_deleting_them(table: Table) -> None:
    table.book["手続き"].delete_rows(table.row("手続き", *OF_OWN))
    table.book["持ち物"].delete_rows(table.row("持ち物", *OF_COMMON, "2"))
    mistakes = _said(table.read())
    assert any("test_own" in mistake and "消すことはできません" in mistake for mistake in mistakes)
    assert any("test_common" in mistake and "「消す」の列" in mistake for mistake in mistakes)


def test_a_thing_for_a_procedure_that_is_not_there(table: Table) -> None:
    table.add("持ち物", できごと="子育て", **{"手続きの id": "no_such", "持ち物の id": "my_number", "根拠度": "B", "出典": "test_source"})
    assert any("no_such" in mistake for mistake in _said(table.read()))


def test_a_ward_that_is_not_there(table: Table) -> None:
    table.add("窓口", 区="chuo", id="test_desk", 名前="中央の窓口")
    assert any("chuo" in mistake and "minami" in mistake for mistake in _said(table.read()))


def test_a_heading_that_was_changed(table: Table) -> None:
    table.book["手続き"]["C1"] = "なまえ"
    assert any("「名前」" in mistake and "見出し" in mistake for mistake in _said(table.read()))


def test_a_sheet_that_was_taken_away(table: Table) -> None:
    del table.book["注意"]
    assert any("シート「注意」" in mistake for mistake in _said(table.read()))


def test_a_mistake_anywhere_leaves_everything_unwritten(table: Table) -> None:
    table.edit("手続き", *OF_OWN, 名前="よい直し")
    table.edit("出典", "test_source", 確かめた日="いつか")
    reading = table.read()
    assert reading.files == {}
    with pytest.raises(EditingProblem, match="何も書きません"):
        reading.write()


# --- somebody else -------------------------------------------------------------------------------------------------------


def _edited_by_another(table: Table, tmp_path: Path, old: str, new: str) -> SheetData:
    root = copytree(table.data.root, tmp_path / "data")
    file = root / OWN_FILE
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return SheetData(root, "sakai")


def test_somebody_elses_edit_of_the_same_cell_is_noticed(table: Table, tmp_path: Path) -> None:
    data = _edited_by_another(table, tmp_path, "市だけの手続きです。", "先に直しました。")
    table.edit("手続き", *OF_OWN, 説明="あとから直しました。")
    reading = table.read(data)
    assert reading.behind == table.data.version
    (mistake,) = _said(reading)
    assert "「説明」" in mistake
    assert "先に直しました。" in mistake


def test_somebody_elses_edit_of_another_cell_stays(table: Table, tmp_path: Path) -> None:
    data = _edited_by_another(table, tmp_path, "市だけの手続きです。", "先に直しました。")
    table.edit("手続き", *OF_OWN, 名前="名前を直しました")
    reading = table.read(data)
    assert reading.behind == table.data.version
    assert len(reading.changes) == 1
    reading.write()
    text = (data.root / OWN_FILE).read_text(encoding="utf-8")
    assert "先に直しました。" in text
    assert "名前を直しました" in text


def test_an_edit_while_the_workbook_is_read_is_noticed(table: Table, tmp_path: Path) -> None:
    data = _edited_by_another(table, tmp_path, "", "")
    table.edit("手続き", *OF_OWN, 名前="名前を直しました")
    reading = table.read(data)
    (data.root / OWN_FILE).write_text(OWN + "\n", encoding="utf-8")
    with pytest.raises(EditingProblem, match="ほかの人"):
        reading.write()


# --- files that are none -------------------------------------------------------------------------------------------------


def test_files_that_are_no_workbooks_of_ours(table: Table, tmp_path: Path) -> None:
    text, strange = tmp_path / "text.xlsx", tmp_path / "strange.xlsx"
    text.write_text("これは文です", encoding="utf-8")
    Workbook().save(strange)
    for path, said in ((text, "読めません"), (strange, "作った表ではありません"), (tmp_path / "none.xlsx", "読めません")):
        with pytest.raises(EditingProblem, match=said):
            sheet_in.read(path, table.data)


def test_another_municipalitys_workbook(table: Table) -> None:
    table.book["説明"]["B4"] = "kyoto"
    with pytest.raises(EditingProblem, match="kyoto"):
        table.read()


def test_the_workbook_opens_as_one(written: Path) -> None:
    assert load_workbook(written, read_only=True).sheetnames[0] == "説明"
