"""Conversations about a child, about several, and about both events at once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.actions.desk import Desk
from tests.cases.stores import a_store


def _desk(folder: Path, event: str, channel: str = "web") -> Desk:
    store = a_store(folder)
    return Desk(store, store.start(event=event, channel=channel, conversation=f"{channel}:one").token)


@pytest.fixture
def parents(tmp_path: Path) -> Desk:
    desk = _desk(tmp_path, "childcare")
    desk.send("do.start")
    return desk


def test_parents_are_not_met_with_condolence(parents: Desk) -> None:
    assert "お悔やみ" not in parents.text
    assert "life_event" in parents.asked


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        ("先週、子どもが生まれました", "child_count"),
        ("妊娠しました", "child_count"),
        ("父が亡くなりました", "death_date"),
        ("夫が亡くなりました。2歳の子がいます", "death_date"),
    ],
)
def test_the_first_words_say_what_the_case_is_about(tmp_path: Path, words: str, fact: str) -> None:
    desk = _desk(tmp_path, "bereavement", "api")
    desk.say(words)
    assert fact in {*desk.asked, *desk.facts}
    assert "「子育て」とお送り" not in desk.text


def test_who_says_nothing_of_it_is_told_how_to_change_over(tmp_path: Path) -> None:
    desk = _desk(tmp_path, "bereavement", "api")
    assert "「子育て」とお送りください" in desk.say("こんにちは")
    desk.say("子育て")
    assert "life_event" in desk.asked
    assert "お悔やみ" not in desk.text


def test_each_child_is_asked_about_by_name_and_the_whole_is_finished(parents: Desk) -> None:
    parents.press("赤ちゃんが生まれた")
    parents.say("2人です")
    assert "1人目のお子さん" in parents.text
    parents.say("2024年5月2日です")
    assert parents.facts["birth_date"] == "2024-05-02"
    parents.answer_all(until="birth_date@2")
    assert "2人目のお子さん" in parents.text
    parents.say("2026年11月19日です")
    assert parents.facts["birth_date@2"] == "2026-11-19"
    assert parents.facts["birth_date"] == "2024-05-02"
    parents.answer_all()
    assert parents.dialogue.status == "finished"
    assert "出生届" in parents.text


def test_the_children_join_the_case_of_a_bereaved_parent_and_nothing_is_asked_twice(tmp_path: Path) -> None:
    desk = _desk(tmp_path, "bereavement")
    desk.send("do.start")
    desk.say("夫が2026年11月10日に35歳で亡くなりました")
    desk.answer_all(until="children_under_18")
    desk.press("高校生年代までの子がいる", "選んだものだけ当てはまる")
    assert "also_childcare" in desk.asked
    known = set(desk.facts)
    desk.press("まとめて調べる")
    asked: Counter[str] = Counter()
    for _ in range(60):
        if not desk.asked or "contradiction" in desk.text:
            break
        open_before, held = set(desk.asked), set(desk.facts)
        assert not open_before & known, "answered before the children joined"
        desk.press(next((label for label in ("どれも当てはまらない", "ほかにはない", "園には通っていない") if label in desk.offered), next(iter(desk.offered))))
        asked.update(set(desk.facts) - held)
    assert max(asked.values()) == 1
    assert {"life_event", "death_date", "relation_to_deceased"} <= set(desk.facts)
    assert desk.dialogue.status == "finished"


def test_leaving_the_children_out_again_brings_the_former_questions_back(tmp_path: Path) -> None:
    desk = _desk(tmp_path, "bereavement")
    desk.send("do.start")
    desk.say("夫が2026年11月10日に35歳で亡くなりました")
    desk.answer_all(until="children_under_18")
    desk.press("高校生年代までの子がいる", "選んだものだけ当てはまる")
    desk.press("まとめて調べる")
    desk.send("change.also_childcare")
    desk.press("調べない")
    assert not {"life_event", "birth_date"} & set(desk.asked)
