"""Facts in, a verdict per procedure out: exact under the constraints, three-valued, with the answers that made it so.

A case can look into several children. What is asked of each child is kept as ``birth_date@2``; every child is a ``View`` of the
household in which it is the only one, and the ``Situation`` joins the views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from procedure_kb.condition import MORE
from procedure_kb.knowledge import NOT_NEEDED, CompiledProcedure, KnowledgeBase, Verdict
from procedure_kb.model import UNKNOWN
from procedure_kb.nodes import AllOf, AnyOf, Assignment, Given, Node, Not
from procedure_kb.siblings import MOST_CHILDREN, SAME_AS_FIRST, of_child, split
from procedure_kb.solver import Effort, SearchTooLong, Solver

_EFFORT = 8_000_000
"""Of the search for answers that could still settle a procedure although something is not known, over the variables that bear on it:
the more there are, the less is tried, so that nobody waits."""

__all__ = ["CHILD_COUNT", "Situation", "Verdict", "View"]


@dataclass(frozen=True)
class View:
    """What is known of the household with one of its children, on a day. Facts bear their plain ids."""

    kb: KnowledgeBase
    facts: Mapping[str, Any]
    today: date
    child: int = 1
    first: View | None = None
    """That of the first child, whose verdicts hold wherever nothing about a child matters."""

    @cached_property
    def known(self) -> Assignment:
        return self.kb.space.assign(self.facts, self.today)

    @cached_property
    def closed(self) -> frozenset[str]:
        """Variables nobody can be asked for any more: answered 「わからない」, known only roughly, or without a question."""
        variables = self.kb.space.variables
        return frozenset(name for name in variables if name not in self.known and self.fact_to_ask(name) is None)

    def fact_to_ask(self, variable: str) -> str | None:
        """The best of the facts that tell a variable and can still be asked."""
        return next((fact for fact in self.kb.space.variables[variable].sources if self.is_open(fact)), None)

    def is_open(self, fact_id: str) -> bool:
        """Whether the fact can still be asked."""
        value = self.facts.get(fact_id)
        if value is None:
            return self.kb.facts[fact_id].ask is not None
        return isinstance(value, list) and MORE in value

    @cached_property
    def solver(self) -> Solver:
        """Contradictory answers switch off the constraints they break, never a procedure: in favour of the family."""
        return self.kb.solver_without(self._broken) if self._broken else self.kb.solver

    @cached_property
    def _broken(self) -> frozenset[int]:
        """Numbers of the constraints that these answers break, alone or together."""
        solver = self.kb.solver
        if solver.consistent(self.known):
            return frozenset()
        broken = frozenset(n for n, node in enumerate(solver.constraints) if node.evaluate(self.known) is False)
        if self.kb.solver_without(broken).consistent(self.known):
            return broken
        return broken | {n for n, node in enumerate(solver.constraints) if node.variables & self.known.keys()}

    def outcomes(self, compiled: CompiledProcedure, known: Assignment) -> frozenset[Verdict]:
        """The verdicts (without OPEN) that completions of ``known`` lead to. ``known`` must extend ``self.known``."""
        if not compiled.procedure.exists_on(self.today):
            return NOT_NEEDED
        decided = compiled.decided(known)
        if decided is not None:
            return decided
        found: frozenset[Verdict] = self._remembered(
            compiled.key, compiled.components, known, lambda: frozenset(self._outcomes(compiled, known))
        )
        return found

    def _remembered(self, name: object, components: tuple[int, ...], known: Assignment, find: Callable[[], Any]) -> Any:
        """See ``KnowledgeBase.remembered``. What holds without the broken constraints is remembered apart."""
        return self.kb.remembered((name, self._broken) if self._broken else name, components, known, find)

    def _outcomes(self, compiled: CompiledProcedure, known: Assignment) -> Iterator[Verdict]:
        for verdict, condition in compiled.verdicts:
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
        if not self.candidates(compiled, self.known):
            return False
        about = (compiled.key, self.closed & compiled.scope)
        settled: bool = self._remembered(about, compiled.components, self.known, lambda: self._some_answers_settle(compiled))
        return settled

    def _some_answers_settle(self, compiled: CompiledProcedure) -> bool:
        secret, rules = self._secrets(compiled)
        effort = Effort(_EFFORT // (1 + len(compiled.scope)))
        try:
            return any(self._can_be_certain(wanted, secret, rules, effort) for _, wanted in compiled.verdicts)
        except SearchTooLong:
            # In doubt the next question that bears on it is asked.
            return True

    def _secrets(self, compiled: CompiledProcedure) -> tuple[list[str], list[Node]]:
        """What nobody can be asked and bears on a procedure, directly or through rules about such things, and these rules.

        What can be asked ends the chain: a guess fixes it.
        """
        unsettled = [node for node in self.solver.constraints if node.evaluate(self.known) is None]
        names = {name for node in compiled.nodes() for name in node.open_variables(self.known)} & self.closed
        rules: list[Node] = []
        while tied := [node for node in unsettled if not names.isdisjoint(node.variables)]:
            unsettled = [node for node in unsettled if node not in tied]
            rules += tied
            names.update({name for node in tied for name in node.open_variables(self.known)} & self.closed)
        return sorted(names), rules

    def _can_be_certain(self, wanted: Node, secret: Sequence[str], ruling: Sequence[Node], effort: Effort) -> bool:
        """Whether some answers make a condition certain, whatever is true of the secret variables. Raises SearchTooLong.

        Answers are guessed; a truth that refutes the guess becomes a demand on the next one, so no two guesses fail for the same.
        """
        holds, demands = AnyOf([Not(AllOf(ruling)), wanted]), [wanted]
        while (guess := self.solver.solution(demands, self.known, effort=effort)) is not None:
            answers = {name: cell for name, cell in guess.items() if name not in secret}
            truth = self.solver.solution([Not(wanted)], answers, effort=effort)
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
        if known is self.known:
            return [name for name in names if name in self.telling]
        return [name for name in names if name not in self.closed and len(self.feasible(name, known)) > 1]

    @cached_property
    def telling(self) -> frozenset[str]:
        """Variables that can be asked and can still take more than one value."""
        return frozenset(name for name in self.unknown - self.closed if len(self.feasible(name, self.known)) > 1)

    def _tied(self, name: str, known: Assignment) -> Iterator[str]:
        """Variables that can tell something of this one: those open in a constraint that is not fulfilled already."""
        for node in self.solver.constraints:
            if name in node.variables and node.evaluate(known) is None:
                yield from node.open_variables(known)

    def feasible(self, name: str, known: Assignment) -> list[int]:
        """Cells the variable can still take."""
        component = self.kb.solver.component_of[name]
        cells: list[int] = self._remembered(name, (component,), known, lambda: self.solver.feasible(name, known))
        return cells

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        if self.first is None:
            return {compiled.id: self.verdict(compiled) for compiled in self.kb.procedures}
        own = {name: self.verdict(self.kb.procedure[name]) for name in self.kb.of_children}
        return {**self.first.verdicts, **own}

    @cached_property
    def unknown(self) -> frozenset[str]:
        """Variables of which nothing is known."""
        return frozenset(self.kb.space.variables.keys() - self.known.keys())

    @cached_property
    def contradiction(self) -> tuple[str, ...]:
        """Answers that no household can give together, as few as say so; empty where all agree."""
        consistent = self.kb.solver.consistent
        if consistent(self.known):
            return ()
        kept = dict(self.facts)
        for fact in self.facts:
            without = {name: value for name, value in kept.items() if name != fact}
            if not consistent(self.kb.space.assign(without, self.today)):
                kept = without
        return tuple(kept)

    def because(self, compiled: CompiledProcedure) -> tuple[str, ...]:
        """A smallest set of answers that already leads to the verdict: no one of them could be left out."""
        outcomes = self.outcomes(compiled, self.known)
        named = {fact for node in compiled.nodes() for name in node.variables for fact in self.kb.space.variables[name].sources}
        # Mostly the answers that the condition itself names are enough; only else those are looked at that rules tie to it.
        direct = Assignment({name: self.known[name] for name in compiled.variables if name in self.known})
        is_enough = self.outcomes(compiled, direct) == outcomes
        scope, kept = (compiled.variables, direct) if is_enough else (compiled.scope, self.known)
        facts = [fact for fact in self.facts if not scope.isdisjoint(self.kb.space.of_fact.get(fact, ()))]
        reasons = []
        for fact in sorted(facts, key=lambda fact: fact in named):
            without = Assignment({name: cell for name, cell in kept.items() if name not in self.kb.space.of_fact[fact]})
            if len(without) < len(kept) and self.outcomes(compiled, without) != outcomes:
                reasons.append(fact)
            else:
                kept = without
        return tuple(fact for fact in self.facts if fact in reasons)

    def not_known(self, compiled: CompiledProcedure) -> tuple[str, ...]:
        """Facts answered 「わからない」 on which the verdict hangs."""
        names = [name for node in compiled.nodes() for name in node.open_variables(self.known)]
        facts = dict.fromkeys(fact for name in names if name in self.closed for fact in self.kb.space.variables[name].sources)
        return tuple(fact for fact in facts if self.facts.get(fact) == UNKNOWN or fact in self.facts)


@dataclass(frozen=True)
class Situation:
    """What is known of one household on a day. Facts must be valid (``values.check_facts``)."""

    kb: KnowledgeBase
    facts: Mapping[str, Any]
    today: date

    @cached_property
    def views(self) -> tuple[View, ...]:
        """One per child the case looks into; one where there is none."""
        if not self.kb.has_children:
            return (View(self.kb, self.facts, self.today),)
        first = View(self.kb, self._facts_of(1), self.today)
        return (first, *(View(self.kb, self._facts_of(child), self.today, child, first) for child in range(2, self.children + 1)))

    @cached_property
    def children(self) -> int:
        count = self.facts.get(CHILD_COUNT)
        named = max((split(fact)[1] for fact in self.facts), default=1)
        return min(MOST_CHILDREN, max(named, count if isinstance(count, int) else 1))

    def _facts_of(self, child: int) -> dict[str, Any]:
        """The family's facts and this child's own, with what it shares with the first child if it does."""
        per_child = self.kb.per_child
        facts = {fact: value for fact, value in self.facts.items() if "@" not in fact and (child == 1 or fact not in per_child)}
        own = {split(fact)[0]: value for fact, value in self.facts.items() if child > 1 and split(fact)[1] == child}
        if child > 1 and own.get(SAME_AS_FIRST) == "yes":
            facts |= {fact: self.facts[fact] for fact in self.kb.shared_by_siblings if fact in self.facts}
        return facts | own

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """Per procedure, over all children: needed for any, else open for any, …"""
        found = dict(self.views[0].verdicts)
        for view in self.views[1:]:
            for name in self.kb.of_children:
                found[name] = min(found[name], view.verdicts[name], key=_STRENGTH.__getitem__)
        return {**found, **dict.fromkeys(self._covered(found), Verdict.NOT_NEEDED)}

    def _covered(self, found: Mapping[str, Verdict]) -> Iterator[str]:
        """Procedures that stand on the list already, as surely, as one of the other life event."""
        for compiled in self.kb.covered:
            enough = _LISTED[: 1 if found[compiled.id] is Verdict.NEEDED else 2]
            if any(found.get(other) in enough for other in compiled.procedure.covered_by):
                yield compiled.id

    @cached_property
    def contradiction(self) -> tuple[str, ...]:
        """Answers that exclude each other, under the ids by which the household keeps them."""
        for view in self.views:
            if view.contradiction:
                return tuple(self.fact_of(view, fact) for fact in view.contradiction)
        return ()

    def views_of(self, compiled: CompiledProcedure) -> tuple[View, ...]:
        """The children for whom the verdict is that of the household."""
        verdict = self.verdicts[compiled.id]
        return tuple(view for view in self.views if view.verdicts[compiled.id] is verdict) or self.views[:1]

    def fact_of(self, view: View, fact: str) -> str:
        """Under which id the household keeps a fact of this view."""
        inherits = fact in self.kb.shared_by_siblings and of_child(fact, view.child) not in self.facts
        if fact not in self.kb.per_child or (inherits and view.facts.get(SAME_AS_FIRST) == "yes"):
            return fact
        return of_child(fact, view.child)


CHILD_COUNT = "child_count"
"""How many children the case looks into."""
_STRENGTH = {Verdict.NEEDED: 0, Verdict.OPEN: 1, Verdict.TO_CONFIRM: 2, Verdict.NOT_NEEDED: 3}
_LISTED = (Verdict.NEEDED, Verdict.TO_CONFIRM)
