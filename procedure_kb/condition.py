"""Conditions over facts, from YAML to the small tree of ``nodes``. What follows under the constraints ``solver`` finds.

A condition in YAML is a mapping whose entries all hold. Keys are ``all``, ``any``, ``not`` or the id of a fact; a fact's value is a
code, a list of codes (one of them), or a comparison (``at_least``, ``at_most``, ``from``, ``to``). ``always`` and ``never`` stand for themselves.

Inside, every fact becomes one or more *variables* with a few *cells*: an enumerated fact has a cell per code, a set fact a
yes/no variable per code, and a number or a date one cell per interval between the values that some condition compares it with.
A date that can also be a code (``birth_date: not_born_yet``) has a variable for that, and what follows from a date and today
(ages; see ``derivation``) is a variable that several facts can tell. So every question about completions is a finite one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from procedure_kb.derivation import derive, span_of_days
from procedure_kb.model import UNKNOWN, Fact
from procedure_kb.nodes import ALWAYS, NEVER, AllOf, AnyOf, Assignment, Atom, Node, Not, parts_of

_NUMBER_KEYS = ("at_least", "at_most")
_DATE_KEYS = ("from", "to")


class ConditionError(Exception):
    """A condition that does not fit the facts. The text is Japanese, for the editor."""


@dataclass(frozen=True)
class Variable:
    """One dimension of what can be known: a fact, or one code of a set fact."""

    name: str
    sources: tuple[str, ...]
    """Facts that tell it, the best first."""
    size: int
    """Number of cells."""
    bounds: tuple[int, ...] = ()
    """For numbers and dates: the first value of every cell but the first."""
    code: str | None = None
    """For a code of a set fact: cell 1 is yes, cell 0 is no."""

    @property
    def fact(self) -> str:
        return self.sources[0]


class Space:
    """All variables of an event, and the translation of conditions and values into them."""

    def __init__(self, facts: Iterable[Fact], conditions: Iterable[Any]) -> None:
        self.facts = {fact.id: fact for fact in facts}
        bounds = thresholds(conditions)
        self.variables: dict[str, Variable] = {}
        self.of_fact: dict[str, tuple[str, ...]] = {}
        for fact in self.facts.values():
            made = _variables_of(fact, bounds.get(fact.id, ()))
            self.variables.update((variable.name, variable) for variable in made)
        for fact_id in self.facts:
            self.of_fact[fact_id] = tuple(name for name, variable in self.variables.items() if fact_id in variable.sources)

    def compile(self, raw: Any) -> Node:
        """The condition as a tree.

        Raises:
            ConditionError: an unknown fact, code or comparison.
        """
        if raw == "always":
            return ALWAYS
        if raw == "never":
            return NEVER
        if not isinstance(raw, Mapping) or not raw:
            raise ConditionError(f"条件は「項目: 値」の形で書いてください（{raw!r}）。")
        parts = [self._entry(key, value) for key, value in raw.items()]
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def rules(self, when: Any, then: Any) -> list[Node]:
        """``when`` implies ``then``, as one rule per part of ``then``: small rules are what a search goes by.

        Raises:
            ConditionError: as ``compile``.
        """
        fails = Not(self.compile(when))
        return [AnyOf([fails, part]) for part in parts_of(self.compile(then))]

    def _entry(self, key: str, value: Any) -> Node:
        if key in ("all", "any"):
            if not isinstance(value, list) or not value:
                raise ConditionError(f"{key} には条件のリストを書いてください。")
            parts = [self.compile(part) for part in value]
            return AllOf(parts) if key == "all" else AnyOf(parts)
        if key == "not":
            return Not(self.compile(value))
        fact = self.facts.get(key)
        if fact is None:
            raise ConditionError(f"「{key}」という項目（fact）はありません。")
        if isinstance(value, Mapping):
            return self._comparison(fact, value)
        codes = value if isinstance(value, list) else [value]
        return self._codes(fact, [str(code) for code in codes])

    def _codes(self, fact: Fact, codes: Sequence[str]) -> Node:
        known = [code.code for code in fact.codes]
        for code in codes:
            if code not in known:
                raise ConditionError(f"{fact.id} に「{code}」という値はありません（{', '.join(known)}）。")
        if fact.type == "enum":
            return Atom(fact.id, [known.index(code) for code in codes])
        if fact.type != "set":
            return Atom(_code_variable(fact), [known.index(code) + 1 for code in codes])
        parts = [self._contains(fact, code) for code in codes]
        return parts[0] if len(parts) == 1 else AnyOf(parts)

    def _contains(self, fact: Fact, code: str) -> Node:
        if code == "none":
            return AllOf([Atom(name, [0]) for name in self.of_fact[fact.id]])
        return Atom(f"{fact.id}.{code}", [1])

    def _comparison(self, fact: Fact, value: Mapping[str, Any]) -> Node:
        expected = _NUMBER_KEYS if fact.type == "int" else _DATE_KEYS if fact.type == "date" else ()
        if not value or not set(value) <= set(expected):
            raise ConditionError(f"{fact.id} は {', '.join(value) or '空の条件'} では比べられません。")
        low, high = (_bound(fact, value[key]) if key in value else None for key in expected)
        if low is None and fact.derived:
            low = fact.minimum or 0
        variable = self.variables[fact.id]
        first = 0 if low is None else self.cell_of(variable, low)
        last = variable.size - 1 if high is None else self.cell_of(variable, high)
        within = Atom(fact.id, range(first, last + 1))
        return AllOf([Atom(_code_variable(fact), [0]), within]) if _code_variable(fact) in self.variables else within

    def cell_of(self, variable: Variable, value: int) -> int:
        return bisect_right(variable.bounds, value)

    def assign(self, facts: Mapping[str, Any], today: date) -> Assignment:
        """Cells of known values. ``unknown``, and what a value leaves open, is absent. Values must be valid (see ``values``)."""
        return self.cells(self.variables, facts, today)

    def cells(self, names: Iterable[str], facts: Mapping[str, Any], today: date) -> Assignment:
        """``assign`` for these variables alone."""
        assignment = Assignment()
        for name in names:
            cell = self._cell(self.variables[name], facts, today)
            if cell is not None:
                assignment[name] = cell
        return assignment

    def _cell(self, variable: Variable, facts: Mapping[str, Any], today: date) -> int | None:
        for source in variable.sources:
            value = facts.get(source)
            if value is not None and value != UNKNOWN:
                cell = self._cell_by(variable, source, value, today)
                if cell is not None:
                    return cell
        return None

    def _cell_by(self, variable: Variable, source: str, value: Any, today: date) -> int | None:
        """The cell, as far as one fact tells it."""
        fact = self.facts.get(variable.name)
        if fact is None:
            owner = self.facts[source]
            if variable.code is not None:
                return _set_cell(variable.code, value)
            codes = [code.code for code in owner.codes]
            return codes.index(value) + 1 if value in codes else 0
        if fact.derived is not None:
            value = derive(fact.derived.measure, value, today)
            if value is None:
                return None
        if fact.type == "enum":
            return [code.code for code in fact.codes].index(value)
        span = value if isinstance(value, tuple) else _extremes(value)
        cells = {self.cell_of(variable, number) for number in span or ()}
        return cells.pop() if len(cells) == 1 else None


MORE = "more"
"""In a set value: these codes hold, the others are still to be asked. With ``unknown`` in its place nobody knows the others."""


def _set_cell(code: str, value: Sequence[str]) -> int | None:
    if code in value:
        return 1
    if f"not_{code}" in value:
        return 0
    return None if MORE in value or "unknown" in value else 0


def _extremes(value: Any) -> tuple[int, ...] | None:
    """First and last day (or the one number) that a value can mean. None for a code."""
    if isinstance(value, int):
        return (value,)
    days = span_of_days(value)
    return days and tuple(day.toordinal() for day in days)


def _bound(fact: Fact, value: Any) -> int:
    if isinstance(value, int) == (fact.type == "int"):
        with suppress(ValueError):
            return _ordinal(value)
    form = "数" if fact.type == "int" else "日付（2026-11-25 の形）"
    raise ConditionError(f"{fact.id}: 「{value}」では比べられません。{form}で書いてください。")


def _ordinal(value: Any) -> int:
    return value if isinstance(value, int) else date.fromisoformat(str(value)).toordinal()


def _code_variable(fact: Fact) -> str:
    """Of a date or month that can also be a code: cell 0 is a date, the others its codes."""
    return f"{fact.id}.code"


def _variables_of(fact: Fact, thresholds: Iterable[int]) -> Iterator[Variable]:
    if fact.decides != "procedures":
        return
    sources = _sources_of(fact)
    if fact.type == "enum":
        yield Variable(fact.id, sources, len(fact.codes))
    elif fact.type == "set":
        for code in fact.codes:
            if code.code != "none":
                yield Variable(f"{fact.id}.{code.code}", sources, 2, code=code.code)
    elif fact.type in ("int", "date", "month"):
        if fact.codes:
            yield Variable(_code_variable(fact), sources, len(fact.codes) + 1)
        if thresholds:
            lowest = {fact.minimum or 0} if fact.derived else set()
            bounds = tuple(sorted(bound for bound in {*thresholds, *lowest} if _divides(fact, bound)))
            yield Variable(fact.id, sources, len(bounds) + 1, bounds)


def _sources_of(fact: Fact) -> tuple[str, ...]:
    if fact.derived is None:
        return (fact.id,)
    return (*fact.derived.sources, fact.id) if fact.ask else fact.derived.sources


def _divides(fact: Fact, bound: int) -> bool:
    """Whether values on both sides of ``bound`` exist: nobody is younger than 0, except who is not born yet."""
    if fact.type != "int":
        return True
    lowest = (fact.minimum or 0) - (fact.derived is not None)
    return lowest < bound and (fact.maximum is None or bound <= fact.maximum)


def thresholds(conditions: Iterable[Any]) -> dict[str, set[int]]:
    """The values every fact is compared with anywhere: they cut its range into cells. What cannot be read ``compile`` refuses."""
    found: dict[str, set[int]] = {}
    for fact, comparison in _comparisons(list(conditions)):
        for key, value in comparison.items():
            if key in (*_NUMBER_KEYS, *_DATE_KEYS):
                with suppress(ValueError):
                    found.setdefault(fact, set()).add(_ordinal(value) + (key in ("at_most", "to")))
    return found


def _comparisons(raw: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(raw, list):
        for part in raw:
            yield from _comparisons(part)
    elif isinstance(raw, Mapping):
        for key, value in raw.items():
            if key not in ("all", "any", "not") and isinstance(value, Mapping):
                yield key, value
            else:
                yield from _comparisons(value)
