"""Changes in a YAML file that touch nothing but what changed: comments, order and style of all the rest stay, byte for byte.

The text is not written anew from its content; the places of what differs are looked up in it, and only they are replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml

_STEP = 2
_LOOKS_OTHER = ("yes", "no", "true", "false", "on", "off")
"""Text for our strict reader, whatever YAML 1.1 says."""


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    text: str


def patched(text: str, old: Any, new: Any, order: Sequence[str] = ()) -> str:
    """The text with ``new`` for content instead of ``old``, which must be its present content (strictly read).

    ``order``: keys as they usually follow each other; a new key goes behind those before it.
    """
    if old == new:
        return text
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if root is None:
        return text + block(new, 0)
    # From the end to the beginning; where several meet, the outer additions before the inner ones, which then come to stand above them.
    edits = sorted(_Patch(text, order).edits(root, old, new), key=lambda edit: (edit.start, edit.end))
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


class _Patch:
    def __init__(self, text: str, order: Sequence[str]) -> None:
        self._text, self._order = text, order

    def edits(self, node: Any, old: Any, new: Any) -> Iterator[_Edit]:
        if isinstance(node, yaml.MappingNode) and isinstance(old, Mapping) and isinstance(new, Mapping) and new:
            yield from self._mapping(node, old, new)
        elif isinstance(node, yaml.SequenceNode) and isinstance(old, list) and isinstance(new, list) and new and old:
            yield from self._sequence(node, old, new)
        elif old != new:
            yield _Edit(node.start_mark.index, self._end(node), flow(new))

    # --- mappings ---

    def _mapping(self, node: yaml.MappingNode, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[_Edit]:
        present = {str(key.value): (key, value) for key, value in node.value}
        gone = [key for key in old if key not in new]
        if len(gone) == len(present) or any(not self._stands_alone(node, present[key][0]) for key in gone):
            # Also where a key of a flow mapping goes: it is short.
            yield _Edit(node.start_mark.index, self._end(node), flow(dict(new)))
            return
        for name, (key, value) in present.items():
            if name in gone:
                yield self._without_lines(key, value)
            elif old[name] != new[name]:
                yield from self._value(key, value, old[name], new[name])
        added = [key for key in new if key not in old]
        for behind, names in self._places(list(present), gone, added).items():
            yield self._with(node, present[behind][1], {name: new[name] for name in names})

    def _value(self, key: Any, value: Any, old: Any, new: Any) -> Iterator[_Edit]:
        """Another value under a key. One of another shape takes the whole place behind the colon."""
        alike = any(isinstance(old, shape) and isinstance(new, shape) and new and old for shape in (Mapping, list))
        if alike:
            yield from self.edits(value, old, new)
        else:
            yield _Edit(key.end_mark.index, self._end(value), f": {flow(new)}")

    def _stands_alone(self, node: yaml.MappingNode, key: Any) -> bool:
        return not node.flow_style and not self._text[self._line_start(key.start_mark.index) : key.start_mark.index].strip()

    def _without_lines(self, first: Any, last: Any) -> _Edit:
        """All lines from one node to another, with the line break before them."""
        start, end = self._line_start(first.start_mark.index), self._line_end(self._end(last))
        return _Edit(start - 1, end, "") if start else _Edit(0, min(end + 1, len(self._text)), "")

    def _places(self, names: list[str], gone: Sequence[str], added: Sequence[str]) -> dict[str, list[str]]:
        """Behind which of the present keys the new ones go."""
        staying = [name for name in names if name not in gone]
        found: dict[str, list[str]] = {}
        for name in added:
            before = self._order[: self._order.index(name)] if name in self._order else ()
            behind = max((staying.index(other) for other in before if other in staying), default=len(staying) - 1)
            found.setdefault(staying[behind], []).append(name)
        return found

    def _with(self, node: yaml.MappingNode, behind: Any, added: Mapping[str, Any]) -> _Edit:
        end = self._end(behind)
        if node.flow_style:
            return _Edit(end, end, "".join(f", {name}: {flow(value)}" for name, value in added.items()))
        end = self._line_end(end)
        column = node.start_mark.column
        return _Edit(end, end, "".join("\n" + _entry(name, value, column) for name, value in added.items()))

    # --- sequences ---

    def _sequence(self, node: yaml.SequenceNode, old: list[Any], new: list[Any]) -> Iterator[_Edit]:
        keys = [json.dumps(entry, ensure_ascii=False, sort_keys=True, default=str) for entry in old]
        wanted = [json.dumps(entry, ensure_ascii=False, sort_keys=True, default=str) for entry in new]
        steps = SequenceMatcher(None, keys, wanted, autojunk=False).get_opcodes()
        if node.flow_style and any(i2 - i1 > j2 - j1 for _, i1, i2, j1, j2 in steps):
            yield _Edit(node.start_mark.index, self._end(node), flow(new))
            return
        for tag, i1, i2, j1, j2 in steps:
            if tag == "equal":
                continue
            paired = min(i2 - i1, j2 - j1)
            for n in range(paired):
                yield from self.edits(node.value[i1 + n], old[i1 + n], new[j1 + n])
            for n in range(i1 + paired, i2):
                yield self._without_lines(node.value[n], node.value[n])
            if j1 + paired < j2:
                yield self._with_entries(node, i1 + paired - 1, new[j1 + paired : j2])

    def _with_entries(self, node: yaml.SequenceNode, behind: int, entries: Sequence[Any]) -> _Edit:
        end = self._end(node.value[max(behind, 0)])
        if node.flow_style:
            if behind < 0:
                start = node.value[0].start_mark.index
                return _Edit(start, start, "".join(f"{flow(entry)}, " for entry in entries))
            return _Edit(end, end, "".join(f", {flow(entry)}" for entry in entries))
        spread = any(isinstance(entry, yaml.MappingNode) and not entry.flow_style for entry in node.value)
        lines = [_item(entry, node.start_mark.column, spread) for entry in entries]
        if behind < 0:
            start = self._line_start(node.value[0].start_mark.index)
            return _Edit(start, start, "".join(f"{line}\n" for line in lines))
        end = self._line_end(end)
        apart = "\n" if spread and node.start_mark.column <= _STEP and len(node.value) > 1 else ""
        return _Edit(end, end, "".join(f"\n{apart}{line}" for line in lines))

    # --- places ---

    def _end(self, node: Any) -> int:
        """Behind the last character of a value. What PyYAML says of block values includes blank lines and comments."""
        if isinstance(node, yaml.ScalarNode):
            return int(node.start_mark.index) + len(self._text[node.start_mark.index : node.end_mark.index].rstrip())
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)

    def _line_start(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        found = self._text.find("\n", index)
        return len(self._text) if found < 0 else found


# --- writing -------------------------------------------------------------------------------------------------------------


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    """Plain where it reads as the same text, also inside brackets; else in quotes."""
    if value in _LOOKS_OTHER:
        return value
    with suppress(yaml.YAMLError):
        read = yaml.load(f"[{value}]", Loader=yaml.BaseLoader)  # noqa: S506 — makes nothing but text
        # A day is text for our strict reader; a number or nothing is not.
        if read == [value] and not isinstance(yaml.safe_load(f"[{value}]")[0], int | float | None) and "\n" not in value:
            return value
    return json.dumps(value, ensure_ascii=False)


def block(content: Mapping[str, Any], column: int) -> str:
    """A mapping over several lines, ending with a line break."""
    return "".join(f"{_entry(key, value, column)}\n" for key, value in content.items())


def _entry(key: str, value: Any, column: int) -> str:
    if isinstance(value, list) and value and all(isinstance(part, Mapping) for part in value):
        spread = column == 0
        return f"{' ' * column}{key}:\n" + "\n".join(_item(part, column + _STEP, spread) for part in value)
    return f"{' ' * column}{key}: {flow(value)}"


def _item(value: Any, column: int, spread: bool) -> str:
    """One entry of a list; a mapping over several lines where ``spread``."""
    if spread and isinstance(value, Mapping):
        inner = block(value, column + _STEP).rstrip("\n")
        return f"{' ' * column}- {inner.lstrip()}"
    return f"{' ' * column}- {flow(value)}"
