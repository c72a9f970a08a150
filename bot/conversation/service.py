"""Conversations: one message in, one reply out, in order and with nothing lost, whatever process answers."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from bot.cases import replay
from bot.cases.dialogue import Dialogue
from bot.cases.store import Case, CaseStore, Said, UnknownCase
from bot.conversation.rasa import RasaClient, RasaFailed, RasaUnavailable
from bot.messages import AnswerLine, Bubble, ChatView, Choice, Links, Message, Progress, Prompt, Tick, Turn
from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.siblings import split

USUAL_QUESTIONS = 12
"""Median over simulated households (``michishirube kb simulate``)."""
_PATIENCE = 20.0
"""Seconds to wait for another worker of the same case: longer than the claim of one that died (``store.LEASE``)."""
_POLL = 0.01
_TRIES = 2
"""How often Rasa may fail at a message before the conversation goes on without it."""
_START = "do.start"

log = logging.getLogger(__name__)


class Knowledge(Protocol):
    def kb(self, event: str, facts: Mapping[str, Any]) -> KnowledgeBase:
        """The knowledge base of a case that began with ``event`` and has these facts."""


def situation_of(case: Case, store: CaseStore, knowledge: Knowledge, today: date) -> Situation:
    """What a case knows, of the facts that the present knowledge base still has."""
    facts = replay.facts(store.answers(case.token))
    kb = knowledge.kb(case.event, facts)
    return Situation(kb, {fact: value for fact, value in facts.items() if fact in kb.facts}, today)


class Conversations:
    """``apology`` is what a person reads while Rasa is away; the message waits in the inbox meanwhile. ``failed`` is the reply
    to a message that Rasa cannot work off."""

    def __init__(
        self,
        store: CaseStore,
        rasa: RasaClient,
        knowledge: Knowledge,
        *,
        today: Callable[[], date],
        apology: str,
        failed: str,
    ) -> None:
        self._store, self._rasa, self._knowledge, self._today = store, rasa, knowledge, today
        self._apology, self._failed = apology, failed

    def start(self, event: str) -> str:
        """A new conversation on a page; returns its token. The guide's first words are already there if Rasa is up."""
        case = self._store.start(event=event, channel="web", conversation=f"web:{uuid.uuid4()}")
        self._store.receive(case.token, text=None, choices=[_START], shown=None)
        self._work_off(case.token)
        return case.token

    def in_channel(self, event: str, channel: str, conversation: str) -> str:
        """Token of the case that belongs to a channel's own conversation id; a new case if there is none."""
        return self._store.start(event=event, channel=channel, conversation=f"{channel}:{conversation}").token

    def say(self, token: str, *, text: str | None = None, choices: Sequence[str] = ()) -> Turn:
        """One message of a person. It is kept before anything else happens.

        Raises:
            UnknownCase: no such conversation.
        """
        case = self._store.get(token)
        shown = text if text else _labels(case, choices)
        message = self._store.receive(token, text=text, choices=choices, shown=shown)
        reply = self._reply_to(token, message)
        return self._turn(token, case, reply)

    def _reply_to(self, token: str, message: int) -> list[dict[str, Any]] | None:
        """The reply to one message, worked off by this worker or by another; None while Rasa is away."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            replies = self._work_off(token)
            if replies is None:
                return None
            if message in replies:
                return replies[message]
            said = self._store.message(message)
            if said is None:
                raise UnknownCase(token)
            if said.reply is not None:
                return said.reply
            time.sleep(_POLL)
        return None

    def _work_off(self, token: str) -> dict[int, list[dict[str, Any]]] | None:
        """Answers everything that waits in the inbox, in order. Ends early if another worker is at it; None if Rasa is away."""
        replies: dict[int, list[dict[str, Any]]] = {}
        while self._store.waiting(token):
            # Claimed anew for every message: a claim must not run out behind a long queue.
            with self._store.claim(token, uuid.uuid4().hex) as mine:
                if not mine:
                    break
                for said in self._store.waiting(token)[:1]:
                    reply = self._ask_rasa(token, said)
                    if reply is None:
                        return None
                    self._store.reply(said.id, reply)
                    replies[said.id] = reply
        return replies

    def _ask_rasa(self, token: str, said: Said) -> list[dict[str, Any]] | None:
        asked = [split(fact)[0] for fact in Dialogue.load(self._store.get(token).dialogue).asked]
        for _ in range(_TRIES):
            try:
                return self._rasa.send(token, message=said.id, text=said.text or "", choices=said.choices, asked=asked)
            except RasaUnavailable as error:
                log.warning("rasa unavailable (%s), message %d waits", error, said.id)
                return None
            except RasaFailed:
                log.error("message %d could not be worked off", said.id)
        # The messages behind it must not wait for ever.
        return [{"text": self._failed, "speech": self._failed, "choices": [], "card": None}]

    def _turn(self, token: str, before: Case, reply: list[dict[str, Any]] | None) -> Turn:
        try:
            case = self._store.get(token)
        except UnknownCase:
            # The message was the wish to be forgotten.
            return Turn(before.number, tuple(map(_message, reply or ())), None, (), Progress(0, 0), None)
        dialogue = Dialogue.load(case.dialogue)
        messages = tuple(map(_message, reply)) if reply is not None else (Message(self._apology, self._apology),)
        return Turn(
            case=case.number,
            messages=messages,
            question=dialogue.asked[0] if dialogue.asked else None,
            asks=tuple(dialogue.asked),
            progress=self._progress(case),
            checklist=links(token) if dialogue.status == "finished" else None,
        )

    def _progress(self, case: Case) -> Progress:
        answered = replay.turns(self._store.answers(case.token))
        return Progress(answered, answered + Agenda(self._situation(case)).at_most)

    def _situation(self, case: Case) -> Situation:
        return situation_of(case, self._store, self._knowledge, self._today())

    def view(self, token: str) -> ChatView:
        """All a chat page shows. What waits in the inbox is worked off first.

        Raises:
            UnknownCase: no such conversation.
        """
        case = self._store.get(token)
        transcript = self._store.transcript(token)
        if any(said.reply is None for said in transcript):
            self._work_off(token)
            case, transcript = self._store.get(token), self._store.transcript(token)
        dialogue, situation = Dialogue.load(case.dialogue), self._situation(case)
        kb, agenda = situation.kb, Agenda(situation)
        answered = replay.turns(self._store.answers(token))
        return ChatView(
            token=token,
            case=case.number,
            event=case.event,
            bubbles=tuple(bubble for said in transcript for bubble in self._bubbles(said)),
            prompt=_prompt(dialogue),
            progress=Progress(answered, answered + agenda.at_most),
            remaining=_remaining(len(agenda.asks), answered),
            answers=tuple(
                AnswerLine(fact, kb.facts[fact].label, kb.wording.value_text(kb.facts[fact], value), f"change.{fact}")
                for fact, value in situation.facts.items()
            ),
            checklist=links(token) if dialogue.status == "finished" else None,
        )

    def _bubbles(self, said: Said) -> list[Bubble]:
        own = [Bubble("resident", said.shown, said.at)] if said.shown else []
        if said.reply is None:
            return [*own, Bubble("guide", self._apology, said.at)]
        return own + [Bubble("guide", message["text"], said.at, message["card"]) for message in said.reply]

    def delete(self, token: str) -> None:
        """Raises UnknownCase."""
        self._store.get(token)
        self._store.delete(token)


def _remaining(open_questions: int, answered: int) -> int:
    """Estimate for 「あと約n問」: many open questions fall away with the answers to others."""
    return min(open_questions, max(USUAL_QUESTIONS - answered, 1))


def links(token: str) -> Links:
    """Addresses of the checklist of a case."""
    return Links(f"/s/{token}", f"/api/checklists/{token}", f"/s/{token}/slip.pdf", f"/s/{token}/calendar.ics")


def _message(payload: dict[str, Any]) -> Message:
    choices = tuple(Choice(choice["label"], choice["value"]) for choice in payload["choices"])
    return Message(payload["text"], payload["speech"], choices, payload["card"])


def _labels(case: Case, choices: Sequence[str]) -> str | None:
    """What stands in the transcript for pressed buttons."""
    dialogue = Dialogue.load(case.dialogue)
    named = [label for value in choices if (label := dialogue.label_of(value))]
    return "、".join(named) or None


def _prompt(dialogue: Dialogue) -> Prompt:
    data = dialogue.prompt
    return Prompt(
        question=dialogue.asked[0] if dialogue.asked else None,
        kind=data.get("kind", "single"),
        text=data.get("text", ""),
        why=data.get("why"),
        find_out=data.get("find_out"),
        choices=tuple(Choice(label, value) for label, value in data.get("choices", ())),
        ticks=tuple(Tick(label, value) for label, value in data.get("ticks", ())),
        submit=data.get("submit"),
        input=data.get("input", "text"),
    )
