"""Where a text falls into clauses."""

from __future__ import annotations

import re
from itertools import pairwise

_ENDS = [
    "い", "た", "す", "だ", "や", "し", "て", "で", "る", "ね", "よ", "わ",
    "へん", "せん", "てん", "ねん", "らん", "るん", "え", "うん", "そう", "ちゃう", "歳", "才",
]
"""What a predicate ends in: a comma or space after it ends the clause, one after a noun (「免許証、」) does not."""
_POLITE = ("です", "でした", "ます", "ました", "ません")
_AFTER_PREDICATE = "|".join(f"(?<={end})" for end in _ENDS)
_AFTER_POLITE = "|".join(f"(?<={end})" for end in _POLITE)
_BOUNDARY = re.compile(
    r"[。!?！？]+[ 　]?"
    r"|(?!(?:けれども|けれど|けども|けど)(?:ね|な|ねえ|なあ|ねん)?[、。 ]*$)"
    r"(?:けれども|けれど|けども|けど|(?:です|ます|でした|ました|ません|[っいんで]た|へん|ない|ん[だや])が|ので(?![すし])|(?:から|んで|のに)(?=[、 ]))[、 　]?"
    rf"|(?:{_AFTER_PREDICATE})[、 　]"
    rf"|(?:{_AFTER_POLITE})(?=[一-鿿ァ-ヶ])"
    r"|(?<=亡くなって)|(?<=亡くして)|(?<=ですか)[、 ]"
)


def pieces(text: str) -> list[tuple[int, int]]:
    """Start and end of each clause of a text; together they are the text."""
    ends = [match.end() for match in _BOUNDARY.finditer(text)]
    places = [0, *(end for end in ends if 0 < end < len(text)), len(text)]
    return [(start, end) for start, end in pairwise(places) if start < end]
