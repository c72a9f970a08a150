"""The words to listen for: those of the knowledge base (per fact and value) and those of talking itself (``words.yml``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.understanding.text import normalise, to_hiragana
from procedure_kb.knowledge import KnowledgeBase, Topic
from procedure_kb.model import Fact
from procedure_kb.strict_yaml import read_yaml

_BETWEEN = r"(?:(?!では|じゃ|やな|でな|けど|したが|ですが)[^。、!?]){0,10}?"
_DOING = re.compile("の?(?:申請|届出?|届け出?|手続き?|請求)")
_LONG = 3
"""A word of the knowledge base of fewer characters than this counts on its own only if it is written in kanji."""


@dataclass(frozen=True)
class Word:
    """Something people say, and what it stands for. ``code`` None: it only names the subject of the fact."""

    text: str
    fact: str
    code: str | None
    loose: bool
    """Counts only while its question is open."""
    gap: re.Pattern[str] | None = None
    """For a word with 「〜」 in it: a few characters of the same clause may stand there."""

    @property
    def begins(self) -> int:
        """How many characters of it come before its gap, if it has one."""
        return len(self.text.partition("〜")[0])

    def length_at(self, text: str, place: int) -> int:
        """How many characters of the text it covers there; 0 if it does not stand there."""
        if self.gap is None:
            return len(self.text) if text.startswith(self.text, place) else 0
        match = self.gap.match(text, place)
        return match.end() - place if match else 0


@dataclass(frozen=True)
class Lexicon:
    kb: KnowledgeBase
    talk: Mapping[str, re.Pattern[str]]
    digressions: tuple[tuple[str, re.Pattern[str]], ...]
    words: Mapping[str, tuple[Word, ...]]
    """By their first character."""
    topics: tuple[tuple[str, Topic], ...]
    """Words naming subjects, longest first."""
    of_the_family: frozenset[str]
    """Facts that are said of anybody in the family."""
    holders: Mapping[str, str]
    """Facts that turn on whose a thing is, with the person for whom they are yes."""
    plans: frozenset[str]
    """Facts about what somebody means to do."""
    roles: frozenset[str]
    """Of the holders, those whose own word names the person's part."""
    of_the_living: frozenset[str]
    """Facts of families with small children."""
    yields_to: Mapping[str, frozenset[str]]
    """Facts that a shared word does not speak of if it speaks of one of these."""
    events_told: Mapping[str, re.Pattern[str]]
    """What a child-care case is about, where no word of the knowledge base says it."""
    told_at_last: Mapping[str, re.Pattern[str]]
    """The same where nothing else is told."""
    answered_by: Mapping[str, str]
    """Yes/no facts that follow from what is said of another fact."""
    heard_instead: Mapping[str, str]
    """Yes/no facts that are meant where another fact seems to be spoken of."""
    speaker_is: Mapping[str, re.Pattern[str]]
    """By relation of the deceased to the speaker, words for what the speaker is."""
    twins: Mapping[str, str]
    """Facts with the same values of which only the question tells which is meant."""

    @property
    def knows_a_death(self) -> bool:
        """Whether somebody has died in the cases of this knowledge base."""
        return "relation_to_deceased" in self.kb.facts

    def names(self, fact: str, text: str) -> bool:
        """Whether ``text`` names the subject of a fact, and nothing of its value."""
        said = to_hiragana(text)
        return any(word.text == said and word.fact == fact and word.code is None for word in self.words.get(said[:1], ()))

    def topic_in(self, text: str) -> str | None:
        """The subject that a text names: by its longest word, of two that overlap the one that begins first.

        「特別児童扶養手当」 is not 「児童扶養手当」; 「児童手当の申請」 is 「児童手当」, not only the procedure of that name.
        """
        found = [(text.find(word), word, topic.id) for word, topic in self.topics if word in text]
        firsts = [(start, word, topic) for start, word, topic in found if not any(s < start < s + len(w) for s, w, _ in found)]
        if not firsts:
            return None
        start, longest, topic = max(firsts, key=lambda place: len(place[1]))
        whole = next((t for s, w, t in firsts if s == start and w != longest and _DOING.fullmatch(longest.removeprefix(w))), None)
        return whole or topic

    @cached_property
    def relations(self) -> tuple[tuple[str, str], ...]:
        """Words for the deceased from the speaker's view, longest first, with their code."""
        fact = self.kb.facts.get("relation_to_deceased")
        if fact is None:
            return ()
        pairs = [(to_hiragana(normalise(word)), code.code) for code in fact.codes for word in (code.label, *code.words)]
        return tuple(sorted(set(pairs), key=lambda pair: -len(pair[0])))

    def matches(self, text: str, asked: Collection[str] = ()) -> Iterator[tuple[int, int, tuple[Word, ...]]]:
        """Longest words in the text, from left to right, without overlap. Several facts may share a word.

        Loose words count for the facts that are asked. In the gap of a word others may stand (「家と〔普通車〕が夫の名義」).

        A longer word of another matter (``no_fact``) hides them.
        """
        other = {match.start(): match.end() for match in self.talk["no_fact"].finditer(text)}
        text, place = to_hiragana(text), 0
        while place < len(text):
            found = [(word, length) for word in self.words.get(text[place], ())
                if (not word.loose or word.fact in asked) and (length := word.length_at(text, place))]
            longest = max((length for _, length in found), default=0)
            if longest < other.get(place, 0) - place:
                place = other[place]
                continue
            if found:
                named = tuple(word for word, length in found if length == longest)
                yield place, place + longest, named
                place += min(word.begins for word in named)
            else:
                place += 1


