"""In a family with small children: of whom a clause speaks, where a fact is one person's, and which fact a word is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet

from bot.understanding.clauses import Clause
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import Mention

CHILD, MOTHER, FATHER, SPEAKER = "child", "mother", "father", "speaker"
_PERSONS = {
    CHILD: "(?<![一-鿿])子|子ども|子供|こども|赤ちゃん|赤ん坊|ベビー|息子|娘|長男|長女|次男|次女|上の子|下の子|この子|うちの子|孫|双子",
    MOTHER: "妻|嫁(?:さん|はん)?|奥さん|家内|ママ|お母さん|おかあさん|母親|母",
    FATHER: "夫|主人|旦那|だんな|パパ|お父さん|おとうさん|父親|父",
    SPEAKER: "私|わたし|わたくし|あたし|自分|僕|ぼく|俺|おれ|わし",
}
_AS_SUBJECT = "(?:さん|たち|ら)?(?:自身|のほう|の方|の保険|の健康保険|の分|の仕事)?(?:(?:に)?[はがも]|って|、|を|だけ)"
_SUBJECTS = {who: re.compile(f"(?:{words}){_AS_SUBJECT}") for who, words in _PERSONS.items()}
_OTHER_PARENT = re.compile(r"(?:相手|パートナー|配偶者|もう一人|彼氏?|彼女|向こう|相方|連れ合い|つれあい)(?:のほう|の方|さん)?(?:は|が|も)")
_SPEAKER_IS_MOTHER = re.compile(
    "夫|主人|旦那|だんな|(?:私|わたし|うち)[はがも、]?[^、。]{0,6}(?:妊娠|出産|産休|産[みん])|産んだ(?:私|わたし|うち)"
    "|母親の(?:私|わたし)|妊娠(?:が|中)|出産を控え|おめでた|つわり|(?:妊娠|出産)し(?:まし|た|て)(?!.*(?:妻|嫁|娘|家内))"
)
_SPEAKER_IS_FATHER = re.compile("(?:私|わたし)は父親|父親の(?:私|わたし)|僕|ぼく|俺|おれ|妻|嫁|家内|奥さん")
_ENTERS = re.compile("(?:扶養|保険|国保|社保|健保|共済)に(?:も)?入れ(?!て(?:い))|扶養に(?:する|します)")
"""A child is put into somebody's insurance."""
_NEAR = 10
"""Characters behind a word for an insurance."""
INSURANCE = {"child_health_insurance": CHILD, "mother_insurance_kind": MOTHER}
_PAYERS = frozenset({"employment_insurance", "national_pension_payer"})
"""Facts whose codes are mother and father."""
_BOTH_PARENTS = re.compile("(?:二人|ふたり|2人|夫婦|両親|父母)とも|両方|両者|どっちも|どちらも|共働き")
_MOVES = frozenset({"moving_in", "moving_within", "moving_out"})
_NOT_THAT_ONE = re.compile("(?:^|(?<=[、。 ]))[^、。 ]{1,6}(?:は|のほうは)(?:違|ちが|ちゃ)[^、。]*")
"""「ママは違います」."""
_OWN_WORK, _OTHERS_WORK = "parent_employment", "other_parent_employment"


def is_meant(lexicon: Lexicon, mention: Mention, sharing: AbstractSet[str], asked: Collection[str], *, is_known: bool, corrects: bool) -> bool:
    """Whether a word means this fact. ``sharing``: the other facts the same word speaks of."""
    if mention.fact in asked:
        return True
    if mention.fact == "life_event":
        # What it is all about is said at the beginning: later the same words answer something else.
        return not asked and (not is_known or corrects)
    return sharing.isdisjoint(asked) and sharing.isdisjoint(lexicon.yields_to.get(mention.fact, ()))


def subject_of(text: str, place: int) -> str | None:
    """The parent, child or speaker named as the subject before a place of a clause; the last one counts."""
    found = [(match.end(), who) for who, pattern in _SUBJECTS.items() for match in pattern.finditer(text, 0, place)]
    return max(found)[1] if found else None


def names_somebody(text: str) -> bool:
    return subject_of(text, len(text)) is not None


