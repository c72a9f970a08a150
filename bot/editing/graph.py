"""The question map as SVG: questions in the order in which they are asked on the left, procedures by desk on the right, what decides
what between them. For the question 「この質問をやめると、どの手続きのよりどころがなくなるか」."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.editing.differences import KINDS
from procedure_kb.knowledge import CompiledProcedure, KnowledgeBase
from procedure_kb.model import Fact
from procedure_kb.nodes import Node

Bond = Literal["decides", "confirms", "words"]
"""Whether it is needed; whether it is to confirm; what its line says (day, things to bring, ward)."""
BONDS: Mapping[Bond, str] = {"decides": "要るかどうかが決まる", "confirms": "要確認になるかどうかが決まる", "words": "期限の日・持ち物が決まる"}

_ROW, _GAP, _TOP = 18, 10, 96
_LEFT, _RIGHT = 520, 860
_WIDTH = 1500
_COLOURS = ("#1b6ca8", "#b3541e", "#2e7d4f", "#8e3b8a", "#8a6d00", "#a8324a", "#3f5fbf", "#5a6b1f")
"""One per stage, dark enough on white."""


@dataclass(frozen=True)
class Edge:
    fact: str
    procedure: str
    bond: Bond


@dataclass(frozen=True)
class FactRow:
    id: str
    label: str
    y: int
    colour: str
    bears_on: tuple[str, ...]
    """Names of procedures."""
    alone: tuple[str, ...]
    """Names of those that no other question decides."""

    @property
    def title(self) -> str:
        rest = [name for name in self.bears_on if name not in self.alone]
        lines = [f"{self.label}（{self.id}）"]
        if self.alone:
            lines += ["この質問だけで決まる手続き:", *(f"・{name}" for name in self.alone)]
        if rest:
            lines += ["ほかの質問とあわせて決まる手続き:", *(f"・{name}" for name in rest)]
        return "\n".join(lines if self.bears_on else [*lines, "決まる手続きはありません"])


@dataclass(frozen=True)
class QuestionBox:
    id: str
    text: str
    """The question as it is asked; of a fact that is asked alone its own."""
    stage: int
    y: int
    height: int
    colour: str
    facts: tuple[FactRow, ...]
    alone: tuple[str, ...]
    """Names of procedures that nothing but this question decides."""

    @property
    def title(self) -> str:
        lines = [self.text, f"（{self.id}、段階 {self.stage}）"]
        return "\n".join([*lines, "この質問をやめると、よりどころがなくなる手続き:", *(f"・{name}" for name in self.alone)] if self.alone else lines)


@dataclass(frozen=True)
class ProcedureRow:
    id: str
    name: str
    kind: str
    y: int
    facts: tuple[str, ...]
    """Ids of what it hangs on."""
    told_by: str
    """Their labels."""


@dataclass(frozen=True)
class DeskBox:
    name: str
    y: int
    procedures: tuple[ProcedureRow, ...]


@dataclass(frozen=True)
class Line:
    edge: Edge
    path: str
    colour: str
    title: str


def draw(kb: KnowledgeBase) -> str:
    """The map of a knowledge base, as one SVG document."""
    edges = tuple(_edges(kb))
    desks = tuple(_desks(kb, edges))
    questions = tuple(_questions(kb, edges))
    height = max(_bottom(box.y, len(box.procedures)) for box in desks) if desks else _TOP
    height = max([height, *(box.y + box.height for box in questions)]) + 40
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("map.svg").render(
        kb=kb, questions=questions, desks=desks, lines=list(_lines(kb, edges, questions, desks)),
        width=_WIDTH, height=height, left=_LEFT, right=_RIGHT, row=_ROW, bonds=BONDS,
    )  # fmt: skip


# --- what decides what ---------------------------------------------------------------------------------------------------


def _edges(kb: KnowledgeBase) -> Iterator[Edge]:
    """One per question and procedure, the strongest bond. Only what can be asked; a computed fact stands for what tells it."""
    for compiled in kb.procedures:
        found: dict[str, Bond] = {}
        for bond, facts in (
            ("decides", _asked(kb, [compiled.when])),
            ("confirms", _asked(kb, [compiled.confirm] if compiled.confirm else [])),
            ("words", [*_asked(kb, [*compiled.requirements, *compiled.instead]), *_worded_by(kb, compiled)]),
        ):
            for fact in facts:
                found.setdefault(fact, bond)  # type: ignore[arg-type]
        yield from (Edge(fact, compiled.id, bond) for fact, bond in found.items())


def _asked(kb: KnowledgeBase, nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        for name in sorted(node.variables):
            yield from (fact for fact in kb.space.variables[name].sources if kb.facts[fact].ask)


def _worded_by(kb: KnowledgeBase, compiled: CompiledProcedure) -> Iterator[str]:
    """The days its deadline can count from. Every desk of a ward office hangs on the ward too; that is left out of the map."""
    for deadline in compiled.deadlines({}):
        if deadline.start and kb.facts[deadline.start].ask:
            yield deadline.start


# --- the left side -------------------------------------------------------------------------------------------------------


def _questions(kb: KnowledgeBase, edges: Sequence[Edge]) -> Iterator[QuestionBox]:
    """In the order of stages; a fact stands under the first question that learns it, else alone."""
    colours = {stage: _COLOURS[n % len(_COLOURS)] for n, stage in enumerate(sorted({stage for stage, *_ in _asks(kb)}))}
    y = _TOP
    for stage, name, text, facts in sorted(_asks(kb), key=lambda ask: (ask[0], ask[1])):
        rows = tuple(_fact_row(kb, fact, edges, y + _ROW * (n + 1), colours[stage]) for n, fact in enumerate(facts))
        height = _ROW * (len(rows) + 1) + 4
        yield QuestionBox(name, text, stage, y, height, colours[stage], rows, _decided_only_by(kb, {fact.id for fact in facts}, edges))
        y += height + _GAP


def _asks(kb: KnowledgeBase) -> list[tuple[int, str, str, list[Fact]]]:
    covered: set[str] = set()
    found = []
    for question in kb.questions:
        facts = [kb.facts[name] for name in question.facts if name not in covered]
        covered.update(question.facts)
        found.append((question.stage, question.id, question.ask, facts))
    alone = (fact for fact in kb.facts.values() if fact.ask and fact.id not in covered and fact.decides != "reservation")
    return [*found, *((fact.stage, fact.id, fact.ask or "", [fact]) for fact in alone)]


def _fact_row(kb: KnowledgeBase, fact: Fact, edges: Sequence[Edge], y: int, colour: str) -> FactRow:
    decided = [edge.procedure for edge in edges if edge.fact == fact.id and edge.bond != "words"]
    names = tuple(kb.procedure[name].procedure.name for name in decided)
    return FactRow(fact.id, fact.label, y, colour, names, _decided_only_by(kb, {fact.id}, edges))


def _decided_only_by(kb: KnowledgeBase, facts: Collection[str], edges: Iterable[Edge]) -> tuple[str, ...]:
    """Names of the procedures that would hang on nothing without these facts."""
    deciding: dict[str, set[str]] = {}
    for edge in edges:
        if edge.bond != "words":
            deciding.setdefault(edge.procedure, set()).add(edge.fact)
    return tuple(kb.procedure[name].procedure.name for name, found in deciding.items() if found <= set(facts))


# --- the right side ------------------------------------------------------------------------------------------------------


def _desks(kb: KnowledgeBase, edges: Sequence[Edge]) -> Iterator[DeskBox]:
    at_desk: dict[str, list[CompiledProcedure]] = {}
    for compiled in kb.procedures:
        at_desk.setdefault(compiled.procedure.desk, []).append(compiled)
    y = _TOP
    for desk in sorted(at_desk, key=lambda name: kb.desks[name].order):
        rows = tuple(_procedure_row(kb, compiled, edges, y + _ROW * (n + 1)) for n, compiled in enumerate(at_desk[desk]))
        yield DeskBox(kb.desks[desk].name, y, rows)
        y = _bottom(y, len(rows)) + _GAP


def _bottom(y: int, rows: int) -> int:
    return y + _ROW * (rows + 1) + 4


def _procedure_row(kb: KnowledgeBase, compiled: CompiledProcedure, edges: Sequence[Edge], y: int) -> ProcedureRow:
    facts = tuple(edge.fact for edge in edges if edge.procedure == compiled.id)
    deciding = [kb.facts[edge.fact].label for edge in edges if edge.procedure == compiled.id and edge.bond != "words"]
    return ProcedureRow(
        compiled.id, compiled.procedure.name, KINDS[compiled.procedure.kind.value], y, facts, "・".join(deciding) or "どの世帯にも"
    )


# --- between them --------------------------------------------------------------------------------------------------------


def _lines(kb: KnowledgeBase, edges: Iterable[Edge], questions: Iterable[QuestionBox], desks: Iterable[DeskBox]) -> Iterator[Line]:
    """The faintest first, so that what decides lies on top."""
    facts = {fact.id: fact for box in questions for fact in box.facts}
    rows = {row.id: row for box in desks for row in box.procedures}
    middle = (_LEFT + _RIGHT) // 2
    for edge in sorted(edges, key=lambda edge: list(BONDS).index(edge.bond), reverse=True):
        fact, row = facts[edge.fact], rows[edge.procedure]
        start, end = fact.y + _ROW // 2, row.y + _ROW // 2
        path = f"M{_LEFT} {start}C{middle} {start} {middle} {end} {_RIGHT} {end}"
        yield Line(edge, path, fact.colour, f"{fact.label} → {row.name}（{BONDS[edge.bond]}）")
