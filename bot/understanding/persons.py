"""Who is spoken of: persons from the speaker's view, the speaker, the deceased; and which of them died."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.understanding.clauses import Clause
from bot.understanding.lexicon import Lexicon

SPEAKER = "speaker"
DECEASED = "deceased"
_REACH = 34
"""How far behind the person the word of death may stand: 「父が先週の木曜に82歳で亡くなりました」."""
_HONORIFIC = "(?:さん|様|さま|ちゃん|はん)?"
_SUBJECT = re.compile(rf"{_HONORIFIC}(?:の(?:ほう|方))?(?:[がはも]|[、 ]|で(?![すし]))")
_OBJECT = re.compile(rf"{_HONORIFIC}[、 ]?(?:[がはをも]|$|[、 ]|(?=亡|なくな|死|逝|他界))")
_MATTER = re.compile(rf"{_HONORIFIC}(?:が亡くなった)?の(?:件|こと|手続|話|お?葬|逝去|死)|{_HONORIFIC}(?:について|に関して)")
_TOLD = re.compile(r"(?:亡くな|なくな|死|逝)(?:った|られた|りました|んだ)(?:(?:の|ん|方|人|本人)(?:は|が)、?)?(?:私の|うちの|わたしの)?$|亡き$")
_BEGINS = re.compile(r"^(?:あの[う、ー]*|えっ?と[、ー]*|すみません[、。]?|はじめまして[、。]?|こんにちは[、。]?|うちの|私の|わたしの|僕の|実は[、]?| )*$")
_LONE_KANA = re.compile(r"^[ぁ-ん]{1,3}$")
_AFTER_LONE = re.compile(rf"{_HONORIFIC}(?:[がはをもの、。 ]|で(?!き)|$|や(?:で|ねん|わ|$)|に|な(?:くな|ん))")
_PARENTS, _SPOUSES = ("father", "mother", "grandparent"), ("husband", "wife")


@dataclass(frozen=True)
class Person:
    who: str
    """A code of ``relation_to_deceased``, or SPEAKER or DECEASED."""
    start: int
    end: int


def persons_in(lexicon: Lexicon, text: str) -> list[Person]:
    """Persons named in normalised text, in order; 「友だちのお父さん」 is one person."""
    found = list(_named(lexicon, text))
    joined: list[Person] = []
    for person in found:
        last = joined[-1] if joined else None
        if last is not None and text[last.end : person.start] == "の":
            joined[-1] = Person(_composed(last.who, person.who), last.start, person.end)
        else:
            joined.append(person)
    return joined


def _named(lexicon: Lexicon, text: str) -> Iterator[Person]:
    place = 0
    spoken = [*_matches(lexicon, "speaker", SPEAKER, text), *_matches(lexicon, "the_deceased", DECEASED, text)]
    starts = {person.start: person for person in spoken}
    no_person = {place for match in lexicon.talk["no_person"].finditer(text) for place in range(*match.span())}
    while place < len(text):
        person = starts.get(place)
        relation = None if place in no_person else _relation_at(lexicon, text, place)
        longest = max((p for p in (person, relation) if p), key=lambda p: p.end, default=None)
        if longest:
            yield longest
        place = longest.end if longest else place + 1


def _matches(lexicon: Lexicon, name: str, who: str, text: str) -> Iterator[Person]:
    for match in lexicon.talk[name].finditer(text):
        yield Person(who, match.start(), match.end())


def _relation_at(lexicon: Lexicon, text: str, place: int) -> Person | None:
    for word, code in lexicon.relations:
        if text.startswith(word, place) and not _is_part_of_a_word(text, word, place):
            return Person(code, place, place + len(word))
    return None


def _is_part_of_a_word(text: str, word: str, place: int) -> bool:
    """「はは」 in 「ははは」, 「子」 in 「様子」: short words count only where a word begins and ends."""
    if not _LONE_KANA.match(word):
        return len(word) == 1 and place > 0 and "一" <= text[place - 1] <= "鿿"
    begins = place == 0 or text[place - 1] in "、。 はがのも" or not "ぁ" <= text[place - 1] <= "ん"
    return not (begins and _AFTER_LONE.match(text, place + len(word)))


def _composed(owner: str, who: str) -> str:
    """The person who is ``who`` to ``owner``, from the speaker's view."""
    if owner in (SPEAKER, DECEASED):
        return who
    if owner == "non_relative":
        return owner
    if owner in _SPOUSES and who in _PARENTS:
        return "parent_in_law"
    if owner in _PARENTS and who in _PARENTS:
        return "grandparent"
    if owner in _PARENTS and who == "sibling":
        return "uncle_aunt"
    return "other_relative"


def deceased_in(lexicon: Lexicon, text: str, parts: Sequence[Clause], *, opener: bool) -> str | None:
    """The relation of the person said to have died; in an opener also of the one it begins with (「母の件です」)."""
    everyone = persons_in(lexicon, text)
    for clause in parts:
        persons = [p for p in everyone if clause.start <= p.start < clause.end]
        for person in persons:
            if person.who in (SPEAKER, DECEASED):
                continue
            if _dies(lexicon, text, person, clause, everyone) or _TOLD.search(text, 0, person.start):
                return person.who
            if opener and _MATTER.match(text, person.end):
                return person.who
    first = next((p for p in everyone if p.who != DECEASED), None)
    named = opener and first is not None and first.who != SPEAKER and not (parts[0].supposed or parts[0].asks)
    if named and first and _BEGINS.match(text[: first.start]) and _SUBJECT.match(text, first.end):
        return first.who
    return None


def _dies(lexicon: Lexicon, text: str, person: Person, clause: Clause, everyone: Sequence[Person]) -> bool:
    if clause.supposed or not _OBJECT.match(text, person.end):
        return False
    death = lexicon.talk["dies"].search(text, person.end, min(len(text), person.end + _REACH))
    if death is None:
        return False
    between = [p for p in everyone if person.end <= p.start < death.start() and _SUBJECT.match(text, p.end)]
    other_subject = lexicon.talk["other_subject"].search(text, person.end, death.start())
    return not between and not other_subject and not lexicon.talk["long_dead"].search(text[person.end : death.end() + 6])


def relation_answered(lexicon: Lexicon, text: str) -> str | None:
    """The relation named in answer to its own question; None where the speaker says who they are themselves."""
    everyone = persons_in(lexicon, text)
    if not everyone or everyone[0].who == SPEAKER:
        return None
    return next((p.who for p in everyone if p.who not in (SPEAKER, DECEASED)), None)
