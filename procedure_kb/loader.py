"""YAML files to a compiled knowledge base. Every mistake is reported with its file and key; nothing is loaded half."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from procedure_kb import checks
from procedure_kb.condition import ConditionError, Node, Solver, Space, thresholds
from procedure_kb.deadline import Rule, load_rules
from procedure_kb.knowledge import (
    WARD_FACT,
    CompiledPrior,
    CompiledProcedure,
    FactTable,
    HelpLine,
    KnowledgeBase,
    Memory,
    Topic,
    compile_procedure,
)
from procedure_kb.layers import Files, Placed, filled, overridden, stacked
from procedure_kb.model import (
    BagItem,
    Code,
    Constraint,
    Desk,
    Fact,
    HelpLineRecord,
    Municipality,
    Prior,
    Procedure,
    Question,
    Record,
    Source,
    TopicRecord,
    Ward,
)
from procedure_kb.strict_yaml import DataError
from procedure_kb.wording import Wording

DATA = Path(__file__).parent / "data"
EVENTS = ("bereavement", "childcare")
BOTH = "+".join(EVENTS)

R = TypeVar("R", bound=Record)


class KnowledgeBaseError(Exception):
    """The knowledge base cannot be used. ``problems`` has one entry per mistake."""

    def __init__(self, problems: Iterable[DataError]) -> None:
        self.problems = tuple({str(problem): problem for problem in problems}.values())
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load(root: Path = DATA, *, event: str = "bereavement", municipality: str = "sakai") -> KnowledgeBase:
    """The knowledge base of an event (or of both, ``bereavement+childcare``) for a municipality.

    Raises:
        KnowledgeBaseError: with every mistake found, each naming file and key.
    """
    return Library(root).knowledge_base(event, municipality)


def municipalities(root: Path = DATA) -> list[str]:
    """Codes of all municipalities that have a folder."""
    return sorted(path.parent.name for path in root.glob("municipalities/*/municipality.yml"))


# --- what is read where --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Kind:
    record: type[Record]
    key: str
    patterns: tuple[str, ...]
    """``{event}`` stands for each event of the case."""
    named: bool = True
    """Rows have ids, and a municipality changes the base's rows by them; otherwise its rows are added."""


_KINDS = (
    _Kind(Fact, "facts", ("facts/common.yml", "facts/{event}.yml")),
    _Kind(Question, "questions", ("questions/{event}.yml",)),
    _Kind(Constraint, "constraints", ("constraints/{event}.yml",)),
    _Kind(Prior, "priors", ("priors/{event}.yml",), named=False),
    _Kind(Procedure, "procedures", ("procedures/{event}/*.yml",)),
    _Kind(BagItem, "items", ("items*.yml",)),
    _Kind(Desk, "desks", ("desks*.yml",)),
    _Kind(Source, "sources", ("sources*.yml",)),
    _Kind(TopicRecord, "topics", ("topics*.yml",)),
    _Kind(HelpLineRecord, "help_lines", ("help_lines.yml",), named=False),
)
_EVENT = "{event}"


def _layers(kind: _Kind, files: Files, events: Sequence[str]) -> Iterator[list[Placed]]:
    """The rows of one kind. Both events may have a fact: then each is a layer, and the first event's words stand.

    What a case of both has beside or otherwise lies on top (``both``).
    """
    own = [[pattern.replace(_EVENT, event) for pattern in kind.patterns if _EVENT in pattern] for event in reversed(events)]
    shared = [pattern for pattern in kind.patterns if _EVENT not in pattern]
    layers = [shared, *own] if kind.record is Fact else [shared + [pattern for patterns in own for pattern in patterns]]
    if len(events) > 1:
        layers.append([pattern.replace(_EVENT, "both") for pattern in kind.patterns if _EVENT in pattern])
    for patterns in layers:
        yield list(files.rows(patterns, kind.key))


