"""A text in clauses, each with what holds for everything said in it: taken back, supposed, asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.understanding.boundaries import pieces


@dataclass(frozen=True)
class Clause:
    text: str
    start: int
    taken_back: bool
    """Reported as said before: 「ないと言いましたが」."""
    supposed: bool
    """Only imagined: 「もし〜なら」."""
    asks: bool
    of_strangers: bool
    """About somebody who has no part in the case: 「隣の奥さんは…」."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def states(self) -> bool:
        """Whether what it says is meant as said."""
        return not (self.taken_back or self.supposed or self.asks or self.of_strangers)


def clauses(text: str, talk: Mapping[str, re.Pattern[str]]) -> list[Clause]:
    """The clauses of normalised text, which together are the text."""
    return [_clause(text, start, end, talk) for start, end in pieces(text)]


def _clause(text: str, start: int, end: int, talk: Mapping[str, re.Pattern[str]]) -> Clause:
    said = text[start:end]
    reports = bool(talk["reported"].search(said)) and bool(talk["correction"].search(text))
    asks = bool(talk["asks"].search(said)) and not talk["no_question"].search(said)
    return Clause(
        said,
        start,
        taken_back=reports or bool(talk["taken_back"].search(said)),
        supposed=bool(talk["supposed"].search(said)),
        asks=asks,
        of_strangers=bool(talk["strangers"].search(said)) and (not talk["of_a_death"].search(text) or bool(talk["hearsay"].search(text))),
    )
