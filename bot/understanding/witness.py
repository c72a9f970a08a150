"""The classifier as a witness: what it says of an utterance, beside what words state and where they state nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from bot.understanding.answers import read_stated
from bot.understanding.context import Context, Reading
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import is_yes_no
from bot.understanding.parents import INSURANCE, event_told, names_somebody
from bot.understanding.shares import NOTHING, Shares
from bot.understanding.stated import Stated
from procedure_kb.model import UNKNOWN, Fact

# Shares of the classifier. All chosen on the dev sentences of tests/nlu: docs/understanding.md.
ACCEPT = 0.90
"""From here its reading of the open question alone counts."""
CONFIRM = 0.12
"""From here a value of the open question is offered for confirmation, if nothing else is likelier."""
ACT = 0.30
"""From here a command, an emotion or another matter is taken as such where no fact was said."""
SURE_ACT = 0.60
"""From here a command, an emotion or another matter is one, even where some other fact than the one asked seems to be said."""
TOLD = 0.70
"""From here what the classifier hears in one clause is taken for a fact, and offered for confirmation. 95 of 100 are right."""
TOLD_FIRST = 0.50
"""The same in an opener, which tells many things and nothing that was asked."""
SURELY_TOLD = 0.85
"""From here without confirmation: 99 of 100 are right."""
BESIDE = 0.05
"""Share of the open question from which a plain value of it is offered beside other facts that were stated."""
CORRECTED = 0.40
"""From here what is left of a correction is taken for the new value."""
LEARN = 0.45
"""From here what the classifier alone hears of a fact that was not asked is offered for confirmation."""
HEARS_OTHERWISE = 0.30
"""From here words that seem an answer are confirmed, if the classifier hears something else."""
OFFER = 0.04
"""From here a value of a child-care question is offered for confirmation, if it is twice as likely as its others and no act is likelier."""
SURE = 0.80
"""Below this the classifier's value of the open question is confirmed even where words say the same."""
HEARD = 0.85
"""From here the classifier's value of the open question is offered for confirmation rather than the one words seem to say."""
_NO_ANSWER = ("speaker", "digression", "out_of_scope", "dont_know", "emotion", "command")
_JOINING = {"also_childcare", "also_bereavement"}
"""Another life event joins the case because somebody asks for it, not because a child or a death is mentioned."""
TOLD_IN_GRIEF = {"relation_to_deceased", "death_date"}
"""What is said of the death itself does not make a lament an answer."""
_NUMBER_ALONE = re.compile("(?:満で?)?[0-9一二三四五六七八九十百〇]+(?:歳|才)?(?:です|でした|や|やった|やで|だ)?[。 ]*")
"""Of a number that answers nothing that was asked the classifier knows nothing."""


