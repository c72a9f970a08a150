"""The next question, or none: only what can still change the checklist, in humane order, most settled per effort first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from procedure_kb.assessment import Situation, Verdict
from procedure_kb.condition import Variable
from procedure_kb.knowledge import WARD_FACT, CompiledProcedure, KnowledgeBase
from procedure_kb.model import Fact, Item, Question

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

    @property
    def id(self) -> str:
        return self.question.id if self.question else self.facts[0]

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
    def relevant(self) -> Mapping[str, list[CompiledProcedure]]:
        """Variables (and facts that have none) that can still change the checklist, with the procedures they bear on."""
        found: dict[str, list[CompiledProcedure]] = defaultdict(list)
        for compiled in self.kb.procedures:
            verdict = self.situation.verdicts[compiled.id]
            if verdict is Verdict.OPEN:
                for name in self.situation.candidates(compiled, self.situation.known):
                    found[name].append(compiled)
            if verdict is not Verdict.NOT_NEEDED:
                for name in self._presentation(compiled):
                    found[name].append(compiled)
        return found

    def _presentation(self, compiled: CompiledProcedure) -> set[str]:
        """What the line of a procedure that may be needed still lacks: its start day, what to bring, the ward."""
        situation, procedure = self.situation, compiled.procedure
        names = {name for node in compiled.requirements for name in node.open_variables(situation.known)} - situation.closed
        names = {name for name in names if len(situation.feasible(name, situation.known)) > 1}
        start = procedure.deadline.start if procedure.deadline else None
        if start and situation.is_open(start):
            names.add(start)
        desk = self.kb.desks[procedure.desk]
        if desk.place == "ward_office" and WARD_FACT in self.kb.facts and situation.is_open(WARD_FACT):
            names.add(WARD_FACT)
        return names

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """All questions that are still relevant, every fact in exactly one of them."""
        variables = self.kb.space.variables
        facts = dict.fromkeys(variables[name].fact if name in variables else name for name in self.relevant)
        asks: list[Ask] = []
        covered: set[str] = set()
        for question in self.kb.questions:
            ask = self._bundle(question, [fact for fact in question.facts if fact in facts and fact not in covered])
            if ask is not None:
                asks.append(ask)
                covered.update(ask.facts)
        singles = [_single(self.kb.facts[fact]) for fact in facts if fact not in covered]
        return tuple(asks + singles)

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
        return Ask(question.kind, tuple(facts), question.stage, question.effort, question)

    def _is_relevant(self, item: Item) -> bool:
        name = f"{item.fact}.{item.value}"
        return (name if name in self.kb.space.variables else item.fact) in self.relevant

    @cached_property
    def next(self) -> Ask | None:
        """The question to ask now. Deterministic: stage, then settled per effort, then id."""
        if not self.asks:
            return None
        stage = min(ask.stage for ask in self.asks)
        asks = [ask for ask in self.asks if ask.stage == stage]
        if len(asks) == 1:
            return asks[0]
        return min(asks, key=lambda ask: (-self._settles(ask) / ask.effort, ask.id))

    @property
    def at_most(self) -> int:
        """The most questions that can still come."""
        return sum(ask.at_most for ask in self.asks)

    def _settles(self, ask: Ask) -> float:
        """Procedures that the answer is expected to settle, under the priors."""
        total = 0.0
        for fact in ask.facts:
            for name in self.kb.space.of_fact.get(fact, ()) or (fact,):
                total += self._settled_by(name)
        return total

    def _settled_by(self, name: str) -> float:
        situation, total = self.situation, 0.0
        variable = self.kb.space.variables.get(name)
        if variable is None:
            return _PRESENTED_WEIGHT * len(self.relevant.get(name, ()))
        cells = situation.feasible(name, situation.known)
        weights = cell_weights(situation, variable, cells)
        for compiled in self.relevant.get(name, ()):
            if situation.verdicts[compiled.id] is not Verdict.OPEN:
                total += _PRESENTED_WEIGHT
                continue
            for cell, weight in zip(cells, weights, strict=True):
                total += weight * (len(situation.outcomes(compiled, {**situation.known, name: cell})) == 1)
        return total


def _single(fact: Fact) -> Ask:
    return Ask("single", (fact.id,), fact.stage, fact.effort)


def cell_weights(situation: Situation, variable: Variable, cells: list[int]) -> list[float]:
    """Prior frequency of the cells, given what is known, scaled to 1 over those that are feasible."""
    weights = [_prior(situation, variable, cell) for cell in cells]
    total = sum(weights)
    return [weight / total for weight in weights] if total else [1 / len(cells)] * len(cells)


def _prior(situation: Situation, variable: Variable, cell: int) -> float:
    for prior in situation.kb.compiled_priors.get(variable.fact, ()):
        if prior.given.evaluate(situation.known):
            return weight_of_cell(situation.kb.facts[variable.fact], variable, cell, prior.weights)
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
