"""The knowledge base of one life event, compiled: what ``assessment``, ``agenda`` and ``checklist`` work on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import count
from typing import Any

from procedure_kb.condition import Space
from procedure_kb.deadline import Rule
from procedure_kb.model import (
    BagItem,
    Constraint,
    DeadlineRule,
    Desk,
    Fact,
    Grade,
    Municipality,
    Prior,
    Procedure,
    Question,
    Source,
    Ward,
)
from procedure_kb.nodes import ALWAYS, NEVER, AllOf, AnyOf, Assignment, Node, Not
from procedure_kb.siblings import split
from procedure_kb.solver import Solver
from procedure_kb.wording import Wording


class Verdict(StrEnum):
    NEEDED = "needed"  # in every completion of what is not known
    NOT_NEEDED = "not_needed"  # in none
    TO_CONFIRM = "to_confirm"  # no answer to an unasked question can settle it: stays on the slip
    OPEN = "open"  # an unasked question can settle it


NOT_NEEDED = frozenset([Verdict.NOT_NEEDED])


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
    instead: tuple[Node, ...]
    """``when`` of each deadline that may take the place of the usual one, in order."""
    scope: frozenset[str]
    """Variables of the conditions and all that constraints tie to them, directly or not."""
    components: tuple[int, ...]
    """Of which components of the variables these are."""
    key: int
    """Its conditions, among all that were compiled: equal for two municipalities that do not change them."""

    @property
    def id(self) -> str:
        return self.procedure.id

    @cached_property
    def verdicts(self) -> tuple[tuple[Verdict, Node], ...]:
        """When each verdict is given, once everything is known. What only general knowledge says is never more than to confirm."""
        surely = self.procedure.grade != Grade.K
        confirm, refuse = self.confirm or NEVER, self.refuse or ALWAYS
        found = [(Verdict.NEEDED, self.when) if surely else (Verdict.TO_CONFIRM, AnyOf([self.when, confirm]))]
        if surely and self.confirm:
            found.append((Verdict.TO_CONFIRM, AllOf([self.unless, confirm])))
        return (*found, (Verdict.NOT_NEEDED, AllOf([self.unless, refuse])))

    @cached_property
    def _surely(self) -> tuple[frozenset[Verdict], frozenset[Verdict]]:
        """The only outcome where ``when`` holds, and where it does not but ``confirm`` does."""
        needed = Verdict.NEEDED if self.procedure.grade != Grade.K else Verdict.TO_CONFIRM
        return frozenset([needed]), frozenset([Verdict.TO_CONFIRM])

    def decided(self, known: Mapping[str, int]) -> frozenset[Verdict] | None:
        """The one outcome where the conditions already have their values; None where completions must be looked at."""
        when = self.when.evaluate(known)
        if when:
            return self._surely[0]
        if when is None:
            return None
        confirm = self.confirm.evaluate(known) if self.confirm else False
        if confirm is None:
            return None
        return self._surely[1] if confirm else NOT_NEEDED

    @cached_property
    def variables(self) -> frozenset[str]:
        """Those that the conditions name."""
        return frozenset().union(*(node.variables for node in self.nodes()))

    @cached_property
    def worded(self) -> frozenset[str]:
        """Variables that change what the line says, though not whether it stands there."""
        return frozenset().union(*(node.variables for node in (*self.requirements, *self.instead)))

    def deadlines(self, known: Mapping[str, int]) -> Iterator[DeadlineRule]:
        """Those that can still be the one that counts; the first is it once everything is known."""
        for deadline, node in zip(self.procedure.deadlines_instead, self.instead, strict=True):
            value = node.evaluate(known)
            if value is not False:
                yield deadline
            if value:
                return
        if self.procedure.deadline is not None:
            yield self.procedure.deadline

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


class FactTable(dict[str, Fact]):
    """Facts by id. Also answers for a further child's (``birth_date@2``), which it does not list."""

    def __missing__(self, fact_id: str) -> Fact:
        plain, child = split(fact_id)
        fact = self.get_plain(plain)
        if child == 1 or fact is None or not fact.per_child:
            raise KeyError(fact_id)
        return fact.model_copy(update={"id": fact_id, "label": f"{child}人目：{fact.label}"})

    def __contains__(self, fact_id: object) -> bool:
        return self.get(str(fact_id)) is not None

    def get_plain(self, fact_id: str) -> Fact | None:
        return super().get(fact_id)

    def get(self, fact_id: str, default: Any = None) -> Any:
        try:
            return self[fact_id]
        except KeyError:
            return default


_MEMORY_LIMIT = 200_000


@dataclass
class Memory:
    """Results of pure functions by what they depend on. Municipalities with the same conditions share one."""

    results: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    signatures: dict[tuple[Any, ...], int] = field(default_factory=dict)


