"""Who of the family is left: the spouse of the deceased, and how many adults remain in the household."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.lexicon import Lexicon
from bot.understanding.numbers import read_number
from bot.understanding.persons import DECEASED, Person

_SPOUSES = {
    "father": ("mother",),
    "mother": ("father",),
    "grandparent": (),
}
"""Who, from the speaker's view, is married to the deceased (a grandparent's name does not tell); of others a husband or a wife."""
_MARRIED = ("husband", "wife")
_COUNTED = re.compile(r"[0-9一二三四五六七八九十]+人|ふたり|ひとり")
_TWO = 2


def spouse_left(lexicon: Lexicon, text: str, persons: Sequence[Person], relation: str | None) -> str | None:
    """``yes`` if a clause says that the spouse lives, ``no`` if that they are dead or that there is none."""
    if relation is None or relation in _MARRIED:
        return None
    spouse = next((p for p in persons if p.who in _SPOUSES.get(relation, _MARRIED)), None)
    if spouse is None or not re.match("(さん|様)?(は|が|も|に|と)", text[spouse.end :]):
        return None
    predicate = text[spouse.end :]
    following = next((p.start for p in persons if p.start >= spouse.end), None)
    said = predicate if following is None else text[spouse.end : following]
    if lexicon.talk["widowed"].search(predicate) or re.match("(は|も)?(い|おり)(ない|ません|なかった|まへん)|(は|も)おら", said):
        return "no"
    return "yes" if lexicon.talk["lives"].search(predicate) else None


def adults_left(lexicon: Lexicon, text: str, persons: Sequence[Person], *, asked: bool) -> str | None:
    """Whether a clause leaves two or more adults in the household: by a number, or by the persons it names."""
    if not asked and not lexicon.talk["remains"].search(text):
        return None
    if lexicon.talk["nobody"].search(text):
        return "no"
    named = {(p.who, p.start) for p in persons if p.who not in (DECEASED, "child") or lexicon.talk["grown"].search(text)}
    if lexicon.talk["alone"].search(text) and len(named) <= 1:
        return "no"
    counted = _COUNTED.search(text)
    number = read_number(counted[0]) if counted else None
    if number is not None and number.value is not None and not lexicon.talk["small_children"].search(text):
        return "yes" if number.value >= _TWO else "no"
    return "yes" if len(named) >= _TWO else None


