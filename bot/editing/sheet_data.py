"""The records of a municipality as rows, in layers: what lies below, what its own files say, and both together."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.editing.sheet_columns import (
    DESKS,
    PROCEDURES,
    QUESTION_KINDS,
    QUESTIONS,
    SHEETS,
    SOURCES,
    Sheet,
)
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.layers import Files, Placed, Row, filled, overridden, stacked
from procedure_kb.loader import BOTH, EVENTS, load

Key = tuple[str, ...]
"""What names a row of a sheet."""
Grid = dict[str, dict[Key, dict[str, str]]]
"""Cells by sheet, row and title of the column."""


@dataclass(frozen=True)
class Place:
    """A list of rows in the municipality's files: under which key, and in which files it may stand."""

    key: str
    patterns: tuple[str, ...]
    new_file: str
    """Where a record goes that stands in none of them."""


@dataclass(frozen=True)
class Layers:
    """The rows of one kind by id."""

    folder: Path
    """The municipality's."""
    place: Place
    below: Mapping[str, Placed]
    own: Mapping[str, Placed]

    @cached_property
    def effective(self) -> dict[str, Row]:
        return {**{n: p.row for n, p in self.below.items()}, **{n: self.over(n, p.row) for n, p in self.own.items()}}

    def over(self, name: str, own: Row) -> Row:
        """The record with what the municipality's files say of it."""
        below = self.below.get(name)
        return overridden(below.row, own) if below else own

    def file_of(self, name: str) -> str:
        """From the municipality's folder on."""
        if name in self.own:
            return str(self.own[name].path.relative_to(self.folder))
        return self.place.new_file.format(base=self.below[name].path.name if name in self.below else "added.yml")


class SheetData:
    """Everything the sheets show of a municipality."""

    def __init__(self, root: Path, code: str) -> None:
        """
        Raises:
            KnowledgeBaseError: the data has mistakes: they come first.
        """
        self.root, self.code = root, code
        self.folder = root / "municipalities" / code
        self.kb: KnowledgeBase = load(root, event=BOTH, municipality=code)
        self._base, self._city = Files(root), Files(self.folder)

    @property
    def version(self) -> str:
        return self.kb.version

    @cached_property
    def names(self) -> dict[str, str]:
        return {"{city}": self.kb.municipality.name, "{wards}": "、".join(ward.short_name for ward in self.kb.wards)}

    def layers(self, sheet: Sheet, key: Key) -> tuple[Layers, str]:
        """The records a row belongs to, and the id of its own."""
        if sheet is DESKS:
            return (self.ward_desks(key[0]) if key[0] else self.desks), key[1]
        if sheet is SOURCES:
            return self.sources, key[0]
        if sheet is QUESTIONS:
            return self.of_event[key[0]][key[1]], key[2]
        return self.of_event[key[0]]["procedures"], key[1]

    @cached_property
    def desks(self) -> Layers:
        return self._layers(Place("desks", ("desks*.yml",), "desks.yml"))

    @cached_property
    def sources(self) -> Layers:
        return self._layers(Place("sources", ("sources*.yml",), "sources.yml"))

    @cached_property
    def of_event(self) -> dict[str, dict[str, Layers]]:
        """By event and by the key under which the records stand."""
        return {
            event: {
                "procedures": self._layers(Place("procedures", (f"procedures/{event}/*.yml",), f"procedures/{event}/{{base}}")),
                "facts": self._layers(Place("facts", ("facts/common.yml", f"facts/{event}.yml"), f"facts/{event}.yml")),
                "questions": self._layers(Place("questions", (f"questions/{event}.yml",), f"questions/{event}.yml")),
            }
            for event in EVENTS
        }

    def ward_desks(self, ward: str) -> Layers:
        """A ward's own desks over the city's."""
        path = self.folder / "wards" / f"{ward}.yml"
        rows = self._city.content(path).get("desks") or []
        file = f"wards/{ward}.yml"
        below = {name: Placed(row, path, name) for name, row in self.desks.effective.items()}
        own = {str(row["id"]): Placed(row, path, str(row["id"])) for row in rows}
        return Layers(self.folder, Place("desks", (file,), file), below, own)

    @property
    def wards(self) -> list[str]:
        return [ward.code for ward in self.kb.wards]

    def _layers(self, place: Place) -> Layers:
        below, _ = stacked([[placed] for pattern in place.patterns for placed in self._base.rows([pattern], place.key)])
        own = {placed.key: placed for pattern in place.patterns for placed in self._city.rows([pattern], place.key)}
        return Layers(self.folder, place, below, own)

    # --- as cells ---

    @cached_property
    def grid(self) -> Grid:
        return {sheet.title: dict(self._rows(sheet)) for sheet in SHEETS}

    def _rows(self, sheet: Sheet) -> Iterator[tuple[Key, dict[str, str]]]:
        for key, row in self.records(sheet):
            shown = filled(row, self.names)
            yield key, {column.title: column.show(shown) for column in sheet.columns}

    def records(self, sheet: Sheet) -> Iterator[tuple[Key, Row]]:
        """The rows of a sheet with what they show, in the order of the files."""
        if sheet is SOURCES:
            yield from (((name,), row) for name, row in self.sources.effective.items())
        elif sheet is DESKS:
            yield from ((("", name), row) for name, row in self.desks.effective.items())
            for ward in self.wards:
                layers = self.ward_desks(ward)
                yield from (((ward, name), layers.effective[name]) for name in layers.own)
        elif sheet is QUESTIONS:
            for event, kinds in self.of_event.items():
                for kind in QUESTION_KINDS:
                    yield from (((event, kind, name), row) for name, row in kinds[kind].effective.items() if row.get("ask"))
        else:
            for event, kinds in self.of_event.items():
                for name, row in kinds["procedures"].effective.items():
                    if sheet is PROCEDURES:
                        yield (event, name), row
                    else:
                        yield from (((event, name, str(n)), entry) for n, entry in enumerate(row.get(sheet.entries_of, ()), start=1))

    def name_of(self, sheet: Sheet, key: Key) -> str:
        """How people call the record of a row."""
        layers, name = self.layers(sheet, key)
        row = filled(layers.effective.get(name, {}), self.names)
        ward = next((ward.name for ward in self.kb.wards if sheet is DESKS and ward.code == key[0]), "")
        return ward + str(next((row[key] for key in ("name", "label", "title", "ask") if row.get(key)), name))


