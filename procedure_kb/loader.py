"""YAML files to a compiled knowledge base. Every mistake is reported with its file and key; nothing is loaded half."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from procedure_kb import checks
from procedure_kb.condition import ConditionError, Node, Solver, Space
from procedure_kb.deadline import Rule, load_rules
from procedure_kb.knowledge import (
    CompiledPrior,
    CompiledProcedure,
    HelpLine,
    KnowledgeBase,
    Topic,
    compile_procedure,
)
from procedure_kb.model import (
    BagItem,
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
)
from procedure_kb.strict_yaml import DataError, read_yaml
from procedure_kb.wording import Wording

DATA = Path(__file__).parent / "data"

R = TypeVar("R", bound=Record)


class KnowledgeBaseError(Exception):
    """The knowledge base cannot be used. ``problems`` has one entry per mistake."""

    def __init__(self, problems: Iterable[DataError]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class _Reader:
    """Reads files and collects what is wrong with them, remembering where each record stands."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[DataError] = []
        self.places: dict[tuple[str, str], Path] = {}
        self._digest = hashlib.sha256()

    def records(self, pattern: str, key: str, kind: type[R]) -> list[R]:
        return [record for path in self._paths(pattern) for record in self._records_of(path, key, kind)]

    def one(self, pattern: str, kind: type[R]) -> R | None:
        for path in self._paths(pattern):
            return self._record(path, path.stem, self._content(path), kind)
        self.problems.append(DataError(self.root / pattern, "-", "ファイルがありません。"))
        return None

    def rules(self, name: str) -> dict[str, Rule]:
        path = self.root / name
        if self._content(path) is None:
            return {}
        try:
            return load_rules(path)
        except DataError as error:
            self.problems.append(error)
            return {}

    def _paths(self, pattern: str) -> list[Path]:
        return sorted(self.root.glob(pattern))

    def _content(self, path: Path) -> Any:
        self._digest.update(path.read_bytes())
        try:
            return read_yaml(path)
        except DataError as error:
            self.problems.append(error)
            return None

    def _records_of(self, path: Path, key: str, kind: type[R]) -> Iterator[R]:
        content = self._content(path)
        rows = content.get(key) if isinstance(content, dict) else content
        if not isinstance(rows, list):
            if content is not None:
                self.problems.append(DataError(path, key, f"「{key}:」の下にリストがありません。"))
            return
        for number, row in enumerate(rows, start=1):
            name = str(row.get("id") or row.get("fact") or number) if isinstance(row, dict) else str(number)
            record = self._record(path, name, row, kind)
            if record is not None:
                self._remember(path, name, kind, record)
                yield record

    def _record(self, path: Path, name: str, row: Any, kind: type[R]) -> R | None:
        try:
            return kind.model_validate(row)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                where = ".".join([name, *(str(part) for part in detail["loc"])])
                self.problems.append(DataError(path, where, _in_japanese(detail["type"], detail["msg"], detail.get("ctx", {}))))
            return None

    def _remember(self, path: Path, name: str, kind: type[BaseModel], record: Record) -> None:
        place = (kind.__name__, name)
        if hasattr(record, "id") and place in self.places:
            self.problems.append(DataError(path, name, f"同じ id が {self.places[place].name} にもあります。"))
        self.places[place] = path

    def place(self, kind: type[BaseModel], name: str) -> Path:
        return self.places.get((kind.__name__, name), self.root)

    @property
    def version(self) -> str:
        return self._digest.hexdigest()[:12]


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
    "string_pattern_mismatch": "半角の小文字・数字・下線で書いてください。",
    "enum": "ここに書けるのは {expected} です。",
    "literal_error": "ここに書けるのは {expected} です。",
}


def _in_japanese(kind: str, message: str, context: dict[str, Any]) -> str:
    template = _MESSAGES.get(kind)
    return template.format(**context) if template else f"値の形が違います（{message}）。"


