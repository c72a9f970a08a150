"""Small worlds for the engine: a few facts, some rules, and every household that can exist in them, listed one by one.

Nothing here uses the engine's way of thinking: a condition is true or false of one household at a time, and what is possible is
what some household shows. The engine is compared with that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, combinations, product
from random import Random
from typing import Any

from procedure_kb.assessment import Verdict
from procedure_kb.condition import MORE, Space
from procedure_kb.knowledge import FactTable, KnowledgeBase, Memory, compile_procedure
from procedure_kb.loader import load
from procedure_kb.model import UNKNOWN, Code, Fact, Procedure
from procedure_kb.solver import Solver

Household = dict[str, Any]

REAL = load()
TODAY = date(2026, 11, 25)
DAYS = ("2026-09-15", "2026-10-05", "2026-10-10", "2026-10-15", "2026-10-20", "2026-10-25", "2026-11-15")
COMPARED_DAYS = ("2026-10-10", "2026-10-20")
HIGHEST = 4


@dataclass(frozen=True)
class Universe:
    facts: tuple[Fact, ...]
    constraints: tuple[dict[str, Any], ...]
    procedures: tuple[Procedure, ...]

    def households(self) -> list[Household]:
        """All that the constraints allow."""
        ids = [fact.id for fact in self.facts]
        every = (dict(zip(ids, values, strict=True)) for values in product(*map(values_of, self.facts)))
        return [household for household in every if all(holds(rule, household) for rule in self.constraints)]

    def knowledge_base(self) -> KnowledgeBase:
        conditions: list[Any] = [*self.constraints]
        for procedure in self.procedures:
            conditions += [procedure.when, procedure.confirm.when if procedure.confirm else None]
        space = Space(self.facts, conditions)
        solver = Solver(space, [space.compile(rule) for rule in self.constraints])
        return replace(
            REAL,
            facts=FactTable({fact.id: fact for fact in self.facts}),
            questions=(),
            constraints=(),
            priors=(),
            procedures=tuple(compile_procedure(space, solver, procedure) for procedure in self.procedures),
            topics=(),
            space=space,
            solver=solver,
            compiled_priors={},
            opening={},
            memory=Memory(),
        )


# --- one household at a time ---------------------------------------------------------------------------------------------


def values_of(fact: Fact) -> list[Any]:
    if fact.type == "int":
        return list(range(HIGHEST + 1))
    if fact.type == "date":
        return list(DAYS)
    codes = [code.code for code in fact.codes]
    if fact.type == "enum":
        return list(codes)
    own = codes[:-1]
    return [frozenset(chosen) for chosen in chain.from_iterable(combinations(own, n) for n in range(len(own) + 1))]


def holds(raw: Any, household: Household) -> bool:
    """Whether a condition is true of a household: the meaning of the YAML, spelled out."""
    if raw in ("always", "never"):
        return bool(raw == "always")
    return all(_entry_holds(key, value, household) for key, value in raw.items())


def _entry_holds(key: str, value: Any, household: Household) -> bool:
    if key == "all":
        return all(holds(part, household) for part in value)
    if key == "any":
        return any(holds(part, household) for part in value)
    if key == "not":
        return not holds(value, household)
    own = household[key]
    if isinstance(value, dict):
        low, high = value.get("at_least", value.get("from", own)), value.get("at_most", value.get("to", own))
        return bool(low <= own <= high)
    codes = value if isinstance(value, list) else [value]
    if isinstance(own, frozenset):
        return any(not own if code == "none" else code in own for code in codes)
    return own in codes


def agrees(answer: Any, own: Any) -> bool:
    """Whether a household with this value can have given this answer."""
    if answer is None or answer == UNKNOWN:
        return True
    if isinstance(own, frozenset):
        named = {code for code in answer if code in own or not code.startswith("not_")} - {"none", MORE, UNKNOWN}
        denied = {code.removeprefix("not_") for code in answer if code.startswith("not_")}
        rest_open = MORE in answer or UNKNOWN in answer
        return named <= own and not denied & own and (rest_open or own <= named)
    if isinstance(answer, str) and answer.startswith("partial:"):
        return bool(own.startswith(answer.removeprefix("partial:")))
    return bool(answer == own)


def outcome(procedure: Procedure, household: Household) -> Verdict:
    if holds(procedure.when, household):
        return Verdict.TO_CONFIRM if procedure.grade == "K" else Verdict.NEEDED
    if procedure.confirm is not None and holds(procedure.confirm.when, household):
        return Verdict.TO_CONFIRM
    return Verdict.NOT_NEEDED


# --- what is known of a household ----------------------------------------------------------------------------------------


def compatible(universe: Universe, answers: Mapping[str, Any]) -> list[Household]:
    return [h for h in universe.households() if all(agrees(answers.get(fact), h[fact]) for fact in h)]


def open_view(universe: Universe, answers: Mapping[str, Any], household: Household) -> dict[str, Any]:
    """What this household would say to every question that can still be asked, by fact (and code, of a set)."""
    view: dict[str, Any] = {}
    for fact in universe.facts:
        answer, own = answers.get(fact.id), household[fact.id]
        if isinstance(answer, list) and MORE in answer:
            settled = {code.removeprefix("not_") for code in answer}
            view.update({f"{fact.id}.{c.code}": c.code in own for c in fact.codes[:-1] if c.code not in settled})
        elif answer is None and fact.ask is not None:
            codes = [code.code for code in fact.codes[:-1]] if fact.type == "set" else []
            view.update({f"{fact.id}.{code}": code in own for code in codes} if codes else {fact.id: own})
    return view


def verdict(universe: Universe, procedure: Procedure, answers: Mapping[str, Any]) -> Verdict:
    """By definition: one outcome in all households that fit, or OPEN if some answers would leave one, or TO_CONFIRM."""
    households = compatible(universe, answers)
    outcomes = {outcome(procedure, household) for household in households}
    if len(outcomes) == 1:
        return outcomes.pop()
    by_answers: dict[tuple[Any, ...], set[Verdict]] = {}
    for household in households:
        view = tuple(open_view(universe, answers, household).items())
        by_answers.setdefault(view, set()).add(outcome(procedure, household))
    return Verdict.OPEN if any(len(found) == 1 for found in by_answers.values()) else Verdict.TO_CONFIRM


def can_change(universe: Universe, procedure: Procedure, answers: Mapping[str, Any], fact: str) -> bool:
    """Whether, after some answers to other questions, answers to this one lead to different outcomes."""
    rows = [
        (open_view(universe, answers, household), outcome(procedure, household))
        for household in compatible(universe, answers)
    ]
    asked = [name for name in rows[0][0] if name.split(".")[0] == fact]
    others = [name for name in rows[0][0] if name not in asked]
    for size in range(len(others) + 1):
        for given in combinations(others, size):
            found: dict[tuple[Any, ...], dict[tuple[Any, ...], set[Verdict]]] = {}
            for view, result in rows:
                before, answer = tuple(view[n] for n in given), tuple(view[n] for n in asked)
                found.setdefault(before, {}).setdefault(answer, set()).add(result)
            if any(len({frozenset(results) for results in answers_.values()}) > 1 for answers_ in found.values()):
                return True
    return False


# --- by chance -----------------------------------------------------------------------------------------------------------


def a_universe(chance: Random) -> Universe:
    """Two to four facts, up to four rules of the kind "who has this has that", one to three procedures."""
    facts = tuple(_fact(number, kind, chance) for number, kind in enumerate(_kinds(chance)))
    rules: list[dict[str, Any]] = []
    for _ in range(chance.randint(0, 4)):
        rule = {"any": [{"not": a_condition(chance, facts, 1)}, a_condition(chance, facts, chance.randint(1, 2))]}
        if Universe(facts, (*rules, rule), ()).households():
            rules.append(rule)
    return Universe(
        facts, tuple(rules), tuple(_procedure(f"p{number}", chance, facts) for number in range(chance.randint(1, 3)))
    )


def _kinds(chance: Random) -> list[str]:
    kinds = [chance.choice(["enum", "enum", "enum", "set"]) for _ in range(chance.randint(1, 3))]
    return [*kinds, chance.choice(["enum", "set", "int", "date"])]


def _fact(number: int, kind: str, chance: Random) -> Fact:
    codes = {"enum": [f"c{n}" for n in range(chance.randint(2, 3))], "set": ["c0", "c1", "none"]}.get(kind, [])
    return Fact(
        id=f"f{number}",
        type=kind,
        label=f"項目{number}",
        codes=tuple(Code(code=code, label=code) for code in codes),
        minimum=0 if kind == "int" else None,
        maximum=HIGHEST if kind == "int" else None,
        ask="どれですか。" if chance.random() < 0.9 else None,
        sources=("S1",),
    )


def a_condition(chance: Random, facts: tuple[Fact, ...], leaves: int) -> dict[str, Any]:
    if leaves == 1:
        atom = _atom(chance, chance.choice(facts))
        return {"not": atom} if chance.random() < 0.3 else atom
    first = chance.randint(1, leaves - 1)
    one, other = a_condition(chance, facts, first), a_condition(chance, facts, leaves - first)
    if one.keys().isdisjoint(other) and chance.random() < 0.3:
        return {**one, **other}
    both = {chance.choice(["all", "any"]): [one, other]}
    return {"not": both} if chance.random() < 0.15 else both


def _atom(chance: Random, fact: Fact) -> dict[str, Any]:
    if fact.type == "int":
        return {
            fact.id: chance.choice([{"at_least": chance.randint(0, HIGHEST)}, {"at_most": chance.randint(0, HIGHEST)}])
        }
    if fact.type == "date":
        return {fact.id: {chance.choice(["from", "to"]): chance.choice(COMPARED_DAYS)}}
    codes = [code.code for code in fact.codes]
    return {fact.id: chance.choice([chance.choice(codes), chance.sample(codes, len(codes) - 1)])}


def _procedure(name: str, chance: Random, facts: tuple[Fact, ...]) -> Procedure:
    when: Any = a_condition(chance, facts, chance.randint(1, 4))
    when = chance.choice([when] * 6 + ["always", "never"])
    confirm = a_condition(chance, facts, chance.randint(1, 2)) if chance.random() < 0.5 else None
    return procedure(name, when, confirm, chance.choice("AAAK"))


def procedure(name: str, when: Any, confirm: Any = None, grade: str = "A") -> Procedure:
    return Procedure(
        id=name,
        name=name,
        summary=name,
        kind="duty",
        when=when,
        confirm={"when": confirm, "reason": "理由"} if confirm is not None else None,
        desk="nobody",
        grade=grade,
        sources=("S1",),
    )


def some_answers(chance: Random, household: Household) -> dict[str, Any]:
    """What a household has said so far: some not asked, some not known, some half known, all of it true."""
    answers = {}
    for fact, own in household.items():
        said = chance.random()
        if said > 0.35:
            answers[fact] = UNKNOWN if said < 0.65 else _told(chance, own)
    return answers


def _told(chance: Random, own: Any) -> Any:
    if isinstance(own, frozenset) and chance.random() < 0.5:
        named = [code if code in own else f"not_{code}" for code in chance.sample(["c0", "c1"], chance.randint(0, 1))]
        return [*named, chance.choice([MORE, UNKNOWN])]
    if isinstance(own, str) and own.startswith("2026") and chance.random() < 0.5:
        return f"partial:{own[:7]}"
    return told(own)


def told(own: Any) -> Any:
    """A value of a household as an answer."""
    return (sorted(own) or ["none"]) if isinstance(own, frozenset) else own