def speaks_as_mother(text: str) -> bool | None:
    """Whether the speaker is the mother, as far as the text tells."""
    if _SPEAKER_IS_FATHER.search(text):
        return False
    return True if _SPEAKER_IS_MOTHER.search(text) else None


def insured(text: str, clause: Clause, place: tuple[int, int], asked: Collection[str], fact: str) -> bool:
    """Whether words on a health insurance are about that of the child, or of the mother.

    The speaker's own is the mother's if she speaks, or if hers was asked; it is never the child's.
    """
    wanted = INSURANCE.get(fact)
    if wanted is None:
        return True
    start, end = place[0] - clause.start, place[1] - clause.start
    if _ENTERS.search(clause.text, start, min(len(clause.text), end + _NEAR)):
        return wanted == CHILD
    inner = next((w for w, p in _SUBJECTS.items() if p.match(clause.text[start:end])), None)
    who = subject_of(clause.text, start) or inner or _carried(text[: place[0]])
    if who == SPEAKER:
        is_mother = speaks_as_mother(text)
        return wanted == MOTHER and (is_mother is True or (is_mother is None and fact in asked))
    return who == wanted if who is not None else fact in asked


def _carried(before: str) -> str | None:
    """「子2歳、パパの会社の扶養に入ってる」: the child named last goes on being spoken of; so does a mother who is pregnant."""
    named = max(((m.end(), who) for who in (CHILD, MOTHER, SPEAKER) for m in re.finditer(_PERSONS[who], before)), default=None)
    if named is not None and named[1] == CHILD:
        return CHILD
    return MOTHER if speaks_as_mother(before) and "妊娠" in before else None


def worker(clause: str, start: int, asked: Collection[str]) -> str | None:
    """Whose work words like 「会社員」 tell: a fact, or None for a child's or grandparent's."""
    who = subject_of(clause, start)
    if who == CHILD:
        return None
    if who in (MOTHER, FATHER) or _OTHER_PARENT.search(clause[:start]):
        return _OTHERS_WORK
    asks_other = _OTHERS_WORK in asked and _OWN_WORK not in asked
    return _OTHERS_WORK if asks_other and who != SPEAKER else _OWN_WORK


def payers(fact: str, text: str) -> tuple[list[str], bool] | None:
    """Of mother and father, those named in answer to a question which of them; the speaker is taken for the mother, unsurely."""
    if fact not in _PAYERS:
        return None
    if re.search("ない|ません|へん|いいえ|なし", text):
        return None
    text = _NOT_THAT_ONE.sub("", text)
    if _BOTH_PARENTS.search(text):
        return [MOTHER, FATHER], False
    named = [who for who in (MOTHER, FATHER) if re.search(_PERSONS[who], text)]
    if re.search(_PERSONS[SPEAKER], text) and not (named and re.search("自分(?!は|が|も)", text)):
        is_mother = speaks_as_mother(text)
        own = FATHER if is_mother is False else MOTHER
        return sorted({*named, own}, key=(MOTHER, FATHER).index), is_mother is None
    return (named, False) if named else None


def sharers(mentions: Sequence[Mention]) -> Mapping[tuple[int, int], frozenset[str]]:
    """By place, the facts of which a word there gives a value."""
    found: dict[tuple[int, int], set[str]] = {}
    for mention in mentions:
        if mention.code:
            found.setdefault((mention.start, mention.end), set()).add(mention.fact)
    return {place: frozenset(facts) for place, facts in found.items()}


def event_told(lexicon: Lexicon, text: str) -> tuple[int, str] | None:
    """What a case is about, by the way it is told: mostly what is said first. With the place where it is said."""
    told: dict[str, tuple[int, str]] = {}
    for event, pattern in lexicon.events_told.items():
        if match := pattern.search(text):
            # Of the ways of moving, the first in the list tells where to.
            kind = event.partition("_")[0] if event in _MOVES else event
            start, first = told.get(kind, (match.start(), event))
            told[kind] = (min(start, match.start()), first)
    if told:
        return min(told.values())
    return next(((match.start(), event) for event, pattern in lexicon.told_at_last.items() if (match := pattern.search(text))), None)
