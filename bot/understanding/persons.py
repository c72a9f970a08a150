"""Who is spoken of: persons from the speaker's view, the speaker, the deceased; and which of them died."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.understanding.clauses import Clause
from bot.understanding.lexicon import Lexicon
from bot.understanding.text import to_hiragana

SPEAKER = "speaker"
DECEASED = "deceased"
_REACH = 34
"""How far behind the person the word of death may stand: 「父が先週の木曜に82歳で亡くなりました」."""
_HONORIFIC = "(?:さん|様|さま|ちゃん|はん)?"
_AGE = r"(?:\([^)]*\))?"
_SUBJECT = re.compile(
    rf"{_HONORIFIC}{_AGE}(?:の(?:ほう|方))?(?:(?:なん|なの)?です(?:が|けど)|"
    rf"なんやけど|やねんけど|でして|[がはも]|[、 ]|で(?![すし]))"
)
_OBJECT = re.compile(
    rf"{_HONORIFIC}{_AGE}[、 ]?(?:(?:なん|なの)です(?:が|けど)|です(?:が|けど)|"
    rf"でして|[がはをもに]|$|[、 ]|(?=亡|なくな|死|逝|他界))"
)
_MATTER = re.compile(
    rf"{_HONORIFIC}(?:が亡くなった)?の(?:[^、。がはを]{{0,6}}(?:手続|件)|こと|話|お?葬|"
    rf"逝去|死|四十九日|初七日|一周忌|法事)|{_HONORIFIC}(?:について|に関して)"
)
_TOLD = re.compile(
    r"(?:亡くな|なくな|死|逝|死亡)(?:った|られた|りました|んだ|した)(?:(?:の|ん|方|人|"
    r"本人)(?:は|が)、?)?(?:私の|うちの|わたしの)?$|亡き$"
)
_TOLD_AFTER = re.compile(rf"{_HONORIFIC}(?:なん)?(?:です|や(?:ねん)?)、?(?:亡くなった|なくなった|死んだ)(?:の|ん)は")
"""「うちの祖父なんです、亡くなったのは」."""
_BEGINS = re.compile(
    r"^(?:あの[う、ー]*|えっ?と[、ー]*|すみません[、。]?|はじめまして[、。]?|こんにちは[、。]?|"
    r"うちの|私の|わたしの|僕の|実は[、]?| )*$"
)
_NEXT_SENTENCE = re.compile("けど|けれど|(?:です|ます|でした|ました|った|ない)が|ので|。|(?:です|ます|でした|ました)[、 ]")
_NAMED = re.compile(
    rf"{_HONORIFIC}(?:$|[。、 !?]|です|でした|でして|でございます|だ|や(?!って)|が(?:亡|な|死|逝|他|先)|を(?:亡|な)"
    r"|の(?:ほう|方|こと|件|葬)|になり|に当た|にあた|かな|と思|に(?:なる|なり)|も?やで|は?(?:先週|昨日|今|一|三|二|四|十)|やねん|ですわ|一人"
    r"|と言|で(?:[、。 ]|$|す))"
)
_OF_THE_MATTER = re.compile("^の(?:手続き?|件|こと|ほう|方)")
_OF_OTHER_ROLE = re.compile("(?:喪主|世帯主|名義|代理|連絡先|保証人|相続人|申請者|申請する人|電話|来る)(?:人|の)?[はが]、?$")
_OF_TIME = "日月年朝晩夜夕週末頃前後時曜今私回"
"""Characters a word for a person may stand directly behind: 「昨日父が」."""
_LONE_KANA = re.compile(r"^[ぁ-ん]{1,3}$")
_AFTER_LONE = re.compile(rf"{_HONORIFIC}(?:[がはをもの、。 ]|で(?!き)|$|や(?:で|ねん|わ|$)|に|な(?:くな|ん))")
_NEIGHBOUR = re.compile("(?:隣|となり|近所|向かい|裏)(?:さん|の家)?の$")
"""「隣のおばあさん」 is nobody's grandmother."""
_SENDS = re.compile("[がに][^、。]{0,14}(?:言う|言わ|ゆう|頼ま|電話せ|電話し(?:て|なさい))")
"""「母が電話しなさい言うもんで」."""
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
    folded = to_hiragana(text)
    for word, code in lexicon.relations:
        if folded.startswith(word, place) and not _is_part_of_a_word(text, word, place):
            known = "non_relative" if _NEIGHBOUR.search(text, 0, place) else code
            return Person(known, place, place + len(word))
    return None


def _is_part_of_a_word(text: str, word: str, place: int) -> bool:
    """「はは」 in 「ははは」, 「子」 in 「様子」: short words count only where a word begins and ends."""
    if not _LONE_KANA.match(word):
        return len(word) == 1 and place > 0 and "一" <= text[place - 1] <= "鿿" and text[place - 1] not in _OF_TIME
    begins = place == 0 or text[place - 1] in "、。 はがのも" or not "ぁ" <= text[place - 1] <= "ん"
    return not (begins and _AFTER_LONE.match(text, place + len(word)))


