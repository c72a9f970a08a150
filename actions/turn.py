"""One message of a person to one reply: reads it, and lets the conversation be carried on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from actions import asking, digressions
from actions.commands import AGREED, COMMANDS, do_not_know
from actions.conduct import Brains, Conduct, Heard, more
from actions.replies import Payload, message
from bot.cases.store import Case, CaseStore
from bot.understanding.reading import Context, Reading, interpret
from bot.understanding.text import normalise
from procedure_kb.model import UNKNOWN
from procedure_kb.siblings import of_child, split

LONGEST = 500
"""Characters of a message that are read; a longer one is asked for again in parts."""


def take_turn(brains: Brains, store: CaseStore, case: Case, heard: Heard, *, today: date) -> list[Payload]:
    """The reply; the case is left with the new answers and the new open question."""
    return _Turn(brains, store, case, heard, today).take()


class _Turn(Conduct):
    def take(self) -> list[Payload]:
        dialogue = self.dialogue
        if self.heard.message is not None and dialogue.done == self.heard.message:
            return dialogue.reply
        dialogue.turn += 1
        chosen = not self.record and self._chooses_event()
        told = bool(self.record) or chosen or self._tells_event()
        if not dialogue.greeted:
            self.say("condolence")
            self.say("opening")
            if not told and self.heard.channel != "web":
                self.say("other_event")
            dialogue.greeted = True
        if chosen:
            self.ask()
        else:
            self._work_off()
        dialogue.done, dialogue.reply = self.heard.message, self.said
        if not self.deleted:
            self.store.keep_turn(self.case.token, self.given, dialogue.dump(), event=self.event)
        return self.said

    def _chooses_event(self) -> bool:
        """Whether the message only says what the case is to be about. Heard as long as nothing is answered."""
        return self._turned(asks_bereavement="bereavement", asks_children="childcare")

    def _tells_event(self) -> bool:
        """Whether the first message, among other things, tells what the case is about."""
        return self.dialogue.turn == 1 and self._turned(dies="bereavement", about_children="childcare")

    def _turned(self, **events: str) -> bool:
        text = normalise(self.heard.text)
        event = next((event for talk, event in events.items() if self.lexicon.talk[talk].search(text)), None)
        if event is not None and event != self.event:
            self.turn_to(event)
        return event is not None

    def _work_off(self) -> None:
        if self.heard.choices:
            self._pressed(self.heard.choices)
        elif self.heard.text.strip():
            self._heard_words()
        elif self.dialogue.asked or self.dialogue.status == "finished":
            self.say("empty")
            self.ask()
        else:
            self.ask()

    # --- words -----------------------------------------------------------------------------------------------------------

    def _heard_words(self) -> None:
        if len(self.heard.text) > LONGEST:
            self._heard_too_much()
            return
        reading = self._read()
        if self.dialogue.pending is not None and self._settled_pending(reading):
            return
        self.dialogue.pending = None
        getattr(self, f"_on_{reading.kind}")(reading)

    def _read(self) -> Reading:
        """What was said: of the child that is asked about, else of the family and its first child."""
        asked = [split(fact) for fact in self.dialogue.asked]
        child = max((number for _, number in asked), default=1)
        known = self.situation.views[child - 1].facts
        context = Context(self.today, tuple(fact for fact, _ in asked), self.dialogue.manner, known)
        reading = interpret(self.lexicon, self.heard.text, self.heard.classified, context)
        per_child = self.kb.per_child
        return replace(reading, facts={of_child(fact, child) if fact in per_child else fact: value for fact, value in reading.facts.items()})

    def _heard_too_much(self) -> None:
        """Only one thing is read in a long text: whether its writer is in danger."""
        if self.lexicon.talk["suicidal_risk"].search(normalise(self.heard.text)):
            self._danger()
            return
        self.say("too_long")
        self.ask()

    def _settled_pending(self, reading: Reading) -> bool:
        """Whether the message says yes or no to what waits for it."""
        act = self.heard.act
        talk, text = self.lexicon.talk, self.heard.text
        pending = self.dialogue.pending or {}
        if reading.kind == "command" and reading.command == pending.get("command"):
            self._pending_answer(True)
        elif reading.kind in ("digression", "emotion", "command", "correction"):
            return False
        elif talk["deny"].search(text) or act == "deny":
            if reading.facts and reading.facts != pending.get("facts") and not self._is_bare(reading):
                return False
            self._pending_answer(False)
        elif self._is_of_something_else(reading, pending.get("facts", {})):
            self._answered_meanwhile(reading, pending["facts"])
        elif reading.facts and not self._is_bare(reading) and not reading.facts.items() <= pending.get("facts", {}).items():
            if "facts" not in pending or not talk["plain_yes"].search(text):
                return False
            # 「はい、犬も飼ってました」: the yes counts, and what is said on top of it is an answer of its own.
            self.take_in(self.said_of(pending["facts"]), echo=False)
            self._on_answer(reading)
        elif talk["affirm"].search(text) or act == "affirm":
            self._pending_answer(True)
        else:
            return False
        return True

    def _is_of_something_else(self, reading: Reading, pending: Mapping[str, Any]) -> bool:
        """Whether it answers other questions than the one that waits for a yes."""
        answers = reading.kind == "answer" and bool(reading.facts) and not self._is_bare(reading)
        return answers and bool(pending) and reading.facts.keys().isdisjoint(pending)

    def _answered_meanwhile(self, reading: Reading, pending: Mapping[str, Any]) -> None:
        """Something else was said while an answer waits for a yes: that waits on, and nothing is lost."""
        if reading.confirm:
            self.ask_confirmation({**pending, **reading.facts})
            return
        if self.lexicon.talk["plain_yes"].search(self.heard.text):
            self.take_in(self.said_of(pending), echo=False)
            self._on_answer(reading)
            return
        self.take_in(self.said_of(reading.facts), echo=True)
        self.ask_confirmation(pending)

    def _is_bare(self, reading: Reading) -> bool:
        """Whether the reading is only a yes or no to the question before."""
        return all(fact in self.dialogue.asked and value in ("yes", "no") for fact, value in reading.facts.items())

    def _on_answer(self, reading: Reading) -> None:
        if reading.digression:
            self._answer_question(reading)
        facts = {**reading.facts, **asking.implied(self.kb, self.dialogue.asked, reading.facts)}
        if reading.confirm:
            self.ask_confirmation(reading.facts)
            return
        otherwise = self._said_otherwise(facts)
        if otherwise:
            self.take_in(self.said_of({fact: value for fact, value in facts.items() if fact not in otherwise}), echo=True)
            self._ask_which_holds(otherwise)
            return
        self.answer(self.said_of(facts), echo=True)

    def _said_otherwise(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Answers that were given otherwise before, without a question for them and without a word of correction.

        A number or a day said again is a better one; unless it is a child's, which may be another child's.
        """
        if self.heard.act == "correct":
            return {}
        doubtful = [fact for fact in facts if self.kb.facts[fact].type == "enum" or split(fact)[0] in self.kb.per_child]
        kept = {fact: self.known[fact] for fact in doubtful if fact in self.known and fact not in self.dialogue.asked}
        return {fact: facts[fact] for fact, before in kept.items() if isinstance(before, str | int) and before not in (facts[fact], UNKNOWN)}

    def _ask_which_holds(self, facts: Mapping[str, Any]) -> None:
        before = self.wording.facts({fact: self.known[fact] for fact in facts})
        text = self.wording.say("said_otherwise", before=before, now=self.wording.facts(facts))
        self.ask_yes(text, {"facts": dict(facts)}, yes="change", no="keep_answer")

    def _on_correction(self, reading: Reading) -> None:
        if reading.confirm:
            self.ask_confirmation(reading.facts)
            return
        facts = {**reading.facts, **asking.implied(self.kb, self.dialogue.asked, reading.facts)}
        self.answer(self.said_of(facts), echo=True)

    def _on_dont_know(self, reading: Reading) -> None:
        if not self.dialogue.asked and not reading.facts:
            self._on_unclear(reading)
            return
        asked = [fact for fact in self.dialogue.asked if fact in reading.facts] or list(reading.facts) or self.dialogue.asked
        do_not_know(self, asked)

    def _on_nothing_else(self, reading: Reading) -> None:
        rest = next((effect["close"] for effect in self.dialogue.offers.values() if "close" in effect), None)
        if rest is None:
            self._on_unclear(reading)
            return
        self.answer(asking.closed(self.known, rest, {}), echo=False)

    def _on_greeting(self, reading: Reading) -> None:
        if len(self.said) == 0:
            self.say("greeting")
        self.ask()

    def _on_digression(self, reading: Reading) -> None:
        self._answer_question(reading)
        self.ask()

    def _answer_question(self, reading: Reading) -> None:
        self.said.append(message(digressions.answer(self.situation, self.wording, reading, self.dialogue.asked)))

    def _on_emotion(self, reading: Reading) -> None:
        if reading.emotion == "suicidal_risk":
            self._danger()
            return
        self.say(f"emotions.{reading.emotion}")
        self.ask()

    def _danger(self) -> None:
        """Care and the help lines at once; the question waits (it stays on offer as 「質問にもどる」)."""
        labels = self.wording.labels
        text = self.wording.say("danger", lines=self.wording.help_lines())
        choices = [(labels["human"], "do.human"), (labels["resume"], "do.resume")]
        self.said = []
        self.pause(text, choices, card="help_lines")

    def _on_out_of_scope(self, reading: Reading) -> None:
        self.say("out_of_scope")
        self.ask()

    def _on_unclear(self, reading: Reading) -> None:
        if reading.candidates:
            self.say("ambiguous_day")
            self.ask()
            return
        self.keep_unclear(self.heard.classified.masked, "unclear")
        stage = min(self.dialogue.failures, 2)
        self.dialogue.failures += 1
        easy = self.dialogue.prompt.get("easy") or self.dialogue.prompt.get("text", "")
        self.said.append(message(self.wording.say(f"unclear.{stage}", easy=easy), card="person" if stage == 2 else None))
        self.ask()

    def _on_command(self, reading: Reading) -> None:
        COMMANDS.get(str(reading.command), COMMANDS["repeat"])(self)

    def _pending_answer(self, agreed: bool) -> None:
        pending = self.dialogue.pending or {}
        self.dialogue.pending = None
        if "command" in pending:
            if agreed:
                AGREED[pending["command"]](self)
            else:
                self.ask()
        elif agreed:
            self.answer(self.said_of(pending.get("facts", {})), echo=False)
        else:
            if "heard" in pending:
                self.keep_unclear(pending["heard"], "declined", pending["facts"])
            self.say("confirm_declined")
            self.ask()

    # --- buttons ---------------------------------------------------------------------------------------------------------

    def _pressed(self, values: Sequence[str]) -> None:
        effects = [self._effect(value) for value in values]
        others = [effect for effect in effects if effect and "tick" not in effect]
        missing = [value for value, effect in zip(values, effects, strict=True) if not effect]
        if missing or len(others) > 1:
            self.say("already_answered" if any(_is_old(value, self.dialogue.turn) for value in missing) else "not_offered")
            self.ask()
            return
        ticked = self._ticked([effect["tick"] for effect in effects if effect and "tick" in effect])
        if others:
            self._carry_out(others[0], ticked)
        else:
            self.answer(self._joined(ticked), echo=False)

    def _joined(self, ticked: Mapping[str, Any]) -> dict[str, Any]:
        """What is ticked with what was ticked before, the rest still open."""
        return {fact: more(self.known.get(fact), value) for fact, value in ticked.items()}

    def _ticked(self, pairs: list[list[str]]) -> dict[str, Any]:
        """Facts that the ticked lines set; several codes of one fact are ticked together."""
        facts: dict[str, Any] = {}
        for fact, value in pairs:
            if self.kb.facts[fact].type == "set":
                facts.setdefault(fact, []).append(value)
            else:
                facts[fact] = value
        return facts

    def _effect(self, value: str) -> dict[str, Any] | None:
        kind, _, name = value.partition(".")
        if kind == "do" and name in COMMANDS:
            return {"command": name}
        if kind == "change" and name in self.kb.facts:
            return {"change": name}
        return self.dialogue.offers.get(value)

    def _carry_out(self, effect: Mapping[str, Any], ticked: Mapping[str, Any]) -> None:
        if "set" in effect:
            self.answer(effect["set"], echo=False)
        elif "close" in effect:
            self.answer(asking.closed(self.known, effect["close"], ticked), echo=False)
        elif "unknown" in effect:
            joined = self._joined(ticked)
            rest = [fact for fact in self.dialogue.asked if not isinstance(joined.get(fact), str)]
            self.say("unknown_taken")
            self.answer({**joined, **asking.unknown({**self.known, **joined}, rest)}, echo=False)
        elif "confirm" in effect:
            self._pending_answer(effect["confirm"])
        elif "change" in effect:
            self.dialogue.focus, self.dialogue.changing = [effect["change"]], True
            self.ask()
        elif "leave" in effect:
            self.dialogue.left.append(effect["leave"])
            self.ask()
        else:
            COMMANDS[effect["command"]](self)


def _is_old(value: str, turn: int) -> bool:
    head, _, _ = value.partition(".")
    return head.isdigit() and int(head) < turn
