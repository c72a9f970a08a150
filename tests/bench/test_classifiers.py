"""The comparison of classifiers counts what it says it counts."""

from __future__ import annotations

import pytest

from procedure_kb.loader import load
from tests.bench.classifiers import by_words, threshold

FACTS = load(event="bereavement").facts


def test_the_threshold_is_the_lowest_at_which_one_in_a_hundred_is_wrong() -> None:
    sure = [(0.9, True)] * 60 + [(0.8, False)] + [(0.7, True)] * 30
    assert threshold([*sure, *[(0.6, False)] * 9]) == 0.7


def test_without_errors_everything_is_taken() -> None:
    assert threshold([(0.2, True), (0.9, True)]) == 0.2


def test_where_the_surest_are_wrong_nothing_is_taken() -> None:
    assert threshold([(0.9, False), (0.5, True)]) > 1


@pytest.mark.parametrize(
    ("text", "code"),
    [("国民健康保険でした", "nhi"), ("こうきこうれいしゃいりょうです", "late_elderly"), ("きのうは雨でした", None)],
)
def test_words_alone_take_the_longest_word(text: str, code: str | None) -> None:
    assert by_words(text, FACTS["deceased_health_insurance"])[0] == code
