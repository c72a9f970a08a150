"""Lists to tick, and the way back: what was answered can be changed, and nothing else goes with it."""

from __future__ import annotations

import pytest

from tests.actions.desk import FATHER, UNKNOWN, Desk

SUBMIT = "選んだものだけ当てはまる"


# --- lists to tick ----------------------------------------------------------------------------------------------------


@pytest.fixture
def home(begun: Desk) -> Desk:
    begun.answer_all(until="vehicles")
    return begun


def test_what_is_ticked_applies_and_the_rest_does_not(home: Desk) -> None:
    home.press("土地・家・マンションがあった", "軽自動車", "普通車", SUBMIT)
    assert home.facts["vehicles"] == ["kei", "car"]
    assert (home.facts["real_estate_owner"], home.facts["loans"]) == ("yes", "no")
    assert "vehicles" not in home.asked


def test_none_of_a_list_applies(home: Desk) -> None:
    home.press("どれも当てはまらない")
    assert (home.facts["vehicles"], home.facts["real_estate_owner"]) == (["none"], "no")


def test_what_is_ticked_before_not_knowing_the_rest_stays(home: Desk) -> None:
    home.press("軽自動車", UNKNOWN)
    assert home.facts["vehicles"] == ["kei", "unknown"]
    assert home.facts["real_estate_owner"] == "unknown"


def test_ticks_one_by_one_add_up(home: Desk) -> None:
    home.press("軽自動車")
    home.send("change.vehicles")
    assert "軽自動車" not in home.offered
    home.press("普通車", SUBMIT)
    assert home.facts["vehicles"] == ["kei", "car"]


def test_a_finished_list_can_be_changed_to_less_and_to_nothing(home: Desk) -> None:
    home.press("軽自動車", "普通車", SUBMIT)
    home.send("change.vehicles")
    home.press("普通車", SUBMIT)
    assert home.facts["vehicles"] == ["car"]
    home.send("change.vehicles")
    home.press("どれも当てはまらない")
    assert home.facts["vehicles"] == ["none"]


def test_words_join_what_was_said_of_a_list_before(home: Desk) -> None:
    home.say("軽自動車がありました")
    home.say("普通車もありました")
    assert home.facts["vehicles"] == ["kei", "car", "more"]
    home.say("ほかにはありません", ("done", 0.9))
    assert home.facts["vehicles"] == ["kei", "car"]


# --- back, change, restart --------------------------------------------------------------------------------------------


def test_going_back_twice_asks_both_questions_again(begun: Desk) -> None:
    first = begun.asked
    begun.press(next(iter(begun.offered)))
    second = begun.asked
    begun.press(next(iter(begun.offered)))
    begun.send("do.back")
    assert set(begun.asked) == set(second)
    begun.send("do.back")
    assert set(begun.asked) == set(first)
    assert begun.facts == FATHER


def test_going_back_behind_a_correction_does_not_bring_it_back(begun: Desk) -> None:
    begun.say("亡くなったのは2026年11月18日でした", ("correct", 0.9))
    assert begun.facts["death_date"] == "2026-11-18"
    begun.say("戻る", ("command/back", 0.95))
    assert begun.facts == FATHER
    begun.send("do.back")
    assert begun.facts == {}
    assert "これより前" in begun.send("do.back")


def test_an_answer_is_changed_and_the_conversation_goes_on_where_it_was(begun: Desk) -> None:
    asked = begun.asked
    begun.send("change.relation_to_deceased")
    assert begun.asked == ["relation_to_deceased"]
    begun.press("母")
    assert begun.facts == {**FATHER, "relation_to_deceased": "mother"}
    assert begun.asked == asked


def test_a_change_can_be_called_off(begun: Desk) -> None:
    asked = begun.asked
    begun.send("change.relation_to_deceased")
    begun.send("do.back")
    assert (begun.facts, begun.asked) == (FATHER, asked)


def test_which_answer_to_change_can_be_chosen(begun: Desk) -> None:
    begun.say("答えを変えたい", ("command/change_answer", 0.95))
    label = next(label for label in begun.offered if "年齢" in label)
    begun.press(label)
    assert begun.asked == ["deceased_age"]


def test_restart_only_after_a_yes(begun: Desk) -> None:
    begun.say("最初からやり直したい", ("command/restart", 0.95))
    assert begun.facts == FATHER
    begun.press("このまま進む")
    assert begun.facts == FATHER
    begun.say("最初からやり直したい", ("command/restart", 0.95))
    begun.press("はじめからやり直す")
    assert begun.facts == {}
    assert "relation_to_deceased" in begun.asked
    assert len(begun.store.answers(begun.token)) == 2 * len(FATHER)


def test_everything_is_deleted_only_after_a_yes(begun: Desk) -> None:
    begun.say("データを消して", ("command/delete_my_data", 0.95))
    begun.press("このまま進む")
    assert not begun.is_forgotten
    begun.say("データを消して", ("command/delete_my_data", 0.95))
    begun.press("消す")
    assert begun.is_forgotten
    assert "消しました" in begun.text
