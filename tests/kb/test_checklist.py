"""The checklist a family takes home: what to do where and by when, one bag, nothing shown as fact that is not, and why the rest is not on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from bot.renderers.data import as_json
from procedure_kb.assessment import Situation
from procedure_kb.checklist import build_checklist, desk_view
from procedure_kb.knowledge import KnowledgeBase, Memory
from procedure_kb.model import Grade, Procedure, Statement
from procedure_kb.slip import BagLine, Checklist
from tests.kb.walks import as_household, at_random, household_with, walk
from tests.kb.widow import KB, TODAY, WIDOW, checklist_of, line_of


def _with(name: str, **changes: Any) -> KnowledgeBase:
    """The knowledge base with one procedure changed."""
    compiled = tuple(
        replace(c, procedure=c.procedure.model_copy(update=changes)) if c.id == name else c for c in KB.procedures
    )
    return replace(KB, procedures=compiled, memory=Memory())


# --- where and in which order --------------------------------------------------------------------------------------------


def test_one_walk_through_the_ward_office_then_the_city_then_elsewhere() -> None:
    groups = checklist_of(WIDOW).groups
    kinds = ["visit", "post", "online", "elsewhere", "private", "automatic", "letters"]
    assert [group.key for group in groups] == sorted((group.key for group in groups), key=kinds.index)
    places = ["ward_office", "city"]
    visits = [group.desk for group in groups if group.key == "visit" and group.desk]
    order = [(places.index(desk.place), KB.desks[desk.id].order) for desk in visits]
    assert order == sorted(order)
    assert len({desk.id for desk in visits}) == len(visits), "no counter twice"


def test_at_each_counter_what_is_most_urgent_comes_first() -> None:
    for group in checklist_of(WIDOW).groups:
        if group.key != "letters":
            days = [line.deadline.advised_day if line.deadline else None for line in group.lines]
            assert [day or date.max for day in days] == sorted(day or date.max for day in days)


def test_what_happens_by_itself_needs_no_visit_no_bag_and_no_minutes() -> None:
    checklist = checklist_of(WIDOW)
    automatic = next(group for group in checklist.groups if group.key == "automatic")
    assert {"juminhyo_shoujo", "kouki_ryou_seisan"} <= {line.id for line in automatic.lines}
    assert automatic.minutes == 0
    assert all(line.status == "automatic" for line in automatic.lines)


def test_letters_to_expect_are_listed_apart() -> None:
    letters = checklist_of(WIDOW).groups[-1]
    assert letters.key == "letters"
    assert all(line.letter for line in letters.lines)


def test_the_minutes_are_those_of_the_ward_office() -> None:
    checklist = checklist_of(WIDOW)
    visits = [group for group in checklist.groups if group.desk and group.desk.place == "ward_office"]
    assert checklist.minutes == sum(line.minutes for group in visits for line in group.lines) > 0


def test_the_nearest_deadline_comes_first_and_only_of_what_must_be_done() -> None:
    checklist = checklist_of(WIDOW)
    days = [line.deadline.advised_day for line in checklist.next_deadlines if line.deadline]
    assert days == sorted(day for day in days if day)
    assert checklist.next_deadlines[0].id == "nenkin_shibou_todoke"
    assert all(line.status == "needed" for line in checklist.next_deadlines)


# --- ward ----------------------------------------------------------------------------------------------------------------


def test_the_ward_chosen_names_its_office() -> None:
    assert all(group.desk.ward is None for group in checklist_of(WIDOW).groups if group.desk)
    for code, name in (("minami", "南区役所"), ("kita", "北区役所")):
        desks = [group.desk for group in checklist_of({**WIDOW, "reservation_office": code}).groups if group.desk]
        assert {desk.ward for desk in desks if desk.place == "ward_office"} == {name}
        assert {desk.ward for desk in desks if desk.place != "ward_office"} <= {None}


def test_in_mihara_the_welfare_section_takes_the_place_of_the_health_centre() -> None:
    facts = {**WIDOW, "disability_certificate": ["mental", "physical"]}
    minami, mihara = (checklist_of({**facts, "reservation_office": ward}) for ward in ("minami", "mihara"))
    assert "保健センター" in line_of(minami, "techo_seishin").desk.name
    assert line_of(mihara, "techo_seishin").desk.name == line_of(mihara, "techo_shintai").desk.name
    assert [group.desk.name for group in mihara.groups if group.desk].count(line_of(mihara, "techo_seishin").desk.name) == 1


def test_the_ward_chosen_changes_address_and_telephone_once_they_are_confirmed() -> None:
    sure = {key: Statement(text=f"{key}です", grade=Grade.A, sources=("S1",)) for key in ("address", "phone")}
    wards = tuple(ward.model_copy(update=sure) for ward in KB.wards)
    kb = replace(KB, wards=wards)
    assert desk_view(kb, kb.desks["shimin"], "minami").address == "addressです"
    assert desk_view(kb, kb.desks["shimin"], "minami").phone == "phoneです"
    assert desk_view(kb, kb.desks["shimin"], None).address is None
    assert desk_view(kb, kb.desks["suido"], "minami").address is None, "not in the ward office"
    assert desk_view(KB, KB.desks["shimin"], "minami").address is None, "known from a private page only"


# --- bag -----------------------------------------------------------------------------------------------------------------


def test_each_thing_is_packed_once() -> None:
    bag = checklist_of(WIDOW).bag
    assert len({thing.item for thing in bag}) == len(bag)
    names = {thing.item: thing for thing in bag}
    assert len(names["id_document"].for_procedures) > 3
    assert names["id_document"].originals == 1


def test_originals_are_shown_again_and_copies_are_handed_in() -> None:
    sure = {"grade": "A", "sources": ["S1"]}
    bring = [
        {"item": "seal_card", "form": "original", "count": 2, **sure},
        {"item": "seal_card", "form": "copy", "count": 2, "note": "二枚", **sure},
    ]
    procedure = Procedure.model_validate({**KB.procedure["suidou"].procedure.model_dump(), "bring": bring})
    kb = _with("suidou", bring=procedure.bring)
    kb = replace(
        kb,
        procedures=tuple(
            replace(c, requirements=KB.procedure["bank"].requirements[:2]) if c.id == "suidou" else c
            for c in kb.procedures
        ),
    )
    facts = {**WIDOW, "water_contract": "yes", "seal_registration": "yes"}
    card = _thing(checklist_of(facts, kb=kb), "seal_card")
    assert (card.originals, card.copies) == (2, 2)
    assert set(card.for_procedures) == {"水道・下水道の名義変更・使用中止", "印鑑登録証（カード）の返却"}
    assert card.notes == ("二枚",)
    assert not card.unconfirmed


def _thing(checklist: Checklist, item: str) -> BagLine:
    return next(thing for thing in checklist.bag if thing.item == item)


def test_the_bag_holds_only_what_procedures_that_are_needed_ask_for() -> None:
    facts = {**WIDOW, "paid_funeral": "no"}
    assert "funeral_receipt" in {thing.item for thing in checklist_of(WIDOW).bag}
    assert "funeral_receipt" not in {thing.item for thing in checklist_of(facts).bag}
    assert line_of(checklist_of(facts), "kouki_sousaihi").status == "to_confirm"


def test_a_letter_of_authority_is_packed_by_who_sends_somebody_and_by_who_does_not_know() -> None:
    for proxy, packed in (("yes", True), ("no", False), ("unknown", True)):
        bag = checklist_of({**WIDOW, "will_visit_by_proxy": proxy}).bag
        assert ("proxy_letter" in {thing.item for thing in bag}) is packed


def test_things_without_a_sure_source_are_marked() -> None:
    for thing in checklist_of(WIDOW).bag:
        wanted = [
            requirement.grade.is_shown_as_fact
            for compiled in KB.procedures
            if compiled.procedure.name in thing.for_procedures
            for requirement in compiled.procedure.bring
            if requirement.item == thing.item
        ]
        assert thing.unconfirmed is (not any(wanted)), thing.item


# --- only what is confirmed ----------------------------------------------------------------------------------------------


def _unconfirmed_texts() -> set[str]:
    """Texts of all statements that no sure source bears, but for those that a sure one says as well."""
    shown: set[str] = set()
    hidden: set[str] = set()
    for text, grade in _statements():
        (shown if grade.is_shown_as_fact else hidden).add(text)
    return hidden - shown


def _statements() -> Iterator[tuple[str, Grade]]:
    for compiled in KB.procedures:
        procedure = compiled.procedure
        singles = (procedure.who, procedure.proxy, procedure.form, procedure.online, procedure.late, procedure.letter)
        for part in (*singles, procedure.deadline, *procedure.money, *procedure.cautions):
            if part is not None:
                yield part.text, part.grade
    for desk in KB.desks.values():
        yield from ((part.text, part.grade) for part in (desk.address, desk.phone) if part)
    for ward in KB.wards:
        yield from ((part.text, part.grade) for part in (ward.address, ward.phone, ward.hours) if part)


def test_nothing_unconfirmed_is_ever_shown_as_fact() -> None:
    hidden = _unconfirmed_texts()
    assert len(hidden) > 60
    seen: set[str] = set()
    for end in _ends():
        plain = as_json(build_checklist(end))
        seen.update(line["id"] for group in plain["groups"] for line in group["lines"])
        text = json.dumps(plain, ensure_ascii=False)
        assert [statement for statement in hidden if json.dumps(statement, ensure_ascii=False) in text] == []
    assert len(seen) > 60


def _ends() -> Iterator[Situation]:
    """Families with nearly everything: each procedure needed in some of them."""
    for seed, compiled in enumerate(KB.procedures):
        household = household_with(KB, [compiled.when], seed) if seed % 3 == 0 else None
        if household is not None:
            yield walk(KB, as_household(KB, household)).end
    for seed in range(10):
        yield walk(KB, at_random(KB, 1000 + seed)).end


def test_what_is_not_confirmed_is_to_be_asked_at_the_counter() -> None:
    checklist = checklist_of({**WIDOW, "passport": "yes"})
    assert line_of(checklist, "passport").deadline is not None
    assert line_of(checklist, "passport").deadline.text == "期限は窓口でご確認ください"  # type: ignore[union-attr]
    child = {"deceased_health_insurance": "nhi", "deceased_age": 60, "paid_funeral": "yes"}
    money = line_of(checklist_of({**WIDOW, **child}), "kokuho_sousaihi").money
    assert [(part.text, part.amount) for part in money] == [("金額は窓口でご確認ください", None)]
    assert KB.desks["ward_office"].grade is Grade.K
    assert line_of(checklist, "kaigo_soushitsu").desk.name.endswith("（窓口をご確認ください）")


def test_what_only_general_knowledge_says_is_never_needed() -> None:
    for compiled in KB.procedures:
        if compiled.procedure.grade is Grade.K:
            household = household_with(KB, [compiled.confirm or compiled.when], 0)
            assert household is not None
            assert Situation(KB, household, TODAY).verdicts[compiled.id] == "to_confirm"


def test_amounts_are_shown_only_while_they_are_in_force() -> None:
    facts = {
        **WIDOW,
        "death_date": "2026-03-01",
        "deceased_age": 50,
        "deceased_health_insurance": "nhi",
        "children_under_18": "yes",
    }
    for today, shown in ((date(2026, 3, 31), True), (date(2026, 4, 1), False)):
        money = line_of(checklist_of(facts, today), "izoku_kiso").money
        assert any("831,700円" in part.text for part in money) is shown


# --- reasons -------------------------------------------------------------------------------------------------------------


def test_every_line_says_which_answers_put_it_there() -> None:
    because = {reason.label: reason.answer for reason in line_of(checklist_of(WIDOW), "kouki_sousaihi").because}
    assert because == {
        "堺市の住民票": "堺市にあった",
        "健康保険": "後期高齢者医療",
        KB.facts["paid_funeral"].label: KB.wording.value_text(KB.facts["paid_funeral"], "yes"),
    }


def test_what_is_ruled_out_is_named_with_the_answers() -> None:
    ruled_out = {row.id: row for row in checklist_of(WIDOW).ruled_out}
    assert "dog" in ruled_out
    assert [(reason.fact, reason.answer) for reason in ruled_out["dog"].because] == [("dog", "飼っていない")]
    assert ruled_out["kokuho_soushitsu"].because[0].answer == "後期高齢者医療"
    assert "shibou_todoke" in ruled_out
    assert all(row.because for row in ruled_out.values())


def test_what_is_not_known_says_how_to_find_out() -> None:
    facts = {**WIDOW, "seal_registration": "unknown"}
    (hint,) = line_of(checklist_of(facts), "inkan_toroku").confirm
    assert hint.startswith("「印鑑登録」が分かると決まります。")
    assert KB.facts["seal_registration"].find_out in hint  # type: ignore[operator]


def test_what_no_answer_decides_says_why() -> None:
    line = line_of(checklist_of(WIDOW), "souzokuzei")
    assert line.confirm == (KB.procedure["souzokuzei"].procedure.confirm.reason,)  # type: ignore[union-attr]


def test_open_procedures_are_not_on_the_list_and_counted() -> None:
    checklist = checklist_of({"death_date": "2026-11-19"})
    assert checklist.open_questions > 5
    listed = {line.id for group in checklist.groups for line in group.lines} | {
        line.id for line in checklist.to_confirm
    }
    assert "kouki_sousaihi" not in listed
    assert "bank" in listed


def test_answers_in_any_order_make_the_same_list() -> None:
    one, other = (checklist_of(facts) for facts in (WIDOW, dict(reversed(WIDOW.items()))))
    assert [(group.key, [line.id for line in group.lines]) for group in one.groups] == [
        (group.key, [line.id for line in group.lines]) for group in other.groups
    ]
    assert one.bag == other.bag
    assert [row.id for row in one.ruled_out] == [row.id for row in other.ruled_out]