def _composed(owner: str, who: str) -> str:
    """The person who is ``who`` to ``owner``, from the speaker's view."""
    if owner in (SPEAKER, DECEASED) or who == SPEAKER:
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
    relatives = [p for p in everyone if p.who not in (SPEAKER, DECEASED)]
    relatives = [p for p in relatives if not (_is_rejected(lexicon, text, p) or _is_no_part_of_it(_clause_of(p, parts)))]
    told = next((p for p in relatives if _TOLD.search(text, 0, p.start) or _TOLD_AFTER.match(text, p.end)), None)
    dead = told or next((p for p in relatives if _dies(lexicon, text, p, _clause_of(p, parts), everyone)), None)
    matter = dead or next((p for p in relatives if opener and _MATTER.match(text, p.end)), None)
    if matter:
        # 「亡くなった弟の嫁さん」: it is the brother who died.
        owner = _relation_at(lexicon, text, matter.start) if matter is told and "の" in text[matter.start : matter.end] else None
        return (owner or matter).who
    first = next((p for p in everyone if p.who == SPEAKER or p in relatives), None)
    if first is not None and lexicon.talk["long_dead"].search(_clause_of(first, parts).text):
        return None
    named = opener and first is not None and first.who != SPEAKER and not (parts[0].supposed or parts[0].asks)
    if first is not None and _SENDS.match(text, first.end):
        return None
    if named and first and _BEGINS.match(text[: first.start]) and _SUBJECT.match(text, first.end):
        return first.who
    return None


def only_relative(lexicon: Lexicon, text: str, parts: Sequence[Clause]) -> str | None:
    """The only relative of whom an opener speaks, if they are not said to live."""
    relatives = [p for p in persons_in(lexicon, text) if p.who not in (SPEAKER, DECEASED) and not _is_rejected(lexicon, text, p)]
    relatives = [p for p in relatives if not _clause_of(p, parts).of_strangers]
    living = any(lexicon.talk["lives"].search(_clause_of(p, parts).text) for p in relatives)
    named = {p.who for p in relatives}
    return named.pop() if len(named) == 1 and not living and not any(part.asks for part in parts[:1]) else None


def _is_no_part_of_it(clause: Clause) -> bool:
    return clause.taken_back or clause.of_strangers


def _clause_of(person: Person, parts: Sequence[Clause]) -> Clause:
    return next(part for part in parts if part.start <= person.start < part.end)


def _dies(lexicon: Lexicon, text: str, person: Person, clause: Clause, everyone: Sequence[Person]) -> bool:
    if clause.supposed or not _OBJECT.match(text, person.end):
        return False
    death = lexicon.talk["dies"].search(text, person.end, min(len(text), person.end + _REACH))
    if death is None:
        return False
    if _NEXT_SENTENCE.search(text, person.end, death.start()):
        return False
    between = [p for p in everyone if person.end <= p.start < death.start() and _SUBJECT.match(text, p.end)]
    other_subject = lexicon.talk["other_subject"].search(text, person.end, death.start())
    return not between and not other_subject and not lexicon.talk["long_dead"].search(text[person.end : death.end() + 6])


def _is_rejected(lexicon: Lexicon, text: str, person: Person) -> bool:
    after = text[person.end :]
    return any(lexicon.talk["rejected"].match(said) for said in (after, _OF_THE_MATTER.sub("", after)))


def rejected_relations(lexicon: Lexicon, text: str) -> set[str]:
    return {person.who for person in persons_in(lexicon, text) if _is_rejected(lexicon, text, person)}


def relation_corrected(lexicon: Lexicon, text: str, parts: Sequence[Clause]) -> str | None:
    """「母じゃなくて祖母です」「母と言いましたが祖母です」: the relation left when one is rejected or taken back."""
    everyone = [p for p in persons_in(lexicon, text) if p.who not in (SPEAKER, DECEASED)]
    kept = {p.who for p in everyone if not (_is_rejected(lexicon, text, p) or _clause_of(p, parts).taken_back)}
    return kept.pop() if len(kept) == 1 and len(everyone) > 1 else None


def relation_answered(lexicon: Lexicon, text: str) -> str | None:
    """The relation named in answer to its own question; None where the speaker says who they are themselves."""
    everyone = persons_in(lexicon, text)
    if not everyone or everyone[0].who == SPEAKER:
        return None
    named = (p for p in everyone if p.who not in (SPEAKER, DECEASED) and _NAMED.match(text, p.end))
    return next((p.who for p in named if not _is_rejected(lexicon, text, p) and not _OF_OTHER_ROLE.search(text[: p.start])), None)
