from __future__ import annotations

import json
from dataclasses import fields

from bot.renderers.data import as_json
from procedure_kb.slip import Checklist
from tests import slips


def test_checklist_survives_json() -> None:
    plain = as_json(slips.checklist())
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_every_field_keeps_its_name() -> None:
    assert list(as_json(slips.checklist())) == [field.name for field in fields(Checklist)]


def test_dates_are_iso_and_groups_are_whole() -> None:
    plain = as_json(slips.checklist())
    assert plain["today"] == "2026-11-25"
    first = plain["groups"][0]
    assert [line["id"] for line in first["lines"]] == [line.id for line in slips.VISITS[0].lines]
    assert first["lines"][1]["deadline"]["advised_day"] == "2026-12-07"
    assert first["desk"]["ward"] == "南区役所"
    assert first["lines"][1]["sources"][0]["checked_on"] == "2026-11-25"


def test_empty_checklist() -> None:
    plain = as_json(slips.empty())
    assert plain["groups"] == []
    assert plain["bag"] == []


def test_children_are_told_with_their_days() -> None:
    plain = as_json(slips.childcare())
    (line,) = [line for group in plain["groups"] for line in group["lines"] if line["id"] == slips.CHECKUP.id]
    assert [(child["name"], child["deadline"]["advised_day"]) for child in line["children"]] == [
        (slips.FIRST, "2026-12-20"),
        (slips.SECOND, "2027-03-19"),
    ]
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
