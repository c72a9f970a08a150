"""One record per household: nothing is lost, nothing is readable for others, and what is to be forgotten is gone."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cases import replay
from bot.cases.secret_box import KeyFileUnusable
from bot.cases.store import LEASE, CaseStore, UnknownCase
from tests.cases.stores import KEEP, Clock, a_case, a_store, answered


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> CaseStore:
    return a_store(tmp_path, clock)


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("cases.db*")))


# --- kept -------------------------------------------------------------------------------------------------------------


def test_every_answer_stays_in_the_record(store: CaseStore) -> None:
    token = a_case(store)
    said = [("dog", "yes"), ("dog", "no"), ("dog", None), ("deceased_age", 82), ("vehicles", ["kei", "more"])]
    for number, (fact, value) in enumerate(said):
        store.keep_turn(token, [answered(store, fact, value, number)], {"turn": number}, event="bereavement")
    assert [(answer.fact, answer.value, answer.message) for answer in store.answers(token)] == [
        (fact, value, number) for number, (fact, value) in enumerate(said)
    ]
    assert store.get(token).dialogue == {"turn": 4}


def test_a_case_outlives_the_program(tmp_path: Path, store: CaseStore, clock: Clock) -> None:
    token = a_case(store)
    store.keep_turn(token, [answered(store, "applicant_name", "山田太郎")], {"asked": ["dog"]}, event="bereavement")
    waiting = store.receive(token, text="はい", choices=[], shown="はい")
    again = a_store(tmp_path, clock)
    assert again.get(token) == store.get(token)
    assert replay.facts(again.answers(token)) == {"applicant_name": "山田太郎"}
    assert [said.id for said in again.waiting(token)] == [waiting]


def test_a_conversation_has_one_case_however_often_it_begins(store: CaseStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: a_case(store, "api:same"), range(24)))
    assert len(set(tokens)) == 1
    assert a_case(store, "api:other") not in tokens


def test_a_turn_of_a_deleted_case_leaves_nothing(store: CaseStore) -> None:
    token = a_case(store)
    store.delete(token)
    store.keep_turn(token, [answered(store, "dog", "yes")], {}, event="bereavement")
    assert store.answers(token) == []


def test_ticks_are_set_and_taken_back(store: CaseStore) -> None:
    token = a_case(store)
    store.tick(token, "nenkin_shibou", True)
    store.tick(token, "kokuho_soushitsu", True)
    store.tick(token, "nenkin_shibou", False)
    assert store.ticked(token) == {"kokuho_soushitsu"}


# --- private ----------------------------------------------------------------------------------------------------------


def test_nothing_that_was_said_can_be_read_in_the_files(tmp_path: Path, store: CaseStore) -> None:
    token = a_case(store)
    store.keep_turn(
        token,
        [answered(store, "applicant_name", "堺花子"), answered(store, "contact_phone", "0722280000")],
        {"reply": [{"text": "お名前は「堺花子」、と承りました。"}], "pending": {"facts": {"contact_phone": "0722280000"}}},
        event="bereavement",
    )
    message = store.receive(token, text="堺花子です", choices=[], shown="堺花子です")
    store.reply(message, [{"text": "堺花子さま"}])
    for form in ("堺花子", "0722280000", r"\u583a\u82b1\u5b50"):
        assert form.encode() not in on_disk(tmp_path)
    assert replay.facts(store.answers(token)) == {"applicant_name": "堺花子", "contact_phone": "0722280000"}
    assert store.transcript(token)[0].text == "堺花子です"


def test_another_key_is_noticed_before_anything_is_written_with_it(tmp_path: Path, store: CaseStore) -> None:
    store.check_key()
    a_case(store)
    store.check_key()
    with pytest.raises(KeyFileUnusable, match="暗号鍵"):
        a_store(tmp_path, key="other.key").check_key()


# --- forgotten --------------------------------------------------------------------------------------------------------


def test_deleted_data_is_gone_from_the_disk(tmp_path: Path, store: CaseStore) -> None:
    kept, forgotten = a_case(store, "api:kept"), a_case(store, "api:forgotten-conversation")
    for token in (kept, forgotten):
        store.keep_turn(token, [answered(store, "occupation", f"occupation-of-{token}")], {}, event="bereavement")
        store.receive(token, text="はい", choices=[], shown="はい")
        store.tick(token, "nenkin_shibou", True)
    store.delete(forgotten)
    assert b"forgotten" not in on_disk(tmp_path)
    assert forgotten.encode() not in on_disk(tmp_path)
    assert f"occupation-of-{kept}".encode() in on_disk(tmp_path)
    with sqlite3.connect(tmp_path / "cases.db") as db:
        counts = [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("cases", "answers", "messages", "ticks")]
    db.close()
    assert counts == [1, 1, 1, 1]


def test_a_case_is_kept_as_long_as_it_is_used(store: CaseStore, clock: Clock) -> None:
    token = a_case(store)
    clock.now += KEEP - timedelta(days=1)
    store.keep_turn(token, [answered(store, "dog", "yes")], {}, event="bereavement")
    clock.now += KEEP - timedelta(days=1)
    assert store.delete_expired() == 0
    assert store.get(token)


def test_an_unused_case_ends_and_its_conversation_can_begin_anew(store: CaseStore, clock: Clock) -> None:
    token = a_case(store)
    clock.now += KEEP
    with pytest.raises(UnknownCase):
        store.get(token)
    # Not removed yet: the resident is here before the hourly cleaning.
    anew = a_case(store)
    assert anew != token
    assert store.answers(anew) == []
    assert store.delete_expired() == 0


# --- one at a time ----------------------------------------------------------------------------------------------------


def test_never_two_workers_at_one_case(store: CaseStore) -> None:
    token = a_case(store)
    inside, most, done = 0, 0, 0
    lock = threading.Lock()

    def work(number: int) -> None:
        nonlocal inside, most, done
        for attempt in range(20):
            with store.claim(token, f"{number}-{attempt}") as mine:
                if not mine:
                    continue
                with lock:
                    inside += 1
                    most = max(most, inside)
                store.answers(token)
                with lock:
                    inside -= 1
                    done += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert (most, inside) == (1, 0)
    assert done


def test_a_worker_that_died_is_replaced_and_does_not_free_the_case_afterwards(store: CaseStore, clock: Clock) -> None:
    token = a_case(store)
    dead = store.claim(token, "dead")
    assert dead.__enter__()
    with store.claim(token, "early") as early:
        assert not early
    clock.now += LEASE + timedelta(seconds=1)
    with store.claim(token, "late") as late:
        assert late
        dead.__exit__(None, None, None)
        with store.claim(token, "third") as third:
            assert not third
    with store.claim(token, "fourth") as fourth:
        assert fourth


def test_a_worker_that_fails_frees_the_case(store: CaseStore) -> None:
    token = a_case(store)
    with pytest.raises(RuntimeError), store.claim(token, "failing"):
        raise RuntimeError
    with store.claim(token, "next") as mine:
        assert mine
