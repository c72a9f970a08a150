"""Households written from the laws and pages, not from the engine: what each of them needs, must check, and need not do, and by when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from procedure_kb.assessment import Situation, Verdict
from procedure_kb.checklist import build_checklist, due
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import BOTH, Library
from procedure_kb.model import Kind
from procedure_kb.strict_yaml import read_yaml
from procedure_kb.values import check_facts

FOLDER = Path(__file__).parent / "households"
EVENT_OF_FOLDER = {"bereavement": "bereavement", "childcare": "childcare", "both": BOTH}
LIBRARY = Library()
KBS = {event: LIBRARY.knowledge_base(event, "sakai") for event in EVENT_OF_FOLDER.values()}
DOUBTS = {"bereavement": range(1, 21), "childcare": range(1, 17)}
"""Numbers of the conditions in the collected facts that needed a decision (docs/decisions/0007)."""
TODAY = "2026-11-25"
KEYS = {
    "name", "doubt", "reference", "event", "today", "facts", "needed", "to_confirm", "not_needed", "automatic", "absent", "deadlines"
}  # fmt: skip
HOUSEHOLDS: list[Any] = [
    pytest.param(EVENT_OF_FOLDER[path.parent.name], household, id=f"{path.parent.name}-{path.stem}-{household['name']}")
    for path in sorted(FOLDER.glob("*/*.yml"))
    for household in read_yaml(path)
]


@pytest.mark.parametrize(("event", "household"), HOUSEHOLDS)
def test_household(event: str, household: dict[str, Any]) -> None:
    kb, today = KBS[event], date.fromisoformat(household.get("today", TODAY))
    situation = Situation(kb, check_facts(kb.facts, household["facts"], today=today), today)
    for verdict in (Verdict.NEEDED, Verdict.TO_CONFIRM, Verdict.NOT_NEEDED):
        found = {name: situation.verdicts[name].value for name in household.get(verdict.value, ())}
        assert found == dict.fromkeys(found, verdict.value)
    for name in household.get("automatic", ()):
        assert kb.procedure[name].procedure.kind is Kind.AUTOMATIC
    if "absent" in household:
        checklist = build_checklist(situation)
        listed = {line.id for line in (*checklist.to_confirm, *(line for group in checklist.groups for line in group.lines))}
        assert listed.isdisjoint(household["absent"])
    for name, days in household.get("deadlines", {}).items():
        _check_days(kb, situation, name, days if isinstance(days, dict) else {"last_day": days})


def _check_days(kb: KnowledgeBase, situation: Situation, name: str, days: dict[str, str]) -> None:
    compiled = kb.procedure[name]
    views = [due(view, compiled) for view in situation.views_of(compiled)]
    first = min((view for view in views if view and view.last_day), key=lambda view: view.last_day or date.max, default=None)
    assert first is not None, name
    assert {key: str(getattr(first, key)) for key in days} == days, name


def test_every_household_names_laws_or_pages_that_exist_and_expects_something() -> None:
    for parameter in HOUSEHOLDS:
        event, household = parameter.values
        assert {ref.split(" ")[0] for ref in household["reference"]} <= KBS[event].sources.keys(), household["name"]
        assert {"needed", "to_confirm", "not_needed"} & household.keys()
        assert household.keys() <= KEYS


def test_there_are_many_and_each_doubt_has_its_own() -> None:
    assert len(HOUSEHOLDS) >= 150
    for event, doubts in DOUBTS.items():
        told = {int(household.get("doubt", 1)) for own, household in (parameter.values for parameter in HOUSEHOLDS) if own == event}
        assert told == set(doubts)
