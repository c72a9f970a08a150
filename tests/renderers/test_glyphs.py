from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from pylopdf_fonts_cjk import sans_path

from bot.renderers.glyphs import GETA, drawable, printable

FONT = sans_path()


def test_characters_of_japanese_names_are_kept() -> None:
    names = "𠮷野 髙田 山﨑 渡邉 德永 斎藤 邊 桒 凜 神（\ufa19）〜～①㈱々ゞヶ"
    assert printable(names, FONT) == names


def test_what_the_font_lacks_becomes_the_printers_geta() -> None:
    assert printable("手続き😀한", FONT) == f"手続き{GETA}{GETA}"
    assert printable("\ud83d", FONT) == GETA


def test_letters_typed_with_separate_marks_are_composed() -> None:
    assert printable(unicodedata.normalize("NFD", "がぱé"), FONT) == "がぱé"


def test_invisible_characters_are_dropped() -> None:
    assert printable("葛\U000e0100飾\u200b区\x00\n一\t二", FONT) == "葛飾区\n一 二"


@given(st.text())
def test_result_is_always_drawable(text: str) -> None:
    assert {ord(character) for character in printable(text, FONT)} <= drawable(FONT) | {ord("\n")}
