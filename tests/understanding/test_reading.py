"""What a resident gains: nothing is taken that was not said, and what was said need not be said again.

The classifier's ranking is given by hand: these hold whatever the model learned.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.understanding.context import Ranking
from bot.understanding.lexicon import Lexicon
from bot.understanding.reading import Classified, Context, Reading, interpret, open_ended

TODAY = date(2026, 11, 23)


def read(lexicon: Lexicon, text: str, *asked: str, ranking: Ranking = (), **known: Any) -> Reading:
    return interpret(lexicon, text, Classified(ranking), Context(TODAY, asked, known=known))


def test_one_sentence_answers_several_questions(lexicon: Lexicon) -> None:
    reading = read(lexicon, "おととい母が87歳で亡くなりました。国保で、パスポートはありません")
    assert reading.facts == {
        "relation_to_deceased": "mother",
        "death_date": "2026-11-21",
        "deceased_age": 87,
        "deceased_health_insurance": "nhi",
        "passport": "no",
    }


@pytest.mark.parametrize("text", ["わたくしは社会保険に入っております", "わしの保険は国保やねん"])
def test_ones_own_insurance_is_not_that_of_the_deceased(lexicon: Lexicon, text: str) -> None:
    assert read(lexicon, text, "deceased_health_insurance").facts == {}


def test_a_relative_who_lives_is_not_the_deceased(lexicon: Lexicon) -> None:
    assert read(lexicon, "母は年金をもらってます", "receives_pension", relation_to_deceased="father").facts == {}


def test_two_ages_are_kept_apart(lexicon: Lexicon) -> None:
    reading = read(lexicon, "私は66歳、亡くなった母は93歳でした")
    assert reading.facts == {"relation_to_deceased": "mother", "deceased_age": 93}


@pytest.mark.parametrize("text", ["もし遺言書が出てきたらどうなりますか", "遺言書って必ずいるものなんですか"])
def test_a_question_is_answered_and_sets_nothing(lexicon: Lexicon, text: str) -> None:
    reading = read(lexicon, text, "has_will")
    assert (reading.kind, reading.about, reading.facts) == ("digression", "will", {})


def test_a_rejected_value_is_not_taken_whatever_the_classifier_hears(lexicon: Lexicon) -> None:
    ranking = (("inform/pension_kind.mutual_aid", 0.99),)
    assert read(lexicon, "共済年金ではなかったです", "pension_kind", ranking=ranking).facts == {}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("さきほど91歳と申しましたけど、ほんまは92歳でした", {"deceased_age": 92}),
        ("パスポートはないと答えましたが、引き出しにありました", {"passport": "yes"}),
        ("犬を飼ってるって言うたけど、猫でしたわ", {"dog": "no"}),
        ("祖父じゃなくて祖母です、言い間違えました", {"relation_to_deceased": "grandparent"}),
    ],
)
def test_a_correction_takes_the_new_value_only(lexicon: Lexicon, text: str, facts: dict[str, Any]) -> None:
    reading = read(lexicon, text, "farmland")
    assert reading.kind == "correction"
    assert reading.facts == facts


def test_yes_first_then_something_else(lexicon: Lexicon) -> None:
    reading = read(lexicon, "持ってました。マイナンバーカードは作ってません", "drivers_license")
    assert reading.facts == {"drivers_license": "yes", "mynumber_card": "no"}


def test_a_later_word_turns_an_earlier_one(lexicon: Lexicon) -> None:
    assert read(lexicon, "原付の免許は取ってたんですが、去年返納しました", "drivers_license").facts == {"drivers_license": "no"}


@pytest.mark.parametrize(
    ("text", "value"), [("名義は故人です", "yes"), ("契約してるのは私です", "no"), ("亡くなった母の名前です", "yes")]
)
def test_whose_name_it_is_in_decides(lexicon: Lexicon, text: str, value: str) -> None:
    assert read(lexicon, text, "water_contract", relation_to_deceased="mother").facts == {"water_contract": value}


def test_a_doubtful_answer_is_confirmed(lexicon: Lexicon) -> None:
    assert read(lexicon, "たぶん犬はいたと思います", "dog").confirm


def test_an_answer_the_classifier_contradicts_is_confirmed(lexicon: Lexicon) -> None:
    assert read(lexicon, "犬を飼ってました", "dog", ranking=(("inform/dog.no", 0.8),)).confirm


def test_not_knowing_is_an_answer(lexicon: Lexicon) -> None:
    assert read(lexicon, "ちょっと記憶にありません", "seal_registration").facts == {"seal_registration": "unknown"}


@pytest.mark.parametrize("text", ["死んでしまいたい気分です", "もう生きていく気力がありません", "わたしも早くお迎えが来てほしい"])
def test_danger_is_heard_without_the_classifier(lexicon: Lexicon, text: str) -> None:
    assert read(lexicon, text, "dog").emotion == "suicidal_risk"


@pytest.mark.parametrize("text", ["死ぬほど肩がこってます", "忙しくて死にそうですわ"])
def test_an_idiom_is_not_danger(lexicon: Lexicon, text: str) -> None:
    assert read(lexicon, text, "dog", ranking=(("emotion/suicidal_risk", 0.9),)).emotion != "suicidal_risk"


def test_when_to_come_is_read_with_its_time(lexicon: Lexicon) -> None:
    assert read(lexicon, "12月4日の午後2時半で", "reservation_datetime").facts == {"reservation_datetime": "2026-12-04T14:30"}


def test_yes_to_a_list_says_nothing_about_any_of_it(lexicon: Lexicon) -> None:
    context = Context(TODAY, ("dog", "farmland"), "list")
    assert interpret(lexicon, "はい", Classified([("affirm/bare", 0.99)]), context).facts == {}


@pytest.mark.parametrize("text", ["", "   ", "!?", "はい?"])
def test_nothing_certain_is_unclear(lexicon: Lexicon, text: str) -> None:
    assert read(lexicon, text, "dog") == Reading("unclear")


def test_a_mentioned_vehicle_leaves_the_others_open(lexicon: Lexicon) -> None:
    assert open_ended(lexicon.kb.facts["vehicles"], ["kei"]) == ["kei", "more"]
