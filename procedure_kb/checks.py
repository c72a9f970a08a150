"""What must hold of a knowledge base beyond the shape of its records. Each problem names the record and the key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from procedure_kb.deadline import DeadlineError, find_rule
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
    Ward,
)
from procedure_kb.nodes import NEVER, Node
from procedure_kb.solver import Solver

AHEAD = "ahead:"
"""Begins a range of days or months after today."""
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
    for key, statement in statements(procedure):
        yield from _sources(kb, Procedure, name, key, statement.sources)
        if statement.grade.is_shown_as_fact and not statement.sources:
            yield Problem(Procedure, name, f"{name}.{key}", "出典（sources）が必要です。ないときは grade を K にしてください。")
    if procedure.deadline is not None:
        yield from _deadline(kb, name, "deadline", procedure.deadline)
    for deadline in procedure.deadlines_instead:
        yield from _deadline(kb, name, "deadlines_instead", deadline)
    if compiled.when is not NEVER and not kb.solver.possible([compiled.when], {}):
        yield Problem(Procedure, name, f"{name}.when", "この条件が成り立つ世帯はありません。")
    if compiled.when is NEVER and compiled.confirm is None:
        yield Problem(Procedure, name, f"{name}.when", "never には confirm が必要です。")
    if compiled.confirm is not None and not kb.solver.possible([compiled.unless, compiled.confirm], {}):
        yield Problem(Procedure, name, f"{name}.confirm.when", "この条件が成り立つ世帯はありません。")


def _deadline(kb: KnowledgeBase, name: str, key: str, deadline: DeadlineRule) -> Iterator[Problem]:
    rule, start = deadline.rule, deadline.start
    if rule is not None and not _is_rule(kb, rule):
        yield Problem(Procedure, name, f"{name}.{key}.rule", f"「{rule}」という期限の規則はありません。")
    if (rule is None) != (start is None):
        yield Problem(Procedure, name, f"{name}.{key}", "rule と start は一緒に書いてください。")
    if start is not None and (start not in kb.facts or kb.facts[start].type != "date"):
        yield Problem(Procedure, name, f"{name}.{key}.start", f"「{start}」は日付の項目ではありません。")


def _is_rule(kb: KnowledgeBase, rule: str) -> bool:
    try:
        return bool(find_rule(kb.rules, rule))
    except DeadlineError:
        return False


def statements(procedure: Procedure) -> Iterator[tuple[str, Statement | DeadlineRule | Requirement | Money]]:
    for key in ("who", "proxy", "form", "online", "late", "letter", "deadline"):
        statement = getattr(procedure, key)
        if statement is not None:
            yield key, statement
    for key in ("bring", "money", "cautions", "deadlines_instead"):
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
    return {fact for name in names for fact in kb.space.variables[name].sources} | names | set(kb.presented)


def _facts(kb: KnowledgeBase) -> Iterator[Problem]:
    for fact in kb.facts.values():
        yield from _sources(kb, Fact, fact.id, "sources", fact.sources)
        codes = [code.code for code in fact.codes]
        if len(codes) != len(set(codes)):
            yield Problem(Fact, fact.id, f"{fact.id}.codes", "同じ値が2回あります。")
        if fact.type == "enum" and len(codes) < 2:
            yield Problem(Fact, fact.id, f"{fact.id}.codes", "選べる値が2つ以上必要です。")
        if fact.type == "set" and "none" not in codes:
            yield Problem(Fact, fact.id, f"{fact.id}.codes", "set には none が必要です。")


def _contradiction(kb: KnowledgeBase) -> Iterator[Problem]:
    """The first constraint that no household can keep together with those before it. Nothing else can be said then."""
    if kb.solver.consistent({}):
        return
    rules: list[Node] = []
    for constraint in kb.constraints:
        rules += kb.space.rules(constraint.when, constraint.then)
        if not Solver(kb.space, rules).consistent({}):
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
    if value in [code.code for code in fact.codes]:
        return True
    if fact.type in ("date", "month"):
        return bool(_SPAN.fullmatch(value.removeprefix(AHEAD)))
    return fact.type == "int" and bool(_SPAN.fullmatch(value))


def _desks(kb: KnowledgeBase) -> Iterator[Problem]:
    for desk in kb.desks.values():
        yield from _sources(kb, Desk, desk.id, "sources", desk.sources)
    for (ward, name), desk in kb.ward_desks.items():
        yield from _sources(kb, Ward, ward, f"desks.{name}", desk.sources)
