from __future__ import annotations

import random
import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases.codes import WrongCaseNumber, new_case_number, new_token, parse_case_number

numbers = st.integers(0, 2**64).map(lambda seed: new_case_number(random.Random(seed)))
KANJI = str.maketrans("23456789", "二三四五六七八九")
FULL_WIDTH = str.maketrans("23456789-", "２３４５６７８９－")
READINGS = dict(zip("23456789", ("ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュウ"), strict=True))
OTHER_READINGS = dict(zip("23456789", ("に", "さん", "し", "ご", "ろく", "しち", "はち", "く"), strict=True))


@given(numbers)
def test_number_is_two_groups_of_four_without_zero_and_one(number: str) -> None:
    assert re.fullmatch(r"[2-9]{4}-[2-9]{4}", number)
    assert parse_case_number(number) == number


@settings(max_examples=1000)
@given(
    numbers,
    st.sampled_from(
        [
            lambda it: it.replace("-", ""),
            lambda it: it.replace("-", " "),
            lambda it: it.replace("-", "の"),
            lambda it: it.replace("-", "ー"),
            lambda it: it.replace("-", "−"),
            lambda it: " ".join(it),
            lambda it: it.translate(FULL_WIDTH),
            lambda it: it.translate(KANJI),
            lambda it: f"受付番号は{it}です。",
            lambda it: f" {it}番です",
            lambda it: "".join(READINGS.get(digit, "、") for digit in it),
            lambda it: "".join(OTHER_READINGS.get(digit, " ") for digit in it),
            lambda it: unicodedata.normalize("NFD", "".join(READINGS.get(digit, " ") for digit in it)),
        ]
    ),
)
def test_number_is_understood_however_it_is_written_or_said(number: str, written: object) -> None:
    assert callable(written)
    assert parse_case_number(written(number)) == number


@given(numbers, st.integers(0, 8), st.sampled_from("23456789"))
def test_one_wrong_digit_is_noticed(number: str, place: int, digit: str) -> None:
    wrong = number[:place] + digit + number[place + 1 :]
    if number[place] not in ("-", digit):
        with pytest.raises(WrongCaseNumber, match="違うようです"):
            parse_case_number(wrong)


@given(numbers)
def test_swapped_neighbours_are_noticed(number: str) -> None:
    digits = number.replace("-", "")
    for place, (first, second) in enumerate(pairwise(digits)):
        if first != second:
            with pytest.raises(WrongCaseNumber, match="違うようです"):
                parse_case_number(digits[:place] + second + first + digits[place + 2 :])


@pytest.mark.parametrize("text", ["", "2345", "2345-67899", "番号がわかりません", "ABCD-2345", "十二三四五六七八", "-"])
def test_anything_else_is_refused_kindly(text: str) -> None:
    with pytest.raises(WrongCaseNumber, match="8けたの数字です"):
        parse_case_number(text)


@pytest.mark.parametrize("text", ["2345-6780", "1345-6789", "ゼロニーサンヨンゴーロクナナハチ", "一二三四五六七八"])
def test_zero_and_one_are_explained(text: str) -> None:
    with pytest.raises(WrongCaseNumber, match="0と1は使われていません"):
        parse_case_number(text)


@given(st.text())
def test_any_text_gives_a_number_or_the_error(text: str) -> None:
    try:
        number = parse_case_number(text)
    except WrongCaseNumber:
        return
    assert re.fullmatch(r"[2-9]{4}-[2-9]{4}", number)


def test_numbers_spread_over_all_digits() -> None:
    drawn = {new_case_number() for _ in range(2000)}
    assert len(drawn) > 1990
    assert {digit for number in drawn for digit in number} == set("23456789-")


def test_tokens_are_long_different_and_safe_in_an_address() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in tokens)
