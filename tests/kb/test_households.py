"""Households written from the laws and pages, not from the engine: what each of them needs, must check, and need not do, and by when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from procedure_kb.assessment import Situation, Verdict
from procedure_kb.checklist import deadline_view
from procedure_kb.loader import load
from procedure_kb.model import Kind
from procedure_kb.strict_yaml import read_yaml
from procedure_kb.values import check_facts

KB = load()
TODAY = "2026-11-25"
KEYS = {"name", "doubt", "reference", "today", "facts", "needed", "to_confirm", "not_needed", "automatic", "deadlines"}
HOUSEHOLDS: list[Any] = [
    pytest.param(household, id=f"{path.stem}-{household['name']}")
    for path in sorted((Path(__file__).parent / "households").glob("*.yml"))
    for household in read_yaml(path)
]


@pytest.mark.parametrize("household", HOUSEHOLDS)
def test_household(household: dict[str, Any]) -> None:
    today = date.fromisoformat(household.get("today", TODAY))
    situation = Situation(KB, check_facts(KB.facts, household["facts"], today=today), today)
    for verdict in (Verdict.NEEDED, Verdict.TO_CONFIRM, Verdict.NOT_NEEDED):
        found = {name: situation.verdicts[name].value for name in household.get(verdict.value, ())}
        assert found == dict.fromkeys(found, verdict.value)
    for name in household.get("automatic", ()):
        assert KB.procedure[name].procedure.kind is Kind.AUTOMATIC
    for name, days in household.get("deadlines", {}).items():
        _check_days(situation, name, days if isinstance(days, dict) else {"last_day": days})


def _check_days(situation: Situation, name: str, days: dict[str, str]) -> None:
    compiled = KB.procedure[name]
    view = deadline_view(situation.views_of(compiled)[0], compiled.procedure.deadline)
    assert view is not None, name
    assert {key: str(getattr(view, key)) for key in days} == days, name


def test_every_household_names_laws_or_pages_that_exist_and_expects_something() -> None:
    for parameter in HOUSEHOLDS:
        (household,) = parameter.values
        assert {ref.split(" ")[0] for ref in household["reference"]} <= KB.sources.keys(), household["name"]
        assert {"needed", "to_confirm", "not_needed"} & household.keys()
        assert household.keys() <= KEYS


def test_there_are_many_and_each_doubt_has_its_own() -> None:
    households = [parameter.values[0] for parameter in HOUSEHOLDS]
    assert len(households) >= 60
    assert {int(household.get("doubt", 1)) for household in households} == set(range(1, 21))


def test_most_procedures_are_expected_of_some_household() -> None:
    named = {
        name
        for parameter in HOUSEHOLDS
        for key in ("needed", "to_confirm")
        for name in parameter.values[0].get(key, ())
    }
    assert len(named) > 0.8 * len(KB.procedures)
