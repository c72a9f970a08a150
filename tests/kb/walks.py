"""Walking the real agenda: what a person may answer to a question, and a walk from the first question to the last.

All combinations would be too many (the tick-lists alone have 2^30), so walks are folded in three ways: at random by seed, one per answer
of every question, and one per procedure and verdict that no other walk has reached, led by a household the solver finds for it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from procedure_kb.agenda import Agenda, Ask
from procedure_kb.assessment import Situation
from procedure_kb.condition import MORE
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.model import UNKNOWN, Fact
from procedure_kb.nodes import Assignment, Node
from tests.kb.universe import TODAY

AGES = (0, 14, 15, 17, 18, 19, 20, 39, 40, 59, 60, 64, 65, 74, 75, 100)
DAYS = ("2026-11-20", "2024-02-28", "partial:2026-10")
MOST_QUESTIONS = 30

Answers = dict[str, Any]
Step = tuple[Ask, Answers]
Answerer = Callable[[Ask, Answers], Answers]


@dataclass(frozen=True)
class Walk:
    steps: tuple[Step, ...]
    end: Situation

    @property
    def some_not_known(self) -> bool:
        """Whether 「わからない」 was said, or something was known only roughly."""
        return any(
            UNKNOWN in value or str(value).startswith("partial:") for value in map(_listed, self.end.facts.values())
        )


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else str(value)


def walk(kb: KnowledgeBase, answer: Answerer, start: tuple[Step, ...] = ()) -> Walk:
    """To the last question. Fails if it does not end, or asks what was answered."""
    steps, answers = list(start), {fact: value for _, given in start for fact, value in given.items()}
    while (ask := Agenda(Situation(kb, answers, TODAY)).next) is not None:
        assert len(steps) < MOST_QUESTIONS, [step.id for step, _ in steps]
        for fact in ask.facts:
            assert fact not in answers or MORE in answers[fact], f"{fact} is asked twice"
        given = answer(ask, answers)
        steps.append((ask, given))
        answers = {**answers, **given}
    return Walk(tuple(steps), Situation(kb, answers, TODAY))


# --- answers -------------------------------------------------------------------------------------------------------------


def options(kb: KnowledgeBase, ask: Ask) -> list[Answers]:
    """Every button, every box alone, no box, all boxes, and not to know; of numbers and dates the boundary values."""
    not_known = dict.fromkeys(ask.facts, UNKNOWN)
    if ask.kind == "group":
        one_each = [_ticked(ask, {number}) for number in range(len(ask.items))]
        return [_ticked(ask, set()), *one_each, _ticked(ask, set(range(len(ask.items)))), not_known]
    if ask.kind == "combined" and ask.question is not None:
        return [*(dict(choice.sets) for choice in ask.question.choices), not_known]
    if ask.kind == "form":
        columns = [values(kb.facts[fact]) for fact in ask.facts]
        rows = range(max(map(len, columns)))
        return [
            {fact: column[row % len(column)] for fact, column in zip(ask.facts, columns, strict=True)} for row in rows
        ]
    return [{ask.facts[0]: value} for value in values(kb.facts[ask.facts[0]])]


def _ticked(ask: Ask, ticked: set[int]) -> Answers:
    answers: Answers = {}
    for number, item in enumerate(ask.items):
        if item.otherwise is not None:
            answers[item.fact] = item.value if number in ticked else item.otherwise
        else:
            held = answers.setdefault(item.fact, [])
            held += [item.value] * (number in ticked)
    return {fact: value or ["none"] for fact, value in answers.items()}


def values(fact: Fact) -> list[Any]:
    if fact.type == "int":
        return [*AGES, UNKNOWN]
    if fact.type == "date":
        return [*DAYS, UNKNOWN]
    codes = [code.code for code in fact.codes]
    return [*([code] for code in codes), UNKNOWN] if fact.type == "set" else [*codes, UNKNOWN]


def at_random(kb: KnowledgeBase, seed: int) -> Answerer:
    """Any option of any question; of tick-lists, often some of the boxes."""
    chance = random.Random(seed)

    def answer(ask: Ask, answers: Answers) -> Answers:
        if ask.kind == "group" and chance.random() < 0.7:
            return _ticked(ask, {number for number in range(len(ask.items)) if chance.random() < 0.4})
        if ask.kind == "form":
            return {fact: chance.choice(values(kb.facts[fact])) for fact in ask.facts}
        return chance.choice(options(kb, ask))

    return answer


def as_household(kb: KnowledgeBase, household: Answers) -> Answerer:
    """The answers of one household that knows everything."""
    return lambda ask, answers: {fact: household[fact] for fact in ask.facts}


# --- households ----------------------------------------------------------------------------------------------------------


def household_with(kb: KnowledgeBase, conditions: list[Node], seed: int) -> Answers | None:
    """A whole household in which the conditions hold, the rest drawn by seed; None if there is none."""
    known = kb.solver.solution(conditions, {})
    if known is None:
        return None
    chance = random.Random(seed)
    names = [name for name in kb.space.variables if name not in known]
    chance.shuffle(names)
    for name in names:
        known[name] = chance.choice(kb.solver.feasible(name, known))
    return {fact.id: _value(kb, fact, known, chance) for fact in kb.facts.values()}


def _value(kb: KnowledgeBase, fact: Fact, known: Assignment, chance: random.Random) -> Any:
    if fact.type == "enum":
        return fact.codes[known[fact.id]].code if fact.id in known else chance.choice(fact.codes).code
    if fact.type == "set":
        names = kb.space.of_fact[fact.id]
        return [str(kb.space.variables[name].code) for name in names if known[name]] or ["none"]
    if fact.type == "int":
        variable = kb.space.variables[fact.id]
        ages = [age for age in range((fact.maximum or 0) + 1) if kb.space.cell_of(variable, age) == known[fact.id]]
        return chance.choice([age for age in ages if age in AGES] or ages)
    return DAYS[0]


def wanted(kb: KnowledgeBase) -> Iterator[tuple[str, str, list[Node]]]:
    """For every procedure, each verdict it can have, with the conditions of a household that has it."""
    for compiled in kb.procedures:
        needed = "to_confirm" if compiled.procedure.grade == "K" else "needed"
        yield compiled.id, needed, [compiled.when]
        if compiled.confirm is not None and compiled.refuse is not None:
            yield compiled.id, "to_confirm", [compiled.unless, compiled.confirm]
            yield compiled.id, "not_needed", [compiled.unless, compiled.refuse]
        else:
            yield compiled.id, "not_needed", [compiled.unless]
