"""From the record of answers to the facts that hold now, and to what was answered in which turn. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.cases.store import Answer


def facts(record: Iterable[Answer]) -> dict[str, Any]:
    """The facts that hold now, in the order in which they were first said."""
    held: dict[str, Any] = {}
    for answer in record:
        if answer.value is None:
            held.pop(answer.fact, None)
        else:
            held[answer.fact] = answer.value
    return held


def turns(record: Iterable[Answer]) -> int:
    """Number of messages whose answers hold."""
    held: dict[str, int | None] = {}
    for answer in record:
        if answer.value is None:
            held.pop(answer.fact, None)
        else:
            held[answer.fact] = answer.message
    return len(set(held.values()))


def last_turn(record: Sequence[Answer]) -> dict[str, Any]:
    """Facts that the latest message with answers in force gave, with the values they had before (None: nothing)."""
    latest: dict[str, Answer] = {}
    for answer in record:
        if answer.value is None:
            latest.pop(answer.fact, None)
        else:
            latest[answer.fact] = answer
    numbers = [answer.message for answer in latest.values() if answer.message is not None]
    if not numbers:
        return {}
    given = [fact for fact, answer in latest.items() if answer.message == max(numbers)]
    before = facts(answer for answer in record if answer.message is None or answer.message < max(numbers))
    return {fact: before.get(fact) for fact in given}
