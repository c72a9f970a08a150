"""An editor changes the knowledge base while residents are being guided."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from bot import live
from bot.live import LiveBrains
from procedure_kb.loader import DATA, KnowledgeBaseError


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of one's own, looked at before every answer."""
    monkeypatch.setattr(live, "_EVERY", -1.0)
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


MISTAKES = [
    ("desks.yml", " name:", " nmae:", "nmae"),
    ("desks.yml", "place: ward_office", "place: moon", "place"),
    ("municipalities/sakai/desks.yml", "sources: [S1]", "sources: [S9999]", "S9999"),
    ("facts/bereavement.yml", "- id: deceased_age", "- id: deceased_age\n  id: again", "id"),
    ("procedures/bereavement/pension.yml", "when: {", "when: {no_such_fact: yes, ", "no_such_fact"),
    ("procedures/bereavement/pension.yml", "procedures:", "procedures: [", "yml"),
]


@pytest.mark.parametrize(("name", "old", "new", "key"), MISTAKES)
def test_no_server_starts_with_a_mistake_and_the_editor_is_told_where(root: Path, name: str, old: str, new: str, key: str) -> None:
    edit(root, name, old, new)
    with pytest.raises(KnowledgeBaseError) as refused:
        LiveBrains(municipality="sakai", root=root)
    assert name in str(refused.value)
    assert key in str(refused.value)


def test_residents_keep_the_former_data_until_a_mistake_is_mended(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    brain = LiveBrains(municipality="sakai", root=root)
    former = brain.kb("bereavement", {})
    edit(root, "municipalities/sakai/desks.yml", " name: 区役所 市民課", " nmae: 区役所 市民課")
    with caplog.at_level(logging.INFO):
        assert brain.kb("bereavement", {}) is former
        assert brain.kb("bereavement", {}) is former
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "desks.yml" in errors[0]
    assert "nmae" in errors[0]
    edit(root, "municipalities/sakai/desks.yml", " nmae: 区役所 市民課", " name: 区役所 市民の課")
    assert brain.kb("bereavement", {}).desks["shimin"].name == "区役所 市民の課"
    assert brain.kb("bereavement", {}).version != former.version


def test_unreadable_and_vanishing_files_do_not_stop_the_server(root: Path) -> None:
    brain = LiveBrains(municipality="sakai", root=root)
    former = brain.kb("bereavement", {})
    draft = root / "procedures" / "bereavement" / "draft.yml"
    draft.write_bytes(b"\xff\xfe\x00")
    assert brain.kb("bereavement", {}) is former
    draft.unlink()
    draft.symlink_to(root / "nowhere.yml")
    assert brain.kb("bereavement", {}).version == former.version
    draft.unlink()
    (root / "desks.yml").unlink()
    assert brain.kb("bereavement", {}).version == former.version
