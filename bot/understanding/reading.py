"""One utterance, read in the context of the open question: what kind it is, which facts it gives, whether to confirm them.

Words of the knowledge base and dates are read first; the classifier's ranking (see ``bot/nlu``) decides where words do not, only
among what the open question allows. Doubtful readings are marked for confirmation, never guessed: a wrong unconfirmed fact is the
worst defect there is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from bot.understanding.context import Classified, Context, Kind, Reading
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import is_negative, is_yes_no
from bot.understanding.shares import Shares, of_these
from bot.understanding.text import normalise, to_hiragana
from bot.understanding.witness import ACT, CONFIRM, SURE_ACT, SURELY_TOLD, TOLD_IN_GRIEF, Witness, as_value
from procedure_kb.condition import MORE
from procedure_kb.model import UNKNOWN, Fact

__all__ = ["Classified", "Context", "Kind", "Reading", "interpret", "open_ended"]

# Shares of the classifier, chosen as those of ``witness``.
UNFINISHED = 0.75
"""From here a phrase without the form of a question is one (「駐車場は」)."""
OTHER_MATTER = 0.90
"""From here something is another matter even where it names a fact that was asked."""
FEEL = 0.20
"""From here an emotion is taken as such where nothing else is said."""
DESPAIR = 0.30
"""From here the classifier alone hears that somebody is in danger."""

_DANGER = "emotion/suicidal_risk"
_SHORT = 8
"""Characters of an answer that says hardly more than yes or no: its words are surer than the classifier."""
UNCLEAR = Reading("unclear")
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-鿿ｦ-ﾟ]")
_OF_THE_OFFICE = {"hours": "office", "parking": "office"}
"""Kinds of questions that are about the ward office if they name nothing else."""
_LETTERS = re.compile("[A-Za-z]{3}")
_WRITTEN_IN_LETTERS = frozenset({"applicant_name", "contact_phone"})
_SPOKEN = re.compile(r"\w")
"""Signs and pictures alone say nothing."""


def interpret(lexicon: Lexicon, text: str, classified: Classified, context: Context) -> Reading:
    """The reading of an utterance as typed or heard."""
    is_foreign = not _JAPANESE.search(text)
    if is_foreign and _LETTERS.search(text) and _WRITTEN_IN_LETTERS.isdisjoint(context.asked):
        # A figure in a piece of program or of another language answers nothing.
        return UNCLEAR
    if is_foreign:
        # The classifier has learnt Japanese: of other letters it only guesses.
        classified = Classified()
    shares = Shares(of_these(classified, lexicon.kb.facts))
    return _with_what_follows(lexicon, _Interpreter(lexicon, normalise(text), shares, context).read(), context.asked)


def _with_what_follows(lexicon: Lexicon, reading: Reading, asked: Collection[str]) -> Reading:
    """The reading with the yes of questions that are answered by what is said of another fact: 「NICUにいます」 is a hospital stay."""
    said = reading.facts
    if asked and not any(lexicon.kb.facts[fact].per_child for fact in asked):
        return reading
    follows = {fact: "yes" for fact, other in lexicon.answered_by.items() if isinstance(said.get(other), list) and said[other] != ["none"]}
    return replace(reading, facts={**follows, **said}) if follows else reading


class _Interpreter(Witness):
    def read(self) -> Reading:
        if not _SPOKEN.search(self.text) or self.says("what") or self.says("neither"):
            return UNCLEAR
        return (
            self._danger()
            or self._other_act(SURE_ACT)
            or self._digression()
            or self._facts()
            or self._bare()
            or self._other_act(ACT)
            or self._noise()
            or self.classified()
            or UNCLEAR
        )

    # --- what is not an answer -------------------------------------------------------------------------------------------

    def _danger(self) -> Reading | None:
        if self.says("suicidal_risk"):
            return Reading("emotion", emotion="suicidal_risk")
        least = ACT if self.stated.facts else FEEL
        learned = self.shares.label == _DANGER and self.shares.best >= max(least, DESPAIR)
        if learned and not self.says("idiom") and not self.answers_question():
            return Reading("emotion", emotion="suicidal_risk")
        return None

    def _other_act(self, least: float) -> Reading | None:
        """A command, an emotion or another matter, as far as the classifier is sure and no answer stands against it."""
        act, share = self.shares.act, self.shares.best
        least = min(least, FEEL) if act == "emotion" and not self.stated.facts else least
        if act not in ("command", "emotion", "out_of_scope", "greet") or share < least or self.shares.label == _DANGER:
            return None
        against = set(self.stated.facts) - {"reservation_office", "contact_phone"} - (TOLD_IN_GRIEF if act == "emotion" else set())
        # A number in a wish (「ひとつ前に」) is no age: the classifier, which knows no ages, is believed.
        surely = share >= OTHER_MATTER and (act == "out_of_scope" or (act == "command" and self.is_only_typed()))
        if self.answers_question() and not surely:
            return None
        if (against and act != "out_of_scope" and not surely) or (act == "greet" and self.context.several):
            return None
        return _act(act, self.shares.name)

    def _digression(self) -> Reading | None:
        pattern = next((kind for kind, pattern in self.lexicon.digressions if pattern.search(self.text)), None)
        learned, share = self.shares.best_of("digression")
        asks = self.stated.asks
        answers = self.shares.act == "inform" and self.shares.name.partition(".")[0] in self.context.asked and self.shares.best >= SURE_ACT
        if self.answers_question() or (self.stated.facts and not asks) or (answers and share < CONFIRM and not self.asks_last()):
            return None
        if self.stated.facts and not self.asked:
            # 「父が亡くなりました。葬祭費は出ますか」: first what was told, the question is answered with it.
            return None
        unfinished = share >= UNFINISHED and not self.says("told")
        if not asks and not unfinished:
            return None
        if asks and self.shares.act == "out_of_scope" and self.shares.best >= 2 * share:
            return None
        about = self._about(pattern)
        kind = learned if self.shares.leads("digression") else pattern or (learned if share >= 0.1 else None)
        if kind is None and about is None:
            return None
        if self.stated.facts and share < 0.3 and pattern is None:
            return None
        return Reading("digression", digression=kind or "definition", about=about)

    def _asked_beside(self) -> tuple[str | None, str | None]:
        """Kind and subject of a question that was asked beside facts."""
        if not self.stated.asks:
            return None, None
        kind = next((kind for kind, pattern in self.lexicon.digressions if pattern.search(self.text)), None)
        about = self.lexicon.topic_in(self.text)
        return (kind, about) if kind else (None, None)

    def _about(self, kind: str | None) -> str | None:
        """The subject asked about: what is named, else what such a question is about, else that of the open question."""
        named = self.lexicon.topic_in(self.lexicon.talk["no_subject"].sub("", self.text)) or _OF_THE_OFFICE.get(kind or "")
        if named is not None or not self.context.asked:
            return named
        asked = self.context.asked[0]
        own = next((topic.id for _, topic in self.lexicon.topics if topic.id == asked), None)
        return own or next((topic.id for _, topic in self.lexicon.topics if asked in topic.facts), None)

    def _noise(self) -> Reading | None:
        return UNCLEAR if self.shares.act in ("unclear", "chatter") and self.shares.best >= ACT else None

    # --- answers ---------------------------------------------------------------------------------------------------------

    def _facts(self) -> Reading | None:
        told = self.told()
        facts = {**self.stated.facts, **{fact: value for fact, (value, _) in told.items()}}
        typed = any(fact.type not in ("enum", "set") and fact.id in facts for fact in self.asked)
        if self._ends_in_ignorance() and set(facts) <= set(self.context.asked) and not typed:
            return Reading("dont_know", dict.fromkeys(self.context.asked, UNKNOWN))
        if self.shares.act == "dont_know" and self.shares.best >= SURE_ACT and self.says("dont_know") and self.asked and not typed:
            return Reading("dont_know", dict.fromkeys(self.context.asked, UNKNOWN))
        if not facts:
            return Reading("unclear", candidates=self.stated.candidates) if self.stated.candidates else None
        otherwise = self.heard_otherwise(facts)
        if all(value == UNKNOWN for value in facts.values()) and not otherwise:
            return Reading("dont_know", facts)
        facts = {**self._lead(facts), **facts, **otherwise}
        learned = {} if otherwise else {**self.also_heard(facts), **self.heard_together(facts)}
        doubtful = bool(learned or otherwise) or any(share < SURELY_TOLD for _, share in told.values())
        unsure = doubtful or self.stated.unsure or self.says("perhaps_last")
        question, about = self._asked_beside()
        unsure = unsure or self.contradicted(facts) or (question is None and self.hears_otherwise(facts))
        if self.corrects and told and not doubtful:
            # Words and classifier agree on what is put in the place of what was taken back.
            unsure = self.says("hedge")
        return Reading(self._kind(facts), {**facts, **learned}, unsure, digression=question, about=about)

    def _lead(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """「はい、出しました。堺市民です」: asked together, a yes at the beginning answers what was asked first."""
        if self.context.manner != "together" or self.asked[0].id in facts or not is_yes_no(self.asked[0]):
            return {}
        first = self.stated.parts[0].text if self.stated.parts else ""
        yes, no = self._polarity(first)
        return {} if yes == no else {self.asked[0].id: "yes" if yes else "no"}

    def _ends_in_ignorance(self) -> bool:
        return bool(len(self.asked) == 1 and not self.stated.led and self.stated.parts and self.lexicon.talk["ignorant"].search(self.stated.parts[-1].text))

    def _kind(self, facts: Mapping[str, Any]) -> Kind:
        known, asked = self.context.known, self.context.asked
        changed = any(fact in known and known[fact] != value for fact, value in facts.items())
        replaces = bool(asked) or any(self.stated.rejected.values())
        weak = replaces and self.says("rejected") and not set(facts) & set(asked or ("relation_to_deceased",))
        return "correction" if (changed and (self.corrects or weak)) or (not known and (self.corrects or weak)) else "answer"

    def _bare(self) -> Reading | None:
        """A short answer that only the open question gives a meaning."""
        if not self.asked:
            return None
        if self.says("dont_know") and not self.stated.asks:
            return Reading("dont_know", dict.fromkeys(self.context.asked, UNKNOWN))
        if self.context.several and self.says("nothing_else"):
            return Reading("nothing_else")
        if self.stated.is_own or self.stated.asks:
            return None
        yes, no, wavers = self._yes_or_no()
        fact = self.asked[0]
        if self.context.manner == "list":
            of_one = fact.id in self.lexicon.of_the_living and self.says("of_one_thing")
            return Reading("nothing_else") if no and not yes and len(self.text) <= 12 and not of_one else None
        if no and not yes and len(self.text) <= 12 and self._may_be_none(fact):
            return Reading("answer", {fact.id: as_value(fact, "none")}, confirm=self.says("hedge"))
        if not is_yes_no(fact) or yes == no:
            return None
        value = "yes" if yes else "no"
        otherwise = {} if self.shares.act in ("affirm", "deny") or len(self.text) <= _SHORT else self.heard_otherwise({fact.id: value})
        if otherwise:
            return Reading("answer", otherwise, confirm=True)
        return Reading("answer", {fact.id: value}, confirm=wavers or self.says("hedge") or self._leans_against(fact, value))

    def _may_be_none(self, fact: Fact) -> bool:
        """Whether a no means none. 「まだです」 of a day says that it is still to come."""
        is_day = fact.type in ("date", "month") and "まだ" not in self.text
        return (fact.type == "set" or is_day) and any(code.code == "none" for code in fact.codes)

    def _yes_or_no(self) -> tuple[bool, bool, bool]:
        """What the utterance says in the end, and whether it began otherwise: 「いいえ、あ、いました」."""
        said = [polarity for part in self.stated.parts if not part.taken_back and any(polarity := self._polarity(part.text))]
        whole = self._polarity(self.text)
        last = said[-1] if said else whole
        return *last, len(set(said)) > 1 and not self.says("thinks_better")

    def _polarity(self, text: str) -> tuple[bool, bool]:
        """Whether it begins like a yes, and like a no."""
        said = self.lexicon.talk["seems_negative"].sub("", text)
        said = to_hiragana(self.lexicon.talk["lead_in"].sub("", said))
        yes, no = (bool(self.lexicon.talk[name].search(said)) for name in ("affirm", "deny"))
        if not (self.asked and self.asked[0].id in self.lexicon.of_the_living):
            return yes, no
        if self.lexicon.talk["goes_on"].search(said) and not is_negative(self.lexicon, said):
            return False, False
        if not (yes or no):
            yes, no = (bool(self.lexicon.talk[f"{name}_of_the_living"].search(said)) for name in ("affirm", "deny"))
        return yes, no

    def _leans_against(self, fact: Fact, value: str) -> bool:
        other = "no" if value == "yes" else "yes"
        negative_yes = value == "yes" and is_negative(self.lexicon, self.text)
        return negative_yes or self.shares.values(fact).get(other, 0.0) >= SURE_ACT


def _act(act: str, name: str) -> Reading:
    if act == "emotion":
        return Reading("emotion", emotion=name)
    if act == "command":
        return Reading("command", command=name)
    return Reading("greeting" if act == "greet" else "out_of_scope")


def open_ended(fact: Fact, value: Any) -> Any:
    """A set value that was only mentioned: its other codes are still to be asked."""
    if fact.type == "set" and isinstance(value, list) and value != ["none"] and MORE not in value:
        return [*value, MORE]
    return value
