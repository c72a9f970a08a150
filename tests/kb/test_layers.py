"""What a municipality's row does to the row below: one example per rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from procedure_kb.layers import Placed, filled, overridden, stacked

BELOW: dict[str, Any] = {
    "id": "dog",
    "name": "犬の届け出",
    "ways": ["counter", "post"],
    "sources": ["law"],
    "deadline": {"text": "30日以内", "grade": "N"},
    "bring": [{"item": "card", "grade": "N"}, {"item": "tag", "grade": "N"}],
    "money": [{"kind": "fee", "text": "国の額"}],
}


@pytest.mark.parametrize(
    ("above", "key", "result"),
    [
        ({"name": "犬の登録"}, "name", "犬の登録"),
        ({"deadline": {"text": "2週間以内", "grade": "A"}}, "deadline", {"text": "2週間以内", "grade": "A"}),
        ({"ways": ["online"]}, "ways", ["online"]),
        ({"sources": ["page", "law"]}, "sources", ["law", "page"]),
        ({"bring": [{"item": "tag", "grade": "A"}]}, "bring", [{"item": "card", "grade": "N"}, {"item": "tag", "grade": "A"}]),
        ({"bring": [{"item": "photo"}]}, "bring", [*BELOW["bring"], {"item": "photo"}]),
        ({"money": [{"kind": "fee", "text": "市の額"}]}, "money", [{"kind": "fee", "text": "市の額"}]),
        ({"money": [{"kind": "benefit", "text": "市の給付"}]}, "money", [*BELOW["money"], {"kind": "benefit", "text": "市の給付"}]),
    ],
)
def test_a_row_above_changes_what_it_names_and_nothing_else(above: dict[str, Any], key: str, result: Any) -> None:
    changed = overridden(BELOW, above)
    assert changed[key] == result
    assert {name: value for name, value in changed.items() if name != key} == {name: value for name, value in BELOW.items() if name != key}


def test_null_removes() -> None:
    assert "deadline" not in overridden(BELOW, {"deadline": None})


def test_no_second_benefit_is_lost_where_only_a_fee_is_said_otherwise() -> None:
    below = {"money": [{"kind": "benefit", "text": "一つ"}, {"kind": "benefit", "text": "二つ"}, {"kind": "fee", "text": "国の額"}]}
    changed = overridden(below, {"money": [{"kind": "fee", "text": "市の額"}]})
    assert [entry["text"] for entry in changed["money"]] == ["一つ", "二つ", "市の額"]


def test_of_two_benefits_what_is_said_above_stands_for_both() -> None:
    below = {"money": [{"kind": "benefit", "text": "一つ"}, {"kind": "benefit", "text": "二つ"}]}
    assert overridden(below, {"money": [{"kind": "benefit", "text": "市の給付"}]})["money"] == [{"kind": "benefit", "text": "市の給付"}]


def test_words_for_an_answer_are_added() -> None:
    below = {"codes": [{"code": "yes", "label": "はい", "words": ["うん"]}, {"code": "no", "label": "いいえ"}]}
    above = {"codes": [{"code": "yes", "words": ["せや"]}]}
    assert overridden(below, above)["codes"][0] == {"code": "yes", "label": "はい", "words": ["うん", "せや"]}


def test_two_rows_of_one_layer_with_the_same_id_are_told() -> None:
    row = Placed(BELOW, Path("a.yml"), "dog")
    found, problems = stacked([[row], [row, Placed(BELOW, Path("b.yml"), "dog")]])
    assert found["dog"].row["sources"] == ["law"]
    assert [str(problem) for problem in problems] == ["b.yml: dog: 同じ id が a.yml にもあります。"]


def test_names_are_filled_in_and_what_has_none_stays_the_same_object() -> None:
    names = {"{city}": "もでる市"}
    assert filled({"text": ["{city}の窓口", "国"]}, names) == {"text": ["もでる市の窓口", "国"]}
    assert filled(BELOW, names) is BELOW
