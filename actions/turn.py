"""One message of a person to one reply: reads it, writes the answers to the case, and asks the next question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions import asking, digressions
from bot.cases.dialogue import Dialogue
from actions.replies import Payload, Wording, message
from bot.cases import replay
from bot.cases.store import Case, CaseStore
from bot.understanding.lexicon import Lexicon
from bot.understanding.reading import Context, Ranking, Reading, interpret, open_ended
from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation, Verdict
from procedure_kb.checklist import build_checklist
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.values import ValueProblem, check_value

LONGEST = 500
"""Characters of a message that are read; a longer one is asked for again in parts."""


@dataclass(frozen=True)
class Brain:
    """What a turn decides with; replaced as a whole when the knowledge base changes."""

    kb: KnowledgeBase
    lexicon: Lexicon
    wording: Wording


@dataclass(frozen=True)
class Heard:
    """A message as Rasa heard it."""

    message: int | None
    text: str
    ranking: Ranking
    choices: tuple[str, ...]
    channel: str


def take_turn(brain: Brain, store: CaseStore, case: Case, heard: Heard, *, today: date) -> list[Payload]:
    """The reply; the case is left with the new answers and the new open question."""
    return _Turn(brain, store, case, heard, today).take()


class _Turn:
    def __init__(self, brain: Brain, store: CaseStore, case: Case, heard: Heard, today: date) -> None:
        self.kb, self.lexicon, self.wording = brain.kb, brain.lexicon, brain.wording
        self.store, self.case, self.heard, self.today = store, case, heard, today
        self.dialogue = Dialogue.load(case.dialogue)
        self.known = replay.facts(store.answers(case.token))
        self.said: list[Payload] = []
        self.deleted = False

    def say(self, key: str, **values: object) -> None:
        self.said.append(message(self.wording.say(key, **values)))

    def take(self) -> list[Payload]:
        dialogue = self.dialogue
        if self.heard.message is not None and dialogue.done == self.heard.message:
            return dialogue.reply
        dialogue.turn += 1
        if not dialogue.greeted:
            self.say("condolence")
            self.say("opening")
            dialogue.greeted = True
        self._work_off()
        dialogue.done, dialogue.reply = self.heard.message, self.said
        if not self.deleted:
            self.store.keep_dialogue(self.case.token, dialogue.dump())
        return self.said

    def _work_off(self) -> None:
        if self.heard.choices:
            self._pressed(self.heard.choices)
        elif self.heard.text.strip():
            self._heard_words()
        elif self.dialogue.asked or self.dialogue.status == "finished":
            self.say("empty")
            self._ask()
        else:
            self._ask()

    # --- words -----------------------------------------------------------------------------------------------------------

    def _heard_words(self) -> None:
        if len(self.heard.text) > LONGEST:
            self.say("too_long")
            self._ask()
            return
        context = Context(self.today, tuple(self.dialogue.asked), self.dialogue.several, self.known)
        reading = interpret(self.lexicon, self.heard.text, self.heard.ranking, context)
        if self.dialogue.pending is not None and self._settled_pending(reading):
            return
        self.dialogue.pending = None
        getattr(self, f"_on_{reading.kind}")(reading)

    def _settled_pending(self, reading: Reading) -> bool:
        """Whether the message says yes or no to what waits for it."""
        act = self.heard.ranking[0][0].partition("/")[0] if self.heard.ranking else ""
        talk, text = self.lexicon.talk, self.heard.text
        pending = self.dialogue.pending or {}
        if reading.kind == "command" and reading.command == pending.get("command"):
            self._pending_answer(True)
        elif reading.kind in ("digression", "emotion", "command", "correction"):
            return False
        elif talk["deny"].search(text) or act == "deny":
            if reading.facts and reading.facts != pending.get("facts") and not _is_bare(reading):
                return False
            self._pending_answer(False)
        elif talk["affirm"].search(text) or act == "affirm":
            self._pending_answer(True)
        else:
            return False
        return True

    def _on_answer(self, reading: Reading) -> None:
        if reading.confirm:
            self._ask_confirmation(reading.facts)
            return
        self._answer(reading.facts, echo=True)

    def _on_correction(self, reading: Reading) -> None:
        self._on_answer(reading)

    def _on_dont_know(self, reading: Reading) -> None:
        if not self.dialogue.asked and not reading.facts:
            self._on_unclear(reading)
            return
        asked = [fact for fact in self.dialogue.asked if fact in reading.facts] or list(reading.facts) or self.dialogue.asked
        self._do_not_know(asked)

    def _do_not_know(self, asked: list[str]) -> None:
        self.say("unknown_taken")
        self._answer(asking.unknown(self.known, asked), echo=False)

    def _on_nothing_else(self, reading: Reading) -> None:
        rest = next((effect["close"] for effect in self.dialogue.offers.values() if "close" in effect), None)
        if rest is None:
            self._on_unclear(reading)
            return
        self._answer(asking.closed(self.known, rest, {}), echo=False)

    def _on_greeting(self, reading: Reading) -> None:
        if len(self.said) == 0:
            self.say("greeting")
        self._ask()

    def _on_digression(self, reading: Reading) -> None:
        situation = Situation(self.kb, self.known)
        self.said.append(message(digressions.answer(situation, self.wording, reading, self.dialogue.asked, self.today)))
        self._ask()

    def _on_emotion(self, reading: Reading) -> None:
        if reading.emotion == "suicidal_risk":
            self._danger()
            return
        self.say(f"emotions.{reading.emotion}")
        self._ask()

    def _danger(self) -> None:
        """Care and the help lines at once; the question waits (it stays on offer as 「質問にもどる」)."""
        labels = self.wording.labels
        text = self.wording.say("danger", lines=self.wording.help_lines())
        choices = [(labels["human"], "do.human"), (labels["resume"], "do.resume")]
        self.said = [message(text, choices=choices, card="help_lines")]

    def _on_out_of_scope(self, reading: Reading) -> None:
        self.say("out_of_scope")
        self._ask()

    def _on_unclear(self, reading: Reading) -> None:
        if reading.candidates:
            self.say("ambiguous_day")
            self._ask()
            return
        stage = min(self.dialogue.failures, 2)
        self.dialogue.failures += 1
        easy = self.dialogue.prompt.get("easy") or self.dialogue.prompt.get("text", "")
        self.said.append(message(self.wording.say(f"unclear.{stage}", easy=easy), card="person" if stage == 2 else None))
        self._ask()

    def _on_command(self, reading: Reading) -> None:
        self._command(str(reading.command))

    # --- buttons ---------------------------------------------------------------------------------------------------------

    def _pressed(self, values: Sequence[str]) -> None:
        effects = [self._effect(value) for value in values]
        if not all(effects):
            self.say("already_answered" if any(_is_old(value, self.dialogue.turn) for value in values) else "not_offered")
            self._ask()
            return
        ticked = self._ticked([effect["tick"] for effect in effects if effect and "tick" in effect])
        others = [effect for effect in effects if effect and "tick" not in effect]
        if ticked and not others:
            self._answer({fact: _more(self.known.get(fact), value) for fact, value in ticked.items()}, echo=False)
        for effect in others:
            self._carry_out(effect, ticked)

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
        if kind == "do" and name in _COMMANDS:
            return {"command": name}
        if kind == "change" and name in self.kb.facts:
            return {"change": name}
        return self.dialogue.offers.get(value)

    def _carry_out(self, effect: Mapping[str, Any], ticked: Mapping[str, Any]) -> None:
        if "set" in effect:
            self._answer(effect["set"], echo=False)
        elif "close" in effect:
            self._answer(asking.closed(self.known, effect["close"], ticked), echo=False)
        elif "unknown" in effect:
            rest = [fact for fact in self.dialogue.asked if fact not in ticked]
            self.say("unknown_taken")
            self._answer({**ticked, **asking.unknown(self.known, rest)}, echo=False)
        elif "confirm" in effect:
            self._pending_answer(effect["confirm"])
        elif "change" in effect:
            self.dialogue.focus = [effect["change"]]
            self._ask()
        else:
            self._command(effect["command"])

    # --- answers ---------------------------------------------------------------------------------------------------------

    def _answer(self, facts: Mapping[str, Any], *, echo: bool) -> None:
        """Checks and keeps answers, says what was understood, and goes on."""
        checked: dict[str, Any] = {}
        for fact_id, value in facts.items():
            fact = self.kb.facts[fact_id]
            try:
                checked[fact_id] = check_value(fact, self._completed(fact_id, value), today=self.today)
            except ValueProblem as problem:
                self.said.append(message(str(problem)))
        before = _standing(Situation(self.kb, self.known)) if self.dialogue.status == "finished" else None
        self._keep(checked)
        if echo and checked:
            self.say("taken", facts=self.wording.facts(checked))
        if before is not None:
            self._say_change(before)
        self._ask()

    def _completed(self, fact_id: str, value: Any) -> Any:
        """A set that was not asked alone stays open for its other codes."""
        alone = self.dialogue.asked == [fact_id]
        if not isinstance(value, list) or alone or self.heard.choices:
            return value
        return open_ended(self.kb.facts[fact_id], _more(self.known.get(fact_id), value))

    def _keep(self, facts: Mapping[str, Any]) -> None:
        if facts:
            self.store.append(
                self.case.token, facts, said_by="resident", channel=self.heard.channel, message=self.heard.message
            )
            self.known = replay.facts(self.store.answers(self.case.token))
            self.dialogue.failures = 0
            self.dialogue.pending = None
            self.dialogue.focus = [fact for fact in self.dialogue.focus if fact not in facts]

    def _say_change(self, before: frozenset[str]) -> None:
        after = _standing(Situation(self.kb, self.known))
        if after != before:
            self.say("changed", added=len(after - before), removed=len(before - after))

    def _ask_confirmation(self, facts: Mapping[str, Any]) -> None:
        self.dialogue.asked = self.dialogue.asked or list(facts)
        self._ask_yes(self.wording.say("confirm", facts=self.wording.facts(facts)), {"facts": dict(facts)})

    def _ask_yes(self, text: str, pending: dict[str, Any], yes: str = "yes", no: str = "no") -> None:
        labels = self.wording.labels
        self.dialogue.pending = pending
        self.dialogue.offers = {}
        choices = []
        for label, agreed in ((labels[yes], True), (labels[no], False)):
            value = f"{self.dialogue.turn}.{len(self.dialogue.offers)}"
            self.dialogue.offers[value] = {"confirm": agreed}
            choices.append((label, value))
        self.dialogue.prompt = {"kind": "confirm", "text": text, "choices": choices}
        self.said.append(message(text, choices=choices))

    def _pending_answer(self, agreed: bool) -> None:
        pending = self.dialogue.pending or {}
        self.dialogue.pending = None
        if "command" in pending:
            if agreed:
                getattr(self, f"_do_{pending['command']}")()
            else:
                self._ask()
        elif agreed:
            self._answer(pending.get("facts", {}), echo=False)
        else:
            self.say("confirm_declined")
            self._ask()

    # --- the next question -----------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Sends the open question, or the result when there is none."""
        agenda = Agenda(Situation(self.kb, self.known))
        ask = asking.choose(agenda, self.dialogue.focus)
        self.dialogue.pending = None
        if ask is None:
            self._finish(agenda.situation)
            return
        asked = asking.phrase(self.kb, ask, self.known, self.wording.labels, self.today)
        self.dialogue.status = "active"
        self.dialogue.asked = list(ask.facts)
        self.dialogue.several = len(ask.facts) > 1 or asked.kind == "group"
        choices = asking.offer(self.dialogue, asked)
        self.dialogue.prompt["easy"] = asked.easy
        self.said.append(message(asked.text, speech=asked.speech, choices=choices))

    def _finish(self, situation: Situation) -> None:
        again = self.dialogue.status == "finished"
        self.dialogue.status, self.dialogue.asked, self.dialogue.several = "finished", [], False
        self.dialogue.offers = {}
        self.dialogue.prompt = {"kind": "finished", "text": self.wording.say("finished_more"), "choices": []}
        if again:
            self.said.append(message(self.wording.say("finished_more"), card="checklist"))
            return
        self.said.append(message(self.wording.say("finished", summary=self._result(situation)), card="checklist"))
        self.say("finished_more")

    def _result(self, situation: Situation) -> str:
        slip = build_checklist(situation, today=self.today)
        needed = sum(1 for group in slip.groups if group.key not in ("automatic", "letters")
                     for line in group.lines if line.status == "needed")
        text = self.wording.say("finished_count", needed=needed, confirm=len(slip.to_confirm))
        coming = next((line for line in slip.next_deadlines if line.deadline and not line.deadline.passed), None)
        if coming is not None and coming.deadline is not None and coming.deadline.advised_day is not None:
            day = self.kb.wording.value_text(self.kb.facts["death_date"], coming.deadline.advised_day.isoformat())
            text += self.wording.say("finished_next", day=day, name=coming.name)
        return text

    # --- commands --------------------------------------------------------------------------------------------------------

    def _command(self, name: str) -> None:
        getattr(self, _COMMANDS.get(name, "_do_repeat"))()

    def _do_back(self) -> None:
        undone = replay.last_turn(self.store.answers(self.case.token))
        if not undone:
            self.say("nothing_to_undo")
            self._ask()
            return
        self.store.append(self.case.token, undone, said_by="resident", channel=self.heard.channel, message=self.heard.message)
        self.known = replay.facts(self.store.answers(self.case.token))
        self.dialogue.focus = list(undone)
        self.dialogue.status = "active"
        self.say("back")
        self._ask()

    def _do_restart_ask(self) -> None:
        self._ask_yes(self.wording.say("restart_ask"), {"command": "restart"}, yes="restart", no="keep")

    def _do_restart(self) -> None:
        self._keep(dict.fromkeys(self.known))
        self.dialogue.status = "active"
        self.dialogue.focus = []
        self.say("restarted")
        self._ask()

    def _do_delete_ask(self) -> None:
        self._ask_yes(self.wording.say("delete_ask"), {"command": "delete_my_data"}, yes="delete", no="keep")

    def _do_delete_my_data(self) -> None:
        self.store.delete(self.case.token)
        self.deleted = True
        self.said = [message(self.wording.say("deleted"))]

    def _do_stop(self) -> None:
        labels = self.wording.labels
        self.said.append(message(self.wording.say("stop"), choices=[(labels["resume"], "do.resume")]))

    def _do_resume(self) -> None:
        self.say("resume")
        self._ask()

    def _do_human(self) -> None:
        labels = self.wording.labels
        text = self.wording.say("human", number=self.case.number)
        self.said.append(message(text, choices=[(labels["resume"], "do.resume")], card="person"))

    def _do_summary(self) -> None:
        if self.known:
            self.say("summary", facts=self.wording.facts(self.known))
        else:
            self.say("summary_none")
        self._ask()

    def _do_print(self) -> None:
        self.said.append(message(self._result(Situation(self.kb, self.known)), card="checklist"))
        self._ask()

    def _do_skip(self) -> None:
        if self.dialogue.asked:
            self._do_not_know(self.dialogue.asked)
        else:
            self._ask()

    def _do_repeat(self) -> None:
        self._ask()

    def _do_change_answer(self) -> None:
        if not self.known:
            self.say("change_none")
            self._ask()
            return
        choices = [(self.kb.facts[fact].label, f"change.{fact}") for fact in list(self.known)[-12:]]
        self.said.append(message(self.wording.say("change_which"), choices=choices))

    def _do_reserve(self) -> None:
        self.say("reservation")
        self._ask()


