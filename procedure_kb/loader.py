"""YAML files to a compiled knowledge base. Every mistake is reported with its file and key; nothing is loaded half."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from procedure_kb import checks
from procedure_kb.compilation import Compiled
from procedure_kb.deadline import Rule, load_rules
from procedure_kb.knowledge import (
    WARD_FACT,
    FactTable,
    HelpLine,
    KnowledgeBase,
    Topic,
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
from procedure_kb.records import RowKind, Rows
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


_KINDS = (
    RowKind(Fact, "facts", ("facts/common.yml", "facts/{event}.yml")),
    RowKind(Question, "questions", ("questions/{event}.yml",)),
    RowKind(Constraint, "constraints", ("constraints/{event}.yml",)),
    RowKind(Prior, "priors", ("priors/{event}.yml",), named=False),
    RowKind(Procedure, "procedures", ("procedures/{event}/*.yml",)),
    RowKind(BagItem, "items", ("items*.yml",)),
    RowKind(Desk, "desks", ("desks*.yml",)),
    RowKind(Source, "sources", ("sources*.yml",)),
    RowKind(TopicRecord, "topics", ("topics*.yml",)),
    RowKind(HelpLineRecord, "help_lines", ("help_lines.yml",), named=False),
)
_EVENT = "{event}"


def _layers(kind: RowKind, files: Files, events: Sequence[str]) -> Iterator[list[Placed]]:
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
        self._alone = Rows()
        """The base by itself: a mistake in it is one even where a municipality covers it."""
        for kind in _KINDS:
            self._alone.add(kind, self._stacks[kind.key].values(), Rows(), {}, {})
        self._wording = files.content(root / "wording.yml")
        self._rules = self._load_rules(root / "deadline_rules.yml")
        sound = not (files.problems or self._doubles or self._alone.problems)
        self._shared = Compiled(self._alone, self._alone.records["facts"], self._events, None) if sound else None

    def _stack(self, kind: RowKind) -> dict[str, Placed]:
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
        rows = Rows()
        city, wards = self._municipality(files, rows)
        names = {"{city}": city.name if city else "", "{wards}": "、".join(ward.short_name for ward in wards)}
        reuse = self._alone.by_row()
        over = [(kind, self._over(kind, files, rows)) for kind in _KINDS]
        if self._files.problems or files.problems:
            # What lies over a file that cannot be read would only be misunderstood.
            raise KnowledgeBaseError([*self._files.problems, *files.problems])
        rows.problems += [*self._doubles, *self._alone.problems]
        for kind, placed in over:
            rows.add(kind, placed, self._alone, reuse, names)
        wording = rows.record(Placed(self._wording or {}, self._root / "wording.yml", "wording"), filled(self._wording, names), Wording)
        if rows.problems or city is None or wording is None:
            raise KnowledgeBaseError(rows.problems)
        version = hashlib.sha256(f"{self._event} {self._files.version} {files.version}".encode()).hexdigest()[:12]
        return self._compose(rows, city, wards, wording, version)

    def _municipality(self, files: Files, rows: Rows) -> tuple[Municipality | None, tuple[Ward, ...]]:
        path = files.root / "municipality.yml"
        if not path.is_file():
            known = "、".join(municipalities(self._root))
            rows.problems.append(DataError(path, "-", f"「{files.root.name}」という市区町村はありません（{known}）。"))
            return None, ()
        city = rows.record(Placed({}, path, path.stem), files.content(path), Municipality)
        wards = []
        for ward_path in sorted(files.root.glob("wards/*.yml")):
            ward = rows.record(Placed({}, ward_path, ward_path.stem), files.content(ward_path), Ward)
            if ward is not None:
                wards.append(ward)
                rows.places[Ward.__name__, ward.code] = ward_path
        return city, tuple(sorted(wards, key=lambda ward: ward.order))

    def _over(self, kind: RowKind, files: Files, rows: Rows) -> list[Placed]:
        layers = list(_layers(kind, files, self._events))
        below = self._stacks[kind.key]
        if not any(layers):
            return list(below.values())
        if not kind.named:
            return [*below.values(), *(placed for layer in layers for placed in layer)]
        found, problems = stacked([below.values(), *layers])
        rows.problems += problems
        return list(found.values())

    def _compose(self, rows: Rows, city: Municipality, wards: tuple[Ward, ...], wording: Wording, version: str) -> KnowledgeBase:
        made = rows.records
        desks = {desk.id: desk for desk in made["desks"]}
        facts = [_with_wards(fact, wards) for fact in made["facts"] if fact.id != WARD_FACT or wards]
        ward_desks = dict(_ward_desks(wards, rows, desks))
        compiled = Compiled(rows, facts, self._events, self._shared)
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
            topics=_topics(made["topics"], made["procedures"], {fact.id for fact in facts}),
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
        return kb


def _with_wards(fact: Fact, wards: Sequence[Ward]) -> Fact:
    """The question for the ward office offers this municipality's."""
    if fact.id != WARD_FACT:
        return fact
    codes = tuple(Code(code=ward.code, label=ward.name, speech=ward.speech, words=ward.words) for ward in wards)
    return fact.model_copy(update={"codes": codes})


def _ward_desks(wards: Iterable[Ward], rows: Rows, desks: Mapping[str, Desk]) -> Iterator[tuple[tuple[str, str], Desk]]:
    rows_of_desks = {placed.key: placed.row for placed in rows.placed["desks"]}
    for ward in wards:
        path = rows.places[Ward.__name__, ward.code]
        for row in ward.desks:
            name = str(row.get("id"))
            if name not in desks:
                rows.problems.append(DataError(path, f"desks.{name}", f"「{name}」という id はありません。"))
                continue
            desk = rows.record(Placed(row, path, f"desks.{name}"), overridden(rows_of_desks[name], row), Desk)
            if desk is not None:
                yield (ward.code, name), desk


def _topics(records: Iterable[TopicRecord], procedures: Iterable[Procedure], facts: set[str]) -> tuple[Topic, ...]:
    """Subjects with what of them this knowledge base has. All are kept: whatever the case is about, people ask about anything.

    A procedure that belongs to no subject is one by its own name.
    """
    by_id = {procedure.id: procedure for procedure in procedures}
    named = [
        Topic(
            topic.id,
            topic.words,
            tuple(name for name in dict.fromkeys((*topic.procedures, topic.id)) if name in by_id),
            tuple(name for name in topic.facts if name in facts),
            topic.shown_definition,
        )
        for topic in records
    ]
    covered = {name for topic in named for name in topic.procedures}
    rest = [Topic(name, (_without_remark(by_id[name].name),), (name,), (), None) for name in by_id if name not in covered]
    return (*named, *rest)


def _without_remark(name: str) -> str:
    """「出生届（国籍を残す届け出）」 is asked about as 「出生届」."""
    return re.sub("（[^）]*）", "", name)


