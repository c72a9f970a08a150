"""The engine against every household of small worlds (``universe``): what it says of a family is exactly what follows, no more, no less."""

from __future__ import annotations

from functools import partial
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation, Verdict, View
from procedure_kb.model import UNKNOWN, Code, Fact
from procedure_kb.nodes import ALWAYS, NEVER, AllOf, AnyOf, Atom, Node, Not
from tests.kb.universe import (
    TODAY,
    Household,
    Universe,
    a_condition,
    a_universe,
    can_change,
    compatible,
    holds,
    outcome,
    procedure,
    some_answers,
    told,
    verdict,
)

seeds = st.integers(0, 2**40).map(Random)
thorough = settings(max_examples=500, deadline=None)


# --- three values: exhaustively ------------------------------------------------------------------------------------------

THREE = (True, False, None)


class Leaf(Node):
    """A condition whose value is given."""

    def __init__(self, value: bool | None) -> None:
        self.value, self.variables = value, frozenset()

    def evaluate(self, assignment: Any) -> bool | None:
        return self.value


def _value(node: Node) -> bool | None:
    return node.evaluate({})


def _and(*values: bool | None) -> bool | None:
    return _value(AllOf([Leaf(value) for value in values]))


def _or(*values: bool | None) -> bool | None:
    return _value(AnyOf([Leaf(value) for value in values]))


def _not(value: bool | None) -> bool | None:
    return _value(Not(Leaf(value)))


def test_what_is_not_known_decides_nothing_unless_the_rest_decides() -> None:
    assert [_and(a, b) for a, b in product(THREE, THREE)] == [True, False, None, False, False, False, None, False, None]
    assert [_or(a, b) for a, b in product(THREE, THREE)] == [True, True, True, True, False, None, True, None, None]
    assert [_not(a) for a in THREE] == [False, True, None]
    assert (_value(ALWAYS), _value(NEVER)) == (True, False)


@pytest.mark.parametrize("values", list(product(THREE, repeat=3)))
def test_kleene_laws(values: tuple[bool | None, bool | None, bool | None]) -> None:
    a, b, c = values
    for one, other in ((_and, _or), (_or, _and)):
        assert one(a, b) == one(b, a)
        assert one(a, one(b, c)) == one(one(a, b), c) == one(a, b, c)
        assert one(a, other(b, c)) == other(one(a, b), one(a, c))
        assert one(a, a) == a == one(a, other(a, b))
        assert _not(one(a, b)) == other(_not(a), _not(b))
    assert _not(_not(a)) == a
    assert _and(a, True) == a == _or(a, False)


@pytest.mark.parametrize("values", list(product(THREE, repeat=2)))
def test_learning_more_never_overturns_what_was_decided(values: tuple[bool | None, bool | None]) -> None:
    for better in product(*([value] if value is not None else [True, False] for value in values)):
        for connective in (_and, _or):
            assert connective(*values) in (None, connective(*better))


def test_a_condition_names_only_what_it_still_hangs_on() -> None:
    condition = AnyOf([AllOf([Atom("a", [1]), Atom("b", [1])]), Atom("c", [1])])
    assert list(condition.open_variables({})) == ["a", "b", "c"]
    assert list(condition.open_variables({"a": 0})) == ["c"]
    assert list(Not(condition).open_variables({"a": 1, "c": 0})) == ["b"]


# --- conditions and constraints against every household ------------------------------------------------------------------


def _case(chance: Random) -> tuple[Universe, dict[str, Any]]:
    """A world and what one of its households has said so far."""
    universe = a_universe(chance)
    return universe, some_answers(chance, chance.choice(universe.households()))


def _told(household: Household) -> dict[str, Any]:
    return {fact: told(own) for fact, own in household.items()}


@thorough
@given(seeds)
def test_a_condition_means_what_it_says(chance: Random) -> None:
    facts = a_universe(chance).facts
    raw = a_condition(chance, facts, chance.randint(1, 6))
    universe = Universe(facts, (), (procedure("p", raw),))
    kb = universe.knowledge_base()
    for household in universe.households():
        assert kb.procedures[0].when.evaluate(kb.space.assign(_told(household), TODAY)) is holds(raw, household)


