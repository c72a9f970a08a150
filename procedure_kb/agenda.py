"""The next question, or none: only what can still change the checklist, in humane order, most settled per effort first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from procedure_kb.assessment import CHILD_COUNT, Situation, Verdict, View
from procedure_kb.condition import Variable
from procedure_kb.knowledge import WARD_FACT, CompiledProcedure, KnowledgeBase
from procedure_kb.model import Choice, Fact, Item, Question
from procedure_kb.siblings import SAME_AS_FIRST, of_child, split

_PRESENTED_WEIGHT = 0.5
"""What settling a day or a thing to bring counts, against 1 for settling a whole procedure."""


@dataclass(frozen=True)
class Ask:
    """A question as it is to be asked now: only about what is still open."""

    kind: Literal["single", "group", "combined", "form"]
    facts: tuple[str, ...]
    """What it is about, most important first."""
    stage: int
    effort: float
    question: Question | None = None
    items: tuple[Item, ...] = ()
    choices: tuple[Choice, ...] = ()
    child: int | None = None
    """Which child it is about; None where it is about the family."""

    @property
    def id(self) -> str:
        return of_child(self.question.id, self.child or 1) if self.question else self.facts[0]

    @property
    def at_most(self) -> int:
        """Questions that this one can turn into when it is answered in parts."""
        return len(self.facts) if self.kind in ("combined", "form") else 1


@dataclass(frozen=True)
class Agenda:
    situation: Situation

    @property
    def kb(self) -> KnowledgeBase:
        return self.situation.kb

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """All questions that are still relevant, every fact in exactly one of them."""
        asks: dict[str, Ask] = {}
        for part in self.parts:
            for ask in part.asks:
                if not any(fact in other.facts for fact in ask.facts for other in asks.values()):
                    asks[ask.id] = ask
        return tuple(asks.values())

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        return tuple(_Part(self.situation, view) for view in self.situation.views)

    @cached_property
    def next(self) -> Ask | None:
        """The question to ask now: all about the first child and the family, then about the next child."""
        for part in self.parts:
            if part.asks:
                return part.next
        return None

    @property
    def at_most(self) -> int:
        """The most questions that can still come."""
        return sum(ask.at_most for ask in self.asks)


@dataclass(frozen=True)
class _Part:
    """The questions of one view."""

    situation: Situation
    view: View

    @property
    def kb(self) -> KnowledgeBase:
        return self.view.kb

    @cached_property
    def relevant(self) -> Mapping[str, list[CompiledProcedure]]:
        """Variables (and facts that have none) that can still change the checklist, with the procedures they bear on."""
        found: dict[str, list[CompiledProcedure]] = defaultdict(list)
        for compiled in self._procedures():
            if self._is_open(compiled):
                for name in self.view.candidates(compiled, self.view.known):
                    found[name].append(compiled)
            for name in self._presentation(compiled):
                found[name].append(compiled)
        for fact, node in self.kb.opening.items():
            if self.view.is_open(fact) and node.evaluate(self.view.known):
                found[fact] = []
        if self._counts_children():
            found[CHILD_COUNT] = []
        return found

    def _procedures(self) -> Iterator[CompiledProcedure]:
        """Those that are or may be on the list; for a further child only where anything about a child matters."""
        here, household = self.view.verdicts, self.situation.verdicts
        for compiled in self.kb.procedures:
            ruled_out = here[compiled.id] is Verdict.NOT_NEEDED or household[compiled.id] is Verdict.NOT_NEEDED
            if not ruled_out and (self.view.first is None or compiled.id in self.kb.of_children):
                yield compiled

    def _is_open(self, compiled: CompiledProcedure) -> bool:
        """Whether it is open here, and not settled for the family by another child."""
        if self.view.verdicts[compiled.id] is not Verdict.OPEN:
            return False
        return compiled.procedure.each_child or self.situation.verdicts[compiled.id] is Verdict.OPEN

    def _counts_children(self) -> bool:
        return self.kb.has_children and self.view.is_open(CHILD_COUNT) and self._can_vary(CHILD_COUNT)

    def _can_vary(self, fact: str) -> bool:
        """Whether what is known leaves the fact more than one value: who said that the child is not born has no birth date."""
        names = [name for name in (fact, f"{fact}.code") if name in self.kb.space.variables]
        return all(len(self.view.feasible(name, self.view.known)) > 1 for name in names)

    def _presentation(self, compiled: CompiledProcedure) -> set[str]:
        """What the line of a procedure that may be needed still lacks: its start day, what to bring, the ward."""
        view, procedure, names = self.view, compiled.procedure, set()
        if not compiled.worded.isdisjoint(view.unknown):
            worded = (*compiled.requirements, *compiled.instead)
            names = {name for node in worded for name in node.open_variables(view.known)} & view.telling
        starts = [deadline.start for deadline in compiled.deadlines(view.known) if deadline.start]
        names.update(start for start in starts if view.is_open(start) and self._can_vary(start))
        if procedure.desk in self.kb.desks_by_ward and view.is_open(WARD_FACT):
            names.add(WARD_FACT)
        return names

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """All questions that are still relevant, every fact in exactly one of them."""
        facts = self._facts()
        asks: list[Ask] = []
        covered: set[str] = set()
        for question in self.kb.questions:
            ask = self._bundle(question, [fact for fact in question.facts if fact in facts and fact not in covered])
            if ask is not None:
                asks.append(ask)
                covered.update(ask.facts)
        singles = [_single(self.kb.facts[fact]) for fact in facts if fact not in covered]
        return tuple(map(self._of_this_child, asks + singles))

    def _facts(self) -> list[str]:
        """What to ask, by its plain id: what a further child may share with the first is not asked one by one before that."""
        variables, view = self.kb.space.variables, self.view
        facts = dict.fromkeys(fact for name in self.relevant if (fact := view.fact_to_ask(name) if name in variables else name))
        if view.child == 1:
            return list(facts)
        shared = [fact for fact in self.kb.shared_by_siblings if fact in facts]
        if shared and view.is_open(SAME_AS_FIRST):
            return [*(fact for fact in facts if fact not in shared), SAME_AS_FIRST]
        return list(facts)

    def _of_this_child(self, ask: Ask) -> Ask:
        child = self.view.child
        if not any(fact in self.kb.per_child for fact in ask.facts):
            return ask
        if child == 1:
            return replace(ask, child=1)
        items = tuple(item.model_copy(update={"fact": of_child(item.fact, child)}) for item in ask.items)
        choices = tuple(choice.model_copy(update={"sets": {of_child(f, child): v for f, v in choice.sets.items()}}) for choice in ask.choices)
        return replace(ask, facts=tuple(of_child(fact, child) for fact in ask.facts), items=items, choices=choices, child=child)

    def _bundle(self, question: Question, facts: list[str]) -> Ask | None:
        if question.kind == "group":
            items = tuple(item for item in question.items if item.fact in facts and self._is_relevant(item))
            facts = list(dict.fromkeys(item.fact for item in items))
            if len(items) < 2:
                return None
            return Ask("group", tuple(facts), question.stage, question.effort, question, items)
        wanted = len(question.facts) if question.kind == "combined" else 2
        if len(facts) < wanted:
            return None
        return Ask(question.kind, tuple(facts), question.stage, question.effort, question, choices=question.choices)

    def _is_relevant(self, item: Item) -> bool:
        name = f"{item.fact}.{item.value}"
        return (name if name in self.kb.space.variables else item.fact) in self.relevant

    @cached_property
    def next(self) -> Ask:
        """Deterministic: stage, then settled per effort, then id."""
        stage = min(ask.stage for ask in self.asks)
        asks = [ask for ask in self.asks if ask.stage == stage]
        if len(asks) == 1:
            return asks[0]
        return min(asks, key=lambda ask: (-self._settles(ask) / ask.effort, ask.id))

    def _settles(self, ask: Ask) -> float:
        """Procedures that the answer is expected to settle, under the priors."""
        total = 0.0
        for fact in ask.facts:
            plain, _ = split(fact)
            for name in self.kb.space.of_fact.get(plain, ()) or (plain,):
                total += self._settled_by(name)
        return total

    def _settled_by(self, name: str) -> float:
        view, total = self.view, 0.0
        variable = self.kb.space.variables.get(name)
        if variable is None:
            return _PRESENTED_WEIGHT * len(self.relevant.get(name, ()))
        cells = view.feasible(name, view.known)
        weights = cell_weights(view, variable, cells)
        supposed = [(view.known.supposing(name, cell), weight) for cell, weight in zip(cells, weights, strict=True)]
        for compiled in self.relevant.get(name, ()):
            if view.verdicts[compiled.id] is not Verdict.OPEN:
                total += _PRESENTED_WEIGHT
                continue
            for known, weight in supposed:
                total += weight * (len(view.outcomes(compiled, known)) == 1)
        return total


def _single(fact: Fact) -> Ask:
    return Ask("single", (fact.id,), fact.stage, fact.effort)


def cell_weights(view: View, variable: Variable, cells: list[int]) -> list[float]:
    """Prior frequency of the cells, given what is known, scaled to 1 over those that are feasible."""
    weights = [_prior(view, variable, cell) for cell in cells]
    total = sum(weights)
    return [weight / total for weight in weights] if total else [1 / len(cells)] * len(cells)


def _prior(view: View, variable: Variable, cell: int) -> float:
    """1 where no frequency is known."""
    fact = view.kb.facts.get(variable.name if variable.name in view.kb.facts else variable.fact)
    if fact.type not in ("enum", "set", "int"):
        return 1.0
    for prior in view.kb.compiled_priors.get(fact.id, ()):
        if prior.given.evaluate(view.known):
            return weight_of_cell(fact, variable, cell, prior.weights)
    return 1.0


def weight_of_cell(fact: Fact, variable: Variable, cell: int, weights: Mapping[str, float]) -> float:
    """Share of one cell in a prior. For a code of a set fact the weight is its own frequency; for numbers, that of its ranges."""
    if fact.type == "enum":
        return weights.get(fact.codes[cell].code, 0.0)
    if fact.type == "set":
        share = weights.get(str(variable.code), 0.0)
        return share if cell else 1 - share
    low = variable.bounds[cell - 1] if cell else -(10**9)
    high = variable.bounds[cell] - 1 if cell < len(variable.bounds) else 10**9
    total = 0.0
    for span, weight in weights.items():
        first, last = map(int, span.split("-"))
        common = min(high, last) - max(low, first) + 1
        total += weight * max(0, common) / (last - first + 1)
    return total
