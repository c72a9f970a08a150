"""Until when: days, words and doubts of deadlines on the checklist, and what waits for a renunciation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from procedure_kb.assessment import View
from procedure_kb.checklist import deadline_view
from procedure_kb.model import DeadlineRule, Grade
from tests.kb.walks import Answers
from tests.kb.widow import KB, TODAY, WIDOW, checklist_of, line_of

# --- renunciation --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "waits"), [("yes", True), ("unknown", True), ("no", False)])
def test_who_thinks_of_renouncing_is_told_first_and_what_touches_the_estate_waits(answer: str, waits: bool) -> None:
    checklist = checklist_of({**WIDOW, "thinking_inheritance_renunciation": answer, "hospital_costs": "yes"})
    lines = [line for group in checklist.groups for line in group.lines] + list(checklist.to_confirm)
    assert {line.id for line in lines if line.wait} == {
        line.id for line in lines if waits and KB.procedure[line.id].procedure.estate
    }
    assert any("相続放棄" in note for note in checklist.notes) is waits
    if waits:
        waiting = {line.id for line in lines if line.wait}
        assert {"bank", "souzoku_touki", "kouki_kougaku"} <= waiting
        assert waiting.isdisjoint({"kouki_sousaihi", "mishikyu_nenkin", "izoku_kousei", "souzoku_houki"}), (
            "the family's own"
        )


def test_who_lived_elsewhere_is_told_where_to_go() -> None:
    assert any("住民票のあった市区町村" in note for note in checklist_of({**WIDOW, "is_sakai_resident": "no"}).notes)
    assert checklist_of(WIDOW).notes == ()


# --- deadlines -----------------------------------------------------------------------------------------------------------


def test_a_deadline_has_its_day_its_words_and_what_it_assumes() -> None:
    deadline = line_of(checklist_of(WIDOW), "setainushi_henkou").deadline
    assert deadline is not None
    assert (deadline.counted_last_day, deadline.last_day, deadline.advised_day) == (date(2026, 12, 3),) * 3
    assert (deadline.days_left, deadline.passed, deadline.approximate) == (8, False, False)
    assert deadline.text
    assert deadline.assumption


def test_where_the_push_is_doubtful_the_day_before_is_advised() -> None:
    facts = {**WIDOW, "death_date": "2026-09-29", "thinking_inheritance_renunciation": "yes"}
    deadline = line_of(checklist_of(facts), "souzoku_houki").deadline
    assert deadline is not None
    assert deadline.counted_last_day == date(2026, 12, 29)
    assert deadline.last_day == date(2027, 1, 4)
    assert deadline.advised_day == date(2026, 12, 28)


def test_of_a_month_the_earliest_day_counts_and_none_is_called_passed_too_soon() -> None:
    deadline = _deadline({**WIDOW, "death_date": "partial:2026-11"}, "setainushi_henkou")
    assert deadline.approximate
    assert deadline.advised_day == date(2026, 11, 16)
    assert deadline.days_left == -9
    assert not deadline.passed, "the death may have been on the 24th"
    assert _deadline({**WIDOW, "death_date": "partial:2026-10"}, "setainushi_henkou").passed


def test_a_passed_deadline_is_said_to_be_passed_and_stays_on_the_list() -> None:
    facts = {**WIDOW, "death_date": "2026-10-01"}
    assert _deadline(facts, "setainushi_henkou").passed
    assert not _deadline(facts, "kouki_sousaihi").passed
    assert _deadline(WIDOW | {"death_date": "2026-11-11"}, "setainushi_henkou").days_left == 0
    assert not _deadline(WIDOW | {"death_date": "2026-11-11"}, "setainushi_henkou").passed


def test_without_the_day_a_deadline_is_told_in_words() -> None:
    deadline = _deadline({**WIDOW, "death_date": "unknown"}, "setainushi_henkou")
    assert deadline.text == "世帯主が変わった日の翌日から14日以内"
    assert deadline.advised_day is deadline.days_left is None
    assert checklist_of({**WIDOW, "death_date": "unknown"}).next_deadlines == ()


def test_land_of_long_ago_is_registered_by_the_day_set_for_all() -> None:
    deadline = _deadline({**WIDOW, "death_date": "2019-05-06"}, "souzoku_touki")
    assert deadline.last_day == date(2027, 3, 31)
    assert "2024年4月1日" in deadline.text
    assert _deadline(WIDOW, "souzoku_touki").last_day == date(2029, 11, 19)


def test_an_unconfirmed_term_gives_no_day() -> None:
    rule = DeadlineRule(rule="juki_14d", start="death_date", text="14日以内", grade=Grade.C)
    view = deadline_view(View(KB, WIDOW, TODAY), rule)
    assert view is not None
    assert (view.text, view.advised_day) == ("期限は窓口でご確認ください", None)


def _deadline(facts: Answers, name: str) -> Any:
    return line_of(checklist_of(facts), name).deadline
