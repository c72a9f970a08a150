"""How facts of a second and further child are called: ``birth_date@2``. The first child's bear their plain ids."""

from __future__ import annotations

import re

MOST_CHILDREN = 9
SAME_AS_FIRST = "same_as_first"
"""Whether a further child is like the first one in what siblings usually share."""
_OF_CHILD = re.compile(r"([a-z][a-z0-9_]*)@([2-9])", re.ASCII)


def split(fact: str) -> tuple[str, int]:
    """Plain id and number of the child."""
    match = _OF_CHILD.fullmatch(fact)
    return (match[1], int(match[2])) if match else (fact, 1)


def of_child(fact: str, child: int) -> str:
    return fact if child == 1 else f"{fact}@{child}"
