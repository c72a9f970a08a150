"""The documents name what exists, every folder explains itself, and nothing names the machine it was written on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.model import ROOT
from procedure_kb.loader import BOTH, load
from procedure_kb.model import Procedure
from procedure_kb.strict_yaml import read_yaml
from tests.meta import tree

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCUMENTS = [pytest.param(path, id=tree.name(path)) for path in tree.documents()]
PARTS = ("Context", "Decision", "Rejected", "Consequences")

_RUN_TIME = (".env", ".venv", ".venv-rasa", ".venv-stock", "var/", "var/secret.key")
"""Named in documents, made at run time."""
_PATH = re.compile(r"`([\w.\-/]+)`")
_LINK = re.compile(r"\]\(([^)#:]+)\)")
_DOCUMENT_NAMED_IN_CODE = re.compile(r"(?<![\w/])docs/[\w\-/]+(?:\.md)?")
_FORBIDDEN = {
    "a package index": r"pypi\.org|python[h]osted|registry\.npmjs|crates\.io|deb\.debian\.org|proxy\.golang",
    "a path of the machine it was written on": r"/wor[k]/|/roo[t]/|\.pyenv/version[s]",
    "a folder outside the project": r"\.\./share[d]",
}


def _folders() -> list[Path]:
    packages = [path.parent for path in tree.files(".py", under=("actions", "bot", "procedure_kb")) if path.name == "__init__.py"]
    return [*packages, *(ROOT / folder for folder in ("nlu_data", "procedure_kb/data", "requirements", "tests"))]


@pytest.mark.parametrize("folder", _folders(), ids=tree.name)
def test_a_folder_explains_itself_on_one_page(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {tree.name(folder)}\n")
    assert "ust not be here" in text
    assert len(text.splitlines()) <= 70


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_names_only_what_exists(path: Path) -> None:
    text = tree.prose(path.read_text(encoding="utf-8"))
    missing = [link for link in _LINK.findall(text) if not (path.parent / link).exists()]
    missing += [named for named in _PATH.findall(text) if _is_path(named) and not _exists(path.parent, named)]
    assert missing == []


def _is_path(named: str) -> bool:
    return not named.startswith("/") and bool(re.search(r"\w/|\.(py|yml|md|typ|toml|js|in|txt)$", named)) and named not in _RUN_TIME


def _exists(folder: Path, named: str) -> bool:
    """From the root, from the document's folder, or a program of an environment."""
    return named.startswith((".venv/bin/", "/")) or (ROOT / named).exists() or (folder / named).exists()


def test_documents_named_in_code_exist() -> None:
    named = {found for name, text in tree.texts() if not name.endswith(".md") for found in _DOCUMENT_NAMED_IN_CODE.findall(text)}
    assert [found for found in sorted(named) if not list(ROOT.glob(f"{found.removesuffix('.md')}*"))] == []


def test_decisions_are_numbered_without_gaps() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_all_its_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.name[:4]} ")
    places = [text.index(f"**{part}.**") for part in PARTS]
    assert places == sorted(places)


def test_every_decided_doubt_is_recorded() -> None:
    (record,) = (ROOT / "docs" / "decisions").glob("0007-*.md")
    named = set(re.findall(r"`([a-z][a-z0-9_]*)`", record.read_text(encoding="utf-8")))
    kb = load(event=BOTH)
    decided = {compiled.id for compiled in kb.procedures if compiled.procedure.decision}
    assert decided - named == set()
    assert named - kb.procedure.keys() == set()


def test_example_of_a_procedure_is_one(tmp_path: Path) -> None:
    (example,) = tree.blocks((ROOT / "procedure_kb/data/README.md").read_text(encoding="utf-8"), "yaml")
    (tmp_path / "example.yml").write_text(example, encoding="utf-8")
    (row,) = read_yaml(tmp_path / "example.yml")
    procedure, kb = Procedure.model_validate(row), load()
    assert procedure.confirm is not None
    assert procedure.deadline is not None
    kb.space.compile(procedure.when)
    kb.space.compile(procedure.confirm.when)
    assert procedure.desk in kb.desks
    assert procedure.deadline.rule in kb.rules
    assert {requirement.item for requirement in procedure.bring} <= kb.items.keys()
    assert {reference.split()[0] for reference in procedure.sources} <= kb.sources.keys()


@pytest.mark.parametrize("what", _FORBIDDEN)
def test_nothing_names(what: str) -> None:
    assert [name for name, text in tree.texts() if re.search(_FORBIDDEN[what], text)] == []
