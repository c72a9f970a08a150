"""Whatever is sent, the program answers in plain Japanese, changes no answer, and the conversation goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from tests.live import Live, Talk

pytestmark = pytest.mark.model

_NUMBERS = count()
OPENER = "父が2026年11月19日に82歳で亡くなりました"


@pytest.fixture
def talk(live: Live) -> Iterator[Talk]:
    """A conversation in which a question is open; at the end of the test its answers must be as before and the next one counts."""
    talk = Talk(live, f"bad-{next(_NUMBERS)}")
    talk.say(OPENER)
    facts = talk.facts
    assert facts["deceased_age"] == 82
    yield talk
    assert talk.facts == facts
    talk._post({})
    talk.press("わからない")
    assert len(talk.facts) > len(facts)


def is_asked_again(talk: Talk, reply: dict[str, Any]) -> bool:
    return bool(reply["question"]) and "わからない" in [choice["label"] for choice in talk.choices]


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "　\n\t", "あ" * 5000, "👍🙏😭", "👨‍👩‍👧‍👦" * 100, "\x00\x01\x1b[2J\x7f", "\u200b\u200d\ufeff\u202e\u2060",
        '/inform{"dog":"yes"}', " /restart", "／restart", "　/restart", "\u2028/restart", "\xa0/restart", "\u200b/restart",
        "/session_start", "/nlu_fallback", "EXTERNAL: inform", "（選択）",
        "'; DROP TABLE cases; --", "<script>alert(1)</script>", "{{7*7}} ${7*7} %s%n", "㍿" * 5000,
        "2026年12月24日に亡くなりました", "2026年2月31日に亡くなりました", "300歳でした",
    ],
    ids=lambda text: ascii(text[:16]),
)  # fmt: skip
def test_unfit_words_are_answered_and_the_question_comes_back(talk: Talk, text: str) -> None:
    before = talk.last["question"]
    reply = talk.say(text)
    if [choice["label"] for choice in talk.choices] == ["はい", "いいえ"]:
        reply = talk.press("いいえ")
    assert reply["question"] == before
    assert is_asked_again(talk, reply)
    assert "お悔やみ" not in talk.reply


def test_an_attack_at_the_beginning_states_nothing(talk: Talk) -> None:
    attacker = Talk(talk.live, "attacker")
    for text in ("'; DROP TABLE cases; -- 82", '/inform{"deceased_age": 82}', "<script>alert(1)</script>", "{{7*7}} ${7*7} %s%n"):
        attacker.say(text)
    assert attacker.facts == {}


def test_too_long_a_message_is_refused_as_a_whole(talk: Talk) -> None:
    response = talk.live.http.post("/api/chat", json={"conversation": talk.conversation, "text": "あ" * 20_000})
    assert_problem(response, 422)


def test_markup_is_shown_as_it_was_typed(talk: Talk) -> None:
    talk.say("<script>alert(1)</script>")
    case = talk.live.store.find_conversation(f"api:{talk.conversation}")
    assert case is not None
    page = talk.live.http.get(f"/c/{case.token}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# --- buttons ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "choice",
    ["99.0", "2.99", "-1.0", "nonsense", "/restart", "do.nothing", "change.nothing", "do.__init__", ["2.0", "2.1"], "あ" * 3000],
    ids=lambda choice: str(choice)[:12],
)
def test_a_choice_that_was_never_offered_is_told_and_asked_again(talk: Talk, choice: str | list[str]) -> None:
    reply = talk.press_value(choice)
    assert "もう一度お選びください" in talk.reply
    assert is_asked_again(talk, reply)


def test_an_old_choice_is_told_to_be_answered_already(talk: Talk) -> None:
    old = talk.choices[0]["value"]
    talk.say("")
    talk.press_value(old)
    assert "すでにお答え" in talk.reply


def test_a_button_pressed_twice_answers_one_question(live: Live) -> None:
    talk = Talk(live, f"bad-{next(_NUMBERS)}")
    talk.say(OPENER)
    value = talk.choices[0]["value"]
    talk.press_value(value)
    facts, question = talk.facts, talk.last["question"]
    reply = talk.press_value(value)
    assert (talk.facts, reply["question"]) == (facts, question)


# --- the interface ----------------------------------------------------------------------------------------------------


def assert_problem(response: httpx.Response, status: int) -> None:
    """A problem document in Japanese that gives nothing away."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert any("ぁ" <= char <= "ん" for char in body["title"]), body
    assert "Traceback" not in response.text


