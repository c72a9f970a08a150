"""What a conversation remembers between two messages: what was asked and offered. Answers are in the record, not here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Status = Literal["active", "finished"]


@dataclass
class Dialogue:
    turn: int = 0
    """Number of the reply; part of every offered value, so that an old button is known as old."""
    status: Status = "active"
    greeted: bool = False
    asked: list[str] = field(default_factory=list)
    """Facts of the open question."""
    manner: Literal["alone", "list", "together"] = "alone"
    """How they are asked (``bot.understanding.context``)."""
    focus: list[str] = field(default_factory=list)
    """Facts to ask before anything else: after 「戻る」 and 「変更」."""
    changing: bool = False
    """「変更」 was pressed: 「戻る」 leaves the answer as it is."""
    offers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Values on offer and what each of them means."""
    pending: dict[str, Any] | None = None
    """Waits for a yes: facts to set, or a command to carry out."""
    listed: list[str] | None = None
    """Procedures on the list when it was shown last, to say what a change has added and removed."""
    left: list[list[str]] = field(default_factory=list)
    """Answers that exclude each other and are to stay as they are: each list of facts is asked about once."""
    failures: int = 0
    """Readings of the open question that failed in a row."""
    prompt: dict[str, Any] = field(default_factory=dict)
    """The open question as a page draws it."""
    done: int | None = None
    """Number of the last message that was worked off, and its reply: a message is never acted on twice."""
    reply: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Dialogue:
        return cls(**data)

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    def label_of(self, value: str) -> str | None:
        """What stands on the button with this value, if it is on offer."""
        offered = [*self.prompt.get("choices", ()), *self.prompt.get("ticks", ())]
        return next((label for label, own in offered if own == value), None)
