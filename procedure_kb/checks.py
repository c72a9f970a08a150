"""What must hold of a knowledge base beyond the shape of its records. Each problem names the record and the key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from procedure_kb.condition import NEVER, Solver
from procedure_kb.knowledge import CompiledProcedure, KnowledgeBase
from procedure_kb.model import (
    UNKNOWN,
    Constraint,
    DeadlineRule,
    Desk,
    Fact,
    Money,
    Prior,
    Procedure,
    Question,
    Record,
    Requirement,
    Statement,
    TopicRecord,
)

_SPAN = re.compile(r"[0-9]+-[0-9]+")


@dataclass(frozen=True)
class Problem:
    kind: type[Record]
    id: str
    key: str
    message: str


def all_problems(kb: KnowledgeBase) -> Iterator[Problem]:
    contradiction = list(_contradiction(kb))
    if contradiction:
        yield from contradiction
        return
    for compiled in kb.procedures:
        yield from _procedure(kb, compiled)
    for question in kb.questions:
        yield from _question(kb, question)
    yield from _facts(kb)
    yield from _constraints(kb)
    yield from _priors(kb)
    yield from _desks(kb)
    for topic in kb.topics:
        yield from _dangling(TopicRecord, topic.id, "procedures", topic.procedures, kb.procedure)
        yield from _dangling(TopicRecord, topic.id, "facts", topic.facts, kb.facts)


def _dangling(kind: type[Record], name: str, key: str, ids: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    known = set(known)
    for wanted in ids:
        if wanted not in known:
            yield Problem(kind, name, f"{name}.{key}", f"「{wanted}」という id はありません。")


def _sources(kb: KnowledgeBase, kind: type[Record], name: str, key: str, refs: Iterable[str]) -> Iterator[Problem]:
    yield from _dangling(kind, name, key, (ref.split(" ")[0] for ref in refs), kb.sources)


def _procedure(kb: KnowledgeBase, compiled: CompiledProcedure) -> Iterator[Problem]:
    procedure, name = compiled.procedure, compiled.id
    yield from _dangling(Procedure, name, "desk", [procedure.desk], kb.desks)
    yield from _dangling(Procedure, name, "bring", (r.item for r in procedure.bring), kb.items)
    yield from _sources(kb, Procedure, name, "sources", procedure.sources)
    for key, statement in _statements(procedure):
        yield from _sources(kb, Procedure, name, key, statement.sources)
        if statement.grade.is_shown_as_fact and not statement.sources:
            yield Problem(Procedure, name, f"{name}.{key}", "出典（sources）が必要です。ないときは grade を K にしてください。")
    if procedure.deadline is not None:
        rule, start = procedure.deadline.rule, procedure.deadline.start
        if rule is not None and rule not in kb.rules:
            yield Problem(Procedure, name, f"{name}.deadline.rule", f"「{rule}」という期限の規則はありません。")
        if (rule is None) != (start is None):
            yield Problem(Procedure, name, f"{name}.deadline", "rule と start は一緒に書いてください。")
        if start is not None and (start not in kb.facts or kb.facts[start].type != "date"):
            yield Problem(Procedure, name, f"{name}.deadline.start", f"「{start}」は日付の項目ではありません。")
    if compiled.when is not NEVER and not kb.solver.possible([compiled.when], {}):
        yield Problem(Procedure, name, f"{name}.when", "この条件が成り立つ世帯はありません。")
    if compiled.when is NEVER and compiled.confirm is None:
        yield Problem(Procedure, name, f"{name}.when", "never には confirm が必要です。")
    if compiled.confirm is not None and not kb.solver.possible([compiled.unless, compiled.confirm], {}):
        yield Problem(Procedure, name, f"{name}.confirm.when", "この条件が成り立つ世帯はありません。")


def _statements(procedure: Procedure) -> Iterator[tuple[str, Statement | DeadlineRule | Requirement | Money]]:
    for key in ("who", "proxy", "form", "online", "late", "letter", "deadline"):
        statement = getattr(procedure, key)
        if statement is not None:
            yield key, statement
    for key in ("bring", "money", "cautions"):
        for part in getattr(procedure, key):
            yield key, part


def _question(kb: KnowledgeBase, question: Question) -> Iterator[Problem]:
    name = question.id
    named = [*question.facts, *(item.fact for item in question.items)]
    named += [fact for choice in question.choices for fact in choice.sets]
    yield from _dangling(Question, name, "facts", named, kb.facts)
    for item in question.items:
        if item.fact in kb.facts and item.value not in [code.code for code in kb.facts[item.fact].codes]:
            yield Problem(Question, name, f"{name}.items", f"{item.fact} に「{item.value}」という値はありません。")
        if item.fact not in question.facts:
            yield Problem(Question, name, f"{name}.items", f"「{item.fact}」が facts にありません。")
    for choice in question.choices:
        for fact, value in choice.sets.items():
            if fact in kb.facts and value not in [*(code.code for code in kb.facts[fact].codes), UNKNOWN]:
                yield Problem(Question, name, f"{name}.choices", f"{fact} に「{value}」という値はありません。")
    if question.kind == "group" and not question.items:
        yield Problem(Question, name, f"{name}.items", "group には items が必要です。")
    if question.kind == "combined" and not question.choices:
        yield Problem(Question, name, f"{name}.choices", "combined には choices が必要です。")


def deciding_facts(kb: KnowledgeBase) -> set[str]:
    """Facts that some procedure, deadline, requirement or desk depends on, directly or through a constraint."""
    names = {name for compiled in kb.procedures for name in compiled.scope}
    return {kb.space.variables[name].fact for name in names} | set(kb.presented)


def _facts(kb: KnowledgeBase) -> Iterator[Problem]:
    deciding = deciding_facts(kb)
    for fact in kb.facts.values():
        yield from _sources(kb, Fact, fact.id, "sources", fact.sources)
        codes = [code.code for code in fact.codes]
        if len(codes) != len(set(codes)):
            yield Problem(Fact, fact.id, f"{fact.id}.codes", "同じ値が2回あります。")
        if fact.type == "enum" and len(codes) < 2:
            yield Problem(Fact, fact.id, f"{fact.id}.codes", "選べる値が2つ以上必要です。")
        if fact.type == "set" and "none" not in codes:
            yield Problem(Fact, fact.id, f"{fact.id}.codes", "set には none が必要です。")
        if fact.decides == "procedures" and fact.id not in deciding:
            yield Problem(Fact, fact.id, f"{fact.id}.ask", "この質問はどの手続きにも関わらないので、たずねられることがありません。")


def _contradiction(kb: KnowledgeBase) -> Iterator[Problem]:
    """The first constraint that no household can keep together with those before it. Nothing else can be said then."""
    for number, constraint in enumerate(kb.constraints, start=1):
        if not Solver(kb.space, kb.solver.constraints[:number]).consistent({}):
            yield Problem(Constraint, constraint.id, f"{constraint.id}.then", "前の制約と矛盾しています。成り立つ世帯がありません。")
            return


def _constraints(kb: KnowledgeBase) -> Iterator[Problem]:
    for constraint in kb.constraints:
        yield from _sources(kb, Constraint, constraint.id, "sources", constraint.sources)


def _priors(kb: KnowledgeBase) -> Iterator[Problem]:
    for prior in kb.priors:
        yield from _dangling(Prior, prior.fact, "fact", [prior.fact], kb.facts)
        yield from _sources(kb, Prior, prior.fact, "sources", prior.sources)
        fact = kb.facts.get(prior.fact)
        if fact is None:
            continue
        for value in prior.weights:
            if not _can_be(fact, value):
                yield Problem(Prior, fact.id, f"{fact.id}.weights", f"「{value}」という値はありません。")


def _can_be(fact: Fact, value: str) -> bool:
    return bool(_SPAN.fullmatch(value)) if fact.type == "int" else value in [code.code for code in fact.codes]


def _desks(kb: KnowledgeBase) -> Iterator[Problem]:
    wards = {ward.code for ward in kb.municipality.wards}
    for desk in kb.desks.values():
        yield from _sources(kb, Desk, desk.id, "sources", desk.sources)
        yield from _dangling(Desk, desk.id, "wards", desk.wards, wards)
        yield from _dangling(Desk, desk.id, "wards", desk.wards.values(), kb.desks)
