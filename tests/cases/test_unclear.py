"""Sentences that were not understood: kept only on request, sealed, apart from the case, and not for ever."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.cases.store import CaseStore
from tests.cases.stores import KEEP, Clock, a_case, a_store

SENTENCE = "あれはもうちゃうねん"


def a_learning_store(folder: Path, clock: Clock) -> CaseStore:
    return a_store(folder, clock, keep_unclear=True)


def add(store: CaseStore, sentence: str = SENTENCE) -> None:
    store.unclear.add(sentence, event="bereavement", question="dog", why="unclear")


def test_nothing_is_kept_unless_the_office_wants_it(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    add(store)
    assert store.unclear.all() == []


def test_a_sentence_is_kept_with_its_question_and_the_day_alone(tmp_path: Path) -> None:
    store = a_learning_store(tmp_path, Clock(datetime(2026, 11, 25, 1, 2, 3, tzinfo=UTC)))
    add(store)
    (kept,) = store.unclear.all()
    assert (kept.sentence, kept.event, kept.question, kept.why, kept.day) == (SENTENCE, "bereavement", "dog", "unclear", date(2026, 11, 25))
    assert store.unclear.find(kept.number) == kept


def test_the_database_does_not_show_the_sentence(tmp_path: Path) -> None:
    add(a_learning_store(tmp_path, Clock()))
    with create_engine(f"sqlite:///{tmp_path}/cases.db").connect() as db:
        (row,) = db.execute(text("select * from unclear")).mappings()
    assert SENTENCE not in row["sentence"]
    assert set(row) == {"number", "sentence", "event", "question", "why", "day"}


def test_an_empty_sentence_is_not_kept(tmp_path: Path) -> None:
    store = a_learning_store(tmp_path, Clock())
    add(store, "  ")
    assert store.unclear.all() == []


def test_a_dropped_sentence_is_gone_and_its_number_not_given_again(tmp_path: Path) -> None:
    store = a_learning_store(tmp_path, Clock())
    add(store)
    (first,) = store.unclear.all()
    store.unclear.drop(first.number)
    assert store.unclear.find(first.number) is None
    add(store)
    assert store.unclear.all()[0].number != first.number


def test_sentences_go_when_cases_go(tmp_path: Path) -> None:
    clock = Clock()
    store = a_learning_store(tmp_path, clock)
    add(store)
    a_case(store)
    clock.now += KEEP
    store.delete_expired()
    assert len(store.unclear.all()) == 1
    clock.now += timedelta(days=1)
    store.delete_expired()
    assert store.unclear.all() == []
