"""The facts an utterance states: who each clause speaks of, what it says of which fact, and what is taken back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.understanding.clauses import Clause, clauses
from bot.understanding.context import Context
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import Mention, find_mentions, is_negative, is_yes_no
from bot.understanding.persons import DECEASED, SPEAKER, Person, persons_in
from bot.understanding.shares import Shares
from bot.understanding.typed import TypedFacts, Utterance, read_typed
from procedure_kb.model import UNKNOWN, Fact

_SUPPORT = 0.08
"""Share from which the classifier supports a fact that was not asked."""
_ELDERS_AND_SPOUSES = frozenset({"father", "mother", "husband", "wife", "grandparent", "parent_in_law"})
"""Persons who may well be the deceased while the relation is not known."""


@dataclass
class Stated:
    facts: dict[str, Any] = field(default_factory=dict)
    unsure: bool = False
    candidates: tuple[str, ...] = ()
    rejected: dict[str, set[str]] = field(default_factory=dict)
    """Values said not to be the ones: 「国保ではありません」."""
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
        self.mentions = find_mentions(lexicon, text, context.asked, self.parts)
        self.persons = persons_in(lexicon, text)
        self.own = self._own_clauses()
        about = [clause for clause in self.parts if clause.states and clause not in self.own]
        self.typed: TypedFacts = read_typed(lexicon, Utterance(text, self.parts, about, context.asked, context.today, corrects))
        self.relation = self.typed.values.get("relation_to_deceased", context.known.get("relation_to_deceased"))
        self.others = [clause for clause in self.parts if self._speaks_of_another(clause)]
        self.stated = Stated(
            asks=any(clause.asks for clause in self.parts),
            is_own=bool(self.own or self.others) and len(self.own) + len(self.others) >= len(self.parts),
            parts=self.parts,
        )

    def read(self) -> Stated:
        self._bare_beginning()
        for clause in self.parts:
            self._read_clause(clause)
        self._follow_up()
        self._held_by_somebody()
        stated = self.stated
        for fact, value in self.typed.values.items():
            stated.facts[fact] = value
        stated.unsure = stated.unsure or self.typed.unsure
        stated.candidates = self.typed.candidates
        self._drop_unsupported()
        return stated

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
        return not any(mention.start <= start + 1 < mention.end for mention in self.mentions)

    def _speaks_of_another(self, clause: Clause) -> bool:
        """Whether the subject is a relative who is not the one who died."""
        if self.relation is None:
            return False
        subject = next(iter(self._persons(clause)), None)
        if subject is None or subject.who in (SPEAKER, DECEASED, self.relation):
            return False
        return bool(re.match(r"(さん|様)?(は|が|も|の)", self.text[subject.end :]))

    def _persons(self, clause: Clause) -> list[Person]:
        return [p for p in self.persons if clause.start <= p.start < clause.end]

    def _mentions(self, clause: Clause) -> list[Mention]:
        return [m for m in self.mentions if clause.start <= m.start < clause.end]

    def _is_about(self, fact: str, clause: Clause) -> bool:
        """Whether a clause may say something of a fact: those of the family are said of anybody."""
        return fact in self.lexicon.of_the_family or (clause not in self.own and clause not in self.others)

    # --- what a clause says ----------------------------------------------------------------------------------------------

    def _read_clause(self, clause: Clause) -> None:
        for mention in self._mentions(clause):
            fact = self.facts[mention.fact]
            if clause.taken_back or not clause.states:
                continue
            held = self._held(clause, mention)
            if held is not None:
                self.stated.add(fact, held[0], held[1])
            elif self._is_about(fact.id, clause):
                self._read_mention(fact, mention)

    def _read_mention(self, fact: Fact, mention: Mention) -> None:
        if mention.is_rejected and mention.code:
            self.stated.rejected.setdefault(fact.id, set()).add(mention.code.removeprefix("not_"))
            return
        value = self._value(fact, mention)
        if value is not None:
            self.stated.add(fact, value, mention.unsure, explicit=mention.is_stated)

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
        if not is_yes_no(fact) or self._mentions(first) or not first.states or not (any(map(self._mentions, self.parts[1:])) or self.typed.values):
            return
        said = self.lexicon.talk["seems_negative"].sub("", first.text)
        yes, no = (bool(self.lexicon.talk[name].search(said)) for name in ("affirm", "deny"))
        if yes != no and len(first.text) <= 14:
            self.stated.add(fact, "yes" if yes else "no", False)

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
            self.stated.add(fact, "no" if subject.code == "yes" else "yes", True)
        elif negative or self.lexicon.talk["positive"].search(text):
            value = "no" if negative else "yes"
            self.stated.add(fact, value, subject.code == value)

    # --- things that are in somebody's name ------------------------------------------------------------------------------

    def _held(self, clause: Clause, mention: Mention) -> tuple[str, bool] | None:
        fact = self.facts[mention.fact]
        if fact.id not in self.lexicon.holders or mention.unknown:
            return None
        persons = self._persons(clause)
        if fact.id not in self.lexicon.roles and not self.lexicon.talk["in_the_name_of"].search(clause.text):
            return None
        said = self.text[mention.start : mention.end] + mention.predicate
        after = [p for p in persons if p.start >= mention.start]
        return self._holder_value(fact, after[:1] or persons[-1:], negative=is_negative(self.lexicon, said))

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
        stating = [p for clause in self.parts if clause.states for p in self._persons(clause)]
        is_named = any(mention.fact == fact.id for mention in self.mentions)
        if fact.id not in self.lexicon.holders or self.stated.facts or is_named or not self.lexicon.talk["held"].search(self.text):
            return
        after = self.text[stating[-1].end :] if stating else ""
        held = self._holder_value(fact, stating[-1:], negative=is_negative(self.lexicon, after))
        if held is not None:
            self.stated.add(fact, *held)

    # --- doubt -----------------------------------------------------------------------------------------------------------

    def _drop_unsupported(self) -> None:
        """Beside an answer, what is said of another fact counts only if the classifier hears it too; alone, it is confirmed."""
        if not self.context.asked or self.corrects:
            return
        answered = any(fact in self.context.asked for fact in self.stated.facts)
        hears_asked = any(max(self.shares.values(self.facts[f]).values(), default=0.0) >= 0.25 for f in self.context.asked)
        for fact, value in list(self.stated.facts.items()):
            if fact in self.context.asked or fact in self.typed.values or self._is_supported(fact, value):
                continue
            is_explicit = fact in self.stated.explicit
            if answered or (hears_asked and not is_explicit):
                del self.stated.facts[fact]
            elif not is_explicit:
                self.stated.unsure = True

    def _is_supported(self, fact: str, value: Any) -> bool:
        codes = value if isinstance(value, list) else [value]
        return value == UNKNOWN or any(self.shares.of_label(f"inform/{fact}.{code}") >= _SUPPORT for code in codes)


def _joined(before: Any, value: Any) -> Any:
    """Two mentions of one fact: codes of a set add up; otherwise the later one counts."""
    if isinstance(before, list) and isinstance(value, list):
        named = [code for code in before + value if code != "none"]
        return list(dict.fromkeys(named)) or ["none"]
    return value
