"""The few sentences the engine itself needs (``data/wording.yml``). Everything else a family reads stands with its procedure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from procedure_kb.condition import MORE
from procedure_kb.model import NOT_BORN, UNKNOWN, Fact, FactId, Record
from procedure_kb.siblings import split


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
    child: dict[str, str]
    """How one of several children is called."""

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
            return self.day_text(str(value))
        if fact.type == "month":
            year, month = str(value).split("-")
            return self.values["month_alone"].format(year=int(year), month=int(month))
        if fact.type == "int":
            plain, _ = split(fact.id)
            return self.values.get(plain, self.values["number"]).format(value)
        return str(value)

    def child_name(self, number: int, facts: Mapping[str, Any]) -> str:
        """「2人目のお子さん（2026年11月19日生まれ）」"""
        birth = facts.get("birth_date")
        if birth is None or birth == UNKNOWN:
            return self.child["alone"].format(number=number)
        if birth == NOT_BORN:
            return self.child["unborn"].format(number=number)
        return self.child["born"].format(number=number, day=self.day_text(str(birth)))

    def _set_text(self, labels: dict[str, str], value: list[str]) -> str:
        named = [labels[code] for code in value if code in labels]
        if MORE in value:
            named.append(self.values["more"])
        return "、".join(named) or self.values["none"]

    def day_text(self, value: str) -> str:
        """「2026年11月19日」, 「2026年10月（日は不明）」"""
        if value.startswith("partial:"):
            year, month = value.removeprefix("partial:").split("-")
            return self.values["month"].format(year=int(year), month=int(month))
        day = date.fromisoformat(value)
        return self.values["day"].format(year=day.year, month=day.month, day=day.day)
