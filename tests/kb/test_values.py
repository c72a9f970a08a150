"""What a fact may hold: what people, files and programs hand in is taken in one form, or refused with a sentence they can act on."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedure_kb.condition import MORE
from procedure_kb.loader import load
from procedure_kb.model import UNKNOWN, Code, Fact
from procedure_kb.values import ValueProblem, check_facts, check_value

TODAY = date(2026, 11, 25)
FACTS = dict(load().facts)
FACTS["birth_date"] = Fact(
    id="birth_date", type="date", label="生年月日", codes=(Code(code="not_born_yet", label="まだ"),), sources=("S1",)
)
FACTS["start_month"] = Fact(
    id="start_month", type="month", label="始める月", codes=(Code(code="none", label="なし"),), sources=("S1",)
)
JAPANESE = re.compile(r"[ぁ-ん].*。$")


def _check(fact: str, raw: Any) -> Any:
    return check_value(FACTS[fact], raw, today=TODAY)


# --- taken ---------------------------------------------------------------------------------------------------------------

TAKEN: list[tuple[str, Any, Any]] = [
    ("dog", "yes", "yes"),
    ("dog", UNKNOWN, UNKNOWN),
    ("deceased_age", 0, 0),
    ("deceased_age", "82", 82),
    ("deceased_age", 125, 125),
    ("death_date", "2026-11-25", "2026-11-25"),
    ("death_date", "2024-02-29", "2024-02-29"),
    ("death_date", "partial:2026-10", "partial:2026-10"),
    ("death_date", "partial:2026-11", "partial:2026-11"),
    ("death_date", date(2026, 11, 19), "2026-11-19"),
    ("death_date", UNKNOWN, UNKNOWN),
    ("vehicles", "car", ["car"]),
    ("vehicles", ["car", "moped", "car"], ["moped", "car"]),
    ("vehicles", ["none"], ["none"]),
    ("vehicles", [], ["none"]),
    ("vehicles", ("kei",), ["kei"]),
    ("vehicles", [MORE, "car"], ["car", MORE]),
    ("vehicles", ["car", "not_moped", UNKNOWN], ["car", "not_moped", UNKNOWN]),
    ("vehicles", UNKNOWN, UNKNOWN),
    ("birth_date", "not_born_yet", "not_born_yet"),
    ("start_month", "2027-04", "2027-04"),
    ("start_month", "none", "none"),
    ("reservation_datetime", "2026-12-01T10:00", "2026-12-01T10:00"),
    ("reservation_datetime", "2026-12-01 10:00:00", "2026-12-01T10:00"),
    ("contact_phone", "0722331101", "0722331101"),
    ("contact_phone", "declined", "declined"),
    ("applicant_name", " 堺　花子 ", "堺花子"),
]


@pytest.mark.parametrize(("fact", "raw", "value"), TAKEN)
def test_a_valid_value_is_taken_in_its_one_form(fact: str, raw: Any, value: Any) -> None:
    assert _check(fact, raw) == value
    assert _check(fact, value) == value


# --- refused -------------------------------------------------------------------------------------------------------------

REFUSED: list[tuple[str, Any, str]] = [
    ("death_date", "2026-11-26", "亡くなられた日が今日より後になっています"),
    ("death_date", "partial:2026-12", "今日より後"),
    ("death_date", "2026-02-31", "「2026-02-31」という日はありません"),
    ("death_date", "2023-02-29", "という日はありません"),
    ("death_date", "1867-12-31", "古すぎます"),
    ("death_date", "partial:1867-12", "古すぎます"),
    ("death_date", "partial:0000-05", "年と月で"),
    ("death_date", "partial:2026-13", "年と月で"),
    ("death_date", "partial:２０２６-10", "年と月で"),
    ("death_date", "partial:", "年と月で"),
    ("death_date", "partial:2026-10-05", "年と月で"),
    ("death_date", "２０２６-11-19", "という日はありません"),
    ("death_date", "20261119", "という日はありません"),
    ("death_date", "2026-W47-4", "という日はありません"),
    ("death_date", "昨日", "「昨日」という日はありません"),
    ("death_date", "", "という日はありません"),
    ("death_date", None, "という日はありません"),
    ("death_date", ["2026-11-19"], "という日はありません"),
    ("birth_date", "partial:not_born_yet", "年と月で"),
    ("deceased_age", 300, "0から125までの数字でお答えください"),
    ("deceased_age", -1, "0から125まで"),
    ("deceased_age", "九十", "数字でお答えください"),
    ("deceased_age", "８２", "数字でお答えください"),
    ("deceased_age", 82.5, "数字でお答えください"),
    ("deceased_age", True, "数字でお答えください"),
    ("deceased_age", "9" * 5000, "数字でお答えください"),
    ("deceased_age", [82], "数字でお答えください"),
    ("deceased_age", None, "数字でお答えください"),
    ("dog", "maybe", "犬: 「maybe」は選べません"),
    ("dog", True, "選べません"),
    ("dog", ["yes"], "選べません"),
    ("dog", {"yes": 1}, "選べません"),
    ("dog", None, "選べません"),
    ("vehicles", ["none", "car"], "「なし」とほかの値を一緒には選べません"),
    ("vehicles", ["none", MORE], "「なし」とほかの値を一緒には選べません"),
    ("vehicles", ["car", "not_car"], "「ある」とも「ない」とも"),
    ("vehicles", ["not_none"], "「not_none」は選べません"),
    ("vehicles", ["boat"], "「boat」は選べません"),
    ("vehicles", [["car"]], "選べません"),
    ("vehicles", 3, "「3」は選べません"),
    ("vehicles", None, "選べません"),
    ("start_month", "2027-04-01", "年と月でお答えください"),
    ("start_month", "4月", "年と月でお答えください"),
    ("reservation_datetime", "2026-12-01", "日にちと時刻でお答えください"),
    ("reservation_datetime", "2026-12-01T25:00", "日にちと時刻でお答えください"),
    ("reservation_datetime", "明日の10時", "日にちと時刻でお答えください"),
    ("contact_phone", "072-233-1101", "市外局番から数字だけで"),
    ("contact_phone", "０７２２３３１１０１", "市外局番から数字だけで"),
    ("contact_phone", "110", "市外局番から数字だけで"),
    ("applicant_name", "   ", "お確かめください"),
    ("applicant_name", "あ" * 61, "お確かめください"),
]


@pytest.mark.parametrize(("fact", "raw", "words"), REFUSED)
def test_a_value_that_cannot_be_is_refused_in_japanese(fact: str, raw: Any, words: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        _check(fact, raw)
    assert caught.value.fact == fact
    assert words in str(caught.value)
    assert JAPANESE.search(str(caught.value))


def test_a_fact_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueProblem, match="「cat」という項目はありません。"):
        check_facts(FACTS, {"dog": "yes", "cat": "yes"}, today=TODAY)


def test_a_household_is_taken_whole() -> None:
    raw = {"death_date": "2026-11-19", "deceased_age": "82", "vehicles": "car", "dog": UNKNOWN}
    assert check_facts(FACTS, raw, today=TODAY) == {**raw, "deceased_age": 82, "vehicles": ["car"]}


def test_a_death_is_valid_from_the_day_it_happens() -> None:
    fact = FACTS["death_date"]
    assert check_value(fact, "2026-12-31", today=date(2026, 12, 31)) == "2026-12-31"
    with pytest.raises(ValueProblem):
        check_value(fact, "2026-12-31", today=date(2026, 12, 30))


# --- whatever is handed in -----------------------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(FACTS)), anything)
def test_nothing_handed_in_does_worse_than_be_refused(fact: str, raw: Any) -> None:
    with suppress(ValueProblem):
        value = _check(fact, raw)
        assert _check(fact, value) == value
