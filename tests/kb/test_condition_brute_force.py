"""The engine against every household of small worlds (``universe``): what it says of a family is exactly what follows, no more, no less."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation, Verdict
from procedure_kb.condition import ALWAYS, NEVER, All, Any_, Atom, Node, Not
from procedure_kb.model import UNKNOWN
from tests.kb.universe import (
    Household,
    Universe,
    agrees,
    answers_of,
    can_change,
    compatible,
    conditions,
    holds,
    outcome,
    situations,
    universes,
    verdict,
)

thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
    return _value(All([Leaf(value) for value in values]))


def _or(*values: bool | None) -> bool | None:
    return _value(Any_([Leaf(value) for value in values]))


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
    condition = Any_([All([Atom("a", [1]), Atom("b", [1])]), Atom("c", [1])])
    assert list(condition.open_variables({})) == ["a", "b", "c"]
    assert list(condition.open_variables({"a": 0})) == ["c"]
    assert list(Not(condition).open_variables({"a": 1, "c": 0})) == ["b"]


# --- conditions and constraints against every household ------------------------------------------------------------------


@thorough
@given(universes(), st.data())
def test_a_condition_means_what_it_says(universe: Universe, data: st.DataObject) -> None:
    raw = data.draw(conditions(universe.facts))
    kb = Universe(universe.facts, universe.constraints, (universe.procedures[0].model_copy(update={"when": raw}),)).knowledge_base()
    node = kb.procedures[0].when
    for household in universe.households():
        told = {fact: sorted(own) or ["none"] if isinstance(own, frozenset) else own for fact, own in household.items()}
        assert node.evaluate(kb.space.assign(told)) is holds(raw, household)


@thorough
@given(situations())
def test_possible_exactly_when_some_household_shows_it(case: tuple[Universe, dict[str, Any]]) -> None:
    universe, answers = case
    kb, households = universe.knowledge_base(), compatible(universe, answers)
    known = kb.space.assign(answers)
    assert kb.solver.consistent(known)
    for compiled in kb.procedures:
        for node, wanted in ((compiled.when, True), (compiled.unless, False)):
            assert kb.solver.possible([node], known) == any(
                holds(compiled.procedure.when, household) is wanted for household in households
            )
        if compiled.confirm is not None and compiled.procedure.confirm is not None:
            raw = compiled.procedure.confirm.when
            assert kb.solver.possible([compiled.unless, compiled.confirm], known) == any(
                holds(raw, household) and not holds(compiled.procedure.when, household) for household in households
            )


@thorough
@given(universes(), st.data())
def test_answers_contradict_exactly_when_no_household_gives_them(universe: Universe, data: st.DataObject) -> None:
    free = Universe(universe.facts, (), universe.procedures)
    answers = data.draw(answers_of(data.draw(st.sampled_from(free.households()))))
    assume(not any(str(answer).startswith("partial:") for answer in answers.values()))
    kb = universe.knowledge_base()
    assert kb.solver.consistent(kb.space.assign(answers)) == bool(compatible(universe, answers))


@thorough
@given(situations())
def test_feasible_values_are_those_of_some_household(case: tuple[Universe, dict[str, Any]]) -> None:
    universe, answers = case
    assume(not any(str(answer).startswith("partial:") for answer in answers.values()))
    kb, households = universe.knowledge_base(), compatible(universe, answers)
    known = kb.space.assign(answers)
    cells = [kb.space.assign(_full(household)) for household in households]
    for name in kb.space.variables:
        assert set(kb.solver.feasible(name, known)) == {assignment[name] for assignment in cells}


def _full(household: Household) -> dict[str, Any]:
    return {fact: sorted(own) or ["none"] if isinstance(own, frozenset) else own for fact, own in household.items()}


# --- verdicts ------------------------------------------------------------------------------------------------------------


@thorough
@given(situations())
def test_outcomes_are_those_of_the_households_that_fit(case: tuple[Universe, dict[str, Any]]) -> None:
    universe, answers = case
    situation = Situation(universe.knowledge_base(), answers)
    for compiled in situation.kb.procedures:
        expected = {outcome(compiled.procedure, household) for household in compatible(universe, answers)}
        assert situation.outcomes(compiled, situation.known) == expected


@settings(thorough, max_examples=600)
@given(situations())
def test_the_verdict_is_the_one_defined(case: tuple[Universe, dict[str, Any]]) -> None:
    universe, answers = case
    situation = Situation(universe.knowledge_base(), answers)
    for compiled in situation.kb.procedures:
        assert situation.verdicts[compiled.id] is verdict(universe, compiled.procedure, answers)


@thorough
@given(situations(), st.data())
def test_a_new_answer_never_takes_away_what_was_certain(case: tuple[Universe, dict[str, Any]], data: st.DataObject) -> None:
    universe, answers = case
    household = data.draw(st.sampled_from(compatible(universe, answers)))
    fact = data.draw(st.sampled_from([fact.id for fact in universe.facts]))
    kb = universe.knowledge_base()
    before = Situation(kb, answers).verdicts
    after = Situation(kb, {**answers, fact: _full(household)[fact]}).verdicts
    for name in before:
        if before[name] in (Verdict.NEEDED, Verdict.NOT_NEEDED):
            assert after[name] is before[name]


@quick
@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(case: tuple[Universe, dict[str, Any]], random: Any) -> None:
    universe, answers = case
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    one, other = (Situation(universe.knowledge_base(), facts) for facts in (answers, dict(shuffled)))
    assert one.verdicts == other.verdicts
    first, second = Agenda(one).next, Agenda(other).next
    assert (first and first.id) == (second and second.id)


@thorough
@given(situations())
def test_the_reasons_given_suffice_and_none_is_idle(case: tuple[Universe, dict[str, Any]]) -> None:
    universe, answers = case
    situation = Situation(universe.knowledge_base(), answers)
    for compiled in situation.kb.procedures:
        outcomes = situation.outcomes(compiled, situation.known)
        reasons = {fact: answers[fact] for fact in situation.because(compiled)}
        assert situation.outcomes(compiled, situation.kb.space.assign(reasons)) == outcomes
        for fact in reasons:
            fewer = {other: answer for other, answer in reasons.items() if other != fact}
            assert situation.outcomes(compiled, situation.kb.space.assign(fewer)) != outcomes


@quick
@given(universes(), st.data())
def test_contradictory_answers_never_cost_a_family_a_procedure(universe: Universe, data: st.DataObject) -> None:
    free = Universe(universe.facts, (), universe.procedures)
    household = data.draw(st.sampled_from(free.households()))
    situation = Situation(universe.knowledge_base(), _full(household))
    for compiled in situation.kb.procedures:
        assert situation.verdicts[compiled.id] is outcome(compiled.procedure, household)
    assert Agenda(situation).next is None


# --- the agenda ----------------------------------------------------------------------------------------------------------


@quick
@given(universes(), st.data())
def test_questions_end_and_each_of_them_could_change_something(universe: Universe, data: st.DataObject) -> None:
    household = data.draw(st.sampled_from(universe.households()))
    not_known = data.draw(st.sets(st.sampled_from([fact.id for fact in universe.facts]), max_size=2))
    kb, answers = universe.knowledge_base(), dict[str, Any]()
    while (ask := Agenda(Situation(kb, answers)).next) is not None:
        fact = ask.id
        assert fact not in answers, "asked twice"
        assert any(can_change(universe, procedure, answers, fact) for procedure in universe.procedures), "idle question"
        answers[fact] = UNKNOWN if fact in not_known else _full(household)[fact]
    _check_end(universe, answers, household)


def _check_end(universe: Universe, answers: dict[str, Any], household: Household) -> None:
    situation = Situation(universe.knowledge_base(), answers)
    without_answer = [fact.id for fact in universe.facts if fact.ask is None or answers.get(fact.id) == UNKNOWN]
    for compiled in situation.kb.procedures:
        found, truth = situation.verdicts[compiled.id], outcome(compiled.procedure, household)
        assert found is not Verdict.OPEN
        assert found is truth or (found is Verdict.TO_CONFIRM and without_answer)
    assert all(agrees(answers.get(fact), own) for fact, own in household.items())
