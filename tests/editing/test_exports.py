"""The map, the catalogue and the schema: what others and the editor's programs get."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bot.editing import catalogue, graph, schema
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import BOTH, DATA, load
from procedure_kb.model import Grade
from procedure_kb.strict_yaml import read_yaml

_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load(event=BOTH)


# --- the map -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn(kb: KnowledgeBase) -> ElementTree.Element:
    return ElementTree.fromstring(graph.draw(kb))


def _ids(drawn: ElementTree.Element) -> set[str]:
    return {element.attrib["id"] for element in drawn.iter() if "id" in element.attrib}


def test_the_map_names_every_question_fact_and_procedure(kb: KnowledgeBase, drawn: ElementTree.Element) -> None:
    ids, text = _ids(drawn), "".join(drawn.itertext())
    asked = [fact for fact in kb.facts.values() if fact.ask and fact.decides != "reservation"]
    assert {f"f-{fact.id}" for fact in asked} <= ids
    assert {f"p-{name}" for name in kb.procedure} <= ids
    for question in kb.questions:
        assert question.ask in text
    for fact in asked:
        assert fact.label in text
    for compiled in kb.procedures:
        assert compiled.procedure.name in text


def test_the_map_says_what_loses_its_ground(kb: KnowledgeBase, drawn: ElementTree.Element) -> None:
    (dog,) = [element for element in drawn.iter(f"{_SVG}g") if element.get("id") == "f-dog"]
    title = dog.findtext(f"{_SVG}title")
    assert title is not None
    assert kb.procedure["dog"].procedure.name in title


def test_lines_lead_from_what_a_condition_names(kb: KnowledgeBase, drawn: ElementTree.Element) -> None:
    lines = [element.get("class", "").split() for element in drawn.iter(f"{_SVG}path") if "to-dog" in element.get("class", "")]
    assert ["decides", "f-dog", "to-dog"] in lines
    assert all(element.findtext(f"{_SVG}title") for element in drawn.iter(f"{_SVG}path") if "to-" in element.get("class", ""))


def test_nothing_lies_outside_the_map(drawn: ElementTree.Element) -> None:
    height = int(drawn.attrib["height"])
    assert all(0 <= int(float(element.get("y", 0))) <= height for element in drawn.iter())


def test_words_with_angle_brackets_stay_words(kb: KnowledgeBase) -> None:
    fact = kb.facts["dog"].model_copy(update={"label": "犬 <b> & \"猫\""})
    changed = replace(kb, facts=type(kb.facts)({**kb.facts, "dog": fact}))
    assert "犬 <b> & \"猫\"" in "".join(ElementTree.fromstring(graph.draw(changed)).itertext())


# --- the catalogue -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows(kb: KnowledgeBase) -> list[dict[str, str]]:
    text = catalogue.table(kb)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_catalogue_has_a_row_per_procedure_with_its_licence(kb: KnowledgeBase, rows: list[dict[str, str]]) -> None:
    assert [row["id"] for row in rows] == list(kb.procedure)
    assert {row["ライセンス"] for row in rows} == {kb.municipality.licence}
    assert all(row["名称"] and row["概要"] and row["出典"] and row["出典の確認日"] for row in rows)


def test_the_catalogue_gives_out_nothing_that_is_not_confirmed(kb: KnowledgeBase, rows: list[dict[str, str]]) -> None:
    unsure = 0
    for row in rows:
        procedure = kb.procedure[row["id"]].procedure
        for column, statement in {"手続きできる人": procedure.who, "書類の名前": procedure.form, "遅れたとき": procedure.late}.items():
            if statement is not None and not statement.grade.is_shown_as_fact:
                assert row[column] == catalogue.UNCONFIRMED
                unsure += 1
        for money in procedure.money:
            if money.grade in (Grade.C, Grade.K) and money.text not in [m.text for m in procedure.money if m.grade.is_shown_as_fact]:
                assert money.text not in row["費用"] + row["給付・還付"]
    assert unsure > 10


# --- the schema ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schemas(kb: KnowledgeBase) -> dict[str, Any]:
    return schema.schemas(kb)


def _kind_of(path: Path) -> list[schema.FileKind]:
    return [kind for kind in schema.file_kinds() if any(path in DATA.glob(pattern) for pattern in kind.patterns)]


def test_every_data_file_has_one_schema() -> None:
    assert [(path.name, len(_kind_of(path))) for path in DATA.rglob("*.yml") if len(_kind_of(path)) != 1] == []


@pytest.mark.parametrize("kind", schema.file_kinds(), ids=lambda kind: kind.name)
def test_our_files_fit_their_schema(kind: schema.FileKind, schemas: dict[str, Any]) -> None:
    validator = jsonschema_rs.Draft202012Validator(schemas[f"{kind.name}.schema.json"])
    files = [path for pattern in kind.patterns for path in DATA.glob(pattern)]
    found = [f"{path.name}: {error.instance_path} {error.message[:200]}" for path in files for error in validator.iter_errors(read_yaml(path))]
    assert found == []


GOOD = {"id": "x", "name": "あ", "summary": "い", "kind": "duty", "when": {"dog": "yes"}, "desk": "shimin", "grade": "A", "sources": ["S1"]}
BAD = [
    {**GOOD, "nmae": "あ"},
    {**GOOD, "kind": "obligation"},
    {**GOOD, "when": {"dog": "maybe"}},
    {**GOOD, "when": {"deceased_age": {"more_than": 3}}},
    {**GOOD, "when": "sometimes"},
    {**GOOD, "when": {"all": {"dog": "yes"}}},
    {**GOOD, "deadline": {"grade": "A"}},
    {**GOOD, "sources": []},
    {key: value for key, value in GOOD.items() if key != "name"},
]


def test_the_schema_marks_mistakes(schemas: dict[str, Any]) -> None:
    validator = jsonschema_rs.Draft202012Validator(schemas["procedures.schema.json"])
    assert validator.is_valid({"theme": "試験", "procedures": [GOOD]})
    assert [row for row in BAD if validator.is_valid({"procedures": [row]})] == []


def test_an_override_says_only_what_is_different(schemas: dict[str, Any]) -> None:
    validator = jsonschema_rs.Draft202012Validator(schemas["procedures_override.schema.json"])
    assert validator.is_valid({"procedures": [{"id": "x", "late": None}]})
    assert not validator.is_valid({"procedures": [{"id": "x", "lait": None}]})


def test_every_key_is_explained_in_japanese(schemas: dict[str, Any]) -> None:
    missing = {
        f"{name}.{key}"
        for content in schemas.values()
        for name, definition in content["$defs"].items()
        if name != "Condition"
        for key, entry in definition.get("properties", {}).items()
        if not entry.get("description")
    }
    assert missing == set()


def test_the_editors_settings_name_files_that_exist() -> None:
    named = [pattern for patterns in schema.settings("schemas")["yaml.schemas"].values() for pattern in patterns]
    assert {pattern.split("/")[0] for pattern in named} == {"procedure_kb"}