@dataclass
class _Rows:
    """Rows and records of all kinds, with what is wrong with them."""

    placed: dict[str, list[Placed]] = field(default_factory=dict)
    records: dict[str, list[Any]] = field(default_factory=dict)
    places: dict[tuple[str, str], Path] = field(default_factory=dict)
    problems: list[DataError] = field(default_factory=list)
    failed: set[tuple[str, str]] = field(default_factory=set)
    """Kind and id of what could not be validated."""

    def add(self, kind: _Kind, placed: Iterable[Placed], below: _Rows, reuse: Mapping[int, Any], names: Mapping[str, str]) -> None:
        """Validates what is not validated already (``reuse``, by identity of the row). What failed below is not told twice."""
        kept, records = [], []
        for entry in placed:
            if (kind.key, entry.key) in below.failed:
                continue
            row = filled(entry.row, names)
            record = reuse.get(id(row)) or self._record(entry, row, kind.record)
            if record is None:
                self.failed.add((kind.key, entry.key))
            else:
                kept.append(Placed(row, entry.path, entry.key))
                records.append(record)
                self.places[kind.record.__name__, entry.key] = entry.path
        self.placed[kind.key], self.records[kind.key] = kept, records

    def _record(self, placed: Placed, row: Any, kind: type[R]) -> R | None:
        try:
            return kind.model_validate(row)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                where = ".".join([placed.key, *(str(part) for part in detail["loc"])])
                self.problems.append(DataError(placed.path, where, _in_japanese(detail["type"], detail["msg"], detail.get("ctx", {}))))
            return None

    def by_row(self) -> dict[int, Any]:
        return {
            id(placed.row): record
            for key, rows in self.placed.items()
            for placed, record in zip(rows, self.records[key], strict=True)
        }


_MESSAGES = {
    "extra_forbidden": "このキーは使えません。",
    "missing": "このキーが必要です。",
    "string_too_long": "長すぎます（{max_length}文字まで）。",
    "string_too_short": "空にはできません。",
    "too_short": "{min_length}つ以上書いてください。",
    "string_type": "文字で書いてください。",
    "int_type": "整数で書いてください。",
    "int_parsing": "整数で書いてください。",
    "tuple_type": "リストで書いてください。",
    "model_type": "「キー: 値」の形で書いてください。",
    "date_from_datetime_parsing": "日付は 2026-11-25 のように書いてください。",
    "bool_parsing": "yes か no で書いてください。",
    "string_pattern_mismatch": "半角の小文字・数字・下線で書いてください。",
    "enum": "ここに書けるのは {expected} です。",
    "literal_error": "ここに書けるのは {expected} です。",
}


def _in_japanese(kind: str, message: str, context: dict[str, Any]) -> str:
    template = _MESSAGES.get(kind)
    return template.format(**context) if template else f"値の形が違います（{message}）。"


# --- the library ---------------------------------------------------------------------------------------------------------


class Library:
    """All knowledge bases under one folder. What municipalities have in common is read, checked and compiled once."""

    def __init__(self, root: Path = DATA) -> None:
        self._root = root
        self._files = Files(root)
        self._bases: dict[str, _Base] = {}

    def knowledge_base(self, event: str, municipality: str) -> KnowledgeBase:
        """
        Raises:
            KnowledgeBaseError: with every mistake found, each naming file and key.
        """
        if event not in self._bases:
            self._bases[event] = _Base(self._root, self._files, event)
        return self._bases[event].of(municipality)


