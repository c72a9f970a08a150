"""Messages of the guide as data for a channel, from ``wording.yml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.strict_yaml import read_yaml

Payload = dict[str, Any]
"""A ``bot.messages.Message`` as JSON."""


def message(text: str, *, speech: str | None = None, choices: Iterable[tuple[str, str]] = (), card: str | None = None) -> Payload:
    buttons = [{"label": label, "value": value} for label, value in choices]
    return {"text": text, "speech": speech or text, "choices": buttons, "card": card}


class Wording:
    """The sentences, filled in for one knowledge base."""

    def __init__(self, kb: KnowledgeBase, path: Path = Path(__file__).parent / "wording.yml") -> None:
        self._kb = kb
        self.data: Mapping[str, Any] = read_yaml(path)

    @property
    def labels(self) -> Mapping[str, str]:
        labels: Mapping[str, str] = self.data["labels"]
        return labels

    @cached_property
    def enquiry(self) -> str:
        enquiry = self._kb.municipality.enquiry
        text = str(self.data["enquiry"]).format(name=enquiry.name, number=enquiry.number)
        return text if enquiry.grade.is_shown_as_fact else text + str(self.data["enquiry_unconfirmed"])

    def say(self, key: str, **values: object) -> str:
        """A sentence by its key (``emotions.grief``, ``unclear.0``), as the life event says it."""
        own = self.data["events"].get(self._kb.event, {})
        found = _found(own, key) or _found(self.data, key)
        return str(found).format(**{"enquiry": self.enquiry, **values})

    def facts(self, facts: Mapping[str, Any]) -> str:
        """「健康保険は「国民健康保険」、…」"""
        parts = []
        for fact_id, value in facts.items():
            fact = self._kb.facts[fact_id]
            parts.append(self.say("fact", label=fact.label, value=self._kb.wording.value_text(fact, value)))
        return "、".join(parts)

    def help_lines(self) -> str:
        return "\n".join(self.say("line", name=line.name, number=line.number, hours=line.hours) for line in self._kb.help_lines)


def _found(data: Any, key: str) -> Any:
    """None if there is no such key."""
    for part in key.split("."):
        if isinstance(data, list):
            data = data[int(part)]
        elif isinstance(data, Mapping) and part in data:
            data = data[part]
        else:
            return None
    return data