@dataclass(frozen=True)
class KnowledgeBase:
    event: str
    """``bereavement``, ``childcare``, or both joined by ``+``."""
    version: str
    """Hash of the files: stamped on every checklist."""
    facts: FactTable
    questions: tuple[Question, ...]
    constraints: tuple[Constraint, ...]
    priors: tuple[Prior, ...]
    procedures: tuple[CompiledProcedure, ...]
    items: Mapping[str, BagItem]
    desks: Mapping[str, Desk]
    sources: Mapping[str, Source]
    municipality: Municipality
    wards: tuple[Ward, ...]
    """In the order in which people name them."""
    ward_desks: Mapping[tuple[str, str], Desk]
    """By ward and desk, where the ward's differs from the municipality's."""
    topics: tuple[Topic, ...]
    help_lines: tuple[HelpLine, ...]
    rules: Mapping[str, Rule]
    wording: Wording
    space: Space
    solver: Solver
    compiled_priors: Mapping[str, tuple[CompiledPrior, ...]]
    opening: Mapping[str, Node]
    """Facts that let the other life event join the case, and when they are asked."""
    memory: Memory = field(compare=False, repr=False)

    def remembered(self, name: object, components: tuple[int, ...], known: Assignment, find: Callable[[], Any]) -> Any:
        """A result that depends only on what is known of some components of the variables, found once for the same knowledge."""
        key = (name, *[self._signature(known, component) for component in components])
        results = self.memory.results
        if key not in results:
            if len(results) > _MEMORY_LIMIT:
                results.clear()
            results[key] = find()
        return results[key]

    def solver_without(self, numbers: frozenset[int]) -> Solver:
        """The solver without these constraints."""
        key = ("without", numbers)
        if key not in self.memory.results:
            kept = [node for number, node in enumerate(self.solver.constraints) if number not in numbers]
            self.memory.results[key] = Solver(self.space, kept)
        found: Solver = self.memory.results[key]
        return found

    def _signature(self, known: Assignment, component: int) -> int:
        """What is known of a component, as a number that stands for exactly that."""
        found = known.signatures.get(component)
        if found is None:
            cells = (component, *map(known.get, self.solver.components[component]))
            numbers = self.memory.signatures
            found = known.signatures[component] = numbers.setdefault(cells, len(numbers))
        return found

    @cached_property
    def procedure(self) -> Mapping[str, CompiledProcedure]:
        return {compiled.id: compiled for compiled in self.procedures}

    @cached_property
    def per_child(self) -> frozenset[str]:
        return frozenset(fact.id for fact in self.facts.values() if fact.per_child)

    @cached_property
    def of_children(self) -> frozenset[str]:
        """Procedures on which anything about a child bears; of the others all children have the same verdict."""
        told = {name for name, variable in self.space.variables.items() if not self.per_child.isdisjoint(variable.sources)}
        return frozenset(c.id for c in self.procedures if not told.isdisjoint(c.scope) or not told.isdisjoint(c.worded))

    @cached_property
    def shared_by_siblings(self) -> tuple[str, ...]:
        return tuple(fact.id for fact in self.facts.values() if fact.siblings_share)

    @property
    def has_children(self) -> bool:
        return bool(self.per_child)

    @cached_property
    def desks_by_ward(self) -> frozenset[str]:
        """Desks of which something sure is known that differs from ward to ward: only for them it matters which office it is."""
        sure = any(part is not None and part.grade.is_shown_as_fact for ward in self.wards for part in (ward.address, ward.phone))
        in_office = {desk.id for desk in self.desks.values() if desk.place == "ward_office"} if sure else set()
        return frozenset(in_office | {desk for _, desk in self.ward_desks})

    @cached_property
    def covered(self) -> tuple[CompiledProcedure, ...]:
        """Procedures that may stand on the list already as one of the other life event."""
        return tuple(c for c in self.procedures if not self.procedure.keys().isdisjoint(c.procedure.covered_by))

    @cached_property
    def presented(self) -> frozenset[str]:
        """Facts that change what a line says though not whether it stands there: start days, what to bring, the ward."""
        starts = {deadline.start for c in self.procedures for deadline in c.deadlines({}) if deadline.start}
        names = {name for c in self.procedures for node in (*c.requirements, *c.instead) for name in node.variables}
        told_by = {fact for name in names for fact in self.space.variables[name].sources}
        return frozenset(starts | told_by | {WARD_FACT} & set(self.facts))


WARD_FACT = "reservation_office"
"""The ward office the family goes to: decides addresses, and desks that differ by ward."""


_keys = count()


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
        instead=tuple(space.compile(deadline.when) for deadline in procedure.deadlines_instead),
        scope=frozenset(solver.connected(variables)),
        components=solver.components_of(variables),
        key=next(_keys),
    )