class _Base:
    """The national base of one event (or both)."""

    def __init__(self, root: Path, files: Files, event: str) -> None:
        self._root, self._files, self._event = root, files, event
        self._events = event.split("+")
        self._doubles: list[DataError] = []
        self._stacks = {kind.key: self._stack(kind) for kind in _KINDS}
        self._alone = _Rows()
        """The base by itself: a mistake in it is one even where a municipality covers it."""
        for kind in _KINDS:
            self._alone.add(kind, self._stacks[kind.key].values(), _Rows(), {}, {})
        self._wording = files.content(root / "wording.yml")
        self._rules = self._load_rules(root / "deadline_rules.yml")
        self._shared: _Compiled | None = None

    def _stack(self, kind: _Kind) -> dict[str, Placed]:
        layers = list(_layers(kind, self._files, self._events))
        if not kind.named:
            return {f"{number}": placed for number, placed in enumerate(placed for layer in layers for placed in layer)}
        found, problems = stacked(layers)
        self._doubles += problems
        return found

    def _load_rules(self, path: Path) -> dict[str, Rule]:
        if self._files.content(path) is None:
            return {}
        try:
            return load_rules(path)
        except DataError as error:
            self._files.problems.append(error)
            return {}

    def of(self, code: str) -> KnowledgeBase:
        """The base under what the municipality says otherwise."""
        folder = self._root / "municipalities" / code
        files = Files(folder)
        rows = _Rows()
        city, wards = self._municipality(files, rows)
        names = {"{city}": city.name if city else "", "{wards}": "、".join(ward.short_name for ward in wards)}
        reuse = {**self._alone.by_row(), **(self._shared.rows.by_row() if self._shared else {})}
        over = [(kind, self._over(kind, files, rows)) for kind in _KINDS]
        if self._files.problems or files.problems:
            # What lies over a file that cannot be read would only be misunderstood.
            raise KnowledgeBaseError([*self._files.problems, *files.problems])
        rows.problems += [*self._doubles, *self._alone.problems]
        for kind, placed in over:
            rows.add(kind, placed, self._alone, reuse, names)
        wording = rows._record(Placed(self._wording or {}, self._root / "wording.yml", "wording"), filled(self._wording, names), Wording)
        if rows.problems or city is None or wording is None:
            raise KnowledgeBaseError(rows.problems)
        version = hashlib.sha256(f"{self._event} {self._files.version} {files.version}".encode()).hexdigest()[:12]
        return self._compose(rows, city, wards, wording, version)

    def _municipality(self, files: Files, rows: _Rows) -> tuple[Municipality | None, tuple[Ward, ...]]:
        path = files.root / "municipality.yml"
        if not path.is_file():
            known = "、".join(municipalities(self._root))
            rows.problems.append(DataError(path, "-", f"「{files.root.name}」という市区町村はありません（{known}）。"))
            return None, ()
        city = rows._record(Placed({}, path, path.stem), files.content(path), Municipality)
        wards = []
        for ward_path in sorted(files.root.glob("wards/*.yml")):
            ward = rows._record(Placed({}, ward_path, ward_path.stem), files.content(ward_path), Ward)
            if ward is not None:
                wards.append(ward)
                rows.places[Ward.__name__, ward.code] = ward_path
        return city, tuple(sorted(wards, key=lambda ward: ward.order))

    def _over(self, kind: _Kind, files: Files, rows: _Rows) -> list[Placed]:
        layers = list(_layers(kind, files, self._events))
        below = self._stacks[kind.key]
        if not any(layers):
            return list(below.values())
        if not kind.named:
            return [*below.values(), *(placed for layer in layers for placed in layer)]
        found, problems = stacked([below.values(), *layers])
        rows.problems += problems
        return list(found.values())

    def _compose(self, rows: _Rows, city: Municipality, wards: tuple[Ward, ...], wording: Wording, version: str) -> KnowledgeBase:
        made = rows.records
        desks = {desk.id: desk for desk in made["desks"]}
        facts = [_with_wards(fact, wards) for fact in made["facts"] if fact.id != WARD_FACT or wards]
        ward_desks = dict(_ward_desks(wards, rows, desks))
        compiled = _Compiled(rows, facts, self._events, self._shared)
        kb = KnowledgeBase(
            event=self._event,
            version=version,
            facts=FactTable({fact.id: fact for fact in facts}),
            questions=tuple(made["questions"]),
            constraints=tuple(made["constraints"]),
            priors=tuple(prior for prior in made["priors"]),
            procedures=compiled.procedures,
            items={item.id: item for item in made["items"]},
            desks=desks,
            sources={source.id: source for source in made["sources"]},
            municipality=city,
            wards=wards,
            ward_desks=ward_desks,
            topics=_topics(made["topics"], {procedure.id for procedure in made["procedures"]}, {fact.id for fact in facts}),
            help_lines=tuple(HelpLine(line.name, line.number, line.hours) for line in made["help_lines"]),
            rules=self._rules,
            wording=wording,
            space=compiled.space,
            solver=compiled.solver,
            compiled_priors=compiled.priors,
            opening=compiled.opening,
            memory=compiled.memory,
        )
        if rows.problems:
            raise KnowledgeBaseError(rows.problems)
        problems = [DataError(rows.places.get((p.kind.__name__, p.id), self._root), p.key, p.message) for p in checks.all_problems(kb)]
        if problems:
            raise KnowledgeBaseError(problems)
        if self._shared is None:
            self._shared = compiled
        return kb


def _with_wards(fact: Fact, wards: Sequence[Ward]) -> Fact:
    """The question for the ward office offers this municipality's."""
    if fact.id != WARD_FACT:
        return fact
    codes = tuple(Code(code=ward.code, label=ward.name, speech=ward.speech, words=ward.words) for ward in wards)
    return fact.model_copy(update={"codes": codes})


def _ward_desks(wards: Iterable[Ward], rows: _Rows, desks: Mapping[str, Desk]) -> Iterator[tuple[tuple[str, str], Desk]]:
    rows_of_desks = {placed.key: placed.row for placed in rows.placed["desks"]}
    for ward in wards:
        path = rows.places[Ward.__name__, ward.code]
        for row in ward.desks:
            name = str(row.get("id"))
            if name not in desks:
                rows.problems.append(DataError(path, f"desks.{name}", f"「{name}」という id はありません。"))
                continue
            desk = rows._record(Placed(row, path, f"desks.{name}"), overridden(rows_of_desks[name], row), Desk)
            if desk is not None:
                yield (ward.code, name), desk


