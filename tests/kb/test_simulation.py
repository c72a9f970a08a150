"""Households drawn from the priors, their way through the questions, and the figures about it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random

import pytest

from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation, Verdict
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import load
from procedure_kb.model import UNKNOWN
from procedure_kb.simulation import Simulation, draw_household, forget, interview, simulate
from procedure_kb.values import check_facts

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load()


@pytest.fixture(scope="module")
def result(kb: KnowledgeBase) -> Simulation:
    return simulate(kb, cases=120, seed=3, today=TODAY)


def _households(kb: KnowledgeBase, number: int) -> list[dict[str, object]]:
    chance = Random(7)
    return [dict(draw_household(kb, chance, today=TODAY).facts) for _ in range(number)]


# --- households ----------------------------------------------------------------------------------------------------------


def test_households_are_complete_valid_and_consistent(kb: KnowledgeBase) -> None:
    wanted = {fact.id for fact in kb.facts.values() if fact.ask and fact.decides != "reservation"}
    for facts in _households(kb, 100):
        assert facts.keys() == wanted
        assert check_facts(kb.facts, facts, today=TODAY) == facts
        assert kb.solver.consistent(kb.space.assign(facts, TODAY))


def test_deaths_lie_in_the_last_sixty_days(kb: KnowledgeBase) -> None:
    days = [TODAY - date.fromisoformat(str(facts["death_date"])) for facts in _households(kb, 100)]
    assert timedelta(0) <= min(days) < timedelta(10)
    assert timedelta(50) < max(days) < timedelta(60)


def test_ages_follow_the_prior(kb: KnowledgeBase) -> None:
    ages = [int(str(facts["deceased_age"])) for facts in _households(kb, 400)]
    assert 0.72 < sum(age >= 75 for age in ages) / 400 < 0.88


def test_a_prior_never_breaks_a_constraint(kb: KnowledgeBase) -> None:
    """A widow is always a spouse, whatever a frequency would say."""
    for facts in _households(kb, 300):
        if facts["relation_to_deceased"] in ("husband", "wife"):
            assert facts["surviving_spouse"] == "yes"


def test_the_same_seed_draws_the_same_households(kb: KnowledgeBase) -> None:
    assert _households(kb, 5) == _households(kb, 5)


def test_surprisal_is_that_of_the_choices_that_were_left(kb: KnowledgeBase) -> None:
    household = draw_household(kb, Random(1), today=TODAY)
    assert 10 < household.surprisal < 100


def test_forgetting(kb: KnowledgeBase) -> None:
    facts = _households(kb, 1)[0]
    assert forget(facts, Random(1), 0.0) == facts
    assert set(forget(facts, Random(1), 1.0).values()) == {UNKNOWN}


# --- the interview -------------------------------------------------------------------------------------------------------


def test_the_questions_lead_to_what_all_facts_together_say(kb: KnowledgeBase) -> None:
    """Nothing is missed by not asking."""
    for facts in _households(kb, 60):
        assert interview(kb, facts, today=TODAY).situation.verdicts == Situation(kb, facts, TODAY).verdicts


def test_no_question_comes_twice_and_nothing_stays_open(kb: KnowledgeBase) -> None:
    for facts in _households(kb, 40):
        course = interview(kb, facts, today=TODAY)
        names = [name for name, _ in course.asked]
        assert len(names) == len(set(names))
        assert Verdict.OPEN not in course.situation.verdicts.values()
        assert Agenda(course.situation).next is None


def test_a_family_that_knows_nothing_gets_to_the_end(kb: KnowledgeBase) -> None:
    told = forget(_households(kb, 1)[0], Random(1), 1.0)
    course = interview(kb, told, today=TODAY)
    assert Verdict.OPEN not in course.situation.verdicts.values()
    assert course.to_confirm > 50


# --- figures -------------------------------------------------------------------------------------------------------------


def test_targets(result: Simulation) -> None:
    assert result.questions.median <= 12
    assert result.questions.max <= 30
    assert result.questions.mean < result.facts_answered.mean < result.every_question


def test_every_question_is_of_use(kb: KnowledgeBase, result: Simulation) -> None:
    assert result.never_changed == ()
    assert max(use.asked for use in result.use) == result.cases
    assert all(0 < use.changed <= use.asked for use in result.use)


def test_the_floor_lies_below_what_is_asked(result: Simulation) -> None:
    floor = result.floor
    assert 1 < floor.questions < floor.questions_upper < result.questions.mean
    assert floor.checklist_bits <= floor.household_bits
    assert floor.distinct_checklists <= result.cases


def test_figures_are_repeatable_and_independent_of_the_day(kb: KnowledgeBase) -> None:
    first = simulate(kb, cases=10, seed=5, today=TODAY)
    again = simulate(load(), cases=10, seed=5, today=TODAY - timedelta(400))
    assert first.to_json() == again.to_json()
    assert first.to_json() != simulate(kb, cases=10, seed=6, today=TODAY).to_json()


def test_unknown_answers_leave_more_to_confirm(kb: KnowledgeBase) -> None:
    sure = simulate(kb, cases=20, seed=2, today=TODAY)
    unsure = simulate(kb, cases=20, seed=2, today=TODAY, unknown_share=0.3)
    assert unsure.to_confirm.mean > sure.to_confirm.mean
    assert unsure.questions.max <= 30


def test_json(result: Simulation) -> None:
    plain = json.loads(json.dumps(result.to_json()))
    assert plain["questions"].keys() == {"mean", "median", "max"}
    assert plain["floor"]["questions"] == pytest.approx(result.floor.questions, abs=0.001)
    assert plain["use"][0].keys() == {"id", "asked", "changed"}
    assert 0 < plain["saved_share"] < 1
    assert plain["never_changed"] == []
