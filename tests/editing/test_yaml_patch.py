"""A patched file has the wanted content, and every line that did not have to change."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest

from bot.editing.yaml_patch import patched
from procedure_kb.loader import DATA
from procedure_kb.strict_yaml import read_yaml

FILES = ["procedures/childcare/birth.yml", "municipalities/sakai/desks.yml", "facts/common.yml", "items.yml", "deadline_rules.yml"]
VALUES: list[Any] = ["新しい: 値, [x]", "123", "2026-01-02", "a #b", "- x", "yes", "", 5, None, {"text": "あ", "sources": ["S1"]}, ["a", "b"], [{"item": "x"}]]


def _parsed(text: str, folder: Path) -> Any:
    path = folder / "patched.yml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


def _mutate(value: Any, chance: random.Random) -> None:
    """One change somewhere inside: a key or entry more, less, or other."""
    if isinstance(value, dict):
        key = chance.choice([*value])
        action = chance.random()
        if action < 0.2 and len(value) > 1:
            del value[key]
        elif action < 0.4:
            value["added"] = copy.deepcopy(chance.choice(VALUES))
        elif isinstance(value[key], dict | list) and value[key]:
            _mutate(value[key], chance)
        else:
            value[key] = copy.deepcopy(chance.choice(VALUES))
        return
    place, action = chance.randrange(len(value)), chance.random()
    if action < 0.2 and len(value) > 1:
        del value[place]
    elif action < 0.4:
        value.insert(place, {"id": "added"} if isinstance(value[0], dict) else "added")
    elif isinstance(value[place], dict | list) and value[place]:
        _mutate(value[place], chance)
    else:
        value[place] = "changed"


@pytest.mark.parametrize("name", FILES)
def test_any_change_arrives_whatever_the_style(name: str, tmp_path: Path) -> None:
    text, old = (DATA / name).read_text(encoding="utf-8"), read_yaml(DATA / name)
    chance = random.Random(name)
    for _ in range(20):
        new = copy.deepcopy(old)
        for _ in range(chance.randint(1, 4)):
            _mutate(new, chance)
        assert _parsed(patched(text, old, new), tmp_path) == new


STYLES = """\
# oben
- id: one   # eins
  text: >-
    zwei
    Zeilen

  # davor
  list: [a, b]
- {id: two, text: 'x'}
"""


def test_comments_blank_lines_and_quotes_stay(tmp_path: Path) -> None:
    old = _parsed(STYLES, tmp_path)
    new = copy.deepcopy(old)
    new[0]["text"], new[0]["more"], new[1]["note"] = "kurz", "neu", "z"
    expected = STYLES.replace(">-\n    zwei\n    Zeilen", "kurz").replace("[a, b]", "[a, b]\n  more: neu").replace("'x'}", "'x', note: z}")
    assert patched(STYLES, old, new) == expected


def test_a_new_key_goes_where_it_usually_stands() -> None:
    assert patched("a: 1\nc: 3\n", {"a": 1, "c": 3}, {"a": 1, "c": 3, "b": 2}, ["a", "b", "c"]) == "a: 1\nb: 2\nc: 3\n"


def test_an_empty_file_is_written_from_its_content() -> None:
    assert patched("", None, {"rows": [{"id": "x", "list": [{"item": "y"}]}]}) == "rows:\n  - id: x\n    list:\n      - {item: y}\n"
