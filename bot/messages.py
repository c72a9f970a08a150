"""The channel-neutral message. Every channel turns these records into its platform's form; none of them names a platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Choice:
    """Something to press. ``value`` is opaque and only valid while it is on offer."""

    label: str
    value: str


@dataclass(frozen=True)
class Message:
    text: str
    speech: str
    """What is read aloud."""
    choices: tuple[Choice, ...] = ()
    card: Literal["checklist", "help_lines", "person"] | None = None


@dataclass(frozen=True)
class Links:
    """Addresses of the checklist, relative to the server's root."""

    url: str
    api: str
    pdf: str
    ics: str


@dataclass(frozen=True)
class Progress:
    answered: int
    at_most: int
    """Questions answered plus the most that can still come."""


@dataclass(frozen=True)
class Turn:
    """Answer of the conversation to one message of a person."""

    case: str
    messages: tuple[Message, ...]
    question: str | None
    asks: tuple[str, ...]
    """All facts the current question is about; ``question`` is the first of them."""
    progress: Progress
    checklist: Links | None


@dataclass(frozen=True)
class Bubble:
    """One line of the transcript."""

    speaker: Literal["guide", "resident"]
    text: str
    at: datetime
    card: str | None = None


@dataclass(frozen=True)
class AnswerLine:
    """An answer given so far, with the value that asks it again when sent as a choice (「変更」)."""

    fact: str
    label: str
    answer: str
    change: str


@dataclass(frozen=True)
class Tick:
    """One line of a tick-list; sent as a choice value, several at once, with ``Prompt.submit``."""

    label: str
    value: str


@dataclass(frozen=True)
class Prompt:
    """The question that is open now, as a page draws it. A channel without widgets shows ``choices`` alone."""

    question: str | None
    kind: Literal["single", "group", "confirm", "paused", "finished"]
    """``paused``: something else was said (a person, help lines), and the question waits; ``text`` is empty then."""
    text: str
    why: str | None
    find_out: str | None
    choices: tuple[Choice, ...]
    ticks: tuple[Tick, ...] = ()
    submit: str | None = None
    """Value to send along with the ticked values: what is not ticked does not apply."""
    input: Literal["text", "date", "number", "tel"] = "text"


@dataclass(frozen=True)
class ChatView:
    """All a chat page shows."""

    token: str
    case: str
    event: str
    bubbles: tuple[Bubble, ...]
    prompt: Prompt
    progress: Progress
    remaining: int
    """Estimate for 「あと約n問」."""
    answers: tuple[AnswerLine, ...]
    checklist: Links | None
