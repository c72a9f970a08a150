"""The city office's guide, followed to the letter: one fee, one procedure, one ward's counter."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.editing.checking import check
from bot.model import ROOT
from procedure_kb.assessment import Situation
from procedure_kb.checklist import build_checklist
from procedure_kb.loader import DATA, load
from procedure_kb.slip import Line

TODAY = date(2026, 11, 25)
GUIDE = (ROOT / "docs" / "city-office-guide.ja.md").read_text(encoding="utf-8")
_FILE = re.compile(r"# procedure_kb/data/(\S+)\n(.*)", re.DOTALL)
BABY: dict[str, Any] = {"birth_date": "2026-11-19", "family_in_city": "yes", "care_wishes": ["sick"], "moved_in_date": "none"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data after all that the guide says to do."""
    folder = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("guide") / "data"))
    _change_the_fee(folder)
    for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL):
        match = _FILE.fullmatch(block)
        assert match is not None, "the first line names the file"
        path = folder / match[1]
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + match[2], encoding="utf-8")
    return folder


def _change_the_fee(folder: Path) -> None:
    (name,) = re.findall(r"- ファイル: `procedure_kb/data/(\S+)`", GUIDE)
    before, after = re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(before) == 1, "what the guide shows is what stands in the file"
    (folder / name).write_text(text.replace(before, after), encoding="utf-8")


def _line(root: Path, name: str, **facts: Any) -> Line:
    situation = Situation(load(root, event="childcare"), {**BABY, **facts}, TODAY)
    checklist = build_checklist(situation)
    return next(line for group in checklist.groups for line in group.lines if line.id == name)


def test_nothing_that_the_guide_tells_to_write_is_a_mistake(root: Path) -> None:
    assert check(root, TODAY).errors == ()


def test_the_new_fee_is_on_the_checklist(root: Path) -> None:
    (fee,) = _line(root, "sick_child_care", birth_date="2025-03-01").money
    assert fee.text.startswith("1日2,800円")


def test_the_new_procedure_is_on_the_checklist_of_a_baby_and_not_of_a_pupil(root: Path) -> None:
    assert _line(root, "sakai_first_book").name == "はじめての絵本の受け取り"
    with pytest.raises(StopIteration):
        _line(root, "sakai_first_book", birth_date="2018-03-01")


def test_the_wards_own_counter_is_shown_there_and_only_there(root: Path) -> None:
    assert _line(root, "sakai_first_book", reservation_office="minami").desk.name == "子育て支援課（2階15番）"
    assert _line(root, "sakai_first_book", reservation_office="kita").desk.name == "子育て支援課"
