"""What a sentence says about which fact: words of the knowledge base, each with the predicate that follows it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.understanding.clauses import Clause
from bot.understanding.clauses import clauses as split
from bot.understanding.lexicon import Lexicon, Word
from procedure_kb.model import Fact

_JOINS = re.compile(r"^[、 ]*(も|と|や|とか|に|および|及び|それから|あと|か|・|,|＆|&)?[、 ]*$")
"""Between two things that share one predicate: 「犬も車もありません」."""
_NAMED_ONLY = re.compile(r"^[、。 ]*(は|が|も|を|の|です|でした|や|やで|ですね|だけ|だけです|だけでした)?[、。 ]*$")
_LISTED = re.compile(r"^([、。 ]|で(した|す)?(?=[、。 ]|$)|です.?|でした.?|だ|だった|や|やった|やで|やねん|$)")
"""After the word for a role (「世帯主」): it is ascribed, by a copula or by standing in a list."""

_SAID_WRONGLY = re.compile("(?:て|と|って)(?:答え|言[いうっ]|ゆう)[^、。]{0,6}(?:間違|まちが|違)")
"""「外国籍て答えたん間違いで」."""
_GOES_ON = re.compile("で(?![はもすしあなきっ])")
_MATTER = re.compile("(?:の(?:こと|件|手続|話|相談)|について|に関)[^、。]*[、。]?")
"""After a subject that is only the matter one calls about."""

Place = tuple[int, int, tuple[Word, ...]]


@dataclass(frozen=True)
class Mention:
    """A fact that is spoken of. ``code`` None: it is named, but nothing certain is said of it."""

    fact: str
    code: str | None
    unsure: bool
    unknown: bool
    """Said not to be known: 「年金のことはわからない」."""
    start: int
    end: int
    is_stated: bool
    """The value stands in the words themselves, not only in the predicate after a subject."""
    predicate: str
    is_talk: bool = False
    """Only wished for, imagined or talked about."""

    @property
    def is_rejected(self) -> bool:
        return self.code is not None and self.code.startswith("not_")


def find_mentions(lexicon: Lexicon, text: str, asked: Collection[str], parts: Sequence[Clause] | None = None) -> list[Mention]:
    """All mentions in normalised text, in order. Loose words count for the facts that are asked."""
    parts = split(text, lexicon.talk) if parts is None else parts
    found: list[Place] = list(lexicon.matches(text, asked))
    mentions: list[Mention] = []
    for place, (start, end, words) in enumerate(found):
        predicate = _predicate(text, found, place, parts) or _before(text, found[place], parts, mentions)
        meant = _meant(words, predicate, asked)
        mentions.extend(_mention(lexicon, word, predicate, text, start, end) for word in meant)
    return list(_without_rejected(mentions))


def _meant(words: tuple[Word, ...], predicate: str, asked: Collection[str]) -> Iterator[Word]:
    """Of the facts that share a subject, those that are asked; of the two senses of a role, the one its predicate allows."""
    is_asked = any(word.fact in asked for word in words)
    wanted = [word for word in words if word.fact in asked or word.code is not None or not is_asked]
    for fact in dict.fromkeys(word.fact for word in wanted):
        senses = [word for word in wanted if word.fact == fact]
        values = [word for word in senses if word.code is not None]
        subjects = [word for word in senses if word.code is None]
        if values and subjects:
            yield from values if _LISTED.match(predicate) else subjects
        else:
            yield from values or subjects


def _predicate(text: str, found: Sequence[Place], place: int, parts: Sequence[Clause]) -> str:
    """What follows a word up to the next one or the end of the clause; things joined by 「も」 share what follows the last."""
    _, end, words = found[place]
    clause_end = max((part.end for part in parts if part.start < end), default=len(text))
    place = next((later for later in range(place + 1, len(found)) if found[later][0] >= end), len(found)) - 1
    following = found[place + 1][0] if place + 1 < len(found) else len(text)
    if following >= clause_end:
        return text[end:clause_end]
    between = text[end:following]
    # After a bare comma, what says its own value is done: 「要介護3、世帯主ではない」 denies only the latter.
    is_done = not between.strip("、 ") and any(word.code for word in words)
    if _JOINS.match(between) and not is_done and not {word.fact for word in words} & {word.fact for word in found[place + 1][2]}:
        return text[end : found[place + 1][1]] + _predicate(text, found, place + 1, parts)
    return between


def _before(text: str, place: Place, parts: Sequence[Clause], mentions: Sequence[Mention]) -> str:
    """「まだ出してません、死亡届は」: a subject at the very end takes the clause before it, if that says nothing else."""
    start, end, words = place
    before = next((part for part in parts if part.end == start), None)
    if before is None or end < len(text) or any(word.code for word in words) or any(before.start <= mention.start for mention in mentions):
        return ""
    return before.text


def _mention(lexicon: Lexicon, word: Word, predicate: str, text: str, start: int, end: int) -> Mention:
    fact, talk = lexicon.kb.facts[word.fact], lexicon.talk
    is_plan = word.fact in lexicon.plans
    if talk["dont_know"].search(predicate):
        return Mention(fact.id, None, False, True, start, end, False, predicate)
    if talk["if_so"].search(predicate) or (talk["not_so"].search(predicate) and not is_plan) or talk["soon"].search(text[:start]):
        return Mention(fact.id, None, False, False, start, end, False, predicate, is_talk=True)
    code = None if _SAID_WRONGLY.match(predicate) else _code(lexicon, fact, word, predicate)
    unsure = bool(talk["hedge"].search(predicate) or talk["long_ago"].search(text[:start]) or talk["perhaps"].search(text[:start]))
    return Mention(fact.id, code, unsure, False, start, end, word.code is not None, predicate)


def _code(lexicon: Lexicon, fact: Fact, word: Word, predicate: str) -> str | None:
    talk = lexicon.talk
    negative = is_negative(lexicon, predicate) or bool(talk["undone"].search(predicate))
    if is_yes_no(fact):
        return _yes_no(lexicon, word, predicate, negative)
    if word.code is None:
        return "none" if fact.type == "set" and negative and not talk["rejected"].search(predicate) else None
    if word.code == "none":
        return word.code
    if fact.type == "set" and talk["rejected"].match(predicate):
        return f"not_{word.code}"
    if (negative and (fact.type == "set" or talk["rejected"].search(predicate))) or talk["quit"].search(predicate):
        return f"not_{word.code}"
    return word.code


def is_negative(lexicon: Lexicon, predicate: str) -> bool:
    return bool(lexicon.talk["negative"].search(lexicon.talk["seems_negative"].sub("", predicate)))


def is_yes_no(fact: Fact) -> bool:
    return [code.code for code in fact.codes] == ["yes", "no"]


def _yes_no(lexicon: Lexicon, word: Word, predicate: str, negative: bool) -> str | None:
    """The value a yes/no fact is given. A listed statement says it itself, unless its predicate goes on to turn it round.

    「住民票は堺やなくて…」 rejects something else than the subject, and says nothing of it.
    """
    if word.code is not None:
        if word.code == "no":
            return word.code
        # 「ひとり親で、誰も頼れない」 denies something else.
        own = _GOES_ON.split(predicate)[0]
        return "no" if negative and (own == predicate or is_negative(lexicon, own) or lexicon.talk["undone"].search(own)) else "yes"
    predicate = _MATTER.sub("", predicate, count=1) if _MATTER.match(predicate) else predicate
    elsewhere = lexicon.talk["rejected"].search(predicate)
    if elsewhere and elsewhere.start() > 2:
        return None
    if negative:
        return "no"
    if _NAMED_ONLY.match(predicate) or not lexicon.talk["positive"].search(predicate):
        return None
    return "yes"


def _without_rejected(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """「国保じゃなくて後期高齢」: what is rejected says nothing when its fact is given another value."""
    for mention in mentions:
        replaced = any(other.fact == mention.fact and other.code and not other.is_rejected for other in mentions)
        if not (replaced and mention.is_rejected):
            yield mention
