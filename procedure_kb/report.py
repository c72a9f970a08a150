"""The assessment of a household as plain data: what ``kb assess`` prints and the checklist's interface returns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation, Verdict
from procedure_kb.checklist import confirm_reasons, deadline_view, reasons
from procedure_kb.knowledge import CompiledProcedure
from procedure_kb.model import Kind


def assessment_report(situation: Situation, *, today: date) -> dict[str, Any]:
    """Every procedure by its verdict, with the answers that made it so; and the next question."""
    following = Agenda(situation).next
    needed = [c for c in _with(situation, Verdict.NEEDED) if c.procedure.kind is not Kind.AUTOMATIC]
    automatic = [c for c in _with(situation, Verdict.NEEDED) if c.procedure.kind is Kind.AUTOMATIC]
    return {
        "needed": [{**_named(situation, c), "deadline": _deadline(situation, c, today)} for c in needed],
        "to_confirm": [
            {**_named(situation, c), "confirm": list(confirm_reasons(situation, c))} for c in _with(situation, Verdict.TO_CONFIRM)
        ],
        "automatic": [_named(situation, c) for c in automatic],
        "not_needed": [{"id": c.id, "because": _because(situation, c)} for c in _with(situation, Verdict.NOT_NEEDED)],
        "open": [{"id": c.id, "waits_for": _waits_for(situation, c)} for c in _with(situation, Verdict.OPEN)],
        "next_question": following.facts[0] if following else None,
        "asks": list(following.facts) if following else [],
        "knowledge_base": situation.kb.version,
    }


def _with(situation: Situation, verdict: Verdict) -> Iterable[CompiledProcedure]:
    return (compiled for compiled in situation.kb.procedures if situation.verdicts[compiled.id] is verdict)


def _named(situation: Situation, compiled: CompiledProcedure) -> dict[str, Any]:
    return {"id": compiled.id, "name": compiled.procedure.name, "because": _because(situation, compiled)}


def _because(situation: Situation, compiled: CompiledProcedure) -> list[dict[str, str]]:
    found = reasons(situation, situation.because(compiled))
    return [{"fact": reason.fact, "label": reason.label, "answer": reason.answer} for reason in found]


def _deadline(situation: Situation, compiled: CompiledProcedure, today: date) -> dict[str, str] | None:
    if compiled.procedure.deadline is None:
        return None
    view = deadline_view(situation, compiled.procedure.deadline, today)
    if view.last_day is None or view.counted_last_day is None or view.rule is None:
        return None
    return {"last_day": view.last_day.isoformat(), "counted_last_day": view.counted_last_day.isoformat(), "rule": view.rule}


def _waits_for(situation: Situation, compiled: CompiledProcedure) -> list[str]:
    names = situation.candidates(compiled, situation.known)
    return list(dict.fromkeys(situation.kb.space.variables[name].fact for name in names))
