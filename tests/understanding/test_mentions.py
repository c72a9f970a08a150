"""Each thing a resident names is read with its own predicate, and only if something certain is said of it."""

from __future__ import annotations

import pytest

from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import find_mentions


def said(lexicon: Lexicon, text: str, *asked: str) -> dict[str, str | None]:
    return {mention.fact: mention.code for mention in find_mentions(lexicon, text, asked)}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("犬を飼ってましたが、パスポートは持ってませんでした", {"dog": "yes", "passport": "no"}),
        ("旅券はありましたけど、実印の登録はしてません", {"passport": "yes", "seal_registration": "no"}),
    ],
)
def test_two_things_keep_their_own_yes_and_no(lexicon: Lexicon, text: str, facts: dict[str, str]) -> None:
    assert said(lexicon, text) == facts


def test_things_joined_by_mo_share_what_follows(lexicon: Lexicon) -> None:
    assert said(lexicon, "犬も旅券もありませんでした") == {"dog": "no", "passport": "no"}


def test_katakana_is_heard_like_hiragana(lexicon: Lexicon) -> None:
    assert said(lexicon, "コクミンケンコウホケンデシタ")["deceased_health_insurance"] == "nhi"


def test_a_role_without_predicate_in_a_list_is_ascribed(lexicon: Lexicon) -> None:
    assert said(lexicon, "国保、世帯主、要介護")["head_of_household"] == "yes"


def test_what_is_replaced_says_nothing(lexicon: Lexicon) -> None:
    assert said(lexicon, "社会保険じゃなくて国保です") == {"deceased_health_insurance": "nhi"}


@pytest.mark.parametrize("text", ["犬がいたら届けがいる", "生活保護を受けようか迷っていました", "国保か社保のどちらかです"])
def test_conditions_plans_and_alternatives_state_nothing(lexicon: Lexicon, text: str) -> None:
    assert not any(code for code in said(lexicon, text).values())


@pytest.mark.parametrize("text", ["年金手帳が出てきました", "軽い病気をしていました", "電車に乗っていました"])
def test_longer_words_of_other_matters_hide_the_words_in_them(lexicon: Lexicon, text: str) -> None:
    assert not {"receives_pension", "vehicles"} & set(said(lexicon, text))


def test_short_words_count_only_while_their_question_is_open(lexicon: Lexicon) -> None:
    assert said(lexicon, "後期やったわ") == {}
    assert said(lexicon, "後期やったわ", "deceased_health_insurance") == {"deceased_health_insurance": "late_elderly"}


def test_not_knowing_is_heard_as_such(lexicon: Lexicon) -> None:
    (mention,) = find_mentions(lexicon, "遺言書のことはわかりません", ())
    assert mention.unknown
    assert mention.code is None
