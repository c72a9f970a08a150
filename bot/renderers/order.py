"""In which order the slip tells things, and by which day each of several children has them done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import get_args

from procedure_kb.slip import DeadlineView, DeskView, Line, Place


@dataclass(frozen=True)
class Due:
    """By when a procedure is to be done and, where that is not the same for all children of a family, for whom."""

    line: Line
    deadline: DeadlineView | None
    children: tuple[str, ...] = ()
    """Names of the children; empty where all of them, or none in particular, are meant."""
    number: int = 1
    """Place of the first of these children among those of the procedure: tells its dues apart."""


def dues_of(line: Line) -> tuple[Due, ...]:
    """One for the whole procedure, or one per deadline where the children have different ones, in the order of the children."""
    by_deadline: dict[object, list[int]] = {}
    for index, child in enumerate(line.children):
        by_deadline.setdefault(_shown(child.deadline), []).append(index)
    if len(by_deadline) < 2:
        return (Due(line, line.deadline),)
    return tuple(_due_of_children(line, found) for found in by_deadline.values())


def _due_of_children(line: Line, found: list[int]) -> Due:
    children = tuple(line.children[index].name for index in found)
    return Due(line, line.children[found[0]].deadline, children, found[0] + 1)


def _shown(deadline: DeadlineView | None) -> object:
    """What a family reads of a deadline first: the day or, without one, the words."""
    return deadline and (deadline.advised_day or deadline.text)


def dated_dues(lines: Iterable[Line]) -> list[Due]:
    """Whatever has a day, nearest first."""
    dues = [due for line in lines for due in dues_of(line) if due.deadline and due.deadline.advised_day]
    return sorted(dues, key=lambda due: _day(due.deadline))


def doubts_in_order(lines: Iterable[Line]) -> list[Line]:
    """What is not certain: nearest deadline first, then by desk, so that one visit settles what stands together."""
    return sorted(lines, key=lambda line: (_day(line.deadline), *_walk(line.desk)))


def _day(deadline: DeadlineView | None) -> date:
    return (deadline and deadline.advised_day) or date.max


def _walk(desk: DeskView) -> tuple[int, int, str]:
    return get_args(Place).index(desk.place), desk.order, desk.name
