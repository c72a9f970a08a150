"""A question in the middle, answered from the knowledge base. Only what has a sure source is said as fact."""

from __future__ import annotations

from collections.abc import Iterator

from actions.replies import Wording
from bot.understanding.reading import Reading
from procedure_kb.assessment import Situation, Verdict
from procedure_kb.checklist import desk_view, due
from procedure_kb.knowledge import WARD_FACT, CompiledProcedure, Topic
from procedure_kb.model import Procedure, Statement
from procedure_kb.slip import DeadlineView

_AT_MOST = 2
"""Procedures spoken of in one answer."""
_ORDER = (Verdict.NEEDED, Verdict.OPEN, Verdict.TO_CONFIRM, Verdict.NOT_NEEDED)


def answer(situation: Situation, wording: Wording, reading: Reading, asked: list[str]) -> str:
    """What to say to a digression. Never empty."""
    kind = reading.digression
    if kind == "why_ask":
        why = situation.kb.facts[asked[0]].why if asked else None
        return wording.say("why_ask", why=why) if why else wording.say("why_ask_none")
    if kind in ("hours", "parking", "reservation"):
        return _about_the_office(situation, wording, str(kind))
    topic = next((topic for topic in situation.kb.topics if topic.id == reading.about), None)
    if topic is None:
        return wording.say("digression_which")
    if kind == "definition" and topic.definition:
        return wording.say("digression.definition", text=topic.definition)
    lines = list(dict.fromkeys(_lines(situation, wording, str(kind), topic)))
    return "\n".join(lines[:_AT_MOST]) or wording.say("digression_unknown", name=topic.words[0])


def _about_the_office(situation: Situation, wording: Wording, kind: str) -> str:
    hours = situation.kb.municipality.hours
    if kind == "hours" and hours is not None and hours.grade.is_shown_as_fact:
        return wording.say("hours", text=hours.text)
    return wording.say("reservation" if kind == "reservation" else f"{kind}_unknown")


def _lines(situation: Situation, wording: Wording, kind: str, topic: Topic) -> Iterator[str]:
    procedures = [situation.kb.procedure[name] for name in topic.procedures]
    procedures.sort(key=lambda compiled: _ORDER.index(situation.verdicts[compiled.id]))
    for compiled in procedures:
        text = _text(situation, wording, kind, compiled)
        if text:
            yield wording.say(f"digression.{kind}", name=compiled.procedure.name, text=text)


def _text(situation: Situation, wording: Wording, kind: str, compiled: CompiledProcedure) -> str | None:
    procedure = compiled.procedure
    view = due(situation.views_of(compiled)[0], compiled)
    if kind == "deadline" and view is not None:
        return _deadline_text(situation, view)
    if kind == "where":
        desk = desk_view(situation.kb, situation.kb.desks[procedure.desk], situation.facts.get(WARD_FACT))
        return "　".join(part for part in (desk.ward, desk.name, desk.address, desk.phone) if part)
    if kind == "documents":
        return _bring_text(situation, wording, procedure)
    if kind == "online":
        return _shown(procedure.online) or wording.say("ways.counter")
    if kind == "definition":
        return procedure.summary
    return {"amount": _money, "fee": _fee, "who_can_apply": _who, "proxy": _proxy}[kind](procedure) if kind in _KINDS else None


_KINDS = ("amount", "fee", "who_can_apply", "proxy")


def _deadline_text(situation: Situation, view: DeadlineView) -> str:
    if view.advised_day is None:
        return view.text
    day = situation.kb.wording.day_text(view.advised_day.isoformat())
    return f"{day}（{view.text}）"


def _bring_text(situation: Situation, wording: Wording, procedure: Procedure) -> str:
    names = [situation.kb.items[r.item].name for r in procedure.bring if r.grade.is_shown_as_fact]
    return "、".join(names) or wording.say("bring_nothing")


def _shown(statement: Statement | None) -> str | None:
    return statement.text if statement is not None and statement.grade.is_shown_as_fact else None


def _money(procedure: Procedure) -> str | None:
    return next((m.text for m in procedure.money if m.kind != "fee" and m.grade.is_shown_as_fact), None)


def _fee(procedure: Procedure) -> str | None:
    return next((m.text for m in procedure.money if m.kind == "fee" and m.grade.is_shown_as_fact), None)


def _who(procedure: Procedure) -> str | None:
    return _shown(procedure.who)


def _proxy(procedure: Procedure) -> str | None:
    return _shown(procedure.proxy)
