"""What was not understood is kept for the editor as the office wishes: without personal data, and not at all where it is not wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.conduct import Heard
from bot.understanding.context import Classified
from tests.actions.desk import Desk
from tests.cases.stores import a_case, a_store


def a_desk(folder: Path, *, keep_unclear: bool = True) -> Desk:
    store = a_store(folder, keep_unclear=keep_unclear)
    desk = Desk(store, a_case(store))
    desk.send("do.start")
    desk.say("父が2026年11月19日に82歳で亡くなりました")
    desk.send("change.deceased_health_insurance")
    assert desk.asked == ["deceased_health_insurance"]
    return desk


def mumble(desk: Desk, text: str, masked: str, *ranking: tuple[str, float]) -> None:
    message = desk.store.receive(desk.token, text=text, choices=(), shown=None)
    desk.hear(Heard(message, text, Classified(ranking, masked=masked), (), "api"))


def kept(desk: Desk) -> list[tuple[str, str | None, str]]:
    return [(sentence.sentence, sentence.question, sentence.why) for sentence in desk.store.unclear.all()]


def test_an_unclear_sentence_is_kept_as_it_was_masked(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    mumble(desk, "山田のあれやがな", "〔名前〕のあれやがな")
    assert kept(desk) == [("〔名前〕のあれやがな", "deceased_health_insurance", "unclear")]


def test_a_reading_that_was_denied_is_kept_with_its_question(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    mumble(desk, "国保やったと思う", "国保やったと思う")
    desk.press("いいえ")
    assert kept(desk) == [("国保やったと思う", "deceased_health_insurance", "declined")]


def test_a_reading_that_was_agreed_to_is_not_kept(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    mumble(desk, "国保やったと思う", "国保やったと思う")
    desk.press("はい")
    assert kept(desk) == []


def test_nothing_is_kept_of_an_office_that_does_not_want_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, keep_unclear=False)
    mumble(desk, "山田のあれやがな", "〔名前〕のあれやがな")
    assert kept(desk) == []


@pytest.mark.parametrize("fact", ["death_date", "deceased_age"])
def test_an_answer_to_a_question_for_a_day_or_a_number_is_not_kept(tmp_path: Path, fact: str) -> None:
    desk = a_desk(tmp_path)
    desk.send(f"change.{fact}")
    mumble(desk, "あれやがな", "あれやがな")
    assert kept(desk) == []


def test_of_what_was_asked_together_the_fact_that_was_misread_is_named(tmp_path: Path) -> None:
    store = a_store(tmp_path, keep_unclear=True)
    desk = Desk(store, a_case(store))
    desk.send("do.start")
    desk.say("父が2026年11月19日に82歳で亡くなりました")
    assert desk.asked == ["already_submitted_death_notification", "is_sakai_resident"]
    mumble(desk, "堺市民やと思う", "〔地名〕市民やと思う")
    desk.press("いいえ")
    assert kept(desk) == [("〔地名〕市民やと思う", "is_sakai_resident", "declined")]
