"""What an utterance is read in, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Kind = Literal[
    "answer", "dont_know", "correction", "digression", "command", "emotion", "out_of_scope", "unclear", "nothing_else", "greeting"
]
Ranking = Sequence[tuple[str, float]]
"""Labels of the classifier such as ``inform/dog.yes`` with their shares, best first."""


@dataclass(frozen=True)
class Classified:
    """What the classifier says of an utterance, by itself (``bot/nlu``)."""

    ranking: Ranking = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    """For each fact that was asked, its ``share`` among all that may be spoken of, and how that is shared out among its ``values``;
    ``nothing`` is that none is stated. Of a set, the values ``together`` seem to be said in one breath."""
    corrected: Ranking = ()
    """The ranking of what is left of a correction without what it takes back."""
    parts: Sequence[Ranking] = ()
    """The rankings of its clauses, if it has several."""
    masked: str = ""
    """The text without what might tell who speaks."""


Manner = Literal["alone", "list", "together"]


@dataclass(frozen=True)
class Context:
    """The conversation at the moment of speaking."""

    today: date
    asked: tuple[str, ...] = ()
    """Facts of the open question, most important first; empty for an opener."""
    manner: Manner = "alone"
    """How the facts are asked: one alone, as a tick-list, or together in one sentence of which the first is the lead."""
    known: Mapping[str, Any] = field(default_factory=dict)

    @property
    def several(self) -> bool:
        return self.manner != "alone"


@dataclass(frozen=True)
class Reading:
    kind: Kind
    facts: Mapping[str, Any] = field(default_factory=dict)
    confirm: bool = False
    digression: str | None = None
    about: str | None = None
    command: str | None = None
    emotion: str | None = None
    candidates: tuple[Any, ...] = ()
    """For an ambiguous date: the days it may be."""
