"""What words state, and what they leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.understanding.clauses import Clause
from procedure_kb.model import Fact


@dataclass
class Stated:
    facts: dict[str, Any] = field(default_factory=dict)
    unsure: bool = False
    candidates: tuple[str, ...] = ()
    rejected: dict[str, set[str]] = field(default_factory=dict)
    """Values said not to be the ones: 「国保ではありません」."""
    talked_about: set[str] = field(default_factory=set)
    """Facts that are only wished for, imagined or talked about: the classifier cannot tell."""
    led: set[str] = field(default_factory=set)
    """Facts answered by a bare yes or no before something else is told: the classifier hears both together."""
    settled: set[str] = field(default_factory=set)
    """Facts that turn on which of the persons named is meant: the classifier cannot know."""
    asks: bool = False
    is_own: bool = False
    """Speaks only of the speaker or of somebody who did not die."""
    parts: Sequence[Clause] = ()
    explicit: set[str] = field(default_factory=set)
    """Facts whose value stood in the words themselves: a mere subject and predicate do not change it."""

    def add(self, fact: Fact, value: Any, unsure: bool, *, explicit: bool = True) -> None:
        if not explicit and fact.id in self.explicit:
            return
        if explicit:
            self.explicit.add(fact.id)
        if self.facts.get(fact.id, value) != value:
            self.led.discard(fact.id)
        self.facts[fact.id] = _joined(self.facts.get(fact.id), value)
        self.unsure = self.unsure or unsure


def _joined(before: Any, value: Any) -> Any:
    """Two mentions of one fact: codes of a set add up; otherwise the later one counts."""
    if isinstance(before, list) and isinstance(value, list):
        named = [code for code in before + value if code != "none"]
        return list(dict.fromkeys(named)) or ["none"]
    return value