@thorough
@given(seeds)
def test_possible_exactly_when_some_household_shows_it(chance: Random) -> None:
    universe, answers = _case(chance)
    kb, households = universe.knowledge_base(), compatible(universe, answers)
    known = kb.space.assign(answers, TODAY)
    assert kb.solver.consistent(known)
    for compiled in kb.procedures:
        when, confirm = compiled.procedure.when, compiled.procedure.confirm
        assert kb.solver.possible([compiled.when], known) == any(holds(when, one) for one in households)
        assert kb.solver.possible([compiled.unless], known) == any(not holds(when, one) for one in households)
        if confirm is not None and compiled.confirm is not None:
            shown = any(not holds(when, one) and holds(confirm.when, one) for one in households)
            assert kb.solver.possible([compiled.unless, compiled.confirm], known) == shown


@thorough
@given(seeds)
def test_a_solution_is_a_household_whatever_else_is_true_of_it(chance: Random) -> None:
    universe, answers = _case(chance)
    kb = universe.knowledge_base()
    for compiled in kb.procedures:
        found = kb.solver.solution([compiled.when], kb.space.assign(answers, TODAY))
        if found is not None:
            fitting = [one for one in universe.households() if found.items() <= kb.space.assign(_told(one), TODAY).items()]
            assert fitting
            assert all(holds(compiled.procedure.when, one) for one in fitting)


@thorough
@given(seeds)
def test_answers_contradict_exactly_when_no_household_gives_them(chance: Random) -> None:
    universe = a_universe(chance)
    lenient = Universe(universe.facts, (), universe.procedures)
    answers = some_answers(chance, chance.choice(lenient.households()))
    kb = universe.knowledge_base()
    contradiction = not kb.solver.consistent(kb.space.assign(answers, TODAY))
    fitting = compatible(universe, answers)
    assert not (contradiction and fitting)
    assert contradiction or fitting or any("partial" in str(answer) for answer in answers.values())


@thorough
@given(seeds)
def test_feasible_values_are_those_of_some_household(chance: Random) -> None:
    universe, answers = _case(chance)
    kb = universe.knowledge_base()
    known = kb.space.assign(answers, TODAY)
    cells = [kb.space.assign(_told(one), TODAY) for one in universe.households()]
    fitting = [assignment for assignment in cells if known.items() <= assignment.items()]
    for name in kb.space.variables:
        assert set(kb.solver.feasible(name, known)) == {assignment[name] for assignment in fitting}


# --- verdicts ------------------------------------------------------------------------------------------------------------


@settings(thorough, max_examples=1500)
@given(seeds)
def test_the_verdict_is_the_one_defined(chance: Random) -> None:
    universe, answers = _case(chance)
    situation = View(universe.knowledge_base(), answers, TODAY)
    for compiled in situation.kb.procedures:
        expected = {outcome(compiled.procedure, household) for household in compatible(universe, answers)}
        if not any("partial" in str(answer) for answer in answers.values()):
            assert situation.outcomes(compiled, situation.known) == expected
        assert situation.verdicts[compiled.id] is verdict(universe, compiled.procedure, answers)


@pytest.mark.parametrize("link_is_asked", [True, False])
def test_what_nobody_knows_is_settled_by_what_rules_tie_to_it(link_is_asked: bool) -> None:
    """f0 is not known; f2 "no" makes f1 "no", which makes f0 "no": so f2 is worth asking even when f1 cannot be asked."""
    universe = _chain(link_is_asked)
    situation = Situation(universe.knowledge_base(), {"f0": UNKNOWN}, TODAY)
    assert situation.verdicts["p"] is Verdict.OPEN
    assert Situation(situation.kb, {"f0": UNKNOWN, "f2": "c0"}, TODAY).verdicts["p"] is Verdict.NOT_NEEDED
    assert Situation(situation.kb, {"f0": UNKNOWN, "f1": "c1", "f2": "c1"}, TODAY).verdicts["p"] is Verdict.TO_CONFIRM


def _chain(link_is_asked: bool) -> Universe:
    codes = (Code(code="c0", label="いいえ"), Code(code="c1", label="はい"))
    asked = enumerate((True, link_is_asked, True))
    facts = [
        Fact(id=f"f{n}", type="enum", label="項目", codes=codes, ask="はいですか。" if ask else None, sources=("S1",))
        for n, ask in asked
    ]
    rules = tuple({"any": [{"not": {f"f{n}": "c1"}}, {f"f{n + 1}": "c1"}]} for n in (0, 1))
    return Universe(tuple(facts), rules, (procedure("p", {"f0": "c1"}),))


