"""What must hold of all knowledge bases of a library together, and of its wording. Warnings are what time alone brings about.

``checks`` says what makes one knowledge base unusable; what stands here makes it poorer: a question nobody needs, a word that leads
nowhere, a sentence that is missing, a source nobody has looked at for a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from procedure_kb.assessment import CHILD_COUNT
from procedure_kb.checks import deciding_facts, statements
from procedure_kb.knowledge import CompiledProcedure, KnowledgeBase
from procedure_kb.model import UNKNOWN, Fact, Kind, Procedure, Question, Record, Source, TopicRecord
from procedure_kb.nodes import NEVER, AnyOf
from procedure_kb.siblings import SAME_AS_FIRST

_MONTHS_FRESH = 12
"""A source is stale when it was checked longer ago."""
_SPOKEN = ("speech", "easy", "why", "find_out")
_NOT_TO_FIND_OUT = "reservation"
"""Nobody has to find out their own name, or when they want to come."""


@dataclass(frozen=True)
class Finding:
    kind: type[Record]
    id: str
    key: str
    message: str
    warning: bool = False
    """Does not fail the check unless it is strict."""


def all_findings(bases: Sequence[KnowledgeBase], topics: Iterable[TopicRecord], today: date) -> Iterator[Finding]:
    """Everything found in knowledge bases that can be used, each finding once. ``topics`` as in the files: a knowledge base keeps
    only what it has itself."""
    found = dict.fromkeys(_findings(bases, topics, today))
    yield from sorted(found, key=lambda finding: finding.warning)


def _findings(bases: Sequence[KnowledgeBase], topics: Iterable[TopicRecord], today: date) -> Iterator[Finding]:
    yield from _unused_facts(bases)
    yield from _topics(bases, topics)
    yield from _covered_by(bases)
    for kb in bases:
        yield from _overlaps(kb)
        yield from _unreachable(kb)
        yield from _wording(kb)
        yield from _ended(kb, today)
        yield from _stale(kb, today)


# --- what leads nowhere --------------------------------------------------------------------------------------------------


def _unused_facts(bases: Sequence[KnowledgeBase]) -> Iterator[Finding]:
    """Facts on which nothing depends in any municipality: to ask them would be idle."""
    used = {fact for kb in bases for fact in (*deciding_facts(kb), *_told_by_notes(kb), *_told_by_openings(kb))}
    for fact in _each(fact for kb in bases for fact in kb.facts.values()):
        exempt = fact.opens or fact.decides != "procedures" or fact.id in (CHILD_COUNT, SAME_AS_FIRST)
        if not exempt and fact.id not in used:
            yield Finding(Fact, fact.id, fact.id, "この項目で決まる手続きが、どの市区町村にもありません。")


def _told_by_notes(kb: KnowledgeBase) -> Iterator[str]:
    yield from (note.fact for note in kb.wording.notes)


def _told_by_openings(kb: KnowledgeBase) -> Iterator[str]:
    for node in kb.opening.values():
        for name in node.variables:
            yield from kb.space.variables[name].sources


def _topics(bases: Sequence[KnowledgeBase], topics: Iterable[TopicRecord]) -> Iterator[Finding]:
    procedures = {name for kb in bases for name in kb.procedure}
    facts = {name for kb in bases for name in kb.facts}
    for topic in topics:
        for key, named, known in (("procedures", topic.procedures, procedures), ("facts", topic.facts, facts)):
            for name in named:
                if name not in known:
                    yield Finding(TopicRecord, topic.id, f"{topic.id}.{key}", f"「{name}」という id は、どのできごとにもありません。")


def _covered_by(bases: Sequence[KnowledgeBase]) -> Iterator[Finding]:
    known = {name for kb in bases for name in kb.procedure}
    for kb in bases:
        for compiled in kb.procedures:
            for name in compiled.procedure.covered_by:
                if name not in known:
                    yield Finding(Procedure, compiled.id, f"{compiled.id}.covered_by", f"「{name}」という手続きは、どのできごとにもありません。")


# --- conditions ----------------------------------------------------------------------------------------------------------


def _overlaps(kb: KnowledgeBase) -> Iterator[Finding]:
    """Two procedures of one name that a household can have both: it would read the same line twice."""
    by_name: dict[str, list[CompiledProcedure]] = {}
    for compiled in kb.procedures:
        by_name.setdefault(compiled.procedure.name, []).append(compiled)
    for named in by_name.values():
        for first, second in combinations(named, 2):
            covered = second.id in first.procedure.covered_by or first.id in second.procedure.covered_by
            if not covered and kb.solver.possible([_listed(first), _listed(second)], {}):
                message = f"「{first.id}」と同じ名前で、同じ世帯の案内に並ぶことがあります。名前か条件を分けてください。"
                yield Finding(Procedure, second.id, f"{second.id}.name", message)


def _listed(compiled: CompiledProcedure) -> AnyOf:
    return AnyOf([compiled.when, compiled.confirm or NEVER])


def _unreachable(kb: KnowledgeBase) -> Iterator[Finding]:
    """Things to bring, deadlines and choices that no household ever sees."""
    for compiled in kb.procedures:
        for requirement, node in zip(compiled.procedure.bring, compiled.requirements, strict=True):
            if requirement.when is not None and not kb.solver.possible([_listed(compiled), node], {}):
                key = f"{compiled.id}.bring.{requirement.item}.when"
                yield Finding(Procedure, compiled.id, key, "この手続きが要る世帯で、この条件が成り立つことはありません。")
        for node in compiled.instead:
            if not kb.solver.possible([_listed(compiled), node], {}):
                key = f"{compiled.id}.deadlines_instead"
                yield Finding(Procedure, compiled.id, key, "この手続きが要る世帯で、この期限の条件が成り立つことはありません。")
    for question in kb.questions:
        for choice in question.choices:
            told = {fact: value for fact, value in choice.sets.items() if value != UNKNOWN}
            if not kb.solver.consistent(kb.space.assign(told, date.min)):
                yield Finding(Question, question.id, f"{question.id}.choices", f"「{choice.label}」を選べる世帯はありません（制約と矛盾します）。")


# --- wording -------------------------------------------------------------------------------------------------------------


def _wording(kb: KnowledgeBase) -> Iterator[Finding]:
    for fact in kb.facts.values():
        wanted = _SPOKEN[:-1] if fact.decides == _NOT_TO_FIND_OUT else _SPOKEN
        if fact.ask is not None:
            for key in wanted:
                if not getattr(fact, key):
                    yield Finding(Fact, fact.id, f"{fact.id}.{key}", "質問には、この文が必要です。")
    for question in kb.questions:
        for key in ("speech", "easy", "why"):
            if not getattr(question, key):
                yield Finding(Question, question.id, f"{question.id}.{key}", "質問には、この文が必要です。")
    for compiled in kb.procedures:
        yield from _says_when(compiled.procedure)


def _says_when(procedure: Procedure) -> Iterator[Finding]:
    """Who can lose something must read until when: a day, or what happens when one is late."""
    if not procedure.grade.is_shown_as_fact or procedure.deadline is not None:
        return
    if procedure.kind is Kind.CLAIM and procedure.late is None:
        yield Finding(Procedure, procedure.id, f"{procedure.id}.deadline", "請求には、いつまでか（deadline）、遅れるとどうなるか（late）が必要です。")
    if procedure.kind is Kind.DUTY and procedure.late is None:
        message = "届け出ですが、いつまでか（deadline の text）が書かれていません。"
        yield Finding(Procedure, procedure.id, f"{procedure.id}.deadline", message, warning=True)


# --- what time brings about ----------------------------------------------------------------------------------------------


def _ended(kb: KnowledgeBase, today: date) -> Iterator[Finding]:
    for compiled in kb.procedures:
        end = compiled.procedure.valid_to if compiled.procedure.decision is None else None
        if end is not None and end < today:
            message = f"{end} で終わった手続きです。消すか、残す理由を decision に書いてください。"
            yield Finding(Procedure, compiled.id, f"{compiled.id}.valid_to", message, warning=True)


def _stale(kb: KnowledgeBase, today: date) -> Iterator[Finding]:
    """Sources that have not been looked at for a year, and statements that rest on nothing fresher."""
    stale = {source.id: source for source in kb.sources.values() if _months_between(source.checked_on, today) >= _MONTHS_FRESH}
    for source in stale.values():
        message = f"{source.checked_on} に確かめたままです。1年以上たっています（{source.title}）。"
        yield Finding(Source, source.id, f"{source.id}.checked_on", message, warning=True)
    for compiled in kb.procedures if stale else ():
        resting = {key: names for key, names in _sourced(compiled.procedure) if names and names <= stale.keys()}
        if resting:
            named = "、".join(sorted(set().union(*resting.values())))
            message = f"1年以上確かめていない出典だけによる記述があります: {'、'.join(resting)}（{named}）"
            yield Finding(Procedure, compiled.id, f"{compiled.id}.{next(iter(resting))}", message, warning=True)


def _sourced(procedure: Procedure) -> Iterator[tuple[str, set[str]]]:
    """Statements shown as fact, with the ids of what they rest on."""
    stated: dict[str, list[set[str]]] = {"sources": [_names(procedure.sources)]}
    for key, statement in statements(procedure):
        if statement.grade.is_shown_as_fact:
            stated.setdefault(key, []).append(_names(statement.sources))
    yield from ((key, names) for key, each in stated.items() for names in each)


def _names(references: Iterable[str]) -> set[str]:
    return {reference.split(" ")[0] for reference in references}


def _months_between(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)


def _each(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Each id once."""
    yield from {fact.id: fact for fact in facts}.values()
