"""A conversation without Rasa: what the classifier would rank is given by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from actions.conduct import Brain, Heard
from actions.turn import take_turn
from bot.cases import replay
from bot.cases.dialogue import Dialogue
from bot.cases.store import CaseStore, UnknownCase
from bot.live import build_brain
from bot.understanding.context import Classified
from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import BOTH, Library

TODAY = date(2026, 11, 25)
NONE_APPLIES = ("どれも当てはまらない", "ほかにはない", "受け取っていない", "世帯主ではない", "考えていない")
UNKNOWN = "わからない"
FATHER = {"relation_to_deceased": "father", "death_date": "2026-11-19", "deceased_age": 82}


class Brains:
    """All there are, each made once."""

    @cache  # noqa: B019 — there is one
    def named(self, event: str) -> Brain:
        return build_brain(LIBRARY.knowledge_base(event, "sakai"))

    def of(self, event: str, facts: Mapping[str, Any]) -> Brain:
        brain = self.named(event)
        return self.named(BOTH) if any(facts.get(fact) == "yes" for fact in brain.kb.opening) else brain

    def kb(self, event: str, facts: Mapping[str, Any]) -> KnowledgeBase:
        return self.of(event, facts).kb


LIBRARY = Library()
BRAINS = Brains()


def brain() -> Brain:
    return BRAINS.named("bereavement")


@dataclass
class Desk:
    """One resident at the guide's desk."""

    store: CaseStore
    token: str
    reply: list[dict[str, Any]] = field(default_factory=list)

    def say(self, text: str, *ranking: tuple[str, float]) -> str:
        return self._send(text, (), ranking)

    def press(self, *labels: str) -> str:
        """Presses buttons of the last question; for a tick-list several, with the button that sends them."""
        return self.send(*(self.offered[label] for label in labels))

    def send(self, *values: str) -> str:
        return self._send("", values, ())

    def _send(self, text: str, choices: tuple[str, ...], ranking: tuple[tuple[str, float], ...]) -> str:
        message = self.store.receive(self.token, text=text, choices=choices, shown=None)
        self.hear(Heard(message, text, Classified(ranking), choices, "api"))
        return self.text

    def hear(self, heard: Heard) -> None:
        self.reply = take_turn(BRAINS, self.store, self.store.get(self.token), heard, today=TODAY)

    def answer_all(self, *, until: str | None = None, unknown: bool = False) -> None:
        """Answers what is asked with 「わからない」, or with that nothing applies, until the question of ``until`` is open."""
        for _ in range(60):
            if not self.asked or until in self.asked:
                return
            labels = (UNKNOWN,) if unknown else NONE_APPLIES
            self.press(next((label for label in labels if label in self.offered), next(iter(self.offered))))
        raise AssertionError(f"still asking {self.asked}")

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.reply)

    @property
    def cards(self) -> list[str]:
        return [message["card"] for message in self.reply if message["card"]]

    @property
    def buttons(self) -> list[str]:
        """Labels sent with the last reply."""
        return [choice["label"] for message in self.reply for choice in message["choices"]]

    @property
    def offered(self) -> dict[str, str]:
        """Labels and values of all that can be pressed, as a page shows it."""
        prompt = self.dialogue.prompt
        submit = [("選んだものだけ当てはまる", prompt["submit"])] if prompt.get("submit") else []
        return dict([*prompt.get("choices", ()), *prompt.get("ticks", ()), *submit])

    @property
    def dialogue(self) -> Dialogue:
        return Dialogue.load(self.store.get(self.token).dialogue)

    @property
    def asked(self) -> list[str]:
        return self.dialogue.asked

    @property
    def facts(self) -> dict[str, Any]:
        return replay.facts(self.store.answers(self.token))

    @property
    def next_question(self) -> tuple[str, ...]:
        """What the agenda asks next, whatever the conversation has open."""
        following = Agenda(Situation(brain().kb, self.facts, TODAY)).next
        return following.facts if following else ()

    @property
    def is_forgotten(self) -> bool:
        try:
            self.store.get(self.token)
        except UnknownCase:
            return True
        return False
