"""What a family with small children says: days, ages and numbers, whose insurance and work it is, and what only its question makes clear.

Where a ranking matters it is given by hand: these hold whatever the model learned.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.understanding.context import Classified, Ranking
from bot.understanding.lexicon import Lexicon
from bot.understanding.reading import Context, Reading, interpret
from bot.understanding.shares import Shares, of_these
from procedure_kb.loader import BOTH, load

TODAY = date(2026, 11, 23)


def read(lexicon: Lexicon, text: str, *asked: str, ranking: Ranking = (), **known: Any) -> Reading:
    return interpret(lexicon, text, Classified(ranking), Context(TODAY, asked, known=known))


@pytest.mark.parametrize(
    ("asked", "text", "facts"),
    [
        ("birth_date", "11月19日に生まれました", {"birth_date": "2026-11-19"}),
        ("birth_date", "令和6年5月2日生まれ", {"birth_date": "2024-05-02"}),
        ("birth_date", "まだです", {"birth_date": "not_born_yet"}),
        ("birth_date", "2歳です", {"child_age": 2}),
        ("birth_date", "予定日は来年の4月10日です", {"due_date": "2027-04-10"}),
        ("birth_date", "退院したのは11月15日です", {}),
        ("due_date", "4月に生まれる予定", {"due_date": "partial:2027-04"}),
        ("due_date", "11月19日に生まれました", {"due_date": "already_born", "birth_date": "2026-11-19"}),
        ("moved_in_date", "来月の1日に引っ越します", {"moved_in_date": "2026-12-01"}),
        ("moved_in_date", "引っ越してないです", {"moved_in_date": "none"}),
        ("wants_nursery_start_month", "来年の4月から", {"wants_nursery_start_month": "2027-04"}),
        ("wants_nursery_start_month", "4月入園", {"wants_nursery_start_month": "2027-04"}),
        ("wants_nursery_start_month", "預けません", {"wants_nursery_start_month": "none"}),
        ("wants_nursery_start_month", "上の子は4月に入りました", {}),
        ("stillbirth_date", "11月5日です", {"stillbirth_date": "2026-11-05"}),
        ("child_age", "1歳半", {"child_age": 1}),
        ("child_age", "10か月", {"child_age": 0}),
        ("child_age", "5つです", {"child_age": 5}),
        ("child_age", "私は32歳です", {}),
        ("birth_order", "二人目です", {"birth_order": 2}),
        ("birth_order", "上に二人おります", {"birth_order": 3}),
        ("birth_order", "長男です", {}),
        ("child_count", "2人います", {"child_count": 2}),
        ("child_count", "双子です", {"child_count": 2}),
        ("child_count", "二人目です", {}),
    ],
)
def test_days_ages_and_numbers(children: Lexicon, asked: str, text: str, facts: dict[str, Any]) -> None:
    found = read(children, text, asked).facts
    assert {fact: value for fact, value in found.items() if fact in {asked, *facts, "child_age"}} == facts


def test_several_facts_in_one_opener(children: Lexicon) -> None:
    reading = read(children, "先週の木曜に二人目が生まれました。主人の扶養に入れます")
    assert reading.facts == {
        "life_event": "birth",
        "birth_date": "2026-11-19",
        "birth_order": 2,
        "child_health_insurance": "employee_dependent",
    }
    assert not reading.confirm


def test_an_age_says_which_years_day_it_is(children: Lexicon) -> None:
    reading = read(children, "5月2日生まれの2歳です", "birth_date")
    assert (reading.facts, reading.confirm) == ({"birth_date": "2024-05-02"}, True)


def test_an_age_about_to_be_reached_is_confirmed(children: Lexicon) -> None:
    reading = read(children, "もうすぐ2歳", "child_age")
    assert (reading.facts, reading.confirm) == ({"child_age": 1}, True)


@pytest.mark.parametrize(
    ("asked", "text", "facts"),
    [
        ("mother_insurance_kind", "私は国保です", {"mother_insurance_kind": "nhi"}),
        ("child_health_insurance", "私は国保です", {}),
        ("mother_insurance_kind", "主人は国保です", {}),
        ("mother_insurance_kind", "僕は社保です", {}),
        ("child_health_insurance", "国保です", {"child_health_insurance": "nhi"}),
        ("parent_employment", "主人は自営業です", {"other_parent_employment": "self_employed"}),
        ("other_parent_employment", "会社員です", {"other_parent_employment": "employed"}),
    ],
)
def test_whose_insurance_and_whose_work_it_is(children: Lexicon, asked: str, text: str, facts: dict[str, str]) -> None:
    assert read(children, text, asked).facts == facts


def test_ones_own_insurance_in_an_opener_is_the_mothers_only_if_she_speaks(children: Lexicon) -> None:
    assert "mother_insurance_kind" not in read(children, "私は国保です").facts
    assert read(children, "主人は会社員で、私は国保です").facts["mother_insurance_kind"] == "nhi"


@pytest.mark.parametrize(
    ("text", "value", "confirm"),
    [("夫だけです", ["father"], False), ("二人とも入ってます", ["mother", "father"], False), ("私だけです", ["mother"], True)],
)
def test_which_of_the_parents(children: Lexicon, text: str, value: list[str], *, confirm: bool) -> None:
    reading = read(children, text, "employment_insurance")
    assert (reading.facts, reading.confirm) == ({"employment_insurance": value}, confirm)


def test_a_word_of_two_facts_answers_the_one_that_is_asked(children: Lexicon) -> None:
    assert read(children, "公務員です", "parent_employment").facts == {"parent_employment": "employed"}
    assert read(children, "公務員です", "claimant_public_servant").facts == {"claimant_public_servant": "yes"}


def test_what_it_is_about_is_not_changed_by_a_later_word(children: Lexicon) -> None:
    assert "life_event" not in read(children, "先月出産しました", "birth_registered", life_event="nursery").facts


def test_labels_of_the_other_event_are_not_heard(children: Lexicon, lexicon: Lexicon) -> None:
    ranking = (("inform/deceased_health_insurance.nhi", 0.9), ("speaker/own", 0.05), ("inform/child_health_insurance.nhi", 0.05))
    assert [label for label, _ in of_these(Classified(ranking), children.kb.facts).ranking] == ["inform/child_health_insurance.nhi"]
    assert Shares(of_these(Classified(ranking), lexicon.kb.facts)).label == "inform/deceased_health_insurance.nhi"


def test_a_nursery_is_another_matter_only_without_children(children: Lexicon, lexicon: Lexicon) -> None:
    ranking = (("out_of_scope/other_without_children", 0.8), ("digression/where_of_children", 0.1))
    assert Shares(of_these(Classified(ranking), lexicon.kb.facts)).label == "out_of_scope/other"
    assert Shares(of_these(Classified(ranking), children.kb.facts)).label == "digression/where"


def test_a_death_and_a_child_in_one_breath_are_kept_apart(both: Lexicon) -> None:
    facts = read(both, "先週の金曜に主人が45歳で亡くなりました。2歳の子がいます").facts
    assert (facts["death_date"], facts["deceased_age"], facts["child_age"]) == ("2026-11-20", 45, 2)
    assert "stillbirth_date" not in facts


SAID = [
    "11月19日に主人が亡くなりました",
    "私は国保で、2歳の子は扶養です",
    "まだです",
    "いいえ",
    "はい、82歳です",
    "来年の4月から二人目を預けたい",
    "母子家庭です",
]


@pytest.mark.parametrize("event", ["bereavement", "childcare", BOTH])
def test_only_facts_of_the_case_are_read_whatever_is_asked(event: str, lexicon: Lexicon, children: Lexicon, both: Lexicon) -> None:
    used = {"bereavement": lexicon, "childcare": children, BOTH: both}[event]
    for fact in used.kb.facts:
        for text in SAID:
            assert read(used, text, fact).facts.keys() <= used.kb.facts.keys()
    for text in SAID:
        assert read(used, text).facts.keys() <= used.kb.facts.keys()


def test_every_fact_of_child_care_is_known_as_one_of_the_living(both: Lexicon) -> None:
    asked = {fact.id for fact in load(event="childcare").facts.values() if fact.ask}
    assert asked - set(load().facts) == both.of_the_living


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("お腹の子がだめになってしまいました", "stillbirth"),
        ("転勤で来月東京に引っ越します", "moving_out"),
        ("三月に神戸から引っ越します", "moving_in"),
        ("シングルマザーで4歳の娘がいます", "single_parent"),
    ],
)
def test_what_it_is_about_is_heard_in_the_way_of_telling(children: Lexicon, text: str, event: str) -> None:
    assert read(children, text).facts["life_event"] == event


def test_what_the_classifier_hardly_hears_is_offered_if_nothing_else_is_likelier(children: Lexicon) -> None:
    ranking = (("inform/care_changes.job_change", 0.2), ("inform/other_parent_employment.employed", 0.09), ("digression/where", 0.03))
    reading = read(children, "レジ打ちしてはります", "parent_employment", ranking=ranking)
    assert (reading.facts, reading.confirm) == ({"parent_employment": "employed"}, True)
    assert read(children, "レジ打ちしてはります", "parent_employment", ranking=(("digression/where", 0.2), *ranking[1:2])).facts == {}


@pytest.mark.parametrize(("text", "kind"), [("ないです", "nothing_else"), ("どれも当てはまりません", "nothing_else"), ("まだです", "unclear")])
def test_a_no_to_a_list_closes_it_unless_it_may_be_about_one_thing(children: Lexicon, text: str, kind: str) -> None:
    context = Context(TODAY, ("birth_registered", "child_medical_card"), "list")
    assert interpret(children, text, Classified(), context).kind == kind


@pytest.mark.parametrize(
    ("asked", "text", "facts"),
    [
        ("birth_date", "11月20日です、1900グラムでした", {"birth_date": "2026-11-20", "newborn_condition": ["under_2500g", "up_to_2000g"]}),
        ("due_date", "来年の2月3日、母子手帳ももらってます", {"due_date": "2027-02-03"}),
        ("due_date", "6月ごろと言われました", {"due_date": "partial:2027-06"}),
        ("due_date", "もう生まれてます、先週の水曜に", {"due_date": "already_born", "birth_date": "2026-11-18"}),
        ("birth_date", "いいえ、来年三月の予定です", {"due_date": "partial:2027-03"}),
        ("parent_employment", "専業主婦です、子どもは二歳です", {"child_age": 2}),
        ("birth_registered", "この子は三人目です", {"birth_order": 3}),
        ("current_care", "二人目やなしに三人目でした", {"birth_order": 3}),
        ("birth_date", "わたしの誕生日は五月です", {}),
        ("child_age", "にんしん5かげつです", {}),
    ],
)
def test_what_dates_the_child_is_kept_apart_from_what_stands_beside(children: Lexicon, asked: str, text: str, facts: dict[str, Any]) -> None:
    found = read(children, text, asked).facts
    typed = {"birth_date", "due_date", "child_age", "birth_order", "newborn_condition"}
    assert {fact: value for fact, value in found.items() if fact in typed} == facts


def test_a_hospital_stay_answers_the_question_it_belongs_to(children: Lexicon) -> None:
    assert read(children, "NICUに入っています").facts["premature_or_hospitalised"] == "yes"


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("child_age", "うちの姉の子は5歳です"),
        ("due_date", "友達の予定日が来月の10日なんです"),
        ("single_parent", "友だちにシングルマザーの子がいてて"),
        ("child_health_insurance", "わたしの母は国保なんですけどね"),
        ("premature_or_hospitalised", "わたしが去年盲腸で入院してました"),
    ],
)
def test_what_is_said_of_others_fills_nothing(children: Lexicon, asked: str, text: str) -> None:
    assert read(children, text, asked).facts == {}


@pytest.mark.parametrize(
    ("text", "payers"),
    [
        ("二人とも入ってます", ["mother", "father"]),
        ("妻が自分で納めています", ["mother"]),
        ("パパが自分で納めてます、ママは違います", ["father"]),
    ],
)
def test_which_of_the_parents_is_heard(children: Lexicon, text: str, payers: list[str]) -> None:
    assert read(children, text, "national_pension_payer").facts["national_pension_payer"] == payers


def test_the_name_before_a_telephone_number_is_kept(children: Lexicon) -> None:
    assert read(children, "森田さやかです、電話は080-5512-3390です", "applicant_name").facts == {
        "applicant_name": "森田さやか",
        "contact_phone": "08055123390",
    }


def test_shares_of_what_was_asked_grow_with_what_is_left_out(children: Lexicon) -> None:
    asked = {"mother_insurance_kind": {"share": 0.04, "values": {"employee_insured": 1.0}}}
    classified = Classified((("inform/deceased_health_insurance.employee_insured", 0.9), ("inform/mother_insurance_kind.nhi", 0.04)), asked)
    assert of_these(classified, children.kb.facts).answers["mother_insurance_kind"]["share"] == pytest.approx(0.4)


def test_several_values_are_heard_in_one_breath(children: Lexicon) -> None:
    heard = {"share": 0.9, "values": {"physical": 0.5, "intellectual": 0.45}, "together": ["physical", "intellectual"]}
    classified = Classified((("inform/child_conditions.physical", 0.9),), {"child_conditions": heard})
    reading = interpret(children, "からだのほうと知的なほうと両方です", classified, Context(TODAY, ("child_conditions",)))
    assert reading.facts["child_conditions"] == ["physical", "intellectual"]


def test_a_day_is_not_lost_beside_a_hospital_stay(children: Lexicon) -> None:
    facts = read(children, "子どもが生まれました。11月20日、2キロ300で今も入院してます").facts
    assert (facts["birth_date"], facts["premature_or_hospitalised"]) == ("2026-11-20", "yes")


def test_the_order_is_corrected_while_the_number_of_children_is_asked(children: Lexicon) -> None:
    context = Context(TODAY, ("child_count", "birth_date"), "together", {"birth_order": 2})
    reading = interpret(children, "やっぱり二人目やなしに三人目でした", Classified(), context)
    assert (reading.kind, reading.facts) == ("correction", {"birth_order": 3})
