"""Bereaved families of the simulation, as they would talk: in words of the development sentences, and with buttons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from actions.replies import Wording
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.model import Item
from procedure_kb.simulation import draw_household
from tests.nlu.evaluation import sentences

_DIGRESSION_AFTER = 5
"""Turns before the family asks something itself."""


@dataclass(frozen=True)
class Said:
    """Words, or the values of pressed buttons."""

    text: str = ""
    choices: tuple[str, ...] = ()

    @property
    def body(self) -> dict[str, Any]:
        """As ``POST /api/chat`` takes it."""
        return {"choice": list(self.choices)} if self.choices else {"text": self.text}


class Phrases:
    """What people say for a fact's value, and what they ask in between."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.digressions: list[str] = []
        for sentence in sentences("bereavement/dev"):
            facts = sentence.expect.get("facts", {})
            if sentence.kind == "single answer":
                fact, value = next(iter(facts.items()))
                self._answers[fact, str(value)].append(sentence.text)
            elif sentence.kind == "digression" and "児童" not in sentence.text:  # said first, it would open a child-care case
                self.digressions.append(sentence.text)

    def answer(self, fact: str, value: Any, chance: Random) -> str | None:
        """None where no sentence is known."""
        if fact == "death_date":
            day = date.fromisoformat(value)
            return f"{day.month}月{day.day}日です"
        if fact == "deceased_age":
            return f"{value}歳でした"
        known = self._answers.get((fact, str(value)))
        return chance.choice(known) if known else None


class Resident:
    """One family: words and buttons in turn, and one question of their own."""

    def __init__(self, kb: KnowledgeBase, phrases: Phrases, household: Mapping[str, Any], chance: Random) -> None:
        self._kb, self._phrases, self._chance = kb, phrases, chance
        # They stay with one life event, whose questions their phrases answer.
        self._told = {**household, "also_childcare": "no"}
        self._labels = Wording(kb).labels
        self._turn = 0
        self._asked: list[str] = []
        self._tries = 0

    def begin(self) -> Said:
        relations = {code.code: code.label for code in self._kb.facts["relation_to_deceased"].codes}
        return Said(f"{relations[self._told['relation_to_deceased']]}が亡くなりました")

    def reply(self, turn: Mapping[str, Any]) -> Said | None:
        """What the family says to the guide's turn; None when there is nothing left to answer."""
        asks = turn["asks"]
        if not asks:
            return None
        self._turn += 1
        self._tries = self._tries + 1 if asks == self._asked else 0
        self._asked = asks
        if self._turn == _DIGRESSION_AFTER:
            return Said(self._chance.choice(self._phrases.digressions))
        values = {choice["label"]: choice["value"] for message in turn["messages"] for choice in message["choices"]}
        in_words = self._words(asks, values) if self._turn % 2 and not self._tries else None
        return Said(in_words) if in_words else Said(choices=self._pressed(asks, values))

    def _words(self, asks: Sequence[str], values: Mapping[str, str]) -> str | None:
        """One sentence for each fact asked; of a tick-list, for those that apply."""
        applying = dict.fromkeys(item.fact for item in self._applying(asks))
        facts = list(applying) if self._is_tick_list(values) else asks
        parts = [self._phrases.answer(fact, self._told[fact], self._chance) for fact in facts]
        return "。".join(filter(None, parts)) if all(parts) else None

    def _pressed(self, asks: Sequence[str], values: Mapping[str, str]) -> tuple[str, ...]:
        """The buttons that are true of the family; 「わからない」 where none is, or where the same question comes too often."""
        labels = self._labels
        unsure = values.get(labels["unknown"])
        if unsure is None:
            return (values.get(labels["yes"]) or next(iter(values.values())),)
        if self._tries > 2:
            return (unsure,)
        if self._is_tick_list(values):
            ticked = dict.fromkeys(values[item.label] for item in self._applying(asks) if item.label in values)
            return tuple(ticked) or (values.get(labels["none"]) or values[labels["nothing_else"]],)
        return (next((values[label] for label in self._true_labels(asks) if label in values), unsure),)

    def _is_tick_list(self, values: Mapping[str, str]) -> bool:
        return self._labels["none"] in values or self._labels["nothing_else"] in values

    def _applying(self, asks: Sequence[str]) -> list[Item]:
        """Entries of tick-lists that apply; of a fact asked alone, its codes."""
        grouped = [item for question in self._kb.questions for item in question.items]
        alone = [
            Item(fact=fact, value=code.code, label=code.label)
            for fact in asks if self._kb.facts[fact].type == "set"
            for code in self._kb.facts[fact].codes if code.code != "none"
        ]
        return [item for item in (*grouped, *alone) if item.fact in asks and self._holds(item.fact, item.value)]

    def _holds(self, fact: str, value: str) -> bool:
        told = self._told[fact]
        return value in told if isinstance(told, list) else value == told

    def _true_labels(self, asks: Sequence[str]) -> Iterator[str]:
        """The most telling first."""
        choices = [choice for question in self._kb.questions for choice in question.choices if set(choice.sets) & set(asks)]
        fitting = [choice for choice in choices if choice.sets.items() <= self._told.items()]
        yield from (choice.label for choice in sorted(fitting, key=lambda choice: -len(choice.sets)))
        yield from (code.label for fact in asks for code in self._kb.facts[fact].codes if self._holds(fact, code.code))


def residents(kb: KnowledgeBase, *, seed: int, today: date) -> Iterator[Resident]:
    """Families without end, always the same for a seed."""
    chance, phrases = Random(seed), Phrases()
    while True:
        yield Resident(kb, phrases, draw_household(kb, chance, today=today).facts, chance)
