"""A sentence cut into clauses where its words say so, for what a resident tells in one breath and without a comma."""

from __future__ import annotations

from typing import List

from rasa.nlu.tokenizers.tokenizer import Token

from bot.nlu.ginza import PART_OF_SPEECH

FEWEST = 2
"""Words of a clause: fewer belong to the next one."""
_ENDS = ("助詞-接続助詞", "補助記号-句点", "補助記号-読点")


def clauses(tokens: List[Token]) -> List[List[Token]]:
    """The clauses of a sentence that has several; none of a simple one."""
    parts: List[List[Token]] = []
    current: List[Token] = []
    for token in tokens:
        current.append(token)
        if token.data[PART_OF_SPEECH].startswith(_ENDS) and len(current) > FEWEST:
            parts.append(current)
            current = []
    if current:
        parts.append(current)
    return parts if len(parts) > 1 else []
