"""The knowledge base of one life event, compiled: what ``assessment``, ``agenda`` and ``checklist`` work on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from procedure_kb.condition import ALWAYS, Node, Not, Solver, Space
from procedure_kb.deadline import Rule
from procedure_kb.model import (
    BagItem,
    Constraint,
    Desk,
    Fact,
    Municipality,
    Prior,
    Procedure,
    Question,
    Source,
)
from procedure_kb.wording import Wording


@dataclass(frozen=True)
class CompiledProcedure:
    """A procedure with its conditions as trees and the variables that can bear on them."""

    procedure: Procedure
    when: Node
    unless: Node
    confirm: Node | None
    refuse: Node | None
    """Not confirm."""
    requirements: tuple[Node, ...]
    """``when`` of each requirement, in order."""
    scope: tuple[str, ...]
    """Variables of the conditions and all that constraints tie to them, directly or not."""

    @property
    def id(self) -> str:
        return self.procedure.id

    def nodes(self) -> Iterator[Node]:
        yield self.when
        if self.confirm is not None:
            yield self.confirm


@dataclass(frozen=True)
class CompiledPrior:
    given: Node
    weights: Mapping[str, float]


@dataclass(frozen=True)
class Topic:
    """A subject a resident can ask about."""

    id: str
    words: tuple[str, ...]
    procedures: tuple[str, ...]
    facts: tuple[str, ...]
    definition: str | None


@dataclass(frozen=True)
class HelpLine:
    name: str
    number: str
    hours: str


@dataclass(frozen=True)
class KnowledgeBase:
    event: str
    version: str
    """Hash of the files: stamped on every checklist."""
    facts: Mapping[str, Fact]
    questions: tuple[Question, ...]
    constraints: tuple[Constraint, ...]
    priors: tuple[Prior, ...]
    procedures: tuple[CompiledProcedure, ...]
    items: Mapping[str, BagItem]
    desks: Mapping[str, Desk]
    sources: Mapping[str, Source]
    municipality: Municipality
    topics: tuple[Topic, ...]
    help_lines: tuple[HelpLine, ...]
    rules: Mapping[str, Rule]
    wording: Wording
    space: Space
    solver: Solver
    compiled_priors: Mapping[str, tuple[CompiledPrior, ...]]
    memory: dict[tuple[Any, ...], Any] = field(default_factory=dict, compare=False, repr=False)
    """Results of pure functions of this knowledge base, by their arguments."""

    @cached_property
    def procedure(self) -> Mapping[str, CompiledProcedure]:
        return {compiled.id: compiled for compiled in self.procedures}

    @cached_property
    def presented(self) -> frozenset[str]:
        """Facts that change what a line says though not whether it stands there: start days, what to bring, the ward."""
        starts = {c.procedure.deadline.start for c in self.procedures if c.procedure.deadline and c.procedure.deadline.start}
        variables = {name for c in self.procedures for node in c.requirements for name in node.variables}
        return frozenset(starts | {self.space.variables[name].fact for name in variables} | {WARD_FACT} & set(self.facts))


WARD_FACT = "reservation_office"
"""The ward office the family goes to: decides addresses, and desks that differ by ward."""


def compile_procedure(space: Space, solver: Solver, procedure: Procedure) -> CompiledProcedure:
    """Raises ConditionError when a condition does not fit the facts."""
    when = space.compile(procedure.when)
    confirm = space.compile(procedure.confirm.when) if procedure.confirm else None
    requirements = tuple(space.compile(r.when) if r.when is not None else ALWAYS for r in procedure.bring)
    variables = when.variables | (confirm.variables if confirm else frozenset())
    return CompiledProcedure(
        procedure=procedure,
        when=when,
        unless=Not(when),
        confirm=confirm,
        refuse=Not(confirm) if confirm else None,
        requirements=requirements,
        scope=tuple(sorted(_connected(solver, variables))),
    )


def _connected(solver: Solver, variables: Iterable[str]) -> set[str]:
    found, waiting = set(variables), list(variables)
    while waiting:
        for neighbour in solver.neighbours(waiting.pop()):
            if neighbour not in found:
                found.add(neighbour)
                waiting.append(neighbour)
    return found
