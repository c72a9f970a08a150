"""JSON Schema (2020-12) of the data files, one per kind of file, so that an editor completes keys and marks mistakes while one types.

Made from the records of ``procedure_kb.model``; ids and codes that exist in the data are offered. What the schema cannot say (an id
that does not exist, a condition no household meets) ``kb check`` says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from procedure_kb.deadline import Rule
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import EVENTS
from procedure_kb.model import (
    BagItem,
    Constraint,
    Desk,
    Fact,
    HelpLineRecord,
    Municipality,
    Prior,
    Procedure,
    Question,
    Source,
    TopicRecord,
    Ward,
)
from procedure_kb.strict_yaml import read_yaml
from procedure_kb.wording import Wording

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CONDITIONS = ("when", "then", "given")
_OTHER_KEYS = ("theme", "event")
"""May stand beside the list of records, for people."""
_CONDITION = {"$ref": "#/$defs/Condition"}
_YES_NO = {"enum": ["yes", "no", True, False, "true", "false"]}
"""However the editor's YAML reads it."""


@dataclass(frozen=True)
class FileKind:
    name: str
    """Of the schema file, without its ending."""
    record: type[BaseModel]
    key: str | None
    """Under which the list of records stands; None: the file is one record."""
    patterns: tuple[str, ...]
    """Which files, from the data's folder on."""
    overrides: bool = False
    """The file lies over others: rows say only what is different, ``null`` removes."""


_LISTED: tuple[tuple[str, type[BaseModel], tuple[str, ...], tuple[str, ...]], ...] = (
    ("procedures", Procedure, tuple(f"procedures/{event}/*.yml" for event in EVENTS), ("procedures/both/*.yml",)),
    ("facts", Fact, ("facts/common.yml",), tuple(f"facts/{event}.yml" for event in (*EVENTS, "both"))),
    ("questions", Question, tuple(f"questions/{event}.yml" for event in EVENTS), ("questions/both.yml",)),
    ("constraints", Constraint, tuple(f"constraints/{event}.yml" for event in EVENTS), ("constraints/both.yml",)),
    ("priors", Prior, tuple(f"priors/{event}.yml" for event in (*EVENTS, "both")), ()),
    ("items", BagItem, ("items*.yml",), ()),
    ("desks", Desk, ("desks*.yml",), ()),
    ("sources", Source, ("sources*.yml",), ()),
    ("topics", TopicRecord, ("topics*.yml",), ()),
    ("help_lines", HelpLineRecord, ("help_lines.yml",), ()),
)
"""Name (also of the key), record, the files at the bottom, and those of the base that may lie over them."""
_ANY_CITY = "municipalities/*/"


def file_kinds() -> tuple[FileKind, ...]:
    """All kinds of files: the base's, those that lie over it (the municipalities'), and those that are one record."""
    base = [FileKind(name, record, name, bottom) for name, record, bottom, _ in _LISTED]
    above = [
        FileKind(f"{name}_override", record, name, (*over, *(_ANY_CITY + pattern for pattern in (*bottom, *over))), overrides=True)
        for name, record, bottom, over in _LISTED
    ]
    alone = (
        FileKind("deadline_rules", Rule, "rules", ("deadline_rules.yml",)),
        FileKind("wording", Wording, None, ("wording.yml",)),
        FileKind("municipality", Municipality, None, (f"{_ANY_CITY}municipality.yml",)),
        FileKind("ward", Ward, None, (f"{_ANY_CITY}wards/*.yml",)),
    )
    return (*base, *above, *alone)


def schemas(kb: KnowledgeBase) -> dict[str, Schema]:
    """Schema by name of the file. ``kb`` (best of both events) says which ids and codes to offer."""
    return {f"{kind.name}.schema.json": _schema(kind, kb) for kind in file_kinds()}


def settings(folder: str) -> dict[str, Any]:
    """What goes into the editor's settings (VS Code, YAML extension by Red Hat): which schema is for which files."""
    base = "procedure_kb/data/"
    return {"yaml.schemas": {f"{folder}/{kind.name}.schema.json": [base + pattern for pattern in kind.patterns] for kind in file_kinds()}}


def _schema(kind: FileKind, kb: KnowledgeBase) -> Schema:
    record = kind.record.model_json_schema(by_alias=True)
    definitions: Schema = record.pop("$defs", {})
    definitions[kind.record.__name__] = record
    for name, definition in definitions.items():
        if "properties" in definition:
            _explain(name, definition, kb)
            if kind.overrides:
                _relax(definition)
    if _CONDITION["$ref"] in json.dumps(definitions):
        definitions["Condition"] = _condition(kb)
    content = {"$ref": f"#/$defs/{kind.record.__name__}"}
    body: Schema = content if kind.key is None else _list_of(kind.key, content)
    return {"$schema": DIALECT, "title": f"みちしるべ {kind.name}", **body, "$defs": definitions}


