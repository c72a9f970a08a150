"""Several children in one case: each is judged for itself, asked only what differs, and named on the list."""

from __future__ import annotations

from datetime import date
from typing import Any

from procedure_kb.agenda import Agenda, Ask
from procedure_kb.assessment import Situation, Verdict
from procedure_kb.checklist import build_checklist
from procedure_kb.loader import load
from procedure_kb.plain import assessment
from procedure_kb.slip import Line
from procedure_kb.values import check_facts

KB = load(event="childcare")
TODAY = date(2026, 11, 25)
FAMILY: dict[str, Any] = {
    "life_event": "birth", "child_count": 2, "family_in_city": "yes", "moved_in_date": "none", "leaving_address": "none",
    "parents_relation": "married", "single_parent": "no",
}  # fmt: skip
OLDER = {
    "birth_date": "2022-05-02", "child_health_insurance": "employee_dependent", "child_medical_card": "yes", "foreign_national_child": "no",
    "born_abroad": "no", "birth_registered": "yes", "premature_or_hospitalised": "no", "disability_of_child": "no",
}  # fmt: skip
BABY = {"birth_date@2": "2026-11-19", "birth_registered@2": "no", "born_abroad@2": "no"}


def _situation(facts: dict[str, Any]) -> Situation:
    return Situation(KB, check_facts(KB.facts, facts, today=TODAY), TODAY)


def _line(situation: Situation, name: str) -> Line:
    checklist = build_checklist(situation)
    return next(line for group in checklist.groups for line in group.lines if line.id == name)


def _asks(situation: Situation) -> list[Ask]:
    return list(Agenda(situation).asks)


def test_each_child_is_judged_for_itself() -> None:
    situation = _situation({**FAMILY, **OLDER, **BABY})
    first, second = situation.views
    assert first.verdicts["birth_registration"] is Verdict.NOT_NEEDED
    assert second.verdicts["birth_registration"] is Verdict.NEEDED
    assert situation.verdicts["birth_registration"] is Verdict.NEEDED


def test_the_list_says_for_which_child_and_by_when() -> None:
    line = _line(_situation({**FAMILY, **OLDER, **BABY, "birth_date": "2026-11-15", "birth_registered": "no"}), "birth_registration")
    assert [child.name for child in line.children] == ["1人目のお子さん（2026年11月15日生まれ）", "2人目のお子さん（2026年11月19日生まれ）"]
    days = [child.deadline.last_day for child in line.children if child.deadline]
    assert days == [date(2026, 11, 30), date(2026, 12, 2)]
    assert line.deadline is not None
    assert line.deadline.last_day == days[0]


def test_a_day_that_has_passed_for_the_older_child_does_not_hide_the_one_to_come() -> None:
    family = {**FAMILY, "receives_child_allowance": "no", "claimant_public_servant": "no"}
    line = _line(_situation({**family, **OLDER, **BABY}), "child_allowance_new")
    assert line.deadline is not None
    assert (line.deadline.last_day, line.deadline.passed) == (date(2026, 12, 4), False)


def test_the_reasons_name_the_facts_of_the_child_they_are_about() -> None:
    line = _line(_situation({**FAMILY, **OLDER, **BABY}), "birth_registration")
    assert "birth_registered@2" in {reason.fact for reason in line.because}
    assert any(reason.label.startswith("2人目") for reason in line.because)


def test_what_siblings_share_is_asked_once_and_then_taken_over() -> None:
    before = _situation({**FAMILY, **OLDER, **BABY})
    of_second = {fact for ask in _asks(before) for fact in ask.facts if fact.endswith("@2")}
    assert "same_as_first@2" in of_second
    assert "child_health_insurance@2" not in of_second
    same = _situation({**FAMILY, **OLDER, **BABY, "same_as_first@2": "yes"})
    assert same.views[1].facts["child_health_insurance"] == "employee_dependent"
    assert not any("child_health_insurance@2" in ask.facts for ask in _asks(same))
    differs = _situation({**FAMILY, **OLDER, **BABY, "same_as_first@2": "no"})
    assert any("child_health_insurance@2" in ask.facts for ask in _asks(differs))


def test_a_childs_own_answer_counts_more_than_what_siblings_share() -> None:
    situation = _situation({**FAMILY, **OLDER, **BABY, "same_as_first@2": "yes", "child_health_insurance@2": "nhi"})
    assert situation.views[1].facts["child_health_insurance"] == "nhi"
    assert situation.verdicts["child_health_insurance_kokuho"] is Verdict.NEEDED


def test_nothing_about_the_family_is_asked_again_for_the_second_child() -> None:
    asks = _asks(_situation({**FAMILY, **OLDER, **BABY}))
    facts = [fact for ask in asks for fact in ask.facts]
    assert len(facts) == len(set(facts))
    assert not {fact for fact in facts if "@" in fact and fact.partition("@")[0] not in KB.per_child}


def test_the_first_child_and_the_family_come_before_the_second_child() -> None:
    situation = _situation({"life_event": "birth", "child_count": 2})
    following = Agenda(situation).next
    assert following is not None
    assert not any(fact.endswith("@2") for fact in following.facts)


def test_an_age_is_asked_only_where_the_birth_date_is_not_known() -> None:
    unknown = {**FAMILY, "child_count": 1, "birth_date": "unknown"}
    assert any("child_age" in ask.facts for ask in _asks(_situation(unknown)))
    assert not any("child_age" in ask.facts for ask in _asks(_situation({**unknown, "birth_date": "2022-05-02"})))
    assert _situation({**unknown, "child_age": 4}).views[0].known.get("child_age_months") is not None


def test_programs_see_the_children_and_a_contradiction() -> None:
    situation = _situation({**FAMILY, **OLDER, **BABY, "due_date@2": "2026-12-01"})
    plain = assessment(situation, build_checklist(situation))
    registration = next(entry for entry in plain["needed"] if entry["id"] == "birth_registration")
    assert [child["name"] for child in registration["children"]] == ["2人目のお子さん（2026年11月19日生まれ）"]
    assert plain["contradiction"] == ["birth_date@2", "due_date@2"]


def test_what_ends_is_not_offered_after_its_last_day() -> None:
    name = next(c.id for c in KB.procedures if c.procedure.valid_to)
    end = KB.procedure[name].procedure.valid_to
    assert end is not None
    assert Situation(KB, {}, date(end.year + 1, 1, 1)).verdicts[name] is Verdict.NOT_NEEDED
    assert Situation(KB, {}, end).verdicts[name] is not Verdict.NOT_NEEDED
