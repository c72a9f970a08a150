"""One utterance, read in the context of the open question: what kind it is, which facts it gives, whether to confirm them.

Words of the knowledge base and dates are read first; the classifier's ranking (see ``bot/nlu``) decides where words do not, only
among what the open question allows. Doubtful readings are marked for confirmation, never guessed: a wrong unconfirmed fact is the
worst defect there is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from bot.understanding.answers import Stated, read_stated
from bot.understanding.context import Classified, Context, Kind, Reading
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import is_negative, is_yes_no
from bot.understanding.parents import names_somebody
from bot.understanding.shares import NOTHING, Shares, of_these
from bot.understanding.text import normalise, to_hiragana
from procedure_kb.condition import MORE
from procedure_kb.model import UNKNOWN, Fact

__all__ = ["Classified", "Context", "Kind", "Reading", "interpret", "open_ended"]

# Shares of the classifier. All chosen on the dev sentences of tests/nlu: docs/understanding.md.
ACCEPT = 0.90
"""From here its reading of the open question alone counts."""
CONFIRM = 0.12
"""From here a value of the open question is offered for confirmation, if nothing else is likelier."""
ACT = 0.30
"""From here a command, an emotion or another matter is taken as such where no fact was said."""
TOLD = 0.70
"""From here what the classifier hears in one clause is taken for a fact, and offered for confirmation. 95 of 100 are right."""
BESIDE = 0.05
"""Share of the open question from which a plain value of it is offered beside other facts that were stated."""
CORRECTED = 0.40
"""From here what is left of a correction is taken for the new value."""
SURELY_TOLD = 0.85
"""From here without confirmation: 99 of 100 are right."""
LEARN = 0.45
"""From here what the classifier alone hears of a fact that was not asked is offered for confirmation."""
HEARS_OTHERWISE = 0.30
"""From here words that seem an answer are confirmed, if the classifier hears something else."""
_NO_ANSWER = ("speaker", "digression", "out_of_scope", "dont_know", "emotion", "command")
OFFER = 0.04
"""From here a value of a child-care question is offered for confirmation, if it is twice as likely as its others and no act is likelier."""
UNFINISHED = 0.75
"""From here a phrase without the form of a question is one (「駐車場は」)."""
OTHER_MATTER = 0.90
"""From here something is another matter even where it names a fact that was asked."""
FEEL = 0.20
"""From here an emotion is taken as such where nothing else is said."""
SURE = 0.80
"""Below this the classifier's value of the open question is confirmed even where words say the same."""
HEARD = 0.85
"""From here the classifier's value of the open question is offered for confirmation rather than the one words seem to say."""
DESPAIR = 0.30
"""From here the classifier alone hears that somebody is in danger."""
SURE_ACT = 0.60
"""From here it is, even where some other fact than the one asked seems to be said."""

_DANGER = "emotion/suicidal_risk"
_JOINING = {"also_childcare", "also_bereavement"}
"""Another life event joins the case because somebody asks for it, not because a child or a death is mentioned."""
_TOLD_IN_GRIEF = {"relation_to_deceased", "death_date"}
"""What is said of the death itself does not make a lament an answer."""
_SHORT = 8
"""Characters of an answer that says hardly more than yes or no: its words are surer than the classifier."""
UNCLEAR = Reading("unclear")
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-鿿ｦ-ﾟ]")
_NUMBER_ALONE = re.compile("[0-9一二三四五六七八九十百〇]+(?:です|でした|や|やで|だ)?[。 ]*")
"""Of a number that answers nothing that was asked the classifier knows nothing."""
_SPOKEN = re.compile(r"\w")
"""Signs and pictures alone say nothing."""


def interpret(lexicon: Lexicon, text: str, classified: Classified, context: Context) -> Reading:
    """The reading of an utterance as typed or heard."""
    if not _JAPANESE.search(text):
        # The classifier has learnt Japanese: of other letters it only guesses.
        classified = Classified()
    ranking, corrected, *parts = (
        of_these(ranking, lexicon.kb.facts) for ranking in (classified.ranking, classified.corrected, *classified.parts)
    )
    shares = Shares(ranking, classified.answers, corrected, parts)
    return _Interpreter(lexicon, normalise(text), shares, context).read()


