"""Ages, counts, telephone numbers and names as residents say them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.numbers import NumberReading, read_age, read_name, read_number, read_phone
from bot.understanding.numerals import to_int
from bot.understanding.text import normalise
from procedure_kb.strict_yaml import read_yaml

TABLE = read_yaml(Path(__file__).parent / "number_examples.yml")


def _id(row: Any) -> str:
    return str(row["text"] if isinstance(row, dict) else row)


@pytest.mark.parametrize("row", TABLE["ages"], ids=_id)
def test_ages(row: dict[str, Any]) -> None:
    _is_as_in(row, read_age(row["text"]))


@pytest.mark.parametrize("row", TABLE["counts"], ids=_id)
def test_counts(row: dict[str, Any]) -> None:
    _is_as_in(row, read_number(row["text"]))


def _is_as_in(row: dict[str, Any], reading: NumberReading | None) -> None:
    assert reading is not None
    assert (reading.value, reading.certainty) == (row["value"], row["certainty"])
    assert list(reading.candidates) == row.get("candidates", [row["value"]])
    assert reading.reason == row.get("reason", reading.reason)
    assert (reading.reason is None) == (reading.certainty == "certain")


@pytest.mark.parametrize("row", TABLE["phones"], ids=_id)
def test_phones(row: dict[str, Any]) -> None:
    reading = read_phone(row["text"])
    assert reading is not None
    assert (reading.value, reading.certainty) == (row["value"], row["certainty"])


@pytest.mark.parametrize("row", TABLE["names"], ids=_id)
def test_names(row: dict[str, Any]) -> None:
    assert read_name(row["text"]) == row["value"]


@pytest.mark.parametrize(
    ("table", "read"),
    [("no_age", read_age), ("no_count", read_number), ("no_phone", read_phone), ("no_name", read_name)],
)
def test_what_is_none(table: str, read: Callable[[str], object]) -> None:
    assert [text for text in TABLE[table] if read(text) is not None] == []


# --- laws ----------------------------------------------------------------------------------------------------------------

KANJI = "〇一二三四五六七八九"
ONES = ["", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"]


def _kanji(number: int) -> str:
    return _said(number, list(KANJI), "百", "十")


def _kana(number: int) -> str:
    return _said(number, ONES, "ひゃく", "じゅう")


def _said(number: int, ones: list[str], hundred: str, ten: str) -> str:
    """A number below 200; 1 before a unit is not said."""
    hundreds, tens = number // 100, number // 10 % 10
    return hundreds * hundred + (ones[tens] if tens > 1 else "") + bool(tens) * ten + (ones[number % 10] if number % 10 else "")


@given(st.integers(min_value=1, max_value=130))
def test_every_age_is_read_back_in_every_spelling(age: int) -> None:
    said_alone = [_kanji(age), str(age)] + ([_kana(age)] if age > 10 else [])
    spellings = [f"{age}歳", f"{_kanji(age)}歳", f"{_kana(age)}さい", f"母は{age}才でした", *said_alone]
    for text in spellings:
        reading = read_age(text)
        assert reading is not None
        assert (reading.value, reading.certainty) == (age, "certain")


@given(st.integers(min_value=1, max_value=199))
def test_numerals_have_their_value(number: int) -> None:
    assert to_int(_kanji(number)) == to_int(_kana(number)) == to_int(str(number)) == number


@given(st.sampled_from(["090", "080", "070", "050"]), st.integers(0, 10**8 - 1), st.sampled_from(["-", "", " ", "の", "ー"]))
def test_every_mobile_number_is_read_back(prefix: str, rest: int, separator: str) -> None:
    digits = f"{rest:08}"
    reading = read_phone(f"{prefix}{separator}{digits[:4]}{separator}{digits[4:]}")
    assert reading is not None
    assert reading.value == prefix + digits


@given(st.text(max_size=60))
def test_anything_may_be_said(text: str) -> None:
    for reading in (read_age(text), read_number(text)):
        if reading is not None:
            assert 0 <= reading.span[0] < reading.span[1] <= len(normalise(text))
            assert (reading.value is None) == (reading.certainty == "ambiguous")
    read_phone(text)
    name = read_name(text)
    assert name is None or (name and " " not in name)


def test_what_is_no_numeral_is_refused() -> None:
    with pytest.raises(ValueError, match="山"):
        to_int("山")
