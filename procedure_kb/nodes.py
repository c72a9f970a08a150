"""The tree of a condition, evaluated in three values: true, false, or not known yet. ``condition`` makes it from YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any


class Assignment(dict[str, int]):
    """Variable to cell. A variable that is absent is not known. Not changed once it is handed on."""

    __slots__ = ("signatures",)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.signatures: dict[int, int] = {}
        """What is known of a component of the variables, as one number (see ``KnowledgeBase.signature``)."""

    def supposing(self, variable: str, cell: int) -> Assignment:
        return Assignment({**self, variable: cell})


class Node:
    """A condition. ``evaluate`` is strong Kleene logic: None means it depends on something not known."""

    __slots__ = ("variables",)

    variables: frozenset[str]

    def evaluate(self, assignment: Mapping[str, int]) -> bool | None:
        raise NotImplementedError

    def open_variables(self, assignment: Mapping[str, int]) -> Iterator[str]:
        """Variables the value still depends on, in the order they are written."""
        raise NotImplementedError


class Atom(Node):
    __slots__ = ("cells", "variable")

    def __init__(self, variable: str, cells: Iterable[int]) -> None:
        self.variable, self.cells = variable, frozenset(cells)
        self.variables = frozenset([variable])

    def evaluate(self, assignment: Mapping[str, int]) -> bool | None:
        cell = assignment.get(self.variable)
        return None if cell is None else cell in self.cells

    def open_variables(self, assignment: Mapping[str, int]) -> Iterator[str]:
        if self.variable not in assignment:
            yield self.variable


class _Several(Node):
    __slots__ = ("_atoms", "_others", "parts")

    decisive: bool
    """The value of one part that decides the whole."""

    def __init__(self, parts: Sequence[Node]) -> None:
        self.parts = tuple(parts)
        self.variables = frozenset().union(*(part.variables for part in parts))
        # The innermost loop of everything: atoms are looked at without a call each.
        self._atoms = tuple((part.variable, part.cells) for part in parts if isinstance(part, Atom))
        self._others = tuple(part for part in parts if not isinstance(part, Atom))

    def evaluate(self, assignment: Mapping[str, int]) -> bool | None:
        decisive = self.decisive
        result: bool | None = not decisive
        get = assignment.get
        for variable, cells in self._atoms:
            cell = get(variable)
            if cell is None:
                result = None
            elif (cell in cells) is decisive:
                return decisive
        for part in self._others:
            value = part.evaluate(assignment)
            if value is decisive:
                return decisive
            if value is None:
                result = None
        return result

    def open_variables(self, assignment: Mapping[str, int]) -> Iterator[str]:
        if self.evaluate(assignment) is None:
            for part in self.parts:
                yield from part.open_variables(assignment)


class AllOf(_Several):
    __slots__ = ()
    decisive = False


class AnyOf(_Several):
    __slots__ = ()
    decisive = True


class Not(Node):
    __slots__ = ("part",)

    def __init__(self, part: Node) -> None:
        self.part = part
        self.variables = part.variables

    def evaluate(self, assignment: Mapping[str, int]) -> bool | None:
        value = self.part.evaluate(assignment)
        return None if value is None else not value

    def open_variables(self, assignment: Mapping[str, int]) -> Iterator[str]:
        return self.part.open_variables(assignment)


class Given(Node):
    """A condition as it reads once some variables are decided, whatever is known of them otherwise."""

    __slots__ = ("decided", "part")

    def __init__(self, part: Node, decided: Mapping[str, int]) -> None:
        self.part, self.decided = part, decided
        self.variables = part.variables - decided.keys()

    def evaluate(self, assignment: Mapping[str, int]) -> bool | None:
        return self.part.evaluate({**assignment, **self.decided})

    def open_variables(self, assignment: Mapping[str, int]) -> Iterator[str]:
        return self.part.open_variables({**assignment, **self.decided})


ALWAYS = AllOf(())
NEVER = AnyOf(())


def parts_of(node: Node) -> list[Node]:
    """The conditions that together are this one."""
    return [small for part in node.parts for small in parts_of(part)] if isinstance(node, AllOf) else [node]
