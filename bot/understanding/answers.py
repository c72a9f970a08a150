"""The facts an utterance states: what each clause says of which fact, and what is taken back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.understanding import parents
from bot.understanding.clauses import Clause
from bot.understanding.context import Context
from bot.understanding.household import adults_left, children_left, spouse_left
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import Mention, is_negative, is_yes_no
from bot.understanding.persons import DECEASED, SPEAKER, Person, persons_in, rejected_relations
from bot.understanding.shares import Shares
from bot.understanding.stated import Stated
from bot.understanding.subjects import Subjects
from procedure_kb.model import UNKNOWN, Fact

_SUPPORT = 0.08
"""Share from which the classifier supports a fact that was not asked."""
_ADULTS = "remaining_household_two_or_more_adults"
_PART = re.compile("(?:さん|様)?(?:[がはもの、。 ]|です|でし|や|だ|に|じゃ|では|ち|と|名|本人|$)")
"""After a person whose part in something is told."""
_NOUN_ONLY = re.compile("(です|でした|やった|や|だった)(わ|ねん)?[。]?$")
_MORE = 8
"""Characters behind a bare yes or no that tell something else."""
_OTHER = {"yes": "no", "no": "yes"}
_ELDERS_AND_SPOUSES = frozenset({"father", "mother", "husband", "wife", "grandparent", "parent_in_law"})
"""Persons who may well be the deceased while the relation is not known."""


def read_stated(lexicon: Lexicon, text: str, context: Context, shares: Shares, *, corrects: bool) -> Stated:
    """Facts stated in normalised text."""
    return _Reader(lexicon, text, context, shares, corrects).read()


class _Reader(Subjects):
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
            if isinstance(value, list):
                stated.add(self.facts[fact], value, False)
            elif fact in self.context.asked or self.context.known.get(fact) != value:
                stated.facts[fact] = value
        self._conclude()
        of_the_living = "deceased_age" in stated.facts and any(map(self._is_of_the_living, self.parts))
        stated.unsure = stated.unsure or self.typed.unsure or of_the_living
        stated.rejected.setdefault("relation_to_deceased", set()).update(rejected_relations(self.lexicon, self.text))
        stated.candidates = self.typed.candidates
        self._drop_unsupported()
        asks_back = self.lexicon.talk["asks_back"].search(self.text) is not None
        stated.unsure = stated.unsure or self.sounds_own or (bool(stated.facts) and asks_back)
        return stated

    # --- what a clause says ----------------------------------------------------------------------------------------------

    def _read_clause(self, clause: Clause) -> None:
        for mention in self.mentions_of(clause):
            meant = self._fact_meant(clause, mention)
            if clause.taken_back or not clause.states or meant is None:
                continue
            fact = self.facts[meant]
            held = self._held(clause, mention)
            if held is not None:
                self._hold(fact, held)
            elif self.is_about(fact.id, clause):
                self._read_mention(fact, mention)

    def _fact_meant(self, clause: Clause, mention: Mention) -> str | None:
        """The fact a word is about; of families with small children it turns on whose thing it is. None: of nobody's that is asked."""
        fact, asked, living = mention.fact, self.context.asked, self.lexicon.of_the_living
        if fact not in living:
            return fact
        start = mention.start - clause.start
        if fact == "parent_employment" and mention.code is not None:
            fact = parents.worker(clause.text, start, asked) or ""
        if fact in parents.INSURANCE and parents.subject_of(clause.text, start) == parents.INSURANCE[fact]:
            return fact
        sharing = self.sharers.get((mention.start, mention.end), frozenset()) - {mention.fact, fact}
        is_known = mention.fact in {**self.context.known, **self.stated.facts}
        if fact not in self.facts or not parents.is_meant(self.lexicon, mention, sharing, asked, is_known=is_known, corrects=self.corrects):
            return None
        own = self.facts[fact].per_child and fact not in parents.INSURANCE and parents.subject_of(clause.text, start) == parents.SPEAKER
        if not own and parents.insured(self.text, clause, (mention.start, mention.end), asked, fact):
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
        if fact.id == "child_health_insurance" and value in (None, "employee_dependent") and self.lexicon.talk["undecided"].search(self.text):
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
        first = next(iter(self.persons_of(clause)), None)
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
        if len(self.parts) < 2 or self.context.several or self.corrects or len(self.context.asked) != 1:
            return
        fact, first = self.facts[self.context.asked[0]], self.parts[0]
        says_more = any(map(self.mentions_of, self.parts)) or self.typed.values or self.persons or len(self.text) > len(first.text) + _MORE
        is_open = any(self.lexicon.talk[name].search(first.text) for name in ("dont_know", "undecided"))
        if not is_yes_no(fact) or not first.states or not says_more or is_open:
            return
        said = self.lexicon.talk["seems_negative"].sub("", first.text)
        ways = ("", "_of_the_living") if fact.id in self.lexicon.of_the_living else ("",)
        yes, no = (any(self.lexicon.talk[f"{name}{way}"].search(said) for way in ways) for name in ("affirm", "deny"))
        if yes != no and len(first.text) <= 14 and not self.mentions_of(first):
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
        persons = [Person(p.who, p.start - clause.start, p.end - clause.start) for p in self.persons_of(clause)]
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
            subjects = [m for m in self.mentions_of(clause) if is_yes_no(self.facts[m.fact]) or m.is_stated]
            rest = self.parts[place + 1 :]
            if not subjects or not rest or any(self.mentions_of(later) for later in rest):
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
            self._hold(fact, held)
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
        persons = self.persons_of(clause)
        if fact.id not in self.lexicon.roles and not self._is_in_a_name(clause, persons):
            return None
        instead = [] if persons else self._named_instead(clause)
        if instead:
            return self._holder_value(fact, instead[:1], negative=False)
        persons = [p for p in persons if _PART.match(self.text, p.end)]
        after = [p for p in persons if p.start >= mention.start]
        meant = after[:1] or persons[-1:]
        # 「喪主は私ではなく甥です」: what rejects another says nothing of the one who is named instead.
        start = meant[-1].end if meant and self._rejects_somebody(clause) else mention.start
        said = self.text[start : mention.end + len(mention.predicate)]
        return self._holder_value(fact, meant, negative=is_negative(self.lexicon, said))

    def _rejects_somebody(self, clause: Clause) -> bool:
        rejected = self.lexicon.talk["rejected"]
        return any(clause.start <= p.start < clause.end and rejected.match(self.text, p.end) for p in self.persons)

    def _named_instead(self, clause: Clause) -> list[Person]:
        """「世帯主は私やのうて、亡くなった本人です」: who is named behind a person who was rejected."""
        following = next((c for c in self.parts if c.start == clause.end and c.states), None)
        return self.persons_of(following) if self._rejects_somebody(clause) and following is not None else []

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
        stating = [p for clause in parts if clause.states and not self.mentions_of(clause) for p in self.persons_of(clause)]
        is_named = any(mention.fact == fact.id for mention in self.mentions)
        if fact.id not in self.lexicon.holders or is_named or not self.lexicon.talk["held"].search(self.text):
            return
        after = self.text[stating[-1].end :] if stating else ""
        held = self._holder_value(fact, stating[-1:], negative=is_negative(self.lexicon, after))
        if held is not None:
            self._hold(fact, held)

    def _hold(self, fact: Fact, held: tuple[str, bool]) -> None:
        self.stated.add(fact, *held)
        if held == ("yes", False) and self.lexicon.holders[fact.id] == DECEASED:
            self.stated.settled.add(fact.id)

    def _conclude(self) -> None:
        """What the case is about, if only the way of telling says it; and yes, if what was named is what the question is about."""
        facts, asked = self.stated.facts, self.context.asked
        only_asks = not any(clause.states for clause in self.parts)
        told = None if only_asks else parents.event_told(self.lexicon, self.text)
        is_open = "life_event" in asked or (not asked and "life_event" not in self.context.known and not self.lexicon.knows_a_death)
        if told and is_open and "life_event" in self.facts:
            place, event = told
            named = min((m.start for m in self.mentions if m.fact == "life_event" and m.code), default=place)
            # A word for moving alone does not say where to.
            if place < named or facts.get("life_event", "moving_within") == "moving_within":
                facts["life_event"] = event
        if not asked and "pension_kind" in facts and self.lexicon.talk["receives"].search(self.text):
            facts.setdefault("receives_pension", "yes")
        for fact, other in self.lexicon.answered_by.items():
            if fact in asked and fact not in facts and facts.get(other) == ["none"]:
                facts[fact], self.stated.unsure = "no", True
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
                self.stated.settled.add(self.context.asked[0])

    # --- doubt -----------------------------------------------------------------------------------------------------------

    def _drop_unsupported(self) -> None:
        """Beside an answer, what is said of another fact counts only if the classifier hears it too; alone, it is confirmed."""
        if not self.context.asked or self.corrects:
            return
        answered = any(fact in self.context.asked for fact in self.stated.facts)
        hears_asked = any(max(self.shares.values(self.facts[f]).values(), default=0.0) >= 0.25 for f in self.context.asked)
        for fact, value in list(self.stated.facts.items()):
            if fact in {*self.context.asked, *self.typed.values, *self.by_school} or self._is_supported(fact, value):
                continue
            is_explicit = fact in self.stated.explicit
            if self._is_supported(fact, [code.code for code in self.facts[fact].codes]):
                self.stated.unsure = True
                continue
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
