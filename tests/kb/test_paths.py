"""Through the questions as families go (``walks``): every walk ends, nothing is asked twice, and nothing is left open."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest

from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation, Verdict, View
from procedure_kb.checklist import build_checklist
from procedure_kb.condition import MORE
from procedure_kb.knowledge import CompiledProcedure, KnowledgeBase
from procedure_kb.loader import load
from procedure_kb.model import UNKNOWN
from procedure_kb.nodes import Assignment
from tests.kb.walks import AGES, Answers, Walk, as_household, at_random, household_with, options, values, walk, wanted

TODAY = date(2026, 11, 25)
AT_RANDOM = 150


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load()


@pytest.fixture(scope="module")
def walks(kb: KnowledgeBase) -> list[Walk]:
    made = [walk(kb, at_random(kb, seed)) for seed in range(AT_RANDOM)]
    made += _one_per_answer(kb, made)
    made += _one_per_verdict(kb, made)
    return made


def _one_per_answer(kb: KnowledgeBase, made: list[Walk]) -> list[Walk]:
    """The same way up to a question, then an answer that nobody gave, then on at random."""
    given = {_key(ask.id, answer) for one in made for ask, answer in one.steps}
    more: list[Walk] = []
    for one in made:
        for position, (ask, _) in enumerate(one.steps):
            for answer in options(kb, ask):
                if _key(ask.id, answer) not in given:
                    given.add(_key(ask.id, answer))
                    more.append(walk(kb, at_random(kb, len(given)), (*one.steps[:position], (ask, answer))))
    return more


def _key(ask_id: str, answer: Answers) -> str:
    """Answers to a tick-list count by their ticks, whatever else it showed."""
    return f"{ask_id} {sorted((fact, str(value)) for fact, value in answer.items() if value not in ('no', ['none']))}"


def _one_per_verdict(kb: KnowledgeBase, made: list[Walk]) -> list[Walk]:
    reached = {item for one in made for item in _verdicts(one)}
    more: list[Walk] = []
    for seed, (name, verdict, conditions) in enumerate(wanted(kb)):
        household = household_with(kb, conditions, seed) if (name, verdict) not in reached else None
        if household is not None:
            more.append(walk(kb, as_household(kb, household)))
            reached.update(_verdicts(more[-1]))
    return more


def _verdicts(one: Walk) -> Iterator[tuple[str, str]]:
    return ((name, verdict.value) for name, verdict in one.end.verdicts.items())


# --- every walk ----------------------------------------------------------------------------------------------------------


def test_a_family_answers_about_a_dozen_questions(walks: list[Walk]) -> None:
    counts = sorted(len(one.steps) for one in walks)
    assert counts[-1] <= 30
    assert counts[len(counts) // 2] <= 16, "even of those who answer at random"


def test_nothing_is_left_open_at_the_end(walks: list[Walk]) -> None:
    for one in walks:
        assert Verdict.OPEN not in one.end.verdicts.values()
        assert Agenda(one.end).asks == ()


def test_who_knows_everything_confirms_only_what_no_answer_decides(kb: KnowledgeBase, walks: list[Walk]) -> None:
    for one in walks:
        for compiled in kb.procedures:
            if one.end.verdicts[compiled.id] is Verdict.TO_CONFIRM:
                (view,) = one.end.views
                by_rule = view.outcomes(compiled, view.known) == {Verdict.TO_CONFIRM}
                assert by_rule or (one.some_not_known and view.not_known(compiled)), (compiled.id, one.end.facts)


def test_every_end_is_a_checklist(walks: list[Walk]) -> None:
    for one in walks:
        checklist = build_checklist(one.end)
        assert checklist.open_questions == 0
        done = [line.id for group in checklist.groups if group.key != "letters" for line in group.lines]
        to_confirm = [line.id for line in checklist.to_confirm]
        assert len(done) == len(set(done)), "each stands in one group"
        assert set(to_confirm) == {name for name, verdict in one.end.verdicts.items() if verdict is Verdict.TO_CONFIRM}
        assert set(done) == {name for name, verdict in one.end.verdicts.items() if verdict is Verdict.NEEDED}
        assert {row.id for row in checklist.ruled_out}.isdisjoint([*done, *to_confirm])
        assert all(line.confirm for line in checklist.to_confirm), "says what to find out"
        assert all(row.because for row in checklist.ruled_out)


def test_who_knows_nothing_still_gets_a_list(kb: KnowledgeBase) -> None:
    knows_nothing = walk(kb, lambda ask, answers: dict.fromkeys(ask.facts, UNKNOWN))
    checklist = build_checklist(knows_nothing.end)
    assert {line.id for group in checklist.groups for line in group.lines} == {
        compiled.id for compiled in kb.procedures if compiled.procedure.when == "always"
    }
    assert len(checklist.to_confirm) > 100
    assert checklist.ruled_out == ()


def test_who_names_one_thing_of_a_list_is_asked_only_for_the_rest(kb: KnowledgeBase) -> None:
    """「車があります」 answers one box; the question comes back for the others, and the answer is complete with them."""
    one = walk(kb, at_random(kb, 0))
    position = next(n for n, (ask, _) in enumerate(one.steps) if "vehicles" in ask.facts)
    answers = {fact: value for _, given in one.steps[:position] for fact, value in given.items()}
    ask = one.steps[position][0]
    again = Agenda(Situation(kb, {**answers, "vehicles": ["car", MORE]}, TODAY)).next
    assert again is not None
    assert again.id == ask.id
    assert [item for item in ask.items if (item.fact, item.value) != ("vehicles", "car")] == list(again.items)
    after = Agenda(Situation(kb, {**answers, "vehicles": ["kei", "car"]}, TODAY))
    assert all("vehicles" not in ask.facts for ask in after.asks)


def test_the_number_of_questions_announced_is_kept(kb: KnowledgeBase, walks: list[Walk]) -> None:
    """「あと多くて何問」 never grows while a family answers."""
    for one in random.Random(0).sample(walks, 25):
        answers: Answers = {}
        left = Agenda(Situation(kb, {}, TODAY)).at_most
        for _, given in one.steps:
            answers = {**answers, **given}
            now = Agenda(Situation(kb, answers, TODAY)).at_most
            assert now <= left, given
            left = now


def test_every_question_asked_can_change_the_list(kb: KnowledgeBase, walks: list[Walk]) -> None:
    for one in random.Random(1).sample(walks, 12):
        answers: Answers = {}
        for ask, given in one.steps:
            (part,) = Agenda(Situation(kb, answers, TODAY)).parts
            for fact in ask.facts:
                names = [name for name in kb.space.of_fact[fact] or (fact,) if name in part.relevant]
                matters = any(_matters(part.view, compiled, name) for name in names for compiled in part.relevant[name])
                assert matters or fact in kb.opening, fact
            answers = {**answers, **given}


def _matters(view: View, compiled: CompiledProcedure, name: str) -> bool:
    """Whether it words a line that may be needed, or answers lead to different outcomes, at once or after up to two more."""
    if name not in compiled.scope or any(name in node.variables for node in compiled.requirements):
        return True
    return any(_differs(view, compiled, name, view.known, more) for more in range(3))


def _differs(view: View, compiled: CompiledProcedure, name: str, known: Assignment, more: int) -> bool:
    if more == 0:
        cells = view.solver.feasible(name, known)
        return len({view.outcomes(compiled, known.supposing(name, cell)) for cell in cells}) > 1
    return any(
        _differs(view, compiled, name, known.supposing(other, cell), more - 1)
        for other in view.candidates(compiled, known)
        if other != name
        for cell in view.solver.feasible(other, known)
    )


# --- all walks together --------------------------------------------------------------------------------------------------


def test_every_question_is_asked_on_some_walk(kb: KnowledgeBase, walks: list[Walk]) -> None:
    asked = {ask.id for one in walks for ask, _ in one.steps}
    facts = {fact for one in walks for ask, _ in one.steps for fact in ask.facts}
    assert {question.id for question in kb.questions} <= asked
    assert {fact.id for fact in kb.facts.values() if fact.ask and fact.decides == "procedures"} <= facts


def test_every_box_is_offered_and_every_button_pressed_on_some_walk(kb: KnowledgeBase, walks: list[Walk]) -> None:
    boxes = {(item.fact, item.value) for one in walks for ask, _ in one.steps for item in ask.items}
    assert {(item.fact, item.value) for question in kb.questions for item in question.items} <= boxes
    given = {_key(ask.id, answer) for one in walks for ask, answer in one.steps}
    for question in kb.questions:
        assert {_key(question.id, dict(choice.sets)) for choice in question.choices} <= given


def test_every_boundary_age_is_answered_on_some_walk(kb: KnowledgeBase, walks: list[Walk]) -> None:
    told = {answers["deceased_age"] for one in walks for _, answers in one.steps if "deceased_age" in answers}
    assert set(values(kb.facts["deceased_age"])) <= told
    assert set(AGES) <= told


def test_every_procedure_is_needed_on_some_walk_and_ruled_out_on_another(kb: KnowledgeBase, walks: list[Walk]) -> None:
    reached = {item for one in walks for item in _verdicts(one)}
    for name, verdict, conditions in wanted(kb):
        possible = kb.solver.possible(conditions, {})
        assert ((name, verdict) in reached) or not possible, (name, verdict)


def test_only_what_holds_always_is_never_ruled_out(kb: KnowledgeBase, walks: list[Walk]) -> None:
    ruled_out = {name for one in walks for name, verdict in _verdicts(one) if verdict == "not_needed"}
    constant = {
        compiled.id
        for compiled in kb.procedures
        if compiled.procedure.when == "always"
        or (compiled.procedure.confirm and compiled.procedure.confirm.when == "always")
    }
    assert kb.procedure.keys() - ruled_out == constant