# --- from the wanted record to the municipality's own row ----------------------------------------------------------------


class Inexpressible(Exception):
    """What lies below cannot be changed so by a file above it. ``args[0]`` is the key."""


Numbers = Mapping[str, Sequence[int | None]]
"""By the key of a list: which of the present entries each wanted one was, counted from 1; None for a new one."""


def own_row(layers: Layers, name: str, wanted: Row, numbers: Numbers) -> Row:
    """What the municipality's files must say of a record for it to become ``wanted``, as little as possible.

    Raises:
        Inexpressible: for lists of the base out of which nothing can be taken.
    """
    below = layers.below[name].row if name in layers.below else {}
    own: Row = copy.deepcopy(layers.own[name].row) if name in layers.own else {"id": name}
    now = layers.effective.get(name, {})
    for key in dict.fromkeys([*now, *wanted]):
        if now.get(key) == wanted.get(key):
            continue
        if key in numbers and isinstance(below.get(key), list) and wanted.get(key):
            own[key] = _entries(own.get(key) or [], below[key], now.get(key) or [], wanted[key], numbers[key])
        else:
            _say(own, key, below.get(key), wanted.get(key))
        if not own.get(key, True) and own.get(key) is not None:
            del own[key]
        made = overridden({key: below[key]} if key in below else {}, {key: own[key]} if key in own else {})
        if (made.get(key) or None) != (wanted.get(key) or None):
            raise Inexpressible(key)
    return own


def _say(own: Row, key: str, below: Any, wanted: Any) -> None:
    """Puts under the key what makes ``below`` ``wanted``."""
    if wanted == below:
        own.pop(key, None)
    elif wanted in (None, [], {}):
        own[key] = None
    elif isinstance(wanted, list) and isinstance(below, list) and wanted[: len(below)] == below and key == "sources":
        own[key] = wanted[len(below) :]
    else:
        own[key] = wanted
    if below is None and own.get(key, True) is None:
        del own[key]


def _entries(own: Sequence[Row], below: Sequence[Row], now: Sequence[Row], wanted: Sequence[Row], numbers: Sequence[int | None]) -> list[Row]:
    """A list of entries: changed ones with what is different, new ones whole."""
    found = [dict(entry) for entry in own]
    for entry, number in zip(wanted, numbers, strict=True):
        if number is None:
            found.append(entry)
        elif entry != now[number - 1]:
            _change(found, below, now[number - 1], entry)
    for number, former in enumerate(now, start=1):
        if number not in numbers:
            found = [other for other in found if not _is(other, former)]
    return found


def _change(found: list[Row], below: Sequence[Row], former: Row, entry: Row) -> None:
    place = next((n for n, other in enumerate(found) if _is(other, former)), None)
    base = next((other for other in below if _is(other, former)), None)
    if base is None and place is not None:
        found[place] = entry
    elif base is not None and _name(former):
        change = found[place] if place is not None else {_name(former): former[_name(former)]}
        for key in dict.fromkeys([*former, *entry]):
            if former.get(key) != entry.get(key):
                _say(change, key, base.get(key), entry.get(key))
        if place is None:
            found.append(change)


def _is(one: Row, other: Row) -> bool:
    """Whether ``layers`` would take both for the same entry."""
    name = _name(other)
    return one == other if not name else one.get(name) == other[name]


def _name(entry: Row) -> str:
    """What an entry is recognised by; empty where by nothing."""
    return next((key for key in ("item", "kind") if key in entry), "")