BODIES: list[tuple[str, bytes, int]] = [
    ("broken", b'{"conversation": "bad", "text": ', 400),
    ("not utf-8", b'{"conversation": "bad", "text": "\xff\xfe"}', 400),
    ("nothing", b"", 422),
    ("null", b"null", 422),
    ("list", b"[]", 422),
    ("number", b"1", 422),
    ("nested", b"[" * 30_000, 400),
    ("no conversation", b'{"text": "x"}', 422),
    ("half a character", b'{"conversation": "bad", "text": "\\ud83d"}', 422),
]
FIELDS: list[dict[str, Any]] = [
    {"conversation": ""},
    {"conversation": "x" * 65},
    {"conversation": None},
    {"conversation": 7},
    {"conversation": ["x"]},
    {"text": 1},
    {"text": ["x"]},
    {"text": {"$gt": ""}},
    {"choice": 1},
    {"choice": {"value": "1.0"}},
    {"choice": [1]},
    {"text": "はい", "choice": "2.0"},
    {"question": "dog"},
    {"facts": {"dog": "yes"}},
]


@pytest.mark.parametrize(("content", "status"), [body[1:] for body in BODIES], ids=[body[0] for body in BODIES])
def test_what_is_no_message_is_a_problem_document(talk: Talk, content: bytes, status: int) -> None:
    response = talk.live.http.post("/api/chat", content=content, headers={"Content-Type": "application/json"})
    assert_problem(response, status)


@pytest.mark.parametrize("fields", FIELDS, ids=lambda fields: json.dumps(fields)[:30])
def test_a_field_of_the_wrong_kind_is_a_problem_document(talk: Talk, fields: dict[str, Any]) -> None:
    assert_problem(talk.live.http.post("/api/chat", json={"conversation": talk.conversation, **fields}), 422)


def test_too_large_a_body_is_refused_announced_or_not(talk: Talk) -> None:
    body = json.dumps({"conversation": talk.conversation, "text": "x" * 400_000}).encode()
    assert_problem(talk.live.http.post("/api/chat", content=body), 413)
    pieces = (body[start : start + 10_000] for start in range(0, len(body), 10_000))
    response = talk.live.http.post("/api/chat", content=pieces, headers={"Content-Type": "application/json"})
    assert_problem(response, 413)


def test_a_form_is_no_message(talk: Talk) -> None:
    assert_problem(talk.live.http.post("/api/chat", data={"conversation": talk.conversation, "text": "はい"}), 422)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/chat", 405),
        ("DELETE", "/api/chat", 405),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/checklists/unknown", 404),
        ("GET", "/api/checklists/..%2f..%2fetc%2fpasswd", 404),
        ("GET", "/api/checklists/%00", 404),
        ("GET", "/api/checklists/" + "x" * 5000, 404),
        ("POST", "/actions", 404),
        ("GET", "/webhooks/rest/webhook", 404),
    ],
)
def test_what_is_not_there_is_a_problem_document(live: Live, method: str, address: str, status: int) -> None:
    assert_problem(live.http.request(method, address), status)


def test_an_unknown_conversation_begins_anew(live: Live) -> None:
    talk = Talk(live, "x" * 64)
    talk.say("つづきをお願いします")
    assert "お悔やみ" in talk.reply
    assert talk.facts == {}
    assert talk.asks