_COMMANDS = {
    "start": "_do_repeat",
    "back": "_do_back",
    "restart": "_do_restart_ask",
    "stop": "_do_stop",
    "resume": "_do_resume",
    "human": "_do_human",
    "summary": "_do_summary",
    "skip": "_do_skip",
    "repeat": "_do_repeat",
    "slower": "_do_repeat",
    "change_answer": "_do_change_answer",
    "print": "_do_print",
    "reserve": "_do_reserve",
    "cancel_reservation": "_do_reserve",
    "change_reservation": "_do_reserve",
    "delete_my_data": "_do_delete_ask",
}


def _is_bare(reading: Reading) -> bool:
    """Whether the reading is only a yes or no to the question before."""
    return all(value in ("yes", "no") for value in reading.facts.values()) and len(reading.facts) == 1


def _is_old(value: str, turn: int) -> bool:
    head, _, _ = value.partition(".")
    return head.isdigit() and int(head) < turn


def _more(before: Any, value: Any) -> Any:
    """A ticked code joins those ticked before, and leaves the others open."""
    if not isinstance(value, list):
        return value
    held = [code for code in before if code != "none"] if isinstance(before, list) else []
    return list(dict.fromkeys([*held, *value, "more"])) if value != ["none"] else value


def _standing(situation: Situation) -> frozenset[str]:
    return frozenset(name for name, verdict in situation.verdicts.items() if verdict in (Verdict.NEEDED, Verdict.TO_CONFIRM))
