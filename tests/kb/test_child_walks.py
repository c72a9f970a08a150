"""Whole questionnaires about children: families drawn from the priors, and people who answer anything at random."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from procedure_kb.agenda import Agenda, Ask
from procedure_kb.assessment import CHILD_COUNT, Situation, Verdict
from procedure_kb.checklist import build_checklist
from procedure_kb.condition import MORE
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import BOTH, load
from procedure_kb.model import UNKNOWN, Fact
from procedure_kb.simulation import draw_household, interview
from procedure_kb.values import check_facts
from tests.kb.universe import TODAY

Answers = dict[str, Any]
MOST_QUESTIONS = 40
"""By families whose children and answers are thrown together without sense; simulated families are asked 30 at most."""


@cache
def _kb(event: str) -> KnowledgeBase:
    return load(event=event)


def _values(fact: Fact, chance: random.Random) -> Any:
    """Something the fact can hold, or that it is not known."""
    if chance.random() < 0.08:
        return UNKNOWN
    codes = [code.code for code in fact.codes]
    if codes and (fact.type in ("enum", "set") or chance.random() < 0.4):
        code = chance.choice(codes)
        return [code] if fact.type == "set" else code
    if fact.type == "int":
        return chance.randint(fact.minimum or 0, min(fact.maximum or 3, 3 if fact.id == CHILD_COUNT else 18))
    day = TODAY - timedelta(chance.choice([0, 5, 40, 200, 400, 1100, 2300, 4000, 6500]))
    if fact.future and chance.random() < 0.5:
        day = TODAY + timedelta(chance.randint(1, 250))
    return day.isoformat()[:7] if fact.type == "month" else day.isoformat()


def _answer(kb: KnowledgeBase, ask: Ask, chance: random.Random) -> Answers:
    if ask.kind == "combined" and chance.random() < 0.8:
        return dict(chance.choice(ask.choices).sets)
    if ask.kind != "group":
        return {fact: _values(kb.facts[fact], chance) for fact in ask.facts}
    ticked = {number for number in range(len(ask.items)) if chance.random() < 0.25}
    answers: Answers = {}
    for number, item in enumerate(ask.items):
        if item.otherwise is not None:
            answers[item.fact] = item.value if number in ticked else answers.get(item.fact, item.otherwise)
        else:
            answers[item.fact] = [*answers.get(item.fact, []), *([item.value] if number in ticked else [])]
    return {fact: value or ["none"] for fact, value in answers.items()}


@pytest.mark.parametrize(("event", "seed"), [*(("childcare", seed) for seed in range(25)), *((BOTH, seed) for seed in range(12))])
def test_questions_end_whatever_is_answered_and_nothing_is_asked_twice(event: str, seed: int) -> None:
    kb, chance, answers = _kb(event), random.Random(seed), {}
    for number in range(MOST_QUESTIONS * (2 if event == BOTH else 1)):
        ask = Agenda(Situation(kb, answers, TODAY)).next
        if ask is None:
            break
        for fact in ask.facts:
            assert fact not in answers or MORE in answers[fact], f"{fact} is asked twice ({number})"
        answers |= _answer(kb, ask, chance)
        assert check_facts(kb.facts, answers, today=TODAY) == answers
    situation = Situation(kb, answers, TODAY)
    assert Agenda(situation).asks == ()
    assert Verdict.OPEN not in situation.verdicts.values()
    checklist = build_checklist(situation)
    assert all(line.confirm for line in checklist.to_confirm), "says what to find out"
    done = [line.id for group in checklist.groups if group.key != "letters" for line in group.lines]
    assert len(done) == len(set(done))


@pytest.mark.parametrize("seed", range(25))
def test_a_family_drawn_from_the_priors_gets_the_list_of_all_it_could_tell(seed: int) -> None:
    kb = _kb("childcare")
    household = draw_household(kb, random.Random(seed), today=TODAY)
    course = interview(kb, household.facts, today=TODAY)
    assert len(course.asked) <= 30
    assert course.situation.contradiction == ()
    told = {fact: value for fact, value in household.facts.items() if value != UNKNOWN}
    assert course.situation.verdicts == Situation(kb, told, TODAY).verdicts