class _Interpreter:
    def __init__(self, lexicon: Lexicon, text: str, shares: Shares, context: Context) -> None:
        self.lexicon, self.text, self.shares, self.context = lexicon, text, shares, context
        self.asked = [lexicon.kb.facts[fact] for fact in context.asked]
        self.corrects = self.says("correction")
        self.stated: Stated = read_stated(lexicon, text, context, shares, corrects=self.corrects or self.says("rejected"))

    def says(self, name: str) -> bool:
        return bool(self.lexicon.talk[name].search(self.text))

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
            or self._classified()
            or UNCLEAR
        )

    # --- what is not an answer -------------------------------------------------------------------------------------------

    def _danger(self) -> Reading | None:
        if self.says("suicidal_risk"):
            return Reading("emotion", emotion="suicidal_risk")
        least = ACT if self.stated.facts else FEEL
        learned = self.shares.label == _DANGER and self.shares.best >= max(least, DESPAIR)
        if learned and not self.says("idiom") and not self._answers_question():
            return Reading("emotion", emotion="suicidal_risk")
        return None

    def _answers_question(self) -> bool:
        return any(fact in self.context.asked for fact in self.stated.facts)

    def _other_act(self, least: float) -> Reading | None:
        """A command, an emotion or another matter, as far as the classifier is sure and no answer stands against it."""
        act, share = self.shares.act, self.shares.best
        least = min(least, FEEL) if act == "emotion" and not self.stated.facts else least
        if act not in ("command", "emotion", "out_of_scope", "greet") or share < least or self.shares.label == _DANGER:
            return None
        against = set(self.stated.facts) - {"reservation_office", "contact_phone"} - (_TOLD_IN_GRIEF if act == "emotion" else set())
        # A number in a wish (「ひとつ前に」) is no age: the classifier, which knows no ages, is believed.
        surely = share >= OTHER_MATTER and (act == "out_of_scope" or (act == "command" and self._is_only_typed()))
        if self._answers_question() and not surely:
            return None
        if (against and act != "out_of_scope" and not surely) or (act == "greet" and self.context.several):
            return None
        return _act(act, self.shares.name)

    def _is_only_typed(self) -> bool:
        facts = self.lexicon.kb.facts
        return all(facts[fact].type not in ("enum", "set") for fact in self.stated.facts)

    def _digression(self) -> Reading | None:
        pattern = next((kind for kind, pattern in self.lexicon.digressions if pattern.search(self.text)), None)
        learned, share = self.shares.best_of("digression")
        asks = self.stated.asks
        answers = self.shares.act == "inform" and self.shares.name.partition(".")[0] in self.context.asked and self.shares.best >= SURE_ACT
        if self._answers_question() or (self.stated.facts and not asks) or (answers and share < CONFIRM and not self._asks_last()):
            return None
        if self.stated.facts and not self.asked:
            # 「父が亡くなりました。葬祭費は出ますか」: first what was told, the question is answered with it.
            return None
        unfinished = share >= UNFINISHED and not self.says("told")
        if not asks and not unfinished:
            return None
        if asks and self.shares.act == "out_of_scope" and self.shares.best >= 2 * share:
            return None
        about = self._about()
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
        about = next((topic.id for word, topic in self.lexicon.topics if word in self.text), None)
        return (kind, about) if kind else (None, None)

    def _about(self) -> str | None:
        """The subject asked about: the longest word that names one, else that of the open question."""
        text = self.lexicon.talk["no_subject"].sub("", self.text)
        named = next((topic.id for word, topic in self.lexicon.topics if word in text), None)
        if named is not None or not self.context.asked:
            return named
        asked = self.context.asked[0]
        own = next((topic.id for _, topic in self.lexicon.topics if topic.id == asked), None)
        return own or next((topic.id for _, topic in self.lexicon.topics if asked in topic.facts), None)

    def _noise(self) -> Reading | None:
        return UNCLEAR if self.shares.act in ("unclear", "chatter") and self.shares.best >= ACT else None

    # --- answers ---------------------------------------------------------------------------------------------------------

    def _facts(self) -> Reading | None:
        told = self._told()
        facts = {**self.stated.facts, **{fact: value for fact, (value, _) in told.items()}}
        typed = any(fact.type not in ("enum", "set") and fact.id in facts for fact in self.asked)
        if self._ends_in_ignorance() and set(facts) <= set(self.context.asked) and not typed:
            return Reading("dont_know", dict.fromkeys(self.context.asked, UNKNOWN))
        if self.shares.act == "dont_know" and self.shares.best >= SURE_ACT and self.says("dont_know") and self.asked and not typed:
            return Reading("dont_know", dict.fromkeys(self.context.asked, UNKNOWN))
        if not facts:
            return Reading("unclear", candidates=self.stated.candidates) if self.stated.candidates else None
        otherwise = self._heard_otherwise(facts)
        if all(value == UNKNOWN for value in facts.values()) and not otherwise:
            return Reading("dont_know", facts)
        facts = {**self._lead(facts), **facts, **otherwise}
        learned = {} if otherwise else self._also_heard(facts)
        doubtful = bool(learned or otherwise) or any(share < SURELY_TOLD for _, share in told.values())
        unsure = doubtful or self.stated.unsure or self.says("perhaps_last")
        question, about = self._asked_beside()
        unsure = unsure or self._contradicted(facts) or (question is None and self._hears_otherwise(facts))
        if self.corrects and told and not doubtful:
            # Words and classifier agree on what is put in the place of what was taken back.
            unsure = self.says("hedge")
        return Reading(self._kind(facts), {**facts, **learned}, unsure, digression=question, about=about)

    def _heard(self, fact: Fact) -> tuple[str | None, float]:
        """What the classifier hears of a fact that was asked; numbers and days it does not know."""
        return (fact.type in ("enum", "set") and self.shares.heard(fact.id)) or (None, 0.0)

    def _share_of(self, fact: Fact, value: Any) -> float:
        """How sure the classifier is of the value of a fact that was asked; wholly where it cannot tell."""
        values = self.shares.answers.get(fact.id, {}).get("values", {}) if fact.type in ("enum", "set") else {}
        return sum(values.get(code, 0.0) for code in _codes(value)) if values else 1.0

    def _heard_otherwise(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """The value of the open question that the classifier hears where the words seemed to say another: it is right more often."""
        if len(self.asked) != 1 or self.asked[0].id not in facts:
            return {}
        fact = self.asked[0]
        value, share = self._heard(fact)
        if value in (None, NOTHING) or share < HEARD or fact.id in self.stated.led:
            return {}
        if value in _codes(facts[fact.id]) or value in self.stated.rejected.get(fact.id, ()):
            return {}
        if facts[fact.id] == UNKNOWN and (self.says("ignorant") or self.shares.best_of("dont_know")[1] >= CONFIRM):
            return {}
        return {fact.id: _as_value(fact, value)}

    def _is_lead(self, fact: Fact) -> bool:
        return self.context.manner == "together" and fact is self.asked[0]

    def _lead(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """「はい、出しました。堺市民です」: asked together, a yes at the beginning answers what was asked first."""
        if self.context.manner != "together" or self.asked[0].id in facts or not is_yes_no(self.asked[0]):
            return {}
        first = self.stated.parts[0].text if self.stated.parts else ""
        yes, no = self._polarity(first)
        return {} if yes == no else {self.asked[0].id: "yes" if yes else "no"}

    def _ends_in_ignorance(self) -> bool:
        return bool(len(self.asked) == 1 and self.stated.parts and self.lexicon.talk["ignorant"].search(self.stated.parts[-1].text))

    def _is_of_another(self) -> bool:
        """Whether it speaks of somebody of whom the open question does not ask. Some questions turn on who the speaker is."""
        asked = self.context.asked[:1]
        turns_on_persons = any(fact in self.lexicon.of_the_family or fact in self.lexicon.holders for fact in asked)
        strangers = all(part.of_strangers for part in self.stated.parts)
        return strangers or ((self.shares.act == "speaker" or self.stated.is_own) and not turns_on_persons)

    def _asks_last(self) -> bool:
        """Whether it ends in a question: what was asked before it goes on may only be an echo (「手当ですか、もらってません」)."""
        return bool(self.stated.parts) and self.stated.parts[-1].asks

    def _told(self) -> dict[str, tuple[Any, float]]:
        """What single clauses state beside the answer to the open question, and how surely, where words do not say it or say another thing."""
        found: dict[str, tuple[Any, float]] = {}
        if self.corrects or self.says("rejected"):
            return self._corrected()
        if self.stated.is_own or (self.asked and not self.stated.parts[1:]):
            return found
        elsewhere = {*self.context.asked, *self.stated.talked_about, *_JOINING, *(_TOLD_IN_GRIEF if self.asked else ())}
        for fact_id, (code, share) in self.shares.told(TOLD).items():
            fact = self.lexicon.kb.facts[fact_id]
            before = self.stated.facts.get(fact_id)
            if fact_id in elsewhere or code in self.stated.rejected.get(fact_id, ()):
                continue
            if fact.type not in ("enum", "set") or code in _codes(before) or (before is not None and share < SURELY_TOLD):
                continue
            found[fact_id] = (_as_value(fact, code), share if before is None or self.corrects else TOLD)
        return found

    def _also_heard(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to the open question, beside facts that were not asked, where it is what the classifier hears first."""
        if len(self.asked) != 1 or self._asks_last() or self._is_of_another():
            return {}
        if self.asked[0].id in {*facts, *self.stated.talked_about}:
            return {}
        fact = self.asked[0]
        value, share = self._heard(fact)
        is_first = self.shares.label == f"inform/{fact.id}.{value}"
        is_plain = share >= ACCEPT and self.shares.spoken_of(fact.id) >= BESIDE
        is_answer = is_plain or (is_first and not self._is_only_typed())
        if value in (None, NOTHING) or not is_answer or share < LEARN or value in self.stated.rejected.get(fact.id, ()):
            return {}
        return {fact.id: _as_value(fact, value)}

    def _corrected(self) -> dict[str, tuple[Any, float]]:
        """What a correction puts in the place of what it takes back."""
        if self.context.asked and not self.corrects:
            return {}
        label, share = self.shares.corrected
        fact_id, _, code = label.removeprefix("inform/").partition(".")
        fact = self.lexicon.kb.facts.get(fact_id)
        if not label.startswith("inform/") or share < CORRECTED or fact is None or fact.type not in ("enum", "set"):
            return {}
        before = self.stated.facts.get(fact_id)
        return {} if isinstance(before, list) and code in before and len(before) > 1 else {fact_id: (_as_value(fact, code), share)}

    def _kind(self, facts: Mapping[str, Any]) -> Kind:
        known, asked = self.context.known, self.context.asked
        changed = any(fact in known and known[fact] != value for fact, value in facts.items())
        weak = self.says("rejected") and not set(facts) & set(asked or ("relation_to_deceased",))
        return "correction" if (changed and (self.corrects or weak)) or (not known and (self.corrects or weak)) else "answer"

    def _hears_otherwise(self, facts: Mapping[str, Any]) -> bool:
        """Whether the classifier hears no answer at all, or an answer to something else."""
        of_the_living = not self.lexicon.of_the_living.isdisjoint(self.context.asked)
        if self.shares.act in _NO_ANSWER and not (self.shares.act == "speaker" and of_the_living):
            return self.shares.best >= HEARS_OTHERWISE
        if any(fact.id in facts and fact.type not in ("enum", "set") for fact in self.asked):
            # The classifier knows no dates, ages or names: what it hears in the answer to such a question says nothing.
            return False
        return self.shares.act == "inform" and self.shares.best >= SURE_ACT and self.shares.name.partition(".")[0] not in facts

    def _contradicted(self, facts: Mapping[str, Any]) -> bool:
        """Whether the classifier hears another value, above all of what was asked, or is not sure of it."""
        alone = [fact for fact in self.asked if fact.id in facts and len(self.asked) == 1]
        named = [(self._heard(fact)[0], facts[fact.id]) for fact in alone]
        otherwise = any(heard is not None and heard not in _codes(value) for heard, value in named)
        hardly = any(self._share_of(fact, facts[fact.id]) < SURE for fact in alone)
        return otherwise or hardly or any(self.shares.contradicts(fact, value) for fact, value in facts.items())

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
            return Reading("answer", {fact.id: _as_value(fact, "none")}, confirm=self.says("hedge"))
        if not is_yes_no(fact) or yes == no:
            return None
        value = "yes" if yes else "no"
        otherwise = {} if self.shares.act in ("affirm", "deny") or len(self.text) <= _SHORT else self._heard_otherwise({fact.id: value})
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

    # --- the classifier alone --------------------------------------------------------------------------------------------

    def _classified(self) -> Reading | None:
        if _NUMBER_ALONE.fullmatch(self.text) or self._is_of_another() or self._asks_last() or any(p.supposed for p in self.stated.parts):
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
        if self.context.several and not self._is_lead(fact):
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
        return Reading("answer", {fact.id: _as_value(fact, value)}, confirm=doubtful)

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
        return Reading("answer", {fact.id: _as_value(fact, ranked[0][1])}, confirm=True)

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
        return Reading("answer", {fact_id: _as_value(fact, code)}, confirm=True)


def _act(act: str, name: str) -> Reading:
    if act == "emotion":
        return Reading("emotion", emotion=name)
    if act == "command":
        return Reading("command", command=name)
    return Reading("greeting" if act == "greet" else "out_of_scope")


def _as_value(fact: Fact, code: str) -> Any:
    return [code] if fact.type == "set" else code


def _codes(value: Any) -> Collection[Any]:
    return value if isinstance(value, list) else (value,)


def open_ended(fact: Fact, value: Any) -> Any:
    """A set value that was only mentioned: its other codes are still to be asked."""
    if fact.type == "set" and isinstance(value, list) and value != ["none"] and MORE not in value:
        return [*value, MORE]
    return value
