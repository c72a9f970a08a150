"""No left-overs in code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meta import tree

CODE = [pytest.param(path, id=tree.name(path)) for path in tree.files(".py")]
_SPEAKS = ("bot/cli/", "bot/supervisor.py", "tests/")
"""Where standard output is the purpose."""
_LEFT_OVER = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b")


def _calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


@pytest.mark.parametrize("path", CODE)
def test_code_does_not_print(path: Path) -> None:
    forbidden = {"breakpoint"} if tree.name(path).startswith(_SPEAKS) else {"breakpoint", "print"}
    assert forbidden.isdisjoint(_calls(path))


def test_nothing_is_left_to_do() -> None:
    written = [(name, text) for name, text in tree.texts() if not name.endswith((".md", ".jsonl"))]
    assert [name for name, text in written if _LEFT_OVER.search(text)] == []