def load(root: Path = DATA, *, event: str = "bereavement", municipality: str = "sakai") -> KnowledgeBase:
    """The knowledge base of an event for a municipality.

    Raises:
        KnowledgeBaseError: with every mistake found, each naming file and key.
    """
    reader = _Reader(root)
    facts = reader.records(f"facts/{event}.yml", "facts", Fact)
    questions = reader.records(f"questions/{event}.yml", "questions", Question)
    constraints = reader.records(f"constraints/{event}.yml", "constraints", Constraint)
    priors = reader.records(f"priors/{event}.yml", "priors", Prior)
    procedures = reader.records("procedures/*.yml", "procedures", Procedure)
    items = reader.records("items.yml", "items", BagItem)
    desks = reader.records("desks.yml", "desks", Desk)
    sources = reader.records("sources*.yml", "sources", Source)
    topics = reader.records("topics.yml", "topics", TopicRecord)
    help_lines = reader.records("help_lines.yml", "help_lines", HelpLineRecord)
    wording = reader.one("wording.yml", Wording)
    city = reader.one(f"municipalities/{municipality}.yml", Municipality)
    rules = reader.rules("deadline_rules.yml")
    if reader.problems or city is None or wording is None:
        raise KnowledgeBaseError(reader.problems)

    compiler = _Compiler(reader, facts, [*_conditions(procedures), *_rules(constraints), *(p.given for p in priors)])
    solver = Solver(compiler.space, compiler.constraints(constraints))
    kb = KnowledgeBase(
        event=event,
        version=reader.version,
        facts={fact.id: fact for fact in facts},
        questions=tuple(questions),
        constraints=tuple(constraints),
        priors=tuple(priors),
        procedures=compiler.procedures(solver, procedures),
        items={item.id: item for item in items},
        desks={desk.id: desk for desk in desks},
        sources={source.id: source for source in sources},
        municipality=city,
        topics=tuple(Topic(t.id, t.words, t.procedures, t.facts, t.shown_definition) for t in topics),
        help_lines=tuple(HelpLine(line.name, line.number, line.hours) for line in help_lines),
        rules=rules,
        wording=wording,
        space=compiler.space,
        solver=solver,
        compiled_priors=compiler.priors(priors),
    )
    if reader.problems:
        raise KnowledgeBaseError(reader.problems)
    problems = [DataError(reader.place(p.kind, p.id), p.key, p.message) for p in checks.all_problems(kb)]
    if problems:
        raise KnowledgeBaseError(problems)
    return kb


def _conditions(procedures: Iterable[Procedure]) -> Iterator[Any]:
    for procedure in procedures:
        yield procedure.when
        yield procedure.confirm.when if procedure.confirm else None
        yield from (requirement.when for requirement in procedure.bring)


def _rules(constraints: Iterable[Constraint]) -> Iterator[Any]:
    for constraint in constraints:
        yield constraint.when
        yield constraint.then


class _Compiler:
    """Compiles what it can and reports the rest, so that one run shows every mistake."""

    def __init__(self, reader: _Reader, facts: list[Fact], conditions: Iterable[Any]) -> None:
        self._reader = reader
        self.space = Space(facts, conditions)

    def _try(self, kind: type[Record], name: str, key: str, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except ConditionError as error:
            self._reader.problems.append(DataError(self._reader.place(kind, name), f"{name}.{key}", str(error)))
            return None

    def constraints(self, constraints: Iterable[Constraint]) -> list[Node]:
        nodes = []
        for constraint in constraints:
            rule = {"any": [{"not": constraint.when}, constraint.then]}
            node = self._try(Constraint, constraint.id, "when", lambda rule=rule: self.space.compile(rule))  # type: ignore[misc]
            if node is not None:
                nodes.append(node)
        return nodes

    def procedures(self, solver: Solver, procedures: Iterable[Procedure]) -> tuple[CompiledProcedure, ...]:
        made = (
            self._try(Procedure, p.id, "when", lambda p=p: compile_procedure(self.space, solver, p))  # type: ignore[misc]
            for p in procedures
        )
        return tuple(compiled for compiled in made if compiled is not None)

    def priors(self, priors: Iterable[Prior]) -> dict[str, tuple[CompiledPrior, ...]]:
        found: dict[str, tuple[CompiledPrior, ...]] = {}
        for prior in priors:
            given = self._try(Prior, prior.fact, "given", lambda p=prior: self.space.compile(p.given or "always"))  # type: ignore[misc]
            if given is not None:
                found[prior.fact] = (*found.get(prior.fact, ()), CompiledPrior(given, prior.weights))
        return found
