"""All that is wrong with a folder of data, one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.editing.library import Opened, Places, open_all
from procedure_kb.checks_library import Finding, all_findings
from procedure_kb.loader import BOTH
from procedure_kb.model import TopicRecord


@dataclass(frozen=True)
class Report:
    opened: Opened
    errors: tuple[str, ...]
    warnings: tuple[str, ...]

    def summary(self) -> Iterator[str]:
        """One line per event and municipality: how much there is, in which version."""
        for (event, code), kb in self.opened.bases.items():
            asked = sum(fact.ask is not None for fact in kb.facts.values())
            counts = f"手続き{len(kb.procedures)}件、質問{asked}件、まとめた質問{len(kb.questions)}件、期限の規則{len(kb.rules)}件、出典{len(kb.sources)}件"
            if event != BOTH:
                yield f"OK {event} {code}: {counts}（版 {kb.version}）"


def check(root: Path, today: date) -> Report:
    """Errors make data unusable or poorer; warnings are what time brings about. Data that cannot be used is not looked at further."""
    opened = open_all(root)
    if opened.problems:
        return Report(opened, opened.problems, ())
    places = Places(root)
    topics = [TopicRecord.model_validate(row) for row in places.rows(TopicRecord) if "words" in row]
    findings = list(all_findings(list(opened.bases.values()), topics, today))
    errors, warnings = ([_line(places, f) for f in findings if f.warning is warned] for warned in (False, True))
    return Report(opened, tuple(errors), tuple(warnings))


def _line(places: Places, finding: Finding) -> str:
    key = finding.key.removeprefix(f"{finding.id}.").split(".")[0]
    return f"{places.of(finding.kind, finding.id, key)}: {finding.key}: {finding.message}"
