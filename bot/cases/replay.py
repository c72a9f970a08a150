"""From the record of answers to the facts that hold now, and to what was answered in which turn. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.cases.store import Answer


def facts(record: Iterable[Answer]) -> dict[str, Any]:
    """The facts that hold now, in the order in which they were first said."""
    return {fact: answer.value for fact, answer in _in_force(record).items()}


def turns(record: Iterable[Answer]) -> int:
    """Number of messages whose answers hold."""
    return len({answer.message for answer in _in_force(record).values()})


def last_turn(record: Sequence[Answer]) -> dict[str, Answer | None]:
    """Facts that the latest message with answers in force gave, with the answers that held before it (None: nothing)."""
    latest = _in_force(record)
    numbers = [answer.message for answer in latest.values() if answer.message is not None]
    if not numbers:
        return {}
    given = [fact for fact, answer in latest.items() if answer.message == max(numbers)]
    before = _in_force(answer for answer in record if answer.message is None or answer.message < max(numbers))
    return {fact: before.get(fact) for fact in given}


def _in_force(record: Iterable[Answer]) -> dict[str, Answer]:
    """For each fact that holds the answer that says so, in the order in which they were first said."""
    held: dict[str, Answer] = {}
    for answer in record:
        if answer.value is None:
            held.pop(answer.fact, None)
        else:
            held[answer.fact] = answer
    return held
