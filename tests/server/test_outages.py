"""A part of the program dies, or cannot start: nobody's words are lost, and somebody is told plainly what to do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.model import ROOT
from tests.cases.stores import a_case, a_store
from tests.live import Live, Talk, free_port, running

OPENER = "父が2026年11月19日に82歳で亡くなりました"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server of our own, to be ill-treated."""
    with running(tmp_path_factory.mktemp("outages")) as live:
        yield live


def kill(live: Live, module: str) -> None:
    """Kills the process as the system does when memory is short."""
    (pid,) = live.pids(module)
    os.kill(pid, signal.SIGKILL)


def unanswered(live: Live, talk: Talk) -> list[str | None]:
    case = live.store.find_conversation(f"api:{talk.conversation}")
    assert case is not None
    return [said.text for said in live.store.waiting(case.token)]


# --- a process dies ---------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_while_rasa_is_away_what_is_said_is_kept_and_counts_when_it_is_back(server: Live) -> None:
    talk = Talk(server, "rasa")
    talk.say("父が亡くなりました")
    question, before = talk.last["question"], talk.facts
    kill(server, "bot.nlu.launch")
    said = ["2026年11月18日です", "81歳でした"]
    for words in said:
        reply = talk.say(words)
        assert "お預かりしました" in talk.reply
        assert reply["question"] == question
    assert server.http.get("/readyz").status_code == 503
    assert server.http.get("/healthz").status_code == 200
    assert talk.facts == before
    page = server.http.post("/start", follow_redirects=True)
    assert page.status_code == 200
    assert "お預かりしました" in page.text
    server.wait_until_ready()
    talk.say("死亡届はもう出しました")
    assert unanswered(server, talk) == []
    assert talk.facts["deceased_age"] == 81
    assert talk.facts["death_date"] == "2026-11-18"
    record = server.store.transcript(server.store.find_conversation("api:rasa").token)  # type: ignore[union-attr]
    assert [one.text for one in record] == ["父が亡くなりました", *said, "死亡届はもう出しました"]
    assert talk.facts["already_submitted_death_notification"] == "yes"
    assert "お悔やみ" in server.http.get(page.url).text


@pytest.mark.model
def test_after_the_app_was_killed_the_conversation_goes_on_where_it_was(server: Live) -> None:
    talk = Talk(server, "app")
    talk.say(OPENER)
    question, facts, old = talk.last["question"], talk.facts, talk.choices[0]["value"]
    kill(server, "bot.server")
    with pytest.raises(httpx.HTTPError):
        talk.say("聞こえますか")
    server.wait_until_ready()
    assert talk.facts == facts
    assert talk._post({})["question"] == question
    assert "お悔やみ" not in talk.reply
    talk.press_value(old)
    assert "すでにお答え" in talk.reply
    talk.press(talk.choices[0]["label"])
    assert len(talk.facts) > len(facts)


@pytest.mark.model
def test_an_app_killed_amid_many_messages_loses_none_and_does_none_twice(server: Live) -> None:
    talk = Talk(server, "burst")
    talk._post({})

    def send(age: int) -> bool:
        try:
            body = {"conversation": "burst", "text": f"{age}歳でした"}
            return httpx.post(f"{server.url}/api/chat", json=body, timeout=30).is_success
        except httpx.HTTPError:
            return False

    case = server.store.find_conversation("api:burst")
    assert case is not None
    with ThreadPoolExecutor(20) as pool:
        sending = [pool.submit(send, age) for age in range(60, 80)]
        while not server.store.answers(case.token):
            time.sleep(0.01)
        kill(server, "bot.server")
        answered = [one.result() for one in sending]
    assert not all(answered)
    server.wait_until_ready()
    talk._post({})
    assert unanswered(server, talk) == []
    received = [said.id for said in server.store.transcript(case.token) if (said.text or "").endswith("歳でした")]
    ages = [answer.message for answer in server.store.answers(case.token) if answer.fact == "deceased_age"]
    assert ages == received


@pytest.mark.model
def test_a_message_whose_reply_got_lost_is_not_acted_on_twice(server: Live) -> None:
    talk = Talk(server, "lost-reply")
    talk.say(OPENER)
    talk.press(talk.choices[0]["label"])
    talk.say("戻る")
    case = server.store.find_conversation("api:lost-reply")
    assert case is not None
    record, reply = server.store.answers(case.token), server.store.transcript(case.token)[-1].reply
    with server.store._engine.begin() as db:
        last = "SELECT max(id) FROM messages WHERE token = :token"
        db.execute(text(f"UPDATE messages SET reply = NULL WHERE id = ({last})"), {"token": case.token})
    assert "父" in server.http.get(f"/c/{case.token}").text
    assert server.store.answers(case.token) == record
    assert server.store.transcript(case.token)[-1].reply == reply


# --- the start --------------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_a_taken_port_is_told_in_one_line(server: Live, tmp_path: Path) -> None:
    port = httpx.URL(server.url).port
    code, lines = try_to_serve(tmp_path, "--port", str(port))
    assert code == 2
    assert lines == [f"127.0.0.1:{port} は、ほかのプログラムが使っています。--port で別の番号を指定してください。"]


@pytest.mark.parametrize("content", [None, "nonsense\n", "", "other"], ids=["folder", "nonsense", "empty", "other key"])
def test_an_unusable_key_is_told_before_anything_starts(tmp_path: Path, content: str | None) -> None:
    key = tmp_path / "secret.key"
    if content is None:
        key.mkdir()
    elif content == "other":
        a_case(a_store(tmp_path))
        key.write_bytes(Fernet.generate_key())
    else:
        key.write_text(content)
    code, lines = try_to_serve(tmp_path)
    assert code == 2
    assert lines[0] == "始められません。"
    assert "暗号鍵" in lines[1]
    assert len(lines) == 2


def test_a_database_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    code, lines = try_to_serve(tmp_path, DATABASE_URL="sqlite:////proc/nowhere/cases.db")
    assert code == 2
    assert len(lines) == 1
    assert "DATABASE_URL" in lines[0]


def test_a_mistake_in_the_knowledge_base_is_told_with_file_and_key(tmp_path: Path) -> None:
    program = tmp_path / "program"
    for package in ("bot", "actions", "procedure_kb"):
        shutil.copytree(ROOT / package, program / package, ignore=shutil.ignore_patterns("__pycache__"))
    desks = program / "procedure_kb" / "data" / "desks.yml"
    desks.write_text(desks.read_text().replace(" name:", " nmae:", 1))
    code, lines = try_to_serve(tmp_path, program=program)
    assert code == 2
    assert lines[0] == "始められません。"
    assert any("desks.yml" in line and "nmae" in line for line in lines[1:])


def try_to_serve(folder: Path, *arguments: str, program: Path = ROOT, **environment: str) -> tuple[int, list[str]]:
    """Exit code and lines of a start that fails."""
    settings = {"DATABASE_URL": f"sqlite:///{folder}/cases.db", "MICHISHIRUBE_KEY_FILE": f"{folder}/secret.key"}
    arguments = arguments or ("--port", str(free_port()))
    ended = subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", "serve", *arguments],
        cwd=program, env={**os.environ, **settings, **environment, "PYTHONPATH": str(program)},
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    return ended.returncode, (ended.stdout + ended.stderr).splitlines()


# --- the end ----------------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_ctrl_c_ends_all_processes(server: Live) -> None:
    pids = [*server.pids("bot.server"), *server.pids("bot.nlu.launch")]
    assert len(pids) == 2
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=20) == 0
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
