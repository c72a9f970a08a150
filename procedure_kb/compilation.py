"""Conditions as trees, shared by all municipalities that do not change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from procedure_kb.condition import ConditionError, Space, thresholds
from procedure_kb.knowledge import WARD_FACT, CompiledPrior, CompiledProcedure, Memory, compile_procedure
from procedure_kb.model import Constraint, Fact, Prior, Procedure, Record
from procedure_kb.nodes import Node
from procedure_kb.records import Rows
from procedure_kb.solver import Solver
from procedure_kb.strict_yaml import DataError


class Compiled:
    """What is compiled of one knowledge base. Compiles what it can and reports the rest, so that one run shows every mistake."""

    space: Space
    solver: Solver
    memory: Memory
    priors: Mapping[str, tuple[CompiledPrior, ...]]

    def __init__(self, rows: Rows, facts: Sequence[Fact], events: Sequence[str], shared: Compiled | None) -> None:
        self.rows = rows
        self._facts = {fact.id: fact for fact in facts}
        made = rows.records
        self._conditions = [*_conditions(made["procedures"]), *_rules(made["constraints"]), *(p.given for p in made["priors"])]
        self._conditions += [fact.when for fact in facts if fact.when is not None]
        if shared is not None and not self._fits(shared):
            shared = None
        self.space = shared.space if shared else Space(facts, self._conditions)
        self.solver = shared.solver if shared else Solver(self.space, self._constraints(made["constraints"]))
        self.memory = shared.memory if shared else Memory()
        self.procedures = tuple(self._procedures(made["procedures"], shared))
        self.priors = shared.priors if shared and made["priors"] == shared.rows.records["priors"] else self._priors(made["priors"])
        joining = [fact for fact in facts if fact.opens and fact.opens not in events]
        self.opening = {fact.id: node for fact in joining if (node := self._opening(fact)) is not None}

    def _opening(self, fact: Fact) -> Node | None:
        node: Node | None = self._try(Fact, fact.id, "when", lambda: self.space.compile(fact.when or "always"))
        return node

    @cached_property
    def _shape(self) -> tuple[Any, ...]:
        """What the variables depend on but for the values they are compared with, and the rules between them."""
        facts = [(fact.id, fact.type, [code.code for code in fact.codes], fact.derived) for fact in self._facts.values() if fact.id != WARD_FACT]
        return facts, [(rule.when, rule.then) for rule in self.rows.records["constraints"]]

    @cached_property
    def _thresholds(self) -> Mapping[str, set[int]]:
        return thresholds(self._conditions)

    def _fits(self, shared: Compiled) -> bool:
        known = shared._thresholds
        return self._shape == shared._shape and all(found <= known.get(fact, set()) for fact, found in self._thresholds.items())

    def _try(self, kind: type[Record], name: str, key: str, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except ConditionError as error:
            self.rows.problems.append(DataError(self.rows.places[kind.__name__, name], f"{name}.{key}", str(error)))
            return None

    def _constraints(self, constraints: Iterable[Constraint]) -> list[Node]:
        nodes: list[Node] = []
        for constraint in constraints:
            nodes += self._try(Constraint, constraint.id, "when", lambda c=constraint: self.space.rules(c.when, c.then)) or []  # type: ignore[misc]
        return nodes

    def _procedures(self, procedures: Iterable[Procedure], shared: Compiled | None) -> Iterator[CompiledProcedure]:
        known = {compiled.id: compiled for compiled in shared.procedures} if shared else {}
        for procedure in procedures:
            below = known.get(procedure.id)
            if below is not None and list(_conditions([below.procedure])) == list(_conditions([procedure])):
                yield below if below.procedure is procedure else replace(below, procedure=procedure)
                continue
            made = self._try(Procedure, procedure.id, "when", lambda p=procedure: compile_procedure(self.space, self.solver, p))  # type: ignore[misc]
            if made is not None:
                yield made

    def _priors(self, priors: Iterable[Prior]) -> dict[str, tuple[CompiledPrior, ...]]:
        found: dict[str, tuple[CompiledPrior, ...]] = {}
        for prior in priors:
            given = self._try(Prior, prior.fact, "given", lambda p=prior: self.space.compile(p.given or "always"))  # type: ignore[misc]
            if given is not None:
                found[prior.fact] = (*found.get(prior.fact, ()), CompiledPrior(given, prior.weights))
        return found


def _conditions(procedures: Iterable[Procedure]) -> Iterator[Any]:
    for procedure in procedures:
        yield procedure.when
        yield procedure.confirm.when if procedure.confirm else None
        yield from (requirement.when for requirement in procedure.bring)
        yield from (deadline.when for deadline in procedure.deadlines_instead)


def _rules(constraints: Iterable[Constraint]) -> Iterator[Any]:
    for constraint in constraints:
        yield constraint.when
        yield constraint.then
