"""The files of this project, without what is installed, generated or kept at run time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.model import ROOT

FOLDERS = ("actions", "bot", "docs", "nlu_data", "procedure_kb", "requirements", "tests")
_GENERATED = ("__pycache__", ".egg-info")
_TEXT = ("", ".css", ".example", ".html", ".in", ".js", ".json", ".jsonl", ".md", ".py", ".svg", ".toml", ".txt", ".typ", ".yml")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def files(*suffixes: str, under: tuple[str, ...] = FOLDERS) -> Iterator[Path]:
    """Files with one of the suffixes in these folders."""
    for folder in under:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in suffixes and not any(part.endswith(_GENERATED) for part in path.parts):
                yield path


def texts() -> Iterator[tuple[str, str]]:
    """Every text file of the project with its name."""
    top = [path for path in sorted(ROOT.iterdir()) if path.is_file() and path.name not in (".env", ".DS_Store")]
    for path in [*top, *files(*_TEXT), *files(*_TEXT, under=(".ci",))]:
        yield name(path), path.read_text(encoding="utf-8", errors="replace")


def documents() -> list[Path]:
    return [ROOT / "README.md", *files(".md")]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(text: str, language: str = "") -> list[str]:
    """Fenced blocks of a document in a language; without one, what is typed in a terminal."""
    return [body for found, body in _FENCE.findall(text) if found == language]


def prose(text: str) -> str:
    """The document without its fenced blocks."""
    return _FENCE.sub("", text)