class Witness:
    """One utterance with what words state of it and what the classifier hears."""

    def __init__(self, lexicon: Lexicon, text: str, shares: Shares, context: Context) -> None:
        self.lexicon, self.text, self.shares, self.context = lexicon, text, shares, context
        self.asked = [lexicon.kb.facts[fact] for fact in context.asked]
        sounds_corrected = self.says("rejected") and shares.act == "correct" and shares.best >= SURE
        self.corrects = self.says("correction") or sounds_corrected
        self.stated: Stated = read_stated(lexicon, text, context, shares, corrects=self.corrects or self.says("rejected"))

    def says(self, name: str) -> bool:
        return bool(self.lexicon.talk[name].search(self.text))

    # --- of what the utterance is -----------------------------------------------------------------------------------------

    def answers_question(self) -> bool:
        return any(fact in self.context.asked for fact in self.stated.facts)

    def is_only_typed(self) -> bool:
        facts = self.lexicon.kb.facts
        return all(facts[fact].type not in ("enum", "set") for fact in self.stated.facts)

    def is_lead(self, fact: Fact) -> bool:
        return self.context.manner == "together" and fact is self.asked[0]

    def asks_last(self) -> bool:
        """Whether it ends in a question: what was asked before it goes on may only be an echo (「手当ですか、もらってません」)."""
        return bool(self.stated.parts) and self.stated.parts[-1].asks

    def _is_of_another(self) -> bool:
        """Whether it speaks of somebody of whom the open question does not ask. Some questions turn on who the speaker is."""
        asked = self.context.asked[:1]
        turns_on_persons = any(fact in self.lexicon.of_the_family or fact in self.lexicon.holders for fact in asked)
        strangers = all(part.of_strangers for part in self.stated.parts)
        return strangers or ((self.shares.act == "speaker" or self.stated.is_own) and not turns_on_persons)

    # --- beside what words state ------------------------------------------------------------------------------------------

    def _heard(self, fact: Fact) -> tuple[str | None, float]:
        """What the classifier hears of a fact that was asked; numbers and days it does not know."""
        return (fact.type in ("enum", "set") and self.shares.heard(fact.id)) or (None, 0.0)

    def _share_of(self, fact: Fact, value: Any) -> float:
        """How sure the classifier is of the value of a fact that was asked; wholly where it cannot tell."""
        values = self.shares.answers.get(fact.id, {}).get("values", {}) if fact.type in ("enum", "set") else {}
        return sum(values.get(code, 0.0) for code in _codes(value)) if values else 1.0

    def heard_otherwise(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """The value of the open question that the classifier hears where the words seemed to say another: it is right more often."""
        if len(self.asked) != 1 or self.asked[0].id not in facts:
            return {}
        fact = self.asked[0]
        value, share = self._heard(fact)
        if value in (None, NOTHING) or share < HEARD or fact.id in self.stated.led | self.stated.settled:
            return {}
        is_one_of_many = fact.id in self.stated.explicit and len(self.stated.parts) > 1
        if is_one_of_many and self.shares.supports_clause(f"inform/{fact.id}.{value}") < LEARN:
            return {}
        if value in _codes(facts[fact.id]) or value in self.stated.rejected.get(fact.id, ()):
            return {}
        if facts[fact.id] == UNKNOWN and (self.says("ignorant") or self.shares.best_of("dont_know")[1] >= CONFIRM):
            return {}
        return {fact.id: self._heard_value(fact, value)}

    def _heard_value(self, fact: Fact, code: str) -> Any:
        """A code heard of a fact that was asked, of a set with those said together with it."""
        together = self.shares.together(fact.id) if fact.type == "set" else ()
        rejected = self.stated.rejected.get(fact.id, ())
        return [c for c in together if c not in rejected] if code in together else as_value(fact, code)

    def heard_together(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Of a set that was asked, the codes heard together with those that words state (「身体と療育、両方」)."""
        asked = next((fact for fact in self.asked if fact.type == "set" and isinstance(facts.get(fact.id), list)), None)
        if asked is None or len(self.asked) > 1 or not set(facts[asked.id]) <= set(self.shares.together(asked.id)):
            return {}
        value = self._heard_value(asked, facts[asked.id][0])
        return {} if set(value) <= set(facts[asked.id]) else {asked.id: value}

    def told(self) -> dict[str, tuple[Any, float]]:
        """What single clauses state beside the answer to the open question, and how surely, where words do not say it or say another thing."""
        found: dict[str, tuple[Any, float]] = {}
        if self.corrects or self.says("rejected"):
            return self._corrected()
        if self.stated.is_own or (self.asked and not self.stated.parts[1:]):
            return found
        for fact_id, code, share in self.shares.told(TOLD if self.asked else TOLD_FIRST, whole=not self.asked):
            fact = self.lexicon.kb.facts[fact_id]
            before = found[fact_id][0] if fact_id in found and fact.type == "set" else self.stated.facts.get(fact_id)
            if self._is_heard_elsewhere(fact_id, code) or code in self.stated.rejected.get(fact_id, ()):
                continue
            if fact.type not in ("enum", "set") or code in _codes(before) or self._is_settled(fact, code, before, share):
                continue
            found[fact_id] = (_joined(before, as_value(fact, code)), share if before is None or self.corrects else TOLD)
        return found

    def _is_heard_elsewhere(self, fact: str, code: str) -> bool:
        """Whether what a clause seems to tell of a fact is another's, or told by other means than its clauses."""
        twin = self.lexicon.twins.get(fact)
        is_twins = twin in INSURANCE and self.stated.facts.get(twin) == code and not self.asked
        by_place = fact == "life_event" and event_told(self.lexicon, self.text) is not None
        return is_twins or by_place or fact in {*self.stated.talked_about, *_JOINING, *(TOLD_IN_GRIEF if self.asked else ())}

    def _is_settled(self, fact: Fact, code: str, before: Any, share: float) -> bool:
        """Whether words have said enough of a fact that one clause seems to tell otherwise."""
        if before is None:
            return False
        if fact.type == "set" and "none" not in (code, *before):
            return False
        said_in_words = is_yes_no(fact) and fact.id in self.stated.explicit and not self.asked
        return said_in_words or fact.id in self.context.asked or fact.id in self.stated.settled or share < SURELY_TOLD

    def also_heard(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to the open question, beside facts that were not asked, where it is what the classifier hears first."""
        if len(self.asked) != 1 or self.asks_last() or self._is_of_another() or _NUMBER_ALONE.fullmatch(self.text):
            return {}
        if self.asked[0].id in {*facts, *self.stated.talked_about}:
            return {}
        fact = self.asked[0]
        value, share = self._heard(fact)
        is_first = self.shares.label == f"inform/{fact.id}.{value}"
        is_plain = share >= ACCEPT and self.shares.spoken_of(fact.id) >= BESIDE
        is_answer = is_plain or (is_first and not self.is_only_typed())
        if value in (None, NOTHING) or not is_answer or share < LEARN or value in self.stated.rejected.get(fact.id, ()):
            return {}
        return {fact.id: as_value(fact, value)}

    def _corrected(self) -> dict[str, tuple[Any, float]]:
        """What a correction puts in the place of what it takes back."""
        if (self.context.asked and not self.corrects) or (self.stated.facts and self.is_only_typed()):
            return {}
        label, share = self.shares.corrected
        fact_id, _, code = label.removeprefix("inform/").partition(".")
        fact = self.lexicon.kb.facts.get(fact_id)
        if not label.startswith("inform/") or share < CORRECTED or fact is None or fact.type not in ("enum", "set"):
            return {}
        before = self.stated.facts.get(fact_id)
        if not self.corrects and fact_id in self.stated.explicit:
            return {}
        return {} if isinstance(before, list) and code in before and len(before) > 1 else {fact_id: (as_value(fact, code), share)}

    def hears_otherwise(self, facts: Mapping[str, Any]) -> bool:
        """Whether the classifier hears no answer at all, or an answer to something else."""
        of_the_living = not self.lexicon.of_the_living.isdisjoint(self.context.asked)
        if self.shares.act in _NO_ANSWER and not (self.shares.act == "speaker" and of_the_living):
            return self.shares.best >= HEARS_OTHERWISE
        if any(fact.id in facts and fact.type not in ("enum", "set") for fact in self.asked):
            # The classifier knows no dates, ages or names: what it hears in the answer to such a question says nothing.
            return False
        return self.shares.act == "inform" and self.shares.best >= SURE_ACT and self.shares.name.partition(".")[0] not in facts

    def contradicted(self, facts: Mapping[str, Any]) -> bool:
        """Whether the classifier hears another value, above all of what was asked, or is not sure of it."""
        alone = [fact for fact in self.asked if fact.id in facts and len(self.asked) == 1]
        named = [(self._heard(fact)[0], facts[fact.id]) for fact in alone]
        otherwise = any(heard is not None and heard not in _codes(value) for heard, value in named)
        hardly = any(self._share_of(fact, facts[fact.id]) < SURE for fact in alone)
        return otherwise or hardly or any(self.shares.contradicts(fact, value) for fact, value in facts.items())

    # --- the classifier alone ---------------------------------------------------------------------------------------------

    def classified(self) -> Reading | None:
        is_wish = "life_event" in self.context.asked  # 「小学校に上がることで教えてほしい」 is the answer.
        if _NUMBER_ALONE.fullmatch(self.text) or self._is_of_another() or (self.asks_last() and not is_wish) or any(p.supposed for p in self.stated.parts):
            return None
        if self.text.endswith("?") or ("relation_to_deceased" in self.context.asked and self.says("vague_person")):
            return None
        for fact in self.asked:
            reading = self._by_share(fact)
            if reading is not None:
                return reading
        offered = self._offered(self.asked[0]) if self.asked else None
        if offered is not None:
            return offered
        if self.shares.act == "done" and self.context.several and self.shares.best >= ACT:
            return Reading("nothing_else")
        if self.shares.act == "inform" and self.shares.best >= LEARN:
            return self._learned(self.shares.name)
        return None

    def _by_share(self, fact: Fact) -> Reading | None:
        surely = self._heard(fact)[1] * self.shares.spoken_of(fact.id) >= ACCEPT
        talked_about = fact.id in self.stated.talked_about and not surely
        values = {} if talked_about else self._values(fact)
        if self.context.several and not self.is_lead(fact):
            # 「はい」 to a list of things says nothing about any one of them.
            values = {value: share for value, share in values.items() if f"inform/{fact.id}.{value}" == self.shares.label}
        values = {value: share for value, share in values.items() if value not in self.stated.rejected.get(fact.id, ())}
        if not values:
            return None
        value, share = max(values.items(), key=lambda pair: pair[1])
        if share < CONFIRM or share < self.shares.best:
            return None
        if value == UNKNOWN:
            # A day or an age told vaguely is asked again; only words of not knowing give it up.
            typed = fact.type not in ("enum", "set")
            return Reading("dont_know", {fact.id: UNKNOWN}) if not typed or self.says("dont_know") else None
        unsure = share < ACCEPT or fact.id in self.stated.talked_about
        doubtful = unsure or self.stated.asks or fact.id == "relation_to_deceased" or self.says("hedge") or self.says("no_fact")
        return Reading("answer", {fact.id: self._heard_value(fact, value)}, confirm=doubtful)

    def _values(self, fact: Fact) -> dict[str, float]:
        """Shares of the values; also those of the fact that only the question tells from this one, where nobody is named."""
        values = self.shares.values(fact)
        twin = self.lexicon.kb.facts.get(self.lexicon.twins.get(fact.id, ""))
        if twin is None or names_somebody(self.text):
            return values
        codes = {code.code for code in fact.codes}
        named = {code: self.shares.of_label(f"inform/{twin.id}.{code}") for code in codes}
        return {code: values.get(code, 0.0) + named.get(code, 0.0) for code in [*values, *(codes - set(values))]}

    def _offered(self, fact: Fact) -> Reading | None:
        """The likeliest value of a child-care question, to be confirmed, where the classifier hears nothing surely."""
        if fact.id not in self.lexicon.of_the_living or fact.id in self.stated.talked_about or self.context.several or self.stated.facts:
            return None
        rejected = {*self.stated.rejected.get(fact.id, ()), UNKNOWN}
        ranked = sorted(((share, value) for value, share in self._values(fact).items() if value not in rejected), reverse=True)
        acts = max((share for label, share in self.shares.ranking if not label.startswith(("inform/", "affirm/", "deny/", "done/"))), default=0.0)
        if not ranked or ranked[0][0] < max(OFFER, acts) or (len(ranked) > 1 and ranked[0][0] < 2 * ranked[1][0]):
            return None
        return Reading("answer", {fact.id: as_value(fact, ranked[0][1])}, confirm=True)

    def _learned(self, name: str) -> Reading | None:
        fact_id, _, code = name.partition(".")
        meant = next((fact for fact, other in self.lexicon.heard_instead.items() if other == fact_id and fact in self.context.asked), None)
        if meant is not None:
            return Reading("answer", {meant: "yes"}, confirm=True)
        fact = self.lexicon.kb.facts.get(fact_id)
        if fact_id in self.stated.talked_about or (fact_id == "relation_to_deceased" and self.asked):
            return None
        if fact is None or fact.type not in ("enum", "set") or code in self.stated.rejected.get(fact_id, ()):
            return None
        return Reading("answer", {fact_id: as_value(fact, code)}, confirm=True)


def as_value(fact: Fact, code: str) -> Any:
    """A code as a value of its fact: alone, or as the set of it."""
    return [code] if fact.type == "set" else code


def _codes(value: Any) -> Collection[Any]:
    return value if isinstance(value, list) else (value,)


def _joined(before: Any, value: Any) -> Any:
    """Codes of a set add up; of anything else the later value counts."""
    return [*before, *value] if isinstance(before, list) and "none" not in (*before, *value) else value
