"""How long a turn takes through the chat interface, beside the same message sent to bare Rasa."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.conversation.rasa import RasaClient
from tests.bench.resident import Resident, Said
from tests.bench.timing import Timings, clocked
from tests.live import Live

_MOST_TURNS = 80
"""Of one conversation: more means that the family and the guide talk past each other."""


@dataclass(frozen=True)
class Measured:
    said: Said
    app_ms: float
    bare_ms: float


@dataclass(frozen=True)
class Turns:
    first: list[Measured]
    """Of the first conversation after the start; not counted below."""
    measured: list[Measured]
    conversations: int
    finished: int
    """Conversations that reached the checklist."""

    def app(self, *, words: bool | None = None) -> Timings:
        return Timings(tuple(turn.app_ms for turn in self._of(words)))

    def bare(self, *, words: bool | None = None) -> Timings:
        return Timings(tuple(turn.bare_ms for turn in self._of(words)))

    def _of(self, words: bool | None) -> list[Measured]:
        return [turn for turn in self.measured if words is None or bool(turn.said.text) is words]


def measure(live: Live, bare: RasaClient, families: Iterator[Resident], *, at_least: int) -> Turns:
    """Whole conversations until so many turns are measured; each turn once here, once there."""
    first, _ = _converse(live, bare, next(families), "bench-0")
    measured: list[Measured] = []
    finished = 0
    for number in count(1):
        turns, complete = _converse(live, bare, next(families), f"bench-{number}")
        measured += turns
        finished += complete
        if len(measured) >= at_least:
            return Turns(first, measured, number, finished)
    raise AssertionError("unreachable")


def _converse(live: Live, bare: RasaClient, family: Resident, name: str) -> tuple[list[Measured], bool]:
    said: Said | None = family.begin()
    turns: list[Measured] = []
    reply: dict[str, Any] = {}
    while said is not None and len(turns) < _MOST_TURNS:
        turn, reply = _turn(live, bare, name, said, len(turns))
        turns.append(turn)
        said = family.reply(reply)
    return turns, bool(reply.get("checklist"))


def _turn(live: Live, bare: RasaClient, name: str, said: Said, number: int) -> tuple[Measured, dict[str, Any]]:
    body = {"conversation": name, **said.body}
    app_ms, response = clocked(lambda: live.http.post("/api/chat", json=body))
    response.raise_for_status()
    bare_ms, _ = clocked(lambda: bare.send(name, message=number, text=said.text, choices=said.choices, asked=()))
    return Measured(said, app_ms, bare_ms), response.json()
