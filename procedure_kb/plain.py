"""The knowledge base and what it says of a household as plain JSON values: the contract of the command line and of the HTTP API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation, Verdict
from procedure_kb.knowledge import CompiledProcedure, KnowledgeBase
from procedure_kb.model import Record
from procedure_kb.slip import Checklist, DeadlineView, Line


def assessment(situation: Situation, checklist: Checklist) -> dict[str, Any]:
    """Every procedure under its verdict, in the order of the files. ``checklist`` is the one built of this situation."""
    lines = {line.id: line for line in (*checklist.to_confirm, *(line for group in checklist.groups for line in group.lines))}
    found = [lines[compiled.id] for compiled in situation.kb.procedures if compiled.id in lines]
    ask = Agenda(situation).next
    return {
        "needed": [
            {**_named(line), "deadline": _deadline(line.deadline), "because": _because(line)}
            for line in found
            if line.status == "needed"
        ],
        "to_confirm": [
            {**_named(line), "because": _because(line), "confirm": list(line.confirm)} for line in found if line.status == "to_confirm"
        ],
        "automatic": [{**_named(line), "because": _because(line)} for line in found if line.status == "automatic"],
        "not_needed": _not_needed(situation, checklist),
        "open": [_open(situation, compiled) for compiled in _with(situation, Verdict.OPEN)],
        "contradiction": list(situation.contradiction),
        "next_question": ask.facts[0] if ask else None,
        "asks": list(ask.facts) if ask else [],
    }


def _named(line: Line) -> dict[str, Any]:
    children = [{"name": child.name, "deadline": _deadline(child.deadline)} for child in line.children]
    return {"id": line.id, "name": line.name, **({"children": children} if children else {})}


def _because(line: Line) -> list[dict[str, str]]:
    return [asdict(reason) for reason in line.because]


def _deadline(view: DeadlineView | None) -> dict[str, str | None] | None:
    """None where no day is known: no rule, or the day it counts from is not known."""
    if view is None or view.last_day is None or view.counted_last_day is None:
        return None
    return {"last_day": view.last_day.isoformat(), "counted_last_day": view.counted_last_day.isoformat(), "rule": view.rule}


def _with(situation: Situation, verdict: Verdict) -> Iterable[CompiledProcedure]:
    return (compiled for compiled in situation.kb.procedures if situation.verdicts[compiled.id] is verdict)


def _not_needed(situation: Situation, checklist: Checklist) -> list[dict[str, Any]]:
    """What no answer ruled out, because no household has it, has no reason."""
    reasons = {entry.id: [asdict(reason) for reason in entry.because] for entry in checklist.ruled_out}
    return [{"id": compiled.id, "because": reasons.get(compiled.id, [])} for compiled in _with(situation, Verdict.NOT_NEEDED)]


def _open(situation: Situation, compiled: CompiledProcedure) -> dict[str, Any]:
    facts = {
        situation.fact_of(view, fact): None
        for view in situation.views
        for name in view.candidates(compiled, view.known)
        if (fact := view.fact_to_ask(name))
    }
    return {"id": compiled.id, "facts": list(facts)}


def procedures(kb: KnowledgeBase) -> list[dict[str, Any]]:
    """One short record per procedure."""
    return [_procedure(kb, compiled) for compiled in kb.procedures]


def _procedure(kb: KnowledgeBase, compiled: CompiledProcedure) -> dict[str, Any]:
    procedure = compiled.procedure
    names = dict.fromkeys(name for node in compiled.nodes() for name in sorted(node.variables))
    return {
        "id": procedure.id,
        "name": procedure.name,
        "summary": procedure.summary,
        "kind": procedure.kind.value,
        "desk": procedure.desk,
        "rule": procedure.deadline.rule if procedure.deadline else None,
        "facts": list(dict.fromkeys(kb.space.variables[name].fact for name in names)),
        "grade": procedure.grade.value,
    }


def everything(kb: KnowledgeBase) -> dict[str, Any]:
    """The whole knowledge base, record for record as in its files."""
    return {
        "event": kb.event,
        "version": kb.version,
        "municipality": _dump(kb.municipality),
        "wards": _dump_all(kb.wards),
        "licence": kb.municipality.licence,
        "facts": _dump_all(kb.facts.values()),
        "questions": _dump_all(kb.questions),
        "constraints": _dump_all(kb.constraints),
        "priors": _dump_all(kb.priors),
        "procedures": _dump_all(compiled.procedure for compiled in kb.procedures),
        "desks": _dump_all(kb.desks.values()),
        "items": _dump_all(kb.items.values()),
        "rules": _dump_all(kb.rules.values()),
        "sources": _dump_all(kb.sources.values()),
        "topics": [asdict(topic) for topic in kb.topics],
        "help_lines": [asdict(line) for line in kb.help_lines],
        "wording": _dump(kb.wording),
    }


def _dump(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json")


def _dump_all(records: Iterable[Record]) -> list[dict[str, Any]]:
    return [_dump(record) for record in records]
