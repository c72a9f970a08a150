"""Carries on one conversation: keeps answers in the case, says things, and asks the next question. Reads no text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from actions import asking
from actions.replies import Payload, Wording, message
from bot.cases import replay
from bot.cases.dialogue import Dialogue
from bot.cases.store import Answer, Case, CaseStore
from bot.cases.unclear import Why
from bot.understanding.lexicon import Lexicon
from bot.understanding.reading import Classified, open_ended
from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation, Verdict
from procedure_kb.checklist import build_checklist
from procedure_kb.condition import MORE
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.values import ValueProblem, check_value


@dataclass(frozen=True)
class Brain:
    """What a turn decides with; replaced as a whole when the knowledge base changes."""

    kb: KnowledgeBase
    lexicon: Lexicon
    wording: Wording


class Brains(Protocol):
    def of(self, event: str, facts: Mapping[str, Any]) -> Brain:
        """For a case that began with ``event`` and has these facts."""


@dataclass(frozen=True)
class Heard:
    """A message as Rasa heard it."""

    message: int | None
    text: str
    classified: Classified
    choices: tuple[str, ...]
    channel: str

    @property
    def act(self) -> str:
        """What the classifier takes it for."""
        return self.classified.ranking[0][0].partition("/")[0] if self.classified.ranking else ""


class Conduct:
    """The conversation of one case while one message is worked off."""

    def __init__(self, brains: Brains, store: CaseStore, case: Case, heard: Heard, today: date) -> None:
        self.brains = brains
        self.store, self.case, self.heard, self.today = store, case, heard, today
        self.dialogue = Dialogue.load(case.dialogue)
        self.record = store.answers(case.token)
        self.event = case.event
        self.given: list[Answer] = []
        """What this message adds to the record; written together with the dialogue at the end of the turn."""
        self._recall()
        self.said: list[Payload] = []
        self.deleted = False

    def _recall(self) -> None:
        """What is known, and the knowledge base that fits it: another life event may have joined the case or left it."""
        facts = replay.facts([*self.record, *self.given])
        brain = self.brains.of(self.event, facts)
        self.kb, self.lexicon, self.wording = brain.kb, brain.lexicon, brain.wording
        self.known = {fact: value for fact, value in facts.items() if fact in self.kb.facts}

    @property
    def situation(self) -> Situation:
        return Situation(self.kb, self.known, self.today)

    def turn_to(self, event: str) -> None:
        """The case is about this life event, as the person has said before answering anything."""
        self.event = event
        self.dialogue.asked, self.dialogue.manner, self.dialogue.pending, self.dialogue.offers = [], "alone", None, {}
        self._recall()

    def say(self, key: str, **values: object) -> None:
        self.said.append(message(self.wording.say(key, **values)))

    # --- answers ---------------------------------------------------------------------------------------------------------

    def answer(self, facts: Mapping[str, Any], *, echo: bool) -> None:
        """Checks and keeps answers, says what was understood, and goes on."""
        kept = self.take_in(facts, echo=echo)
        # A list that was answered in part is finished before anything else is asked.
        self.ask(first=self.dialogue.asked if kept & set(self.dialogue.asked) else ())

    def take_in(self, facts: Mapping[str, Any], *, echo: bool) -> set[str]:
        """Checks and keeps answers and says what was understood. Returns the facts that were kept."""
        checked: dict[str, Any] = {}
        for fact_id, value in facts.items():
            fact = self.kb.facts[fact_id]
            try:
                checked[fact_id] = check_value(fact, value, today=self.today)
            except ValueProblem as problem:
                self.said.append(message(str(problem)))
        self.keep(checked)
        if echo and checked:
            self.say("taken", facts=self.wording.facts(checked))
        return set(checked)

    def said_of(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Facts as they follow from words."""
        return {fact_id: self._completed(fact_id, value) for fact_id, value in facts.items()}

    def _completed(self, fact_id: str, value: Any) -> Any:
        """What was said of a set joins what was said before; not asked alone, the set stays open for its other codes."""
        alone, before = self.dialogue.asked == [fact_id], self.known.get(fact_id)
        if not isinstance(value, list) or (alone and not asking.is_begun(before)):
            return value
        joined = more(before, value)
        return [code for code in joined if code != MORE] if alone else open_ended(self.kb.facts[fact_id], joined)

    def keep(self, facts: Mapping[str, Any]) -> None:
        if facts:
            self.add([self.answer_now(fact, value) for fact, value in facts.items()])
            self.dialogue.failures = 0
            self.dialogue.pending = None
            self.dialogue.focus = [fact for fact in self.dialogue.focus if fact not in facts]
            self.dialogue.changing = False

    def answer_now(self, fact: str, value: Any) -> Answer:
        return Answer(fact, value, "resident", self.heard.channel, self.heard.message, self.store.clock())

    def add(self, given: Sequence[Answer]) -> None:
        """Adds to the record."""
        self.given += given
        self._recall()

    def ask_confirmation(self, facts: Mapping[str, Any]) -> None:
        self.dialogue.asked = self.dialogue.asked or list(facts)
        pending = {"facts": dict(facts), "heard": self.heard.classified.masked}
        self.ask_yes(self.wording.say("confirm", facts=self.wording.facts(facts)), pending)

    def keep_unclear(self, sentence: str, why: Why, read: Collection[str] = ()) -> None:
        """For an editor to learn from; never in answer to a question for a name, a number or a day.

        Of several facts that were asked together, the one that was ``read`` is what the sentence was taken for an answer to.
        """
        question = next((fact for fact in self.dialogue.asked if fact in read), next(iter(self.dialogue.asked), None))
        if question is None or self.kb.facts[question].type in ("enum", "set"):
            self.store.unclear.add(sentence, event=self.event, question=question, why=why)

    def ask_yes(self, text: str, pending: dict[str, Any], yes: str = "yes", no: str = "no") -> None:
        labels = self.wording.labels
        self.dialogue.pending = pending
        self.dialogue.offers = {}
        choices = []
        for label, agreed in ((labels[yes], True), (labels[no], False)):
            choices.append((label, asking.put_on_offer(self.dialogue, {"confirm": agreed})))
        self.dialogue.prompt = {"kind": "confirm", "text": text, "choices": choices}
        self.said.append(message(text, choices=choices))

    def pause(self, text: str, choices: Iterable[tuple[str, str]], card: str | None = None) -> None:
        """Says something with buttons of its own; the open question waits until it is asked for again."""
        choices = list(choices)
        self.dialogue.prompt = {**self.dialogue.prompt, **_NO_QUESTION, "choices": choices}
        self.said.append(message(text, choices=choices, card=card))

    # --- the next question -----------------------------------------------------------------------------------------------

    def ask(self, first: Sequence[str] = ()) -> None:
        """Sends the open question, or the result when there is none. ``first``: facts to ask before others, if still open."""
        situation = self.situation
        self.dialogue.pending = None
        if not self.dialogue.focus and self._ask_about_contradiction(situation):
            return
        ask = asking.choose(Agenda(situation), self.dialogue.focus, first)
        if ask is None:
            self._finish(situation)
            return
        asked = asking.phrase(situation, ask, self.wording.labels)
        self.dialogue.status = "active"
        self.dialogue.asked = list(ask.facts)
        self.dialogue.manner = "list" if asked.kind == "group" else "together" if len(ask.facts) > 1 else "alone"
        choices = asking.offer(self.dialogue, asked)
        self.dialogue.prompt["easy"] = asked.easy
        self.said.append(message(asked.text, speech=asked.speech, choices=choices))

    def _ask_about_contradiction(self, situation: Situation) -> bool:
        """Whether answers exclude each other, and the person has not yet said to leave them so."""
        facts = [fact for fact in situation.contradiction if fact in self.known]
        if not facts or facts in self.dialogue.left:
            return False
        text = self.wording.say("contradiction", facts=self.wording.facts({fact: self.known[fact] for fact in facts}))
        self.dialogue.status, self.dialogue.asked, self.dialogue.manner = "active", [], "alone"
        self.dialogue.offers = {}
        choices = [(self.wording.say("contradiction_change", label=self.kb.facts[fact].label), f"change.{fact}") for fact in facts]
        value = asking.put_on_offer(self.dialogue, {"leave": facts})
        self.pause(text, [*choices, (self.wording.labels["leave"], value)])
        return True

    def _finish(self, situation: Situation) -> None:
        before, now = self.dialogue.listed, _listed(situation)
        self.dialogue.status, self.dialogue.asked, self.dialogue.manner = "finished", [], "alone"
        self.dialogue.offers, self.dialogue.listed = {}, sorted(now)
        self.dialogue.prompt = {"kind": "finished", "text": self.wording.say("finished_more"), "choices": []}
        if before is None:
            self.said.append(message(self.wording.say("finished", summary=self.result(situation)), card="checklist"))
            self.say("finished_more")
            return
        if now != set(before):
            self.say("changed", added=len(now.difference(before)), removed=len(set(before) - now))
        self.said.append(message(self.wording.say("finished_more"), card="checklist"))

    def result(self, situation: Situation) -> str:
        slip = build_checklist(situation)
        needed = sum(1 for group in slip.groups if group.key not in ("automatic", "letters")
                     for line in group.lines if line.status == "needed")
        text = self.wording.say("finished_count", needed=needed, confirm=len(slip.to_confirm))
        coming = next((line for line in slip.next_deadlines if line.deadline and not line.deadline.passed), None)
        if coming is not None and coming.deadline is not None and coming.deadline.advised_day is not None:
            day = self.kb.wording.day_text(coming.deadline.advised_day.isoformat())
            text += self.wording.say("finished_next", day=day, name=coming.name)
        return text


_NO_QUESTION: Mapping[str, Any] = {"kind": "paused", "text": "", "why": None, "find_out": None, "ticks": [], "submit": None, "input": "text"}


def more(before: Any, value: Any) -> Any:
    """A ticked code joins those ticked before, and leaves the others open."""
    if not isinstance(value, list):
        return value
    held = [code for code in before if code != "none"] if isinstance(before, list) else []
    return list(dict.fromkeys([*held, *value, MORE])) if value != ["none"] else value


def _listed(situation: Situation) -> frozenset[str]:
    return frozenset(name for name, verdict in situation.verdicts.items() if verdict in (Verdict.NEEDED, Verdict.TO_CONFIRM))
