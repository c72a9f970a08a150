"""A text in clauses, each with what holds for everything said in it: taken back, supposed, asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ENDS = ("い", "た", "す", "だ", "や", "し", "て", "で", "る", "ね", "よ", "わ", "へん", "せん", "てん", "ねん", "らん", "るん", "え", "うん", "そう", "ちゃう", "歳", "才")
"""What a predicate ends in: a comma or space after it ends the clause, one after a noun (「免許証、」) does not."""
_POLITE = ("です", "でした", "ます", "ました", "ません")
_AFTER_PREDICATE = "|".join(f"(?<={end})" for end in _ENDS)
_AFTER_POLITE = "|".join(f"(?<={end})" for end in _POLITE)
_BOUNDARY = re.compile(
    r"[。!?]+ ?"
    r"|(?:けれども|けれど|けども|けど|(?:です|ます|でした|ました|ません|[っいんで]た|へん|ない|ん[だや])が|ので|のに|(?:から|んで)(?=[、 ]))[、 ]?"
    rf"|(?:{_AFTER_PREDICATE})[、 ]"
    rf"|(?:{_AFTER_POLITE})(?=[一-鿿ァ-ヶ])"
    r"|(?<=亡くなって)|(?<=亡くして)"
)


@dataclass(frozen=True)
class Clause:
    text: str
    start: int
    taken_back: bool
    """Reported as said before: 「ないと言いましたが」."""
    supposed: bool
    """Only imagined: 「もし〜なら」."""
    asks: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def states(self) -> bool:
        """Whether what it says is meant as said."""
        return not (self.taken_back or self.supposed or self.asks)


def clauses(text: str, talk: Mapping[str, re.Pattern[str]]) -> list[Clause]:
    """The clauses of normalised text, which together are the text."""
    ends = [match.end() for match in _BOUNDARY.finditer(text)]
    places = [0, *(end for end in ends if end < len(text)), len(text)]
    return [_clause(text, start, end, talk) for start, end in zip(places, places[1:], strict=False) if start < end]


def _clause(text: str, start: int, end: int, talk: Mapping[str, re.Pattern[str]]) -> Clause:
    said = text[start:end]
    asks = bool(talk["asks"].search(said)) and not talk["no_question"].search(said)
    return Clause(said, start, bool(talk["taken_back"].search(said)), bool(talk["supposed"].search(said)), asks)
