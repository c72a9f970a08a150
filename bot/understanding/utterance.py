"""What the readers of values other than codes work on, and what they give."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.understanding.clauses import Clause


@dataclass(frozen=True)
class TypedFacts:
    values: dict[str, Any] = field(default_factory=dict)
    unsure: bool = False
    candidates: tuple[str, ...] = ()
    """Days an ambiguous date may be; it is then not among the values."""

    def joined(self, other: TypedFacts) -> TypedFacts:
        return TypedFacts({**self.values, **other.values}, self.unsure or other.unsure, self.candidates or other.candidates)


@dataclass(frozen=True)
class Utterance:
    """Normalised text, where it ends its clauses, and which of them speak of the deceased."""

    text: str
    parts: Sequence[Clause]
    about: Sequence[Clause]
    asked: Collection[str]
    today: date
    corrects: bool
    names_facts: bool
    """Some other fact is spoken of: persons may be those of that fact."""

    @property
    def is_opener(self) -> bool:
        return not self.asked
