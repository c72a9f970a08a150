"""What ``michishirube understand`` answers to one line, whatever the model learned."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from bot.cli.understand import _answer
from bot.understanding.context import Classified
from bot.understanding.lexicon import Lexicon


class NoRanking:
    def of(self, text: str, asked: Sequence[str] = ()) -> Classified:
        return Classified()


@pytest.fixture
def lexicons(lexicon: Lexicon, children: Lexicon, both: Lexicon) -> Mapping[str, Lexicon]:
    return {used.kb.event: used for used in (lexicon, children, both)}


def answer(lexicons: Mapping[str, Lexicon], **line: Any) -> dict[str, Any]:
    return _answer(lexicons, NoRanking(), json.dumps(line), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ({"text": "母が亡くなりました"}, {"relation_to_deceased": "mother"}),
        ({"event": "childcare", "question": "birth_date", "text": "11月19日に生まれました"}, {"birth_date": "2026-11-19"}),
        ({"event": "childcare", "question": "child_age@2", "text": "2歳です"}, {"child_age@2": 2}),
        ({"event": "bereavement+childcare", "question": "mother_insurance_kind", "text": "私は国保です"}, {"mother_insurance_kind": "nhi"}),
    ],
)
def test_each_line_names_its_life_event(lexicons: Mapping[str, Lexicon], line: dict[str, Any], facts: dict[str, Any]) -> None:
    assert answer(lexicons, **line)["facts"] == facts


@pytest.mark.parametrize(
    "line",
    [
        {"event": "wedding", "text": "はい"},
        {"event": ["childcare"], "text": "はい"},
        {"event": "childcare", "question": "death_date", "text": "昨日"},
        {"event": "childcare"},
    ],
)
def test_what_cannot_be_read_is_an_error_line(lexicons: Mapping[str, Lexicon], line: dict[str, Any]) -> None:
    assert answer(lexicons, **line).keys() == {"error"}
