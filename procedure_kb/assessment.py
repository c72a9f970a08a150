"""Facts in, a verdict per procedure out: exact under the constraints, three-valued, with the answers that made it so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from procedure_kb.condition import ALWAYS, MORE, NEVER, AllOf, AnyOf, Assignment, Given, Node, Not, Solver
from procedure_kb.knowledge import CompiledProcedure, KnowledgeBase
from procedure_kb.model import UNKNOWN, Grade

_MEMORY_LIMIT = 200_000


class Verdict(StrEnum):
    NEEDED = "needed"  # in every completion of what is not known
    NOT_NEEDED = "not_needed"  # in none
    TO_CONFIRM = "to_confirm"  # no answer to an unasked question can settle it: stays on the slip
    OPEN = "open"  # an unasked question can settle it


@dataclass(frozen=True)
class Situation:
    """What is known of one household. Facts must be valid (``values.check_facts``)."""

    kb: KnowledgeBase
    facts: Mapping[str, Any]

    @cached_property
    def known(self) -> Assignment:
        return self.kb.space.assign(self.facts)

    @cached_property
    def closed(self) -> frozenset[str]:
        """Variables nobody can be asked for any more: answered 「わからない」, known only roughly, or without a question."""
        names: set[str] = set()
        for fact_id, variables in self.kb.space.of_fact.items():
            if not self.is_open(fact_id):
                names.update(name for name in variables if name not in self.known)
        return frozenset(names)

    def is_open(self, fact_id: str) -> bool:
        """Whether the fact can still be asked."""
        value = self.facts.get(fact_id)
        if value is None:
            return self.kb.facts[fact_id].ask is not None
        return isinstance(value, list) and MORE in value

    @cached_property
    def solver(self) -> Solver:
        """Contradictory answers switch off the constraints they break, never a procedure: in favour of the family."""
        solver = self.kb.solver
        if solver.consistent(self.known):
            return solver
        kept = [node for node in solver.constraints if node.evaluate(self.known) is not False]
        relaxed = Solver(self.kb.space, kept)
        if relaxed.consistent(self.known):
            return relaxed
        return Solver(self.kb.space, [node for node in kept if not node.variables & self.known.keys()])

    def outcomes(self, compiled: CompiledProcedure, known: Assignment) -> frozenset[Verdict]:
        """The verdicts (without OPEN) that completions of ``known`` lead to. ``known`` must extend ``self.known``."""
        key = (compiled.id, tuple(known.get(name, -1) for name in compiled.scope))
        if self.solver is not self.kb.solver:
            return frozenset(self._outcomes(compiled, known))
        memory = self.kb.memory
        if key not in memory:
            if len(memory) > _MEMORY_LIMIT:
                memory.clear()
            memory[key] = frozenset(self._outcomes(compiled, known))
        result: frozenset[Verdict] = memory[key]
        return result

    def _outcomes(self, compiled: CompiledProcedure, known: Assignment) -> Iterator[Verdict]:
        for verdict, condition in _conditions_of_verdicts(compiled):
            if self.solver.possible([condition], known):
                yield verdict

    def verdict(self, compiled: CompiledProcedure) -> Verdict:
        outcomes = self.outcomes(compiled, self.known)
        if len(outcomes) == 1:
            return next(iter(outcomes))
        if not self.closed.isdisjoint(compiled.scope) and not self._can_be_settled(compiled):
            return Verdict.TO_CONFIRM
        return Verdict.OPEN

    def _can_be_settled(self, compiled: CompiledProcedure) -> bool:
        """Whether some answers to what can still be asked leave one verdict."""
        secret = [name for name in compiled.scope if name in self.closed]
        return any(self._can_be_certain(wanted, secret) for _, wanted in _conditions_of_verdicts(compiled))

    def _can_be_certain(self, wanted: Node, secret: Sequence[str]) -> bool:
        """Whether some answers make a condition certain, whatever is true of the secret variables.

        Answers are guessed; a truth that refutes the guess becomes a demand on the next one, so no two guesses fail for the same.
        """
        rules = AllOf([node for node in self.solver.constraints if not node.variables.isdisjoint(secret)])
        holds, demands = AnyOf([Not(rules), wanted]), [wanted]
        while (guess := self.solver.solution(demands, self.known)) is not None:
            answers = {name: cell for name, cell in guess.items() if name not in secret}
            truth = self.solver.solution([Not(wanted)], answers)
            if truth is None:
                return True
            for name in secret:
                truth[name] = self.solver.feasible(name, truth)[0]
            demands.append(Given(holds, {name: truth[name] for name in secret}))
        return False

    def candidates(self, compiled: CompiledProcedure, known: Assignment) -> list[str]:
        """Variables that can be asked and may still change this procedure, in the order the condition names them.

        Where the condition hangs on something the family does not know, what constraints tie to it, directly or through other
        things nobody knows, counts as well: the age settles the kind of insurance.
        """
        names = list(dict.fromkeys(name for node in compiled.nodes() for name in node.open_variables(known)))
        for name in names:
            if name in self.closed:
                names += [other for other in dict.fromkeys(self._tied(name, known)) if other not in names]
        return [name for name in names if name not in self.closed and len(self.feasible(name, known)) > 1]

    def _tied(self, name: str, known: Assignment) -> Iterator[str]:
        """Variables that can tell something of this one: those open in a constraint that is not fulfilled already."""
        for node in self.solver.constraints:
            if name in node.variables and node.evaluate(known) is None:
                yield from node.open_variables(known)

    def feasible(self, name: str, known: Assignment) -> list[int]:
        """Cells the variable can still take; remembered for what is known of the household as it is."""
        if known is not self.known:
            return self.solver.feasible(name, known)
        if name not in self._feasible:
            self._feasible[name] = self.solver.feasible(name, known)
        return self._feasible[name]

    @cached_property
    def _feasible(self) -> dict[str, list[int]]:
        return {}

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        return {compiled.id: self.verdict(compiled) for compiled in self.kb.procedures}

    def because(self, compiled: CompiledProcedure) -> tuple[str, ...]:
        """A smallest set of answers that already leads to the verdict: no one of them could be left out."""
        outcomes = self.outcomes(compiled, self.known)
        scope = set(compiled.scope)
        named = {self.kb.space.variables[name].fact for node in compiled.nodes() for name in node.variables}
        facts = [fact for fact in self.facts if not scope.isdisjoint(self.kb.space.of_fact.get(fact, ()))]
        kept = dict(self.known)
        reasons = []
        for fact in sorted(facts, key=lambda fact: fact in named):
            without = {name: cell for name, cell in kept.items() if name not in self.kb.space.of_fact[fact]}
            if len(without) < len(kept) and self.outcomes(compiled, without) != outcomes:
                reasons.append(fact)
            else:
                kept = without
        return tuple(fact for fact in self.facts if fact in reasons)

    def not_known(self, compiled: CompiledProcedure) -> tuple[str, ...]:
        """Facts answered 「わからない」 on which the verdict hangs."""
        names = [name for node in compiled.nodes() for name in node.open_variables(self.known)]
        facts = dict.fromkeys(self.kb.space.variables[name].fact for name in names if name in self.closed)
        return tuple(fact for fact in facts if self.facts.get(fact) == UNKNOWN or fact in self.facts)


def _conditions_of_verdicts(compiled: CompiledProcedure) -> Iterator[tuple[Verdict, Node]]:
    """When each verdict is given, once everything is known. What only general knowledge says is never more than to confirm."""
    surely = compiled.procedure.grade != Grade.K
    confirm, refuse = compiled.confirm or NEVER, compiled.refuse or ALWAYS
    yield (Verdict.NEEDED, compiled.when) if surely else (Verdict.TO_CONFIRM, AnyOf([compiled.when, confirm]))
    if surely and compiled.confirm:
        yield Verdict.TO_CONFIRM, AllOf([compiled.unless, confirm])
    yield Verdict.NOT_NEEDED, AllOf([compiled.unless, refuse])