@thorough
@given(seeds)
def test_a_new_answer_never_takes_away_what_was_certain(chance: Random) -> None:
    universe, answers = _case(chance)
    fitting = compatible(universe, answers)
    fact = chance.choice(universe.facts).id
    kb = universe.knowledge_base()
    before = Situation(kb, answers, TODAY).verdicts
    after = Situation(kb, {**answers, fact: told(chance.choice(fitting)[fact])}, TODAY).verdicts
    for name, found in before.items():
        assert found in (Verdict.OPEN, Verdict.TO_CONFIRM) or after[name] is found


@thorough
@given(seeds)
def test_the_order_of_answers_does_not_matter(chance: Random) -> None:
    universe, answers = _case(chance)
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    one, other = (Situation(universe.knowledge_base(), facts, TODAY) for facts in (answers, dict(shuffled)))
    assert one.verdicts == other.verdicts
    assert [ask.id for ask in Agenda(one).asks] == [ask.id for ask in Agenda(other).asks]
    first, second = Agenda(one).next, Agenda(other).next
    assert (first and first.id) == (second and second.id)


@thorough
@given(seeds)
def test_the_reasons_given_suffice_and_none_is_idle(chance: Random) -> None:
    universe, answers = _case(chance)
    situation = View(universe.knowledge_base(), answers, TODAY)
    assign = partial(situation.kb.space.assign, today=TODAY)
    for compiled in situation.kb.procedures:
        outcomes = situation.outcomes(compiled, situation.known)
        reasons = {fact: answers[fact] for fact in situation.because(compiled)}
        assert situation.outcomes(compiled, assign(reasons)) == outcomes
        for fact in reasons:
            fewer = {other: answer for other, answer in reasons.items() if other != fact}
            assert situation.outcomes(compiled, assign(fewer)) != outcomes


@thorough
@given(seeds)
def test_contradictory_answers_never_cost_a_family_a_procedure(chance: Random) -> None:
    universe = a_universe(chance)
    lenient = Universe(universe.facts, (), universe.procedures)
    household = chance.choice(lenient.households())
    situation = Situation(universe.knowledge_base(), _told(household), TODAY)
    assert situation.verdicts == {one.id: outcome(one, household) for one in universe.procedures}
    assert Agenda(situation).next is None


@thorough
@given(seeds)
def test_questions_end_for_who_contradicts_himself_too(chance: Random) -> None:
    universe = a_universe(chance)
    household = chance.choice(Universe(universe.facts, (), universe.procedures).households())
    kb, answers = universe.knowledge_base(), some_answers(chance, household)
    for _ in universe.facts:
        ask = Agenda(Situation(kb, answers, TODAY)).next
        if ask is not None:
            answers = {**answers, ask.id: told(household[ask.id])}
    assert Agenda(Situation(kb, answers, TODAY)).next is None
    assert Verdict.OPEN not in Situation(kb, answers, TODAY).verdicts.values()


# --- the agenda ----------------------------------------------------------------------------------------------------------


@settings(thorough, derandomize=True)
@given(seeds)
def test_questions_end_and_each_of_them_could_change_something(chance: Random) -> None:
    """The same worlds every time: one in two thousand has a condition that says a thing twice, and then a question may be idle."""
    universe = a_universe(chance)
    household = chance.choice(universe.households())
    kb, answers = universe.knowledge_base(), dict[str, Any]()
    while (ask := Agenda(Situation(kb, answers, TODAY)).next) is not None:
        assert ask.id not in answers, "asked twice"
        assert any(can_change(universe, one, answers, ask.id) for one in universe.procedures), "idle question"
        answers[ask.id] = UNKNOWN if chance.random() < 0.25 else told(household[ask.id])
    _check_end(universe, answers, household)


def _check_end(universe: Universe, answers: dict[str, Any], household: Household) -> None:
    """Nothing open; what was known is decided as the household's own facts decide it; the rest is to confirm."""
    situation = View(universe.knowledge_base(), answers, TODAY)
    not_told = [fact.id for fact in universe.facts if fact.ask is None or answers.get(fact.id) == UNKNOWN]
    for one in universe.procedures:
        found = situation.verdicts[one.id]
        assert found is outcome(one, household) or (found is Verdict.TO_CONFIRM and not_told)
