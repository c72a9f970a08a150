"""The facts an utterance states: who each clause speaks of, what it says of which fact, and what is taken back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.understanding import parents
from bot.understanding.clauses import Clause, clauses
from bot.understanding.context import Context
from bot.understanding.household import adults_left, children_left, spouse_left
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import Mention, find_mentions, is_negative, is_yes_no
from bot.understanding.persons import DECEASED, SPEAKER, Person, persons_in, rejected_relations
from bot.understanding.shares import Shares
from bot.understanding.typed import read_typed
from bot.understanding.utterance import TypedFacts, Utterance
from procedure_kb.model import UNKNOWN, Fact

_SUPPORT = 0.08
"""Share from which the classifier supports a fact that was not asked."""
_SOUNDS_OWN = 0.45
"""Share from which the classifier hears that somebody else than the deceased is spoken of."""
_ADULTS = "remaining_household_two_or_more_adults"
_APPOINTMENT = frozenset({"reservation_datetime", "reservation_office"})
_PART = re.compile("(?:さん|様)?(?:[がはもの、。 ]|です|でし|や|だ|に|じゃ|では|ち|と|名|本人|$)")
"""After a person whose part in something is told."""
_NOUN_ONLY = re.compile("(です|でした|やった|や|だった)(わ|ねん)?[。]?$")
_RELATION = {"relation_to_deceased"}
_OTHER = {"yes": "no", "no": "yes"}
_NONE = ("ない", "なし")
_ELDERS_AND_SPOUSES = frozenset({"father", "mother", "husband", "wife", "grandparent", "parent_in_law"})
"""Persons who may well be the deceased while the relation is not known."""


@dataclass
class Stated:
    facts: dict[str, Any] = field(default_factory=dict)
    unsure: bool = False
    candidates: tuple[str, ...] = ()
    rejected: dict[str, set[str]] = field(default_factory=dict)
    """Values said not to be the ones: 「国保ではありません」."""
    talked_about: set[str] = field(default_factory=set)
    """Facts that are only wished for, imagined or talked about: the classifier cannot tell."""
    led: set[str] = field(default_factory=set)
    """Facts answered by a bare yes or no before something else is told: the classifier hears both together."""
    asks: bool = False
    is_own: bool = False
    """Speaks only of the speaker or of somebody who did not die."""
    parts: Sequence[Clause] = ()
    explicit: set[str] = field(default_factory=set)
    """Facts whose value stood in the words themselves: a mere subject and predicate do not change it."""

    def add(self, fact: Fact, value: Any, unsure: bool, *, explicit: bool = True) -> None:
        if not explicit and fact.id in self.explicit:
            return
        if explicit:
            self.explicit.add(fact.id)
        self.facts[fact.id] = _joined(self.facts.get(fact.id), value)
        self.unsure = self.unsure or unsure


def read_stated(lexicon: Lexicon, text: str, context: Context, shares: Shares, *, corrects: bool) -> Stated:
    """Facts stated in normalised text."""
    return _Reader(lexicon, text, context, shares, corrects).read()


class _Reader:
    def __init__(self, lexicon: Lexicon, text: str, context: Context, shares: Shares, corrects: bool) -> None:
        self.lexicon, self.text, self.context, self.shares, self.corrects = lexicon, text, context, shares, corrects
        self.facts = lexicon.kb.facts
        self.parts = clauses(text, lexicon.talk)
        self.mentions = self._found_mentions()
        self.persons = persons_in(lexicon, text)
        # Of families with small children, the speaker is mostly one of the parents: what is the speaker's own counts.
        self.of_the_living = not lexicon.knows_a_death or not lexicon.of_the_living.isdisjoint(context.asked)
        self._sounds_own = shares.act == "speaker" and shares.best >= _SOUNDS_OWN and not self.of_the_living
        self.own = self._own_clauses()
        self.by_school: set[str] = set()
        """Facts told by a child's school, which says more than a circumstance."""
        self.sharers = parents.sharers(self.mentions)
        about = [clause for clause in self.parts if clause.states and clause not in self.own]
        said = Utterance(text, self.parts, about, context.asked, context.today, corrects, names_facts=bool(self.mentions))
        self.typed: TypedFacts = read_typed(lexicon, said)
        self.relation = self.typed.values.get("relation_to_deceased", context.known.get("relation_to_deceased"))
        self.others = [clause for clause in self.parts if self._speaks_of_another(clause)]
        self.stated = Stated(
            asks=any(clause.asks for clause in self.parts),
            is_own=all(clause.of_strangers for clause in self.parts)
            or (not self.of_the_living and bool(self.own or self.others) and len(self.own) + len(self.others) >= len(self.parts)),
            parts=self.parts,
            talked_about={mention.fact for mention in self.mentions if mention.is_talk},
        )

    def read(self) -> Stated:
        self._bare_beginning()
        for clause in self.parts:
            self._read_clause(clause)
            self._family(clause)
        self._follow_up()
        self._held_by_somebody()
        self._payers()
        stated = self.stated
        for fact, value in self.typed.values.items():
            stated.facts[fact] = value
        self._conclude()
        of_the_living = "deceased_age" in stated.facts and any(map(self._is_of_the_living, self.parts))
        stated.unsure = stated.unsure or self.typed.unsure or of_the_living
        stated.rejected.setdefault("relation_to_deceased", set()).update(rejected_relations(self.lexicon, self.text))
        stated.candidates = self.typed.candidates
        self._drop_unsupported()
        asks_back = self.lexicon.talk["asks_back"].search(self.text) is not None
        stated.unsure = stated.unsure or self._sounds_own or (bool(stated.facts) and asks_back)
        return stated

    def _found_mentions(self) -> list[Mention]:
        """What is taken back is open again: its short words count as they would in answer to its question."""
        asked = {*self.context.asked, *(_APPOINTMENT if self._is_appointment() else ())}
        if self.corrects:
            asked |= {fact.id for fact in self.facts.values() if _is_chosen(fact)} - _RELATION
        mentions = find_mentions(self.lexicon, self.text, asked, self.parts)
        reopened = {m.fact for c in self.parts if c.taken_back for m in mentions if c.start <= m.start < c.end}
        if not reopened - asked:
            return mentions
        return find_mentions(self.lexicon, self.text, asked | reopened, self.parts)

    def _is_appointment(self) -> bool:
        return bool(_APPOINTMENT & set(self.context.asked)) or bool(re.search("予約|区役所", self.text))

    # --- of whom a clause speaks -----------------------------------------------------------------------------------------

    def _own_clauses(self) -> list[Clause]:
        """Clauses about the speaker; what follows is so too, until somebody else is named."""
        found: list[Clause] = []
        is_own = False
        for clause in self.parts:
            if self._begins_own(clause):
                is_own = True
            elif any(p.who != SPEAKER for p in self._persons(clause)):
                is_own = False
            if is_own:
                found.append(clause)
        return found

    def _begins_own(self, clause: Clause) -> bool:
        match = self.lexicon.talk["own"].search(clause.text)
        if match is None or any(p.who == DECEASED for p in self._persons(clause)):
            return False
        start = clause.start + match.start()
        others = (p for p in self._persons(clause) if p.who != SPEAKER and p.start > start)
        if any(re.match("(さん|様)?[がはも]", self.text[p.end :]) for p in others):
            return False
        return not any(mention.start <= start + 1 < mention.end for mention in self.mentions)

    def _speaks_of_another(self, clause: Clause) -> bool:
        """Whether the subject is a relative who is not the one who died."""
        if self.relation is None:
            return False
        subject = next(iter(self._persons(clause)), None)
        if subject is None or subject.who in (SPEAKER, DECEASED, self.relation):
            return False
        if any(mention.start <= subject.start < mention.end for mention in self.mentions):
            return False
        return bool(re.match(r"(さん|様)?(は|が|も)", self.text[subject.end :]))

    def _persons(self, clause: Clause) -> list[Person]:
        rejected = self.lexicon.talk["rejected"]
        return [p for p in self.persons if clause.start <= p.start < clause.end and not rejected.match(self.text, p.end)]

    def _mentions(self, clause: Clause) -> list[Mention]:
        return [m for m in self.mentions if clause.start <= m.start < clause.end]

    def _is_about(self, fact: str, clause: Clause) -> bool:
        """Whether a clause may say something of a fact: those of the family are said of anybody."""
        if fact in self.lexicon.of_the_living or not self.lexicon.knows_a_death:
            return True
        is_anybodys = fact in self.lexicon.of_the_family and not (self._sounds_own and clause in self.own)
        return is_anybodys or (clause not in self.own and clause not in self.others)

    # --- what a clause says ----------------------------------------------------------------------------------------------

    def _read_clause(self, clause: Clause) -> None:
        for mention in self._mentions(clause):
            meant = self._fact_meant(clause, mention)
            if clause.taken_back or not clause.states or meant is None:
                continue
            fact = self.facts[meant]
            held = self._held(clause, mention)
            if held is not None:
                self.stated.add(fact, held[0], held[1])
            elif self._is_about(fact.id, clause):
                self._read_mention(fact, mention)

    def _fact_meant(self, clause: Clause, mention: Mention) -> str | None:
        """The fact a word is about; of families with small children it turns on whose thing it is. None: of nobody's that is asked."""
        fact, asked, living = mention.fact, self.context.asked, self.lexicon.of_the_living
        if fact not in living:
            return fact
        start, end = mention.start - clause.start, mention.end - clause.start
        if fact == "parent_employment" and mention.code is not None:
            fact = parents.worker(clause.text, start, asked) or ""
        sharing = self.sharers.get((mention.start, mention.end), frozenset()) - {mention.fact, fact}
        is_known = mention.fact in {**self.context.known, **self.stated.facts}
        if fact not in self.facts or not parents.is_meant(self.lexicon, mention, sharing, asked, is_known=is_known, corrects=self.corrects):
            return None
        if parents.insured(self.text, clause.text, start, end, asked, fact):
            return fact
        self.stated.talked_about.add(fact)
        return None

    def _read_mention(self, fact: Fact, mention: Mention) -> None:
        if self.lexicon.talk["mine"].search(mention.predicate):
            return
        if mention.is_rejected and mention.code:
            self.stated.rejected.setdefault(fact.id, set()).add(mention.code.removeprefix("not_"))
            return
        value = self._value(fact, mention)
        if fact.id == "child_health_insurance" and value == "employee_dependent" and self.lexicon.talk["undecided"].search(self.text):
            value = "not_decided"
        if value == "yes" and self._is_somebodys(fact, mention) and not self._is_supported(fact.id, value):
            return
        if value is not None:
            unsure = mention.unsure or self._may_be_of_another(fact, mention) or self._said_otherwise(fact, value)
            self.stated.add(fact, value, unsure, explicit=mention.is_stated)

    def _said_otherwise(self, fact: Fact, value: Any) -> bool:
        """Of a living family two different values in one breath are asked back, unless the second corrects the first."""
        before = self.stated.facts.get(fact.id, value)
        return fact.id in self.lexicon.of_the_living and fact.type == "enum" and before != value and not self.corrects

    def _is_somebodys(self, fact: Fact, mention: Mention) -> bool:
        """Whether the fact turns on whose the thing is, and that was not said: 「水道はあります」「葬儀は済みました」."""
        wanted = self.lexicon.holders.get(fact.id)
        if wanted is None or mention.is_stated or re.search("所有|持っ", mention.predicate):
            return False
        return wanted == SPEAKER or fact.id not in self.lexicon.roles

    def _may_be_of_another(self, fact: Fact, mention: Mention) -> bool:
        """「母は国保です」 while it is not known who died; 「パスポートは私が持っています」."""
        if fact.id in self.lexicon.of_the_family or not self.lexicon.knows_a_death:
            return False
        clause = next(c for c in self.parts if c.start <= mention.start < c.end)
        return self._is_of_the_living(clause) or any(p.who == SPEAKER for p in persons_in(self.lexicon, mention.predicate))

    def _is_of_the_living(self, clause: Clause) -> bool:
        """Said in the present of a relative, while it is not known who died."""
        first = next(iter(self._persons(clause)), None)
        if self.relation is not None or first is None or first.who in (SPEAKER, DECEASED):
            return False
        is_subject = re.match("(さん|様)?[がは]", self.text[first.end :])
        return bool(is_subject) and not self.lexicon.talk["past"].search(clause.text)

    def _value(self, fact: Fact, mention: Mention) -> Any:
        if mention.unknown:
            return UNKNOWN
        if mention.code is None:
            named = self.context.several and mention.fact in self.context.asked and is_yes_no(fact)
            return "yes" if named else None
        return [mention.code] if fact.type == "set" else mention.code

    def _bare_beginning(self) -> None:
        """「ありました。パスポートはないです」: yes or no first, to the open question."""
        if len(self.parts) < 2 or self.context.several or len(self.context.asked) != 1:
            return
        fact, first = self.facts[self.context.asked[0]], self.parts[0]
        says_more = any(map(self._mentions, self.parts)) or self.typed.values or self.persons
        if not is_yes_no(fact) or not first.states or not says_more:
            return
        said = self.lexicon.talk["seems_negative"].sub("", first.text)
        yes, no = (bool(self.lexicon.talk[name].search(said)) for name in ("affirm", "deny"))
        if yes != no and len(first.text) <= 14 and not self._mentions(first):
            self.stated.add(fact, "yes" if yes else "no", False)
            self.stated.led.add(fact.id)
        elif re.match("それ(は|も)", self.parts[-1].text) and is_negative(self.lexicon, self.parts[-1].text):
            self.stated.add(fact, "no", False)

    def _family(self, clause: Clause) -> None:
        """The spouse and the rest of the household, from the persons a clause names."""
        if not clause.states:
            return
        if "surviving_spouse" in self.facts and any(self.lexicon.speaker_is[who].search(clause.text) for who in ("husband", "wife")):
            self.stated.add(self.facts["surviving_spouse"], "yes", False)
        persons = [Person(p.who, p.start - clause.start, p.end - clause.start) for p in self._persons(clause)]
        children = children_left(self.lexicon, clause.text, self.relation, asked=self.context.asked)
        self.by_school |= children.keys()
        for fact, value in (
            *children.items(),
            ("surviving_spouse", spouse_left(self.lexicon, clause.text, persons, self.relation)),
            (_ADULTS, adults_left(self.lexicon, clause.text, persons, asked=self.context.asked == (_ADULTS,))),
        ):
            if value is not None and fact in self.facts and fact not in self.stated.explicit:
                self.stated.add(self.facts[fact], value, False)

    # --- what a later clause says of an earlier subject -------------------------------------------------------------------

    def _follow_up(self) -> None:
        """「免許は持ってたんですけど、返しました」「ないと言いましたが、ありました」: a predicate for the subject before it."""
        for place, clause in enumerate(self.parts[:-1]):
            subjects = [m for m in self._mentions(clause) if is_yes_no(self.facts[m.fact]) or m.is_stated]
            rest = self.parts[place + 1 :]
            if not subjects or not rest or any(self._mentions(later) for later in rest):
                continue
            subject = subjects[0]
            if clause.taken_back:
                self._changed(clause, subject, rest)
            elif re.search(r"(けど|けれど|けども|が)[、 ]?$", clause.text) and self._is_turned(subject, rest[0]):
                self.stated.add(self.facts[subject.fact], "no", False)

    def _is_turned(self, subject: Mention, later: Clause) -> bool:
        undone = self.lexicon.talk["undone"].search(later.text)
        return bool(undone) and self.stated.facts.get(subject.fact) == "yes" and later.states

    def _changed(self, clause: Clause, subject: Mention, rest: Sequence[Clause]) -> None:
        fact, text = self.facts[subject.fact], self.text[rest[0].start :]
        if not is_yes_no(fact):
            return
        held = self._holder_value(fact, [p for p in self.persons if p.start >= rest[0].start], negative=False)
        if held is not None:
            self.stated.add(fact, *held)
            return
        negative = is_negative(self.lexicon, text) or bool(self.lexicon.talk["undone"].search(text))
        wrong = re.search(r"(違|ちが|ちゃ|間違|まちが|逆)", text)
        if wrong and subject.code in ("yes", "no"):
            self.stated.add(fact, _OTHER[subject.code], False)
        elif negative or self.lexicon.talk["positive"].search(text) or _NOUN_ONLY.search(text):
            value = "no" if negative else "yes" if self.lexicon.talk["positive"].search(text) else subject.code or "yes"
            same = subject.code == value  # 「犬がいると言いましたが、猫でした」
            self.stated.add(fact, _OTHER[value] if same else value, same)

    # --- things that are in somebody's name ------------------------------------------------------------------------------

    def _held(self, clause: Clause, mention: Mention) -> tuple[str, bool] | None:
        fact = self.facts[mention.fact]
        if fact.id not in self.lexicon.holders or mention.unknown:
            return None
        named = self.text[mention.start : mention.end]
        inside = any(mention.start <= p.start < mention.end for p in self.persons)
        if not (inside or self.lexicon.names(fact.id, named)):
            return None
        persons = self._persons(clause)
        if fact.id not in self.lexicon.roles and not self._is_in_a_name(clause, persons):
            return None
        instead = [] if persons else self._named_instead(clause)
        if instead:
            return self._holder_value(fact, instead[:1], negative=False)
        persons = [p for p in persons if _PART.match(self.text, p.end)]
        said = self.text[mention.start : mention.end] + mention.predicate
        after = [p for p in persons if p.start >= mention.start]
        return self._holder_value(fact, after[:1] or persons[-1:], negative=is_negative(self.lexicon, said))

    def _named_instead(self, clause: Clause) -> list[Person]:
        """「世帯主は私やのうて、亡くなった本人です」: who is named behind a person who was rejected."""
        rejected = self.lexicon.talk["rejected"]
        denied = any(clause.start <= p.start < clause.end and rejected.match(self.text, p.end) for p in self.persons)
        following = next((c for c in self.parts if c.start == clause.end and c.states), None)
        return self._persons(following) if denied and following is not None else []

    def _is_in_a_name(self, clause: Clause, persons: Sequence[Person]) -> bool:
        talk = self.lexicon.talk
        receives = talk["receives"].search(clause.text) and any(p.who == SPEAKER for p in persons)
        return bool(talk["in_the_name_of"].search(clause.text) or receives)

    def _holder_value(self, fact: Fact, persons: Sequence[Person], *, negative: bool) -> tuple[str, bool] | None:
        """Yes if the thing is in the deceased's name (for the funeral: the speaker paid), and whether that is uncertain."""
        wanted = self.lexicon.holders.get(fact.id)
        if wanted is None or not persons:
            return None
        who = persons[-1].who
        who = DECEASED if who == self.relation else who
        if wanted == SPEAKER:
            if who == DECEASED:
                return None
            return ("yes" if (who == SPEAKER) != negative else "no"), False
        unsure = self.relation is None and who in _ELDERS_AND_SPOUSES
        is_deceased = who == DECEASED or unsure
        return ("yes" if is_deceased != negative else "no"), unsure or (negative and not is_deceased)

    def _held_by_somebody(self) -> None:
        """「名義は兄です」「私です」 in answer to a question of that sort."""
        if len(self.context.asked) != 1 or self.context.asked[0] in self.stated.facts or self.stated.asks:
            return
        fact = self.facts[self.context.asked[0]]
        parts = self.parts[:1] if self.stated.facts else self.parts
        stating = [p for clause in parts if clause.states and not self._mentions(clause) for p in self._persons(clause)]
        is_named = any(mention.fact == fact.id for mention in self.mentions)
        if fact.id not in self.lexicon.holders or is_named or not self.lexicon.talk["held"].search(self.text):
            return
        after = self.text[stating[-1].end :] if stating else ""
        held = self._holder_value(fact, stating[-1:], negative=is_negative(self.lexicon, after))
        if held is not None:
            self.stated.add(fact, *held)

    def _conclude(self) -> None:
        """What the case is about, if only the way of telling says it; and yes, if what was named is what the question is about."""
        facts, asked = self.stated.facts, self.context.asked
        told = None if self.stated.asks else parents.event_told(self.lexicon, self.text)
        is_open = "life_event" in asked or (not asked and "life_event" not in self.context.known and not self.lexicon.knows_a_death)
        if told and is_open and "life_event" in self.facts:
            facts.setdefault("life_event", told)
        if not asked and "pension_kind" in facts and self.lexicon.talk["receives"].search(self.text):
            facts.setdefault("receives_pension", "yes")
        for fact, other in self.lexicon.answered_by.items():
            if fact in asked and fact not in facts and isinstance(facts.get(other), list):
                facts[fact] = "no" if facts[other] == ["none"] else "yes"
                self.stated.unsure = self.stated.unsure or facts[fact] == "no"
        for fact, other in self.lexicon.heard_instead.items():
            if fact in asked and other in facts and other not in asked:
                facts.setdefault(fact, "yes")
                del facts[other]
        if asked == ("other_parent_employment",) and asked[0] not in facts and self.lexicon.talk["not_there"].search(self.text):
            facts[asked[0]] = "no_other_parent"

    def _payers(self) -> None:
        """「夫だけです」「二人とも」 in answer to a question which of the parents."""
        if len(self.context.asked) == 1 and self.context.asked[0] not in self.stated.facts and not self.stated.asks:
            named = parents.payers(self.context.asked[0], self.text)
            if named is not None:
                self.stated.add(self.facts[self.context.asked[0]], *named)

    # --- doubt -----------------------------------------------------------------------------------------------------------

    def _drop_unsupported(self) -> None:
        """Beside an answer, what is said of another fact counts only if the classifier hears it too; alone, it is confirmed."""
        if not self.context.asked or self.corrects:
            return
        answered = any(fact in self.context.asked for fact in self.stated.facts)
        hears_asked = any(max(self.shares.values(self.facts[f]).values(), default=0.0) >= 0.25 for f in self.context.asked)
        for fact, value in list(self.stated.facts.items()):
            if fact in self.context.asked or fact in self.typed.values or fact in self.by_school or self._is_supported(fact, value):
                continue
            is_explicit = fact in self.stated.explicit
            if (answered and not self._stands_apart(fact)) or (hears_asked and not answered and not is_explicit):
                del self.stated.facts[fact]
            elif not is_explicit:
                self.stated.unsure = True

    def _stands_apart(self, fact: str) -> bool:
        """Said in another clause than the answer: not a mere circumstance of it."""
        asked = {self._place(m) for m in self.mentions if m.fact in self.context.asked} or {0}
        return any(self._place(m) not in asked for m in self.mentions if m.fact == fact)

    def _place(self, mention: Mention) -> int:
        return next(place for place, clause in enumerate(self.parts) if mention.start < clause.end)

    def _is_supported(self, fact: str, value: Any) -> bool:
        codes = value if isinstance(value, list) else [value]
        return value == UNKNOWN or any(self.shares.supports(f"inform/{fact}.{code}") >= _SUPPORT for code in codes)


def _is_chosen(fact: Fact) -> bool:
    """Whether its values have names of their own: neither yes and no, nor a bare 「ない」."""
    return fact.type in ("enum", "set") and not is_yes_no(fact) and all(code.label not in _NONE for code in fact.codes)


def _joined(before: Any, value: Any) -> Any:
    """Two mentions of one fact: codes of a set add up; otherwise the later one counts."""
    if isinstance(before, list) and isinstance(value, list):
        named = [code for code in before + value if code != "none"]
        return list(dict.fromkeys(named)) or ["none"]
    return value
