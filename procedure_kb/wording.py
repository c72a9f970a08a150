"""The few sentences the engine itself needs (``data/wording.yml``). Everything else a family reads stands with its procedure."""

from __future__ import annotations

from datetime import date
from typing import Any

from procedure_kb.condition import MORE
from procedure_kb.model import UNKNOWN, Fact, FactId, Record


class Note(Record):
    """A sentence on top of the checklist, shown when a fact has a value."""

    fact: FactId
    value: str
    text: str


class Wording(Record):
    ask_at_desk: dict[str, str]
    """What stands in the place of a statement without a sure source."""
    unknown: str
    find_out_at_desk: str
    ward_office: str
    """How the names of desks in a ward office begin; left out where the ward is named."""
    titles: dict[str, str]
    notes: tuple[Note, ...]
    values: dict[str, str]

    def unknown_hint(self, fact: Fact) -> str:
        return self.unknown.format(label=fact.label, find_out=fact.find_out or self.find_out_at_desk)

    def value_text(self, fact: Fact, value: Any) -> str:
        """A value as people read it: 「国民健康保険」, 「2026年11月19日」, 「82歳」, 「わからない」."""
        if value == UNKNOWN:
            return self.values["unknown"]
        labels = {code.code: code.label for code in fact.codes}
        if isinstance(value, list):
            return self._set_text(labels, value)
        if value in labels:
            return labels[value]
        if fact.type == "date":
            return self._day_text(str(value))
        if fact.type == "int":
            return self.values.get(fact.id, self.values["number"]).format(value)
        return str(value)

    def _set_text(self, labels: dict[str, str], value: list[str]) -> str:
        named = [labels[code] for code in value if code in labels]
        if MORE in value:
            named.append(self.values["more"])
        return "、".join(named) or self.values["none"]

    def _day_text(self, value: str) -> str:
        if value.startswith("partial:"):
            year, month = value.removeprefix("partial:").split("-")
            return self.values["month"].format(year=int(year), month=int(month))
        day = date.fromisoformat(value)
        return self.values["day"].format(year=day.year, month=day.month, day=day.day)
