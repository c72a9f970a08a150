"""A text in clauses, and of whom each of them speaks."""

from __future__ import annotations

import re

from bot.understanding import parents
from bot.understanding.clauses import Clause, clauses
from bot.understanding.context import Context
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import Mention, find_mentions, is_yes_no
from bot.understanding.persons import DECEASED, SPEAKER, Person, persons_in
from bot.understanding.shares import Shares
from bot.understanding.stated import Stated
from bot.understanding.text import normalise
from bot.understanding.typed import read_typed
from bot.understanding.utterance import TypedFacts, Utterance
from procedure_kb.model import Fact

_SOUNDS_OWN = 0.45
"""Share from which the classifier hears that somebody else than the deceased is spoken of."""
_APPOINTMENT = frozenset({"reservation_datetime", "reservation_office"})
_RELATION = {"relation_to_deceased"}
_NONE = ("ない", "なし")


class Subjects:
    def __init__(self, lexicon: Lexicon, text: str, context: Context, shares: Shares, corrects: bool) -> None:
        self.lexicon, self.text, self.context, self.shares, self.corrects = lexicon, text, context, shares, corrects
        self.facts = lexicon.kb.facts
        self.parts = clauses(text, lexicon.talk)
        self.mentions = self._found_mentions()
        self.persons = persons_in(lexicon, text)
        # Of families with small children, the speaker is mostly one of the parents: what is the speaker's own counts.
        self.of_the_living = not lexicon.knows_a_death or not lexicon.of_the_living.isdisjoint(context.asked)
        self.sounds_own = shares.act == "speaker" and shares.best >= _SOUNDS_OWN and not self.of_the_living
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

    def _found_mentions(self) -> list[Mention]:
        """What is taken back is open again: its short words count as they would in answer to its question."""
        asked = {*self.context.asked, *(_APPOINTMENT if self._is_appointment() else ())}
        if self.corrects:
            asked |= {fact.id for fact in self.facts.values() if _is_chosen(fact)} - _RELATION
        mentions = [m for m in find_mentions(self.lexicon, self.text, asked, self.parts) if not self._is_echo(m)]
        reopened = {m.fact for c in self.parts if c.taken_back for m in mentions if c.start <= m.start < c.end}
        if not reopened - asked:
            return mentions
        return find_mentions(self.lexicon, self.text, asked | reopened, self.parts)

    def _is_echo(self, mention: Mention) -> bool:
        """Whether a word that stands in the question is repeated: 「国民年金は払ってません」 says nothing of the kind of pension."""
        if not mention.is_stated or mention.fact in self.context.asked:
            return False
        said = self.text[mention.start : mention.end]
        return any(said in normalise(self.facts[fact].ask or "") for fact in self.context.asked)

    def _is_appointment(self) -> bool:
        return bool(_APPOINTMENT & set(self.context.asked)) or bool(re.search("予約|区役所", self.text))

    def _own_clauses(self) -> list[Clause]:
        """Clauses about the speaker; what follows is so too, until somebody else is named."""
        found: list[Clause] = []
        is_own = False
        for clause in self.parts:
            if self._begins_own(clause):
                is_own = True
            elif any(p.who != SPEAKER for p in self.persons_of(clause)):
                is_own = False
            if is_own:
                found.append(clause)
        return found

    def _begins_own(self, clause: Clause) -> bool:
        match = self.lexicon.talk["own"].search(clause.text)
        if match is None or any(p.who == DECEASED for p in self.persons_of(clause)):
            return False
        start = clause.start + match.start()
        others = (p for p in self.persons_of(clause) if p.who != SPEAKER and p.start > start)
        if any(re.match("(さん|様)?[がはも]", self.text[p.end :]) for p in others):
            return False
        return not any(mention.start <= start + 1 < mention.end for mention in self.mentions)

    def _speaks_of_another(self, clause: Clause) -> bool:
        """Whether the subject is a relative who is not the one who died."""
        if self.relation is None:
            return False
        subject = next(iter(self.persons_of(clause)), None)
        if subject is None or subject.who in (SPEAKER, DECEASED, self.relation):
            return False
        if any(mention.start <= subject.start < mention.end for mention in self.mentions):
            return False
        return bool(re.match(r"(さん|様)?(は|が|も)", self.text[subject.end :]))

    def persons_of(self, clause: Clause) -> list[Person]:
        rejected = self.lexicon.talk["rejected"]
        return [p for p in self.persons if clause.start <= p.start < clause.end and not rejected.match(self.text, p.end)]

    def mentions_of(self, clause: Clause) -> list[Mention]:
        return [m for m in self.mentions if clause.start <= m.start < clause.end]

    def is_about(self, fact: str, clause: Clause) -> bool:
        """Whether a clause may say something of a fact: those of the family are said of anybody."""
        if fact in self.lexicon.of_the_living or not self.lexicon.knows_a_death:
            return True
        is_anybodys = fact in self.lexicon.of_the_family and not (self.sounds_own and clause in self.own)
        return is_anybodys or (clause not in self.own and clause not in self.others)


def _is_chosen(fact: Fact) -> bool:
    """Whether its values have names of their own: neither yes and no, nor a bare 「ない」."""
    return fact.type in ("enum", "set") and not is_yes_no(fact) and all(code.label not in _NONE for code in fact.codes)