def build_lexicon(kb: KnowledgeBase, path: Path = Path(__file__).parent / "words.yml") -> Lexicon:
    data: dict[str, Any] = read_yaml(path)
    digressions = data.pop("digression")
    family, holders, roles, plans = (data.pop(name) for name in ("of_the_family", "holders", "roles", "plans"))
    living, yields_to = frozenset(data.pop("of_the_living")), data.pop("yields_to")
    events_told, told_at_last, answered_by = data.pop("events_told"), data.pop("told_at_last"), data.pop("answered_by")
    heard_instead, twins, speaker_is = data.pop("heard_instead"), data.pop("twins"), data.pop("speaker_is")
    loose, only_asked = {normalise(word) for word in data.pop("only_in_context")}, frozenset(data.pop("only_asked"))
    of_the_deceased, to_children = data.pop("no_fact_of_the_deceased"), data.pop("strangers_to_children")
    if "relation_to_deceased" in kb.facts:
        data["no_fact"] = f"{data['no_fact']}|{of_the_deceased}"
    else:
        data["strangers"] = f"{data['strangers']}|{to_children}"
    words: dict[str, list[Word]] = {}
    for word in _words(kb.facts.values(), loose, only_asked, living):
        words.setdefault(word.text[0], []).append(word)
    topics = [(normalise(word), topic) for topic in kb.topics for word in topic.words]
    return Lexicon(
        kb=kb,
        talk={name: re.compile(pattern) for name, pattern in data.items()},
        digressions=tuple((kind, re.compile(pattern)) for kind, pattern in digressions.items()),
        words={first: tuple(found) for first, found in words.items()},
        topics=tuple(sorted(topics, key=lambda pair: -len(pair[0]))),
        of_the_family=frozenset(family) | living,
        holders=holders,
        plans=frozenset(plans),
        roles=frozenset(roles),
        of_the_living=living,
        yields_to={fact: frozenset(others) for fact, others in yields_to.items()},
        events_told={event: re.compile(pattern) for event, pattern in events_told.items()},
        told_at_last={event: re.compile(pattern) for event, pattern in told_at_last.items()},
        answered_by=answered_by,
        heard_instead=heard_instead,
        speaker_is={relation: re.compile(pattern) for relation, pattern in speaker_is.items()},
        twins=twins,
    )


def _words(facts: Any, loose: set[str], only_asked: frozenset[str], living: frozenset[str]) -> Iterator[Word]:
    for fact in facts:
        if fact.id == "relation_to_deceased":
            continue
        for code, text in _texts(fact):
            said = to_hiragana(text)
            is_loose = text in loose or fact.id in only_asked or (len(text) < _LONG and not _is_kanji(text))
            is_loose = is_loose or (fact.id in living and _is_mere_label(fact, text))
            yield Word(said, fact.id, code, is_loose, _gap(said))


def _is_mere_label(fact: Fact, text: str) -> bool:
    """「健診」「お父さん」 on a button answer its question, and mean little elsewhere."""
    said = {normalise(word) for code in fact.codes for word in code.words} | {normalise(word) for word in fact.topic}
    return text not in said


def _gap(text: str) -> re.Pattern[str] | None:
    if "〜" not in text:
        return None
    return re.compile(_BETWEEN.join(re.escape(part) for part in text.split("〜")))


def _texts(fact: Fact) -> set[tuple[str | None, str]]:
    named = {(code.code, normalise(word)) for code in fact.codes for word in code.words}
    if fact.type in ("enum", "set") and {code.code for code in fact.codes} != {"yes", "no"}:
        named |= {(code.code, normalise(code.label)) for code in fact.codes}
    subjects = {(None, normalise(word)) for word in fact.topic}
    return {(code, text) for code, text in named | subjects if text}


def _is_kanji(text: str) -> bool:
    return all("一" <= character <= "鿿" for character in text)
