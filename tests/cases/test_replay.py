"""Facts are what the record says last; going back is one more entry, and arrives where one was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.cases import replay
from bot.cases.store import Answer

AT = datetime(2026, 11, 25, tzinfo=UTC)
FACTS = st.sampled_from(["dog", "passport", "deceased_age", "vehicles"])
VALUES = st.sampled_from(["yes", "no", "unknown", 82, ["kei", "more"]])
messages_of_answers = st.lists(st.dictionaries(FACTS, VALUES, min_size=1, max_size=3), max_size=12)
"""What each message answered."""


def entry(fact: str, value: Any, message: int) -> Answer:
    return Answer(fact, value, "resident", "api", message, AT)


@dataclass
class Record:
    """A record as a conversation writes it."""

    entries: list[Answer]
    number: int = 0

    @classmethod
    def of(cls, messages: list[dict[str, Any]]) -> Record:
        record = cls([])
        for facts in messages:
            record.say(facts)
        return record

    def say(self, facts: dict[str, Any]) -> None:
        self.number += 1
        self.entries += [entry(fact, value, self.number) for fact, value in facts.items()]

    def back(self) -> bool:
        self.number += 1
        undone = replay.last_turn(self.entries)
        self.entries += [before or entry(fact, None, self.number) for fact, before in undone.items()]
        return bool(undone)

    @property
    def facts(self) -> dict[str, Any]:
        return replay.facts(self.entries)


@given(messages_of_answers)
def test_the_last_word_holds(messages: list[dict[str, Any]]) -> None:
    last: dict[str, Any] = {}
    for facts in messages:
        last |= facts
    assert Record.of(messages).facts == last


@given(messages_of_answers, messages_of_answers)
def test_correcting_is_as_good_as_answering_so_from_the_start(first: list[dict[str, Any]], then: list[dict[str, Any]]) -> None:
    corrected = Record.of([*first, *then]).facts
    assert corrected == Record.of([corrected] if corrected else []).facts


@given(messages_of_answers.filter(bool))
def test_one_step_back_is_as_if_the_last_message_had_not_been(messages: list[dict[str, Any]]) -> None:
    record = Record.of(messages)
    assert record.back()
    assert record.facts == Record.of(messages[:-1]).facts


@given(messages_of_answers)
def test_going_back_again_and_again_comes_to_the_beginning_and_loses_nothing(messages: list[dict[str, Any]]) -> None:
    record = Record.of(messages)
    before = list(record.entries)
    steps = 0
    while record.back():
        steps += 1
    assert record.facts == {}
    assert steps <= len(messages)
    assert record.entries[: len(before)] == before


@given(messages_of_answers, st.lists(st.booleans(), max_size=12), st.dictionaries(FACTS, VALUES, min_size=1, max_size=2))
def test_back_undoes_what_was_just_said_whatever_went_before(
    messages: list[dict[str, Any]], moves: list[bool], said: dict[str, Any]
) -> None:
    record = Record.of(messages)
    for goes_back in moves:
        if goes_back:
            record.back()
        else:
            record.say(said)
    before = record.facts
    record.say(said)
    record.back()
    assert record.facts == before


@given(messages_of_answers)
def test_progress_counts_messages_whose_answers_hold(messages: list[dict[str, Any]]) -> None:
    record = Record.of(messages)
    last_said = {fact: number for number, facts in enumerate(messages) for fact in facts}
    assert replay.turns(record.entries) == len(set(last_said.values()))
    while record.back():
        pass
    assert replay.turns(record.entries) == 0
