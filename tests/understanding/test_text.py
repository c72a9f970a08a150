"""One form for all spellings, nothing invisible, positions kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.text import normalise, to_hiragana


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("Ｒ８．１０．５", "R8.10.5"),
        ("ｺｸﾎﾔｯﾀﾄ ｵﾓｳ", "コクホヤッタト オモウ"),
        ("国\u200b保\ufeff\u202e", "国保"),
        ("はい\x00\x1b\n  そうです　", "はい そうです"),
        ("えーーっとおおおー", "えーーっとおおおー"),
        ("⽇本", "日本"),
        ("葛\U000e0100城", "葛城"),
        ("か\u3099", "が"),
        ("／inform", "/inform"),
        ("\ud800はい", "はい"),
        ("だんなさんは まだ げんきです", "だんなさんはまだ げんきです"),
        ("国保です 犬もいます", "国保です 犬もいます"),
        ("", ""),
    ],
)
def test_forms(said: str, form: str) -> None:
    assert normalise(said) == form


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs") for char in once)


@given(st.text())
def test_hiragana_keeps_positions(text: str) -> None:
    assert len(to_hiragana(text)) == len(text)
    assert to_hiragana("カタカナ、ひらがな、ー、漢字") == "かたかな、ひらがな、ー、漢字"
