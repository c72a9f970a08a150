"""Between a message and its reply: what happens when Rasa is away, fails, or the case goes meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from bot.cases.store import CaseStore, UnknownCase
from bot.conversation.rasa import RasaClient, RasaFailed, RasaUnavailable
from bot.conversation.service import Conversations
from tests.actions.desk import BRAINS, TODAY
from tests.cases.stores import a_store

APOLOGY, FAILED = "お待ちください。", "扱えませんでした。"


@dataclass
class Rasa:
    """Repeats what it hears. ``mood`` may raise."""

    heard: list[str] = field(default_factory=list)
    mood: Callable[[str], None] = lambda text: None

    def send(self, sender: str, *, message: int, text: str, choices: Sequence[str], asked: Sequence[str]) -> list[dict[str, Any]]:
        self.mood(text)
        self.heard.append(text)
        return [{"text": f"「{text}」", "speech": text, "choices": [], "card": None}]


@pytest.fixture
def store(tmp_path: Path) -> CaseStore:
    return a_store(tmp_path)


@pytest.fixture
def rasa() -> Rasa:
    return Rasa()


@pytest.fixture
def conversations(store: CaseStore, rasa: Rasa) -> Conversations:
    return Conversations(store, cast(RasaClient, rasa), BRAINS, today=lambda: TODAY, apology=APOLOGY, failed=FAILED)


@pytest.fixture
def token(conversations: Conversations) -> str:
    return conversations.in_channel("bereavement", "api", "one")


def away(_: str) -> None:
    raise RasaUnavailable


def say(conversations: Conversations, token: str, text: str) -> str:
    return conversations.say(token, text=text).messages[-1].text


def test_what_is_said_while_rasa_is_away_is_worked_off_first_when_it_is_back(
    conversations: Conversations, rasa: Rasa, token: str
) -> None:
    rasa.mood = away
    assert say(conversations, token, "一") == APOLOGY
    assert say(conversations, token, "二") == APOLOGY
    rasa.mood = lambda text: None
    assert say(conversations, token, "三") == "「三」"
    assert rasa.heard == ["一", "二", "三"]
    assert [bubble.text for bubble in conversations.view(token).bubbles] == ["一", "「一」", "二", "「二」", "三", "「三」"]


def test_opening_the_page_is_enough_to_get_the_waiting_reply(conversations: Conversations, rasa: Rasa, token: str) -> None:
    rasa.mood = away
    say(conversations, token, "一")
    assert [bubble.text for bubble in conversations.view(token).bubbles] == ["一", APOLOGY]
    rasa.mood = lambda text: None
    assert [bubble.text for bubble in conversations.view(token).bubbles] == ["一", "「一」"]


def test_a_message_that_cannot_be_worked_off_does_not_block_those_behind_it(
    conversations: Conversations, rasa: Rasa, token: str
) -> None:
    tried: list[str] = []

    def fails_at_poison(text: str) -> None:
        tried.append(text)
        if text == "毒":
            raise RasaFailed

    rasa.mood = fails_at_poison
    assert say(conversations, token, "毒") == FAILED
    assert say(conversations, token, "二") == "「二」"
    assert tried == ["毒", "毒", "二"]


def test_a_case_deleted_while_its_message_waits_is_told_as_gone(
    conversations: Conversations, rasa: Rasa, store: CaseStore, token: str
) -> None:
    with store.claim(token, "someone else"):
        rasa.mood = away
        store.receive(token, text="一", choices=(), shown="一")
        original = store.waiting

        def deleted_meanwhile(token: str) -> Any:
            store.delete(token)
            return original(token)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(store, "waiting", deleted_meanwhile)
            with pytest.raises(UnknownCase):
                conversations.say(token, text="二")


@pytest.mark.parametrize("text", ["/restart", " /restart", "　/restart", "\u2028/restart", "\xa0/inform{}", "\n\n/session_start"])
def test_no_words_reach_rasa_as_a_command(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = RasaClient("http://127.0.0.1:9", timeout=1)
    sent: list[str] = []

    class Answer:
        def raise_for_status(self) -> None: ...

        def json(self) -> list[dict[str, Any]]:
            return [{"custom": {"messages": []}}]

    def post(address: str, json: dict[str, Any]) -> Answer:
        sent.append(json["message"])
        assert json["metadata"]["text"] == text
        return Answer()

    monkeypatch.setattr(client._client, "post", post)
    client.send("token", message=1, text=text, choices=(), asked=())
    # Rasa strips white space before it looks for the slash.
    assert not sent[0].strip().startswith("/")
    client.close()
