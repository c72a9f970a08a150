"""Who of the family is left: the spouse of the deceased, the children, and how many adults remain in the household."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import is_negative
from bot.understanding.numbers import read_number
from bot.understanding.persons import DECEASED, Person
from bot.understanding.text import to_hiragana

_SPOUSES = {
    "father": ("mother",),
    "mother": ("father",),
    "grandparent": (),
}
"""Who, from the speaker's view, is married to the deceased (a grandparent's name does not tell); of others a husband or a wife."""
_SPOUSE = re.compile("(?:お?嫁(?:さん|はん)?|奥さん|妻|夫|旦那|ご?主人)")
_RAISES = re.compile("育て|見て|喪主")
_MARRIED = ("husband", "wife")
_SCHOOL = re.compile(r"[小中](?:学校?)?の?[1-6一二三四五六](?:年|(?![0-9月日人分時つ]))|(?:小学|中学|しょうがく|ちゅうがく)(?:生|せい)")
_HIGH_SCHOOL = re.compile(r"高(?:校)?の?[1-3一二三](?:年|(?![0-9月日人分時つ]))|高校生|こうこうせい")
_NURSERY = re.compile(
    "(?:保育(?:園|所)|幼稚園|こども園|ほいくえん|ようちえん)(?:の(?:子|孫|年|娘|息子|弟|妹)|に(?:も)?(?:通|かよ|行|い(?:っ|き)|預|入って|お世話)|児)|園児|年[長中少](?:さん|児|組|の)"
)
# 「小学生だったころ」 is over.
_GROWN_OUT = re.compile("卒業|卒園|だった|でした|頃|ころ|とき|時に|から(?:の|ずっと)")
_COUNTED = re.compile(r"[0-9一二三四五六七八九十]+人|ふたり|ひとり")
_TWO = 2
_GRANDCHILDREN = ("孫", "お孫さん", "まご")


def spouse_left(lexicon: Lexicon, text: str, persons: Sequence[Person], relation: str | None) -> str | None:
    """``yes`` if a clause says that the spouse lives, ``no`` if that they are dead or that there is none."""
    if relation is None or relation in _MARRIED:
        return None
    of_the_deceased = [p for p in persons if _is_spouse_of(lexicon, text[p.start : p.end], relation)]
    spouse = next((p for p in persons if p.who in _SPOUSES.get(relation, _MARRIED) or p in of_the_deceased), None)
    if spouse is None or not re.match("(さん|様)?(は|が|も|に|と)", text[spouse.end :]):
        return None
    predicate = text[spouse.end :]
    following = next((p.start for p in persons if p.start >= spouse.end), None)
    said = predicate if following is None else text[spouse.end : following]
    if lexicon.talk["widowed"].search(predicate) or re.match("(は|も)?(い|おり)(ない|ません|なかった|まへん)|(は|も)おら", said):
        return "no"
    return "yes" if lexicon.talk["lives"].search(predicate) or (spouse in of_the_deceased and _RAISES.search(predicate)) else None


def _is_spouse_of(lexicon: Lexicon, named: str, relation: str) -> bool:
    """「弟の奥さん」, if it is the brother who died."""
    owner, _, who = named.partition("の")
    return bool(_SPOUSE.match(who)) and any(code == relation and word == to_hiragana(owner) for word, code in lexicon.relations)


def children_left(lexicon: Lexicon, text: str, relation: str | None, *, asked: Sequence[str]) -> dict[str, str]:
    """Which children a clause names by their school: 「小二と年長の子がいます」. Whether they are the deceased's turns on who died."""
    found: dict[str, str] = {}
    schools = {"school_child": _SCHOOL, "preschool_child": _NURSERY, "children_under_18": _HIGH_SCHOOL}
    for fact, pattern in schools.items():
        named = pattern.search(text)
        if named is not None and not is_negative(lexicon, text[named.end() :]) and not _GROWN_OUT.search(text, named.end()):
            found[fact] = "yes"
    is_own = relation in _MARRIED or (relation == "child" and "孫" in text) or "children_under_18" in asked
    if is_own and found:
        return {**found, "children_under_18": "yes"}
    return {fact: value for fact, value in found.items() if fact != "children_under_18"}


def adults_left(lexicon: Lexicon, text: str, persons: Sequence[Person], *, asked: bool) -> str | None:
    """Whether a clause leaves two or more adults in the household: by a number, or by the persons it names."""
    if not asked and not lexicon.talk["remains"].search(text):
        return None
    if lexicon.talk["nobody"].search(text):
        return "no"
    if _SCHOOL.search(text) or _NURSERY.search(text):
        # Children of that age count for nobody.
        persons = [p for p in persons if p.who != "child" and text[p.start : p.end] not in _GRANDCHILDREN]
    named = {(p.who, p.start) for p in persons if p.who not in (DECEASED, "child") or lexicon.talk["grown"].search(text)}
    if lexicon.talk["alone"].search(text) and len(named) <= 1:
        return "no"
    counted = _COUNTED.search(text)
    number = read_number(counted[0]) if counted else None
    if number is not None and number.value is not None and not lexicon.talk["small_children"].search(text):
        return "yes" if number.value >= _TWO else "no"
    return "yes" if len(named) >= _TWO else None


