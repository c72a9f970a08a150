"""Messages sent at once: each is answered, in the order in which it came, and none is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from bot.cases.store import Said
from tests.live import Live, Talk

pytestmark = pytest.mark.model


def record_of(live: Live, conversation: str) -> list[Said]:
    case = live.store.find_conversation(f"api:{conversation}")
    assert case is not None
    return live.store.transcript(case.token)


def send_all(live: Live, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sends all at once, each over a connection of its own; the replies in the order of the bodies."""

    def send(body: dict[str, Any]) -> dict[str, Any]:
        response = httpx.post(f"{live.url}/api/chat", json=body, timeout=60)
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        return reply

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, bodies))


def test_twenty_messages_at_once_are_all_answered_in_the_order_of_arrival(live: Live) -> None:
    texts = [f"{age}歳でした" for age in range(60, 80)]
    replies = send_all(live, [{"conversation": "twenty", "text": text} for text in texts])
    record = record_of(live, "twenty")
    assert sorted(said.text or "" for said in record) == texts
    assert {said.text: said.reply[-1]["text"] for said in record if said.reply} == {
        text: reply["messages"][-1]["text"] for text, reply in zip(texts, replies, strict=True)
    }
    # The condolence belongs to the message that came first; the answer in force is that of the last.
    assert [any("お悔やみ" in message["text"] for message in said.reply or ()) for said in record] == [True] + [False] * 19
    assert f"{Talk(live, 'twenty').facts['deceased_age']}歳でした" == record[-1].text


def test_every_answer_is_worked_off_once(live: Live) -> None:
    send_all(live, [{"conversation": "once", "text": f"{age}歳でした"} for age in range(60, 80)])
    case = live.store.find_conversation("api:once")
    assert case is not None
    numbers = [answer.message for answer in live.store.answers(case.token)]
    assert numbers == sorted(set(numbers), key=lambda number: number or 0)
    assert len(numbers) == 20


def test_thirty_families_at_once_each_get_their_own_answers(live: Live) -> None:
    names = [f"family-{number}" for number in range(30)]
    replies = send_all(live, [{"conversation": name, "text": f"父が{60 + n}歳で亡くなりました"} for n, name in enumerate(names)])
    assert len({reply["case"] for reply in replies}) == 30
    for n, name in enumerate(names):
        assert Talk(live, name).facts["deceased_age"] == 60 + n


def test_two_tabs_share_one_conversation(live: Live) -> None:
    """A button of the first tab is known as old once the second has answered; both see the same record."""
    first = Talk(live, "tabs")
    first.say("父が2026年11月19日に82歳で亡くなりました")
    with httpx.Client(base_url=live.url, timeout=30) as http:
        second = Talk(Live(live.url, live.process, live.log, http), "tabs")
        second._post({})
        offered = second.choices
        second.press_value(offered[0]["value"])
        assert second.last["question"] != first.last["question"]
        facts = first.facts
        first.press_value(first.choices[0]["value"])
        assert "すでにお答え" in first.reply
        assert first.facts == facts
        assert first.last["question"] == second.last["question"]
        first.press_value("change.relation_to_deceased")
        first.press("母")
        second._post({})
        assert second.facts["relation_to_deceased"] == "mother"


def test_the_same_button_pressed_in_two_tabs_at_once_counts_once(live: Live) -> None:
    talk = Talk(live, "same-button")
    talk.say("父が2026年11月19日に82歳で亡くなりました")
    before = talk.facts
    value = talk.choices[0]["value"]
    replies = send_all(live, [{"conversation": "same-button", "choice": value}] * 4)
    told = ["すでにお答え" in reply["messages"][0]["text"] for reply in replies]
    assert sorted(told) == [False, True, True, True]
    assert set(talk.facts) - set(before) == {"already_submitted_death_notification", "is_sakai_resident"}
