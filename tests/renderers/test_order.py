from __future__ import annotations

from dataclasses import replace

from bot.renderers.order import dated_dues, doubts_in_order, dues_of
from bot.renderers.words import remarks_for_children
from procedure_kb.slip import ChildView, DeadlineView, Line
from tests import slips

TEXT = "生まれた日から14日以内"


def for_children(*deadlines: DeadlineView | None) -> Line:
    children = tuple(ChildView(f"{n}人目", deadline) for n, deadline in enumerate(deadlines, start=1))
    return replace(slips.BIRTH, deadline=deadlines[0], children=children)


def test_children_with_one_day_have_one_due_that_names_nobody() -> None:
    for line in (slips.HEAD, slips.BIRTH, slips.NURSERY, for_children(None, None)):
        (due,) = dues_of(line)
        assert (due.deadline, due.children, due.number) == (line.deadline, (), 1)


def test_twins_share_what_their_sister_has_on_another_day() -> None:
    line = for_children(slips.due(5, TEXT), slips.due(5, TEXT), slips.due(2, TEXT), None)
    assert [(due.children, due.number) for due in dues_of(line)] == [(("1人目", "2人目"), 1), (("3人目",), 3), (("4人目",), 4)]


def test_days_come_nearest_first_and_words_are_no_day() -> None:
    line = for_children(slips.due(30, TEXT), slips.due(2, TEXT), slips.in_words("生まれたらすぐに"))
    dues = dated_dues([line, slips.HEAD, slips.HANDBOOK])
    assert [(due.line.id, due.children) for due in dues] == [
        (slips.BIRTH.id, ("2人目",)),
        (slips.HEAD.id, ()),
        (slips.BIRTH.id, ("1人目",)),
    ]


def test_of_a_child_is_said_what_is_not_said_of_all() -> None:
    line = for_children(slips.due(5, TEXT), slips.due(6, TEXT, approximate=True), slips.in_words("生まれたらすぐに"), None)
    first, vague, words, none = (remarks_for_children(due) for due in dues_of(line))
    assert (first, words, none) == ((), (), ())
    assert vague == ("日が分からないため、月のはじめから数えた目安です。",)


def test_doubts_come_by_day_and_then_as_one_walks() -> None:
    far = replace(slips.HEAVY_SUBSIDY, id="far", deadline=slips.due(90, TEXT))
    near = replace(slips.HEAVY_SUBSIDY, id="near", deadline=slips.due(3, TEXT))
    at_bank = replace(slips.HEAVY_SUBSIDY, id="bank", desk=slips.BANK)
    at_first_desk = replace(slips.HEAVY_SUBSIDY, id="shimin", desk=slips.SHIMIN)
    lines = (at_bank, slips.HEAVY_SUBSIDY, far, at_first_desk, near)
    assert [line.id for line in doubts_in_order(lines)] == ["near", "far", "shimin", slips.HEAVY_SUBSIDY.id, "bank"]
