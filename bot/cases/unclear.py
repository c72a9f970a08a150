"""Sentences that were not understood, for an editor to learn from. Kept only where the city office wants it, and apart from the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.engine import Row

from bot.cases.secret_box import SecretBox
from bot.cases.tables import unclear

Why = Literal["unclear", "declined"]
"""It was not understood, or the person said no to what was understood."""


@dataclass(frozen=True)
class UnclearSentence:
    number: int
    sentence: str
    """Without names, places and numbers."""
    event: str
    question: str | None
    """Fact of the open question."""
    why: Why
    day: date


class UnclearSentences:
    def __init__(self, engine: Engine, box: SecretBox, *, keep: timedelta, clock: Callable[[], datetime], wanted: bool) -> None:
        self._engine, self._box, self._keep, self._clock, self._wanted = engine, box, keep, clock, wanted

    def add(self, sentence: str, *, event: str, question: str | None, why: Why) -> None:
        """Keeps a sentence whose personal data has been taken out; nothing where that is not wanted."""
        if not self._wanted or not sentence.strip():
            return
        # The day alone: the hour would lead to the case.
        row = {"sentence": self._box.seal(sentence), "event": event, "question": question, "why": why, "day": self._clock().date()}
        with self._engine.begin() as db:
            db.execute(insert(unclear).values(row))

    def all(self) -> list[UnclearSentence]:
        """Oldest first."""
        with self._engine.connect() as db:
            return [self._opened(row) for row in db.execute(select(unclear).order_by(unclear.c.number))]

    def find(self, number: int) -> UnclearSentence | None:
        with self._engine.connect() as db:
            row = db.execute(select(unclear).where(unclear.c.number == number)).first()
        return self._opened(row) if row else None

    def _opened(self, row: Row[tuple[int, str, str, str | None, str, date]]) -> UnclearSentence:
        return UnclearSentence(row.number, self._box.open(row.sentence), row.event, row.question, row.why, row.day)

    def drop(self, number: int) -> None:
        with self._engine.begin() as db:
            db.execute(delete(unclear).where(unclear.c.number == number))

    def delete_expired(self) -> None:
        with self._engine.begin() as db:
            db.execute(delete(unclear).where(unclear.c.day < (self._clock() - self._keep).date()))
