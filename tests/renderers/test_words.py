from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from bot import renderers
from bot.renderers.phrases import wording
from bot.renderers.words import bring_text, copies_text, desk_text, sentences, to_bring
from procedure_kb.model import Way
from tests import slips

FOLDER = Path(renderers.__file__).parent


def test_wording_is_read_once() -> None:
    assert wording() is wording()


def test_every_way_and_every_kind_of_money_has_its_word() -> None:
    assert set(wording().ways) == {way.value for way in Way}
    assert set(wording().money) == {"benefit", "fee", "refund"}


def test_eras_are_listed_latest_first() -> None:
    days = [era.from_day for era in wording().dates.eras]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_code_says_nothing_to_residents(path: Path) -> None:
    """House rule: what residents read is data. Docstrings and comments may quote it; the geta mark is a glyph, not a word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]
    assert [text for text in texts if not text.isascii() and text != "〓" and "\u0300" not in text] == []


def test_desk_names_its_ward_once() -> None:
    assert desk_text(slips.SHIMIN) == "南区役所 市民課"
    assert desk_text(replace(slips.SHIMIN, name="南区役所 市民課")) == "南区役所 市民課"


@pytest.mark.parametrize(("texts", "paragraph"), [(["一", "二。"], "一。二。"), (["", "三"], "三。"), ([], "")])
def test_sentences_end_once(texts: list[str], paragraph: str) -> None:
    assert sentences(texts) == paragraph


def test_number_of_copies_is_said_where_it_matters() -> None:
    assert copies_text("any", 1) == ""
    assert copies_text("any", 2) == "2つ"
    assert bring_text(slips.bring("戸籍", "original")) == "戸籍"
    assert bring_text(slips.bring("戸籍", "original", 2)) == "戸籍（原本2通）"
    assert bring_text(slips.bring("戸籍", "copy", note="コピー可")) == "戸籍（写し1通）（コピー可）"


def test_certain_things_come_first() -> None:
    unsure = replace(slips.bring("遺言書"), unconfirmed=True)
    assert to_bring([unsure, slips.ID_DOCUMENT]) == [
        ("持ち物", ["窓口に来る方の本人確認書類"]),
        ("窓口で確認", ["遺言書"]),
    ]
    assert to_bring([]) == []