def _list_of(key: str, content: Schema) -> Schema:
    """Under a key, with the theme beside it; or the list alone."""
    rows = {"type": ["array", "null"], "items": content}
    properties = {**{name: {"type": "string"} for name in _OTHER_KEYS}, key: rows}
    return {"anyOf": [{"type": "object", "properties": properties, "required": [key], "additionalProperties": False}, rows]}


def _explain(name: str, definition: Schema, kb: KnowledgeBase) -> None:
    """Japanese descriptions, conditions, yes and no, and the ids that exist."""
    definition.pop("title", None)
    definition["description"] = ""
    for field, schema in definition["properties"].items():
        schema.pop("title", None)
        if field in _CONDITIONS and not {"type", "anyOf", "$ref"} & schema.keys():
            schema |= _CONDITION
        if schema.get("type") == "boolean":
            del schema["type"]
            schema |= _YES_NO
        known = _known_ids(kb).get((name, field))
        if known:
            # Offered, not demanded: who adds a desk and its procedure may write them in any order.
            (schema["items"] if schema.get("type") == "array" else schema)["examples"] = known
        schema["description"] = words().get(name, {}).get(field, "")
    del definition["description"]


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Descriptions by class and key."""
    found: Mapping[str, Mapping[str, str]] = read_yaml(Path(__file__).parent / "schema_words.yml")
    return found


def _known_ids(kb: KnowledgeBase) -> Mapping[tuple[str, str], list[str]]:
    return {
        ("Procedure", "desk"): list(kb.desks),
        ("Procedure", "sources"): list(kb.sources),
        ("Procedure", "covered_by"): list(kb.procedure),
        ("Statement", "sources"): list(kb.sources),
        ("Requirement", "item"): list(kb.items),
        ("DeadlineRule", "rule"): list(kb.rules),
        ("DeadlineRule", "start"): [fact.id for fact in kb.facts.values() if fact.type == "date"],
        ("Question", "facts"): list(kb.facts),
        ("Prior", "fact"): list(kb.facts),
    }


def _relax(definition: Schema) -> None:
    """Only what is different has to be said, and ``null`` takes away what stands below."""
    definition["required"] = [name for name in definition.get("required", ()) if name in ("id", "code")]
    for name, schema in definition["properties"].items():
        if name not in ("id", "code", "item"):
            described = {"description": schema.pop("description")} if "description" in schema else {}
            definition["properties"][name] = {"anyOf": [schema, {"type": "null"}], **described}


# --- conditions ----------------------------------------------------------------------------------------------------------


def _condition(kb: KnowledgeBase) -> Schema:
    """``always``, ``never``, or entries that all hold: facts with what they must be, and ``all``, ``any``, ``not``."""
    several = {"type": "array", "minItems": 1, "items": _CONDITION}
    return {
        "description": "条件。書いたものがすべて成り立つとき成り立ちます。「わからない」（unknown）は書きません",
        "anyOf": [
            {"enum": ["always", "never"], "description": "always（いつも）か never（決して）"},
            {
                "type": "object",
                "minProperties": 1,
                "properties": {
                    "all": {**several, "description": "すべて成り立つ"},
                    "any": {**several, "description": "どれかが成り立つ"},
                    "not": {"$ref": "#/$defs/Condition", "description": "成り立たない"},
                    **{fact.id: _wanted(fact) for fact in kb.facts.values() if fact.decides == "procedures"},
                },
                "additionalProperties": {"anyOf": [{"type": "string"}, _codes({"type": "string"}), _comparison("数や日付")]},
            },
        ],
    }


def _wanted(fact: Fact) -> Schema:
    ways: list[Schema] = []
    if fact.codes:
        code: Schema = {"enum": _spellings(code.code for code in fact.codes)}
        ways += [code, _codes(code)]
    if fact.type in ("int", "date"):
        ways.append(_comparison(fact.label))
    meanings = "、".join(f"{code.code}＝{code.label}" for code in fact.codes)
    return {"description": f"{fact.label}（{meanings}）" if meanings else fact.label, "anyOf": ways or [{}]}


def _spellings(codes: Iterable[str]) -> list[Any]:
    """``yes`` and ``no`` are words in our files; some editors read them as true and false."""
    found: list[Any] = list(codes)
    return [*found, *(value for code, value in (("yes", True), ("no", False)) if code in found)]


def _codes(code: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "items": code, "description": "このうちのどれか"}


def _comparison(label: str) -> Schema:
    limits = {"at_least": "この数以上", "at_most": "この数以下", "from": "この日から", "to": "この日まで"}
    properties = {key: {"type": ["integer", "string"], "description": f"{label}が{words}"} for key, words in limits.items()}
    return {"type": "object", "minProperties": 1, "properties": properties, "additionalProperties": False}
