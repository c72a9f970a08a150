"""Small worlds for the engine: a few facts, some rules, and every household that can exist in them, listed one by one.

Nothing here uses the engine's way of thinking: a condition is true or false of one household at a time, and what is possible is
what some household shows. The engine is compared with that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from typing import Any

from hypothesis import strategies as st

from procedure_kb.assessment import Verdict
from procedure_kb.condition import MORE, Solver, Space
from procedure_kb.knowledge import KnowledgeBase, compile_procedure
from procedure_kb.loader import load
from procedure_kb.model import UNKNOWN, Code, Fact, Procedure

Household = dict[str, Any]

REAL = load()
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
        conditions = [*self.constraints]
        for procedure in self.procedures:
            conditions += [procedure.when, procedure.confirm.when if procedure.confirm else None]
        space = Space(self.facts, conditions)
        solver = Solver(space, [space.compile(rule) for rule in self.constraints])
        return replace(
            REAL,
            facts={fact.id: fact for fact in self.facts},
            questions=(),
            constraints=(),
            priors=(),
            procedures=tuple(compile_procedure(space, solver, procedure) for procedure in self.procedures),
            topics=(),
            space=space,
            solver=solver,
            compiled_priors={},
            memory={},
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
        (open_view(universe, answers, household), outcome(procedure, household)) for household in compatible(universe, answers)
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


# --- strategies ----------------------------------------------------------------------------------------------------------


def _fact(number: int, kind: str, size: int, askable: bool) -> Fact:
    codes = [f"c{n}" for n in range(size)] if kind == "enum" else ["c0", "c1", "none"] if kind == "set" else []
    return Fact(
        id=f"f{number}",
        type=kind,  # type: ignore[arg-type]
        label=f"項目{number}",
        codes=tuple(Code(code=code, label=code) for code in codes),
        minimum=0 if kind == "int" else None,
        maximum=HIGHEST if kind == "int" else None,
        ask="どれですか。" if askable else None,
        sources=("S1",),
    )


def _atoms(fact: Fact) -> st.SearchStrategy[Any]:
    if fact.type == "int":
        bound = st.integers(0, HIGHEST)
        comparison = st.one_of(
            st.fixed_dictionaries({"at_least": bound}),
            st.fixed_dictionaries({"at_most": bound}),
            st.tuples(bound, bound).map(lambda pair: {"at_least": min(pair), "at_most": max(pair)}),
        )
    elif fact.type == "date":
        day = st.sampled_from(COMPARED_DAYS)
        comparison = st.one_of(st.fixed_dictionaries({"from": day}), st.fixed_dictionaries({"to": day}))
    else:
        codes = [code.code for code in fact.codes]
        comparison = st.one_of(st.sampled_from(codes), st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True))
    return comparison.map(lambda value: {fact.id: value})


def conditions(facts: tuple[Fact, ...], leaves: int = 5) -> st.SearchStrategy[Any]:
    atom = st.one_of([_atoms(fact) for fact in facts])

    def widen(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            several.map(lambda parts: {"all": parts}),
            several.map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
            st.tuples(inner, inner).map(lambda pair: {**pair[0], **pair[1]}),
        )

    return st.recursive(atom, widen, max_leaves=leaves)


@st.composite
def fact_sets(draw: st.DrawFn) -> tuple[Fact, ...]:
    kinds = draw(st.lists(st.sampled_from(["enum", "enum", "set", "int", "date"]), min_size=2, max_size=4))
    while kinds.count("date") + kinds.count("int") > 2:
        kinds.remove("date" if "date" in kinds else "int")
    return tuple(
        _fact(number, kind, draw(st.integers(2, 3)), draw(st.integers(0, 9)) > 0) for number, kind in enumerate(kinds)
    )


@st.composite
def universes(draw: st.DrawFn) -> Universe:
    facts = draw(fact_sets())
    condition = conditions(facts)
    rules: list[dict[str, Any]] = []
    for when, then in draw(st.lists(st.tuples(conditions(facts, 2), conditions(facts, 2)), max_size=3)):
        rule = {"any": [{"not": when}, then]}
        if Universe(facts, (*rules, rule), ()).households():
            rules.append(rule)
    procedures = []
    for number in range(draw(st.integers(1, 3))):
        when = draw(st.one_of(condition, condition, condition, st.sampled_from(["always", "never"])))
        confirm = draw(st.one_of(st.none(), condition))
        procedures.append(procedure(f"p{number}", when, confirm, draw(st.sampled_from("AAAK"))))
    return Universe(facts, tuple(rules), tuple(procedures))


def procedure(name: str, when: Any, confirm: Any = None, grade: str = "A") -> Procedure:
    return Procedure(
        id=name,
        name=name,
        summary=name,
        kind="duty",  # type: ignore[arg-type]
        when=when,
        confirm={"when": confirm, "reason": "理由"} if confirm is not None else None,  # type: ignore[arg-type]
        desk="nobody",
        grade=grade,  # type: ignore[arg-type]
        sources=("S1",),
    )


def answers_of(household: Household) -> st.SearchStrategy[dict[str, Any]]:
    """Some true answers of a household: some facts not asked, some not known, some half known."""
    return st.fixed_dictionaries({fact: st.one_of(st.none(), st.just(UNKNOWN), *_told(own)) for fact, own in household.items()}).map(
        lambda answers: {fact: answer for fact, answer in answers.items() if answer is not None}
    )


def _told(own: Any) -> Iterator[st.SearchStrategy[Any]]:
    if isinstance(own, frozenset):
        full = sorted(own) or ["none"]
        signs = [code if code in own else f"not_{code}" for code in ("c0", "c1")]
        yield st.just(full)
        yield st.tuples(st.sampled_from(signs), st.sampled_from([MORE, UNKNOWN])).map(list)
        yield st.just([MORE])
    else:
        yield st.just(own)
        if isinstance(own, str) and own.startswith("2026"):
            yield st.just(f"partial:{own[:7]}")


@st.composite
def situations(draw: st.DrawFn) -> tuple[Universe, dict[str, Any]]:
    """A world and what one of its households has said so far."""
    universe = draw(universes())
    household = draw(st.sampled_from(universe.households()))
    return universe, draw(answers_of(household))