def _topics(records: Iterable[TopicRecord], procedures: set[str], facts: set[str]) -> tuple[Topic, ...]:
    """Subjects with what of them this knowledge base has. All are kept: whatever the case is about, people ask about anything."""
    return tuple(
        Topic(
            topic.id,
            topic.words,
            tuple(name for name in topic.procedures if name in procedures),
            tuple(name for name in topic.facts if name in facts),
            topic.shown_definition,
        )
        for topic in records
    )


class _Compiled:
    """Conditions as trees. Compiles what it can and reports the rest, so that one run shows every mistake."""

    space: Space
    solver: Solver
    memory: Memory
    priors: Mapping[str, tuple[CompiledPrior, ...]]

    def __init__(self, rows: _Rows, facts: Sequence[Fact], events: Sequence[str], shared: _Compiled | None) -> None:
        self.rows = rows
        self._facts = {fact.id: fact for fact in facts}
        made = rows.records
        self._conditions = [*_conditions(made["procedures"]), *_rules(made["constraints"]), *(p.given for p in made["priors"])]
        self._conditions += [fact.when for fact in facts if fact.when is not None]
        if shared is not None and not self._fits(shared):
            shared = None
        self.space = shared.space if shared else Space(facts, self._conditions)
        self.solver = shared.solver if shared else Solver(self.space, self._constraints(made["constraints"]))
        self.memory = shared.memory if shared else Memory()
        self.procedures = tuple(self._procedures(made["procedures"], shared))
        self.priors = shared.priors if shared and made["priors"] == shared.rows.records["priors"] else self._priors(made["priors"])
        joining = [fact for fact in facts if fact.opens and fact.opens not in events]
        self.opening = {fact.id: node for fact in joining if (node := self._opening(fact)) is not None}

    def _opening(self, fact: Fact) -> Node | None:
        node: Node | None = self._try(Fact, fact.id, "when", lambda: self.space.compile(fact.when or "always"))
        return node

    @cached_property
    def shape(self) -> tuple[Any, ...]:
        """What the variables depend on, and the rules between them."""
        facts = [(fact.id, fact.type, [code.code for code in fact.codes], fact.derived) for fact in self._facts.values() if fact.id != WARD_FACT]
        return facts, thresholds(self._conditions), self.rows.records["constraints"]

    def _fits(self, shared: _Compiled) -> bool:
        return self.shape == shared.shape

    def _try(self, kind: type[Record], name: str, key: str, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except ConditionError as error:
            self.rows.problems.append(DataError(self.rows.places[kind.__name__, name], f"{name}.{key}", str(error)))
            return None

    def _constraints(self, constraints: Iterable[Constraint]) -> list[Node]:
        nodes: list[Node] = []
        for constraint in constraints:
            nodes += self._try(Constraint, constraint.id, "when", lambda c=constraint: self.space.rules(c.when, c.then)) or []  # type: ignore[misc]
        return nodes

    def _procedures(self, procedures: Iterable[Procedure], shared: _Compiled | None) -> Iterator[CompiledProcedure]:
        known = {compiled.id: compiled for compiled in shared.procedures} if shared else {}
        for procedure in procedures:
            below = known.get(procedure.id)
            if below is not None and list(_conditions([below.procedure])) == list(_conditions([procedure])):
                yield below if below.procedure is procedure else replace(below, procedure=procedure)
                continue
            made = self._try(Procedure, procedure.id, "when", lambda p=procedure: compile_procedure(self.space, self.solver, p))  # type: ignore[misc]
            if made is not None:
                yield made

    def _priors(self, priors: Iterable[Prior]) -> dict[str, tuple[CompiledPrior, ...]]:
        found: dict[str, tuple[CompiledPrior, ...]] = {}
        for prior in priors:
            given = self._try(Prior, prior.fact, "given", lambda p=prior: self.space.compile(p.given or "always"))  # type: ignore[misc]
            if given is not None:
                found[prior.fact] = (*found.get(prior.fact, ()), CompiledPrior(given, prior.weights))
        return found


def _conditions(procedures: Iterable[Procedure]) -> Iterator[Any]:
    for procedure in procedures:
        yield procedure.when
        yield procedure.confirm.when if procedure.confirm else None
        yield from (requirement.when for requirement in procedure.bring)
        yield from (deadline.when for deadline in procedure.deadlines_instead)


def _rules(constraints: Iterable[Constraint]) -> Iterator[Any]:
    for constraint in constraints:
        yield constraint.when
        yield constraint.then
