"""What a baby weighed decides which papers and help there are: it is read in any spelling."""

from __future__ import annotations

import pytest

from bot.understanding.weights import condition_by_weight, weight_at_birth


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("1,900グラムやったんです", 1900),
        ("千九百グラム", 1900),
        ("2300gでした", 2300),
        ("2キロ300でした", 2300),
        ("2.3キロです", 2300),
        ("二キロ三百", 2300),
        ("2500グラムなかったんですわ", 2499),
        ("二千グラムちょうど", 2000),
        ("おむつは3000円です", None),
        ("体重は80キロあります", None),
        ("100グラム増えました", None),
    ],
)
def test_weights(text: str, grams: int | None) -> None:
    assert weight_at_birth(text) == grams


@pytest.mark.parametrize(("grams", "codes"), [(2500, ["none"]), (2499, ["under_2500g"]), (2001, ["under_2500g"]), (2000, ["under_2500g", "up_to_2000g"])])
def test_the_limits_of_the_law_are_met_to_the_gram(grams: int, codes: list[str]) -> None:
    assert condition_by_weight(grams) == codes
