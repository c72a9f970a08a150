"""The exact search over completions of what is known, under the constraints that hold in every household."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from procedure_kb.condition import Space
from procedure_kb.nodes import Assignment, Node, parts_of


class SearchTooLong(Exception):
    """A search has used up its effort."""


class Effort:
    """What a search may cost, in variables of conditions looked at: the same on every machine."""

    def __init__(self, allowed: int) -> None:
        self._left = allowed

    def spend(self, nodes: Iterable[Node]) -> None:
        """Raises SearchTooLong when it is used up."""
        self._left -= sum(len(node.variables) for node in nodes)
        if self._left < 0:
            raise SearchTooLong


class Solver:
    """Is there a household for which these conditions hold, given what is known and what holds in every household?"""

    def __init__(self, space: Space, constraints: Sequence[Node]) -> None:
        self._size = {name: variable.size for name, variable in space.variables.items()}
        self.constraints = tuple(constraints)
        self._touching: dict[str, tuple[Node, ...]] = {
            name: tuple(node for node in constraints if name in node.variables) for name in space.variables
        }
        self.components = tuple(self._components())
        """Variables that constraints tie together, directly or not: nothing outside a component tells anything of it."""
        self.component_of = {name: number for number, names in enumerate(self.components) for name in names}

    def _components(self) -> Iterator[tuple[str, ...]]:
        seen: set[str] = set()
        for name in self._touching:
            if name not in seen:
                component = self.connected([name])
                seen.update(component)
                yield component

    def components_of(self, variables: Iterable[str]) -> tuple[int, ...]:
        return tuple(sorted({self.component_of[name] for name in variables}))

    def possible(self, pending: Sequence[Node], known: Mapping[str, int]) -> bool:
        """Whether some completion of ``known`` makes all of ``pending`` true.

        A constraint is looked at when one of its variables is decided here; the others are satisfiable as they stand, because
        ``known`` itself is consistent (see ``consistent``) and shares no decided variable with them. So the answer is exact.
        """
        return self.solution(pending, known) is not None

    def solution(self, pending: Sequence[Node], known: Mapping[str, int], *, effort: Effort | None = None) -> Assignment | None:
        """``known`` with as much decided as makes all of ``pending`` true in every completion that is left; None if nothing does.

        Raises:
            SearchTooLong: ``effort``, if given, was used up first.
        """
        assignment = Assignment(known)
        return assignment if self._search([part for node in pending for part in parts_of(node)], assignment, effort) else None

    def consistent(self, known: Mapping[str, int]) -> bool:
        """Whether some household knows this. Rules that share nothing open are looked at apart."""
        unsettled = []
        for node in self.constraints:
            value = node.evaluate(known)
            if value is False:
                return False
            if value is None:
                unsettled.append(node)
        return all(self.possible(group, known) for group in _apart(unsettled, known))

    def feasible(self, variable: str, known: Mapping[str, int]) -> list[int]:
        """Cells the variable can still take."""
        if variable in known:
            return [known[variable]]
        touching = self._touching[variable]
        cells = range(self._size[variable])
        if not touching:
            return list(cells)
        return [cell for cell in cells if self._search(list(touching), Assignment({**known, variable: cell}))]

    def _search(self, pending: list[Node], assignment: Assignment, effort: Effort | None = None) -> bool:
        """Extends ``assignment`` in place; as it was, if there is no solution."""
        if effort is not None:
            effort.spend(pending)
        remaining = []
        for node in pending:
            value = node.evaluate(assignment)
            if value is False:
                return False
            if value is None:
                remaining.append(node)
        if not remaining:
            return True
        # What has the fewest ways left is decided first: a choice that cannot be right fails at once.
        tightest = min(remaining, key=lambda node: len(node.variables - assignment.keys())) if len(remaining) > 1 else remaining[0]
        variable = next(tightest.open_variables(assignment))
        following = remaining + [node for node in self._touching[variable] if node not in remaining]
        for cell in range(self._size[variable]):
            assignment[variable] = cell
            if self._search(following, assignment, effort):
                return True
        del assignment[variable]
        return False

    def connected(self, variables: Iterable[str]) -> tuple[str, ...]:
        """These variables and all that constraints tie to them, directly or not."""
        found, waiting = set(variables), list(variables)
        while waiting:
            for node in self._touching[waiting.pop()]:
                waiting += node.variables - found
                found |= node.variables
        return tuple(sorted(found))


def _apart(nodes: Iterable[Node], known: Mapping[str, int]) -> list[list[Node]]:
    """The nodes in groups of which no two share a variable that is not known."""
    groups: list[tuple[set[str], list[Node]]] = []
    for node in nodes:
        names, members = set(node.variables - known.keys()), [node]
        touching = [group for group in groups if not group[0].isdisjoint(names)]
        for group in touching:
            names |= group[0]
            members = group[1] + members
            groups.remove(group)
        groups.append((names, members))
    return [members for _, members in groups]
