"""What an editor is told: each file of ``broken/`` makes one mistake in a copy of the data and names the words that must point to it.

Keys of such a file: ``file`` is changed at ``record`` (its id) by ``set`` and ``remove``; or ``add`` puts records at the end of its list; or
``text`` is its whole content (in ``encoding``). ``problems`` are all that must be reported, each with file name, key and words.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.editing.checking import check
from procedure_kb.loader import DATA, KnowledgeBaseError, load
from procedure_kb.strict_yaml import read_yaml

TODAY = date(2026, 11, 25)
MISTAKES = sorted((Path(__file__).parent / "broken").glob("*.yml"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_reported_with_its_file_and_key(path: Path, root: Path) -> None:
    mistake = read_yaml(path)
    _make(mistake, root / mistake["file"])
    found = _found(root)
    assert [(name, key) for name, key, _ in found] == [(row.get("file", Path(mistake["file"]).name), row["key"]) for row in mistake["problems"]]
    for row, (_, _, message) in zip(mistake["problems"], found, strict=True):
        assert row["words"] in message
        assert "Input should" not in message, "in Japanese"


def _found(root: Path) -> list[tuple[str, str, str]]:
    """File, key and message of what the editor is told: on loading, or by ``kb check``, which looks at all there is."""
    try:
        load(root)
    except KnowledgeBaseError as error:
        return [(Path(problem.file).name, problem.key, str(problem)) for problem in error.problems]
    lines = [line.split(": ", 2) for line in check(root, TODAY).errors]
    return [(Path(file).name, key, message) for file, key, message in lines]


def _make(mistake: dict[str, Any], path: Path) -> None:
    if "text" in mistake:
        path.write_text(mistake["text"], encoding=mistake.get("encoding", "utf-8"))
        return
    content = read_yaml(path)
    rows = content if isinstance(content, list) else next(rows for rows in content.values() if isinstance(rows, list))
    if "record" in mistake:
        record = next(row for row in rows if mistake["record"] in (row.get("id"), row.get("fact")))
        _change(record, mistake.get("set", {}))
        for key in mistake.get("remove", ()):
            del record[key]
    rows += mistake.get("add", [])
    path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")


def _change(record: dict[str, Any], changes: dict[str, Any]) -> None:
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(record.get(key), dict) and key != "when":
            _change(record[key], value)
        else:
            record[key] = value


def test_every_mistake_of_an_editor_has_its_case() -> None:
    assert len(MISTAKES) >= 35


def test_all_mistakes_are_reported_in_one_run(root: Path) -> None:
    for name in ("procedures/bereavement/registry.yml", "procedures/bereavement/pension.yml"):
        _make({"add": [{"id": "half", "name": "半分"}]}, root / name)
    with pytest.raises(KnowledgeBaseError) as caught:
        load(root)
    assert {Path(problem.file).name for problem in caught.value.problems} == {"registry.yml", "pension.yml"}
    assert len(str(caught.value).splitlines()) == len(caught.value.problems)


def test_a_missing_file_is_reported(root: Path) -> None:
    (root / "wording.yml").unlink()
    with pytest.raises(KnowledgeBaseError, match=r"wording\.yml: -: ファイルがありません"):
        load(root)


def test_the_version_changes_with_the_files(root: Path) -> None:
    before = load(root).version
    assert load(root).version == before
    for path in [root / "deadline_rules.yml", root / "wording.yml", *sorted((root / "procedures").glob("*.yml"))[:3]]:
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "\n# changed\n", encoding="utf-8")
        assert load(root).version != before, path.name
        path.write_text(text, encoding="utf-8")
