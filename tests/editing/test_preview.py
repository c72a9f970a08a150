"""What a change does to families, told before it is published."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from bot.editing import versions
from bot.editing.preview import Preview, in_words, preview
from bot.editing.versions import EditingProblem, knowledge_base, version
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import DATA, load
from tests.editing.conftest import OWN, OWN_FILE, TODAY, with_our_records

CASES = 12


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_our_records(tmp_path_factory.mktemp("former") / "data")


@pytest.fixture(scope="module")
def former(root: Path) -> KnowledgeBase:
    return load(root, event="childcare")


Changed = Callable[..., Preview]


@pytest.fixture(scope="module")
def changed(root: Path, former: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Changed:
    def compare(file: str, old: str, new: str) -> Preview:
        after = copytree(root, tmp_path_factory.mktemp("after") / "data")
        text = (after / file).read_text(encoding="utf-8")
        assert old in text
        (after / file).write_text(text.replace(old, new), encoding="utf-8")
        return preview(former, load(after, event="childcare"), cases=CASES, seed=1, today=TODAY)

    return compare


def test_without_a_change_no_household_is_named(former: KnowledgeBase) -> None:
    found = preview(former, former, cases=3, seed=1, today=TODAY)
    assert found.headline == "この変更で 3 世帯中 0 世帯の案内が変わります。"
    assert (found.households, found.unseen, found.beside) == ((), (), ())


def test_a_changed_fee_is_read_by_the_households_of_the_fee_alone(changed: Changed) -> None:
    found = changed("procedures/childcare/test.yml", "text: 300円", "text: 450円")
    assert 0 < len(found.households) < CASES
    for household in found.households:
        assert household.facts["お調べになること"] == "赤ちゃんが生まれた"
        (change,) = household.changes
        assert (change.id, change.part, change.before, change.after) == ("test_common", "費用・給付", "費用 300円", "費用 450円")
    words = "\n".join(in_words(found, show=1))
    assert words.startswith(f"この変更で {CASES} 世帯中 {len(found.households)} 世帯の案内が変わります。")
    assert "お調べになること：赤ちゃんが生まれた" in words
    assert words.count("番目の世帯") == 1


def test_a_narrower_condition_takes_a_procedure_away(changed: Changed) -> None:
    found = changed(OWN_FILE, "when: {life_event: birth}", "when: {life_event: adoption}")
    assert {(change.id, change.what) for household in found.households for change in household.changes} == {("test_own", "removed")}
    assert found.households


def test_a_deadline_a_desk_and_a_caution_are_told_by_their_names(changed: Changed) -> None:
    found = changed("desks_test.yml", "試験の窓口", "新しい窓口")
    assert {change.part for household in found.households for change in household.changes} == {"窓口"}
    assert [str(change) for change in found.beside] == ["～ 窓口 test_desk（name）"]
    found = changed("procedures/childcare/test.yml", "1年以内", "2年以内")
    assert {change.part for household in found.households for change in household.changes} == {"期限"}


def test_what_no_drawn_household_reads_is_told_by_id(changed: Changed) -> None:
    found = changed("procedures/childcare/test.yml", "when: {life_event: birth}\n", "when: {life_event: birth}\n    decision: Doubt.\n")
    assert found.households == ()
    assert [str(change) for change in found.unseen] == ["～ 手続き test_common（decision）"]
    found = changed("facts/childcare.yml", "label: 引っ越してきた・くる", "label: 引っ越してきた")
    assert [change.id for change in found.beside] == ["life_event"]


NEW_FACT = """facts:
- id: test_fact
  type: enum
  label: 試験の項目
  codes: [{code: "yes", label: はい}, {code: "no", label: いいえ}]
  ask: 試験ですか。
  sources: [test_source]
"""


def test_answers_that_the_former_version_does_not_know_are_left_out_and_said(changed: Changed) -> None:
    found = changed("facts/childcare.yml", "facts:\n", NEW_FACT)
    assert found.left_out == {"試験の項目": CASES}
    assert "  試験の項目（12 世帯）" in list(in_words(found, show=0))


def test_the_same_seed_says_the_same(former: KnowledgeBase, changed: Changed) -> None:
    first, second = (changed("procedures/childcare/test.yml", "text: 300円", "text: 450円") for _ in range(2))
    assert first.to_json() == second.to_json()


# --- the other version ---------------------------------------------------------------------------------------------------


def test_a_folder_is_a_version() -> None:
    with version(str(DATA)) as root:
        assert root == DATA


def test_a_branch_of_the_repository_is_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = tmp_path / "repository"
    with_our_records(repository / "procedure_kb" / "data")
    for command in (["init", "-q", "-b", "trunk"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x"]):
        subprocess.run(["git", "-C", str(repository), *command], check=True)
    monkeypatch.setattr(versions, "_REPOSITORY", repository)
    with version("trunk") as root:
        assert (root / OWN_FILE).read_text(encoding="utf-8") == OWN
        assert root.parents[1] != repository
    assert not root.exists()


@pytest.mark.parametrize("name", ["no-such-branch", "--output=x", "-h", ""])
def test_a_version_that_is_not_there(name: str) -> None:
    with pytest.raises(EditingProblem, match="ありません"), version(name or "/nonexistent"):
        pass


def test_a_folder_without_data(tmp_path: Path) -> None:
    with pytest.raises(EditingProblem, match="知識データ"), version(str(tmp_path)):
        pass


def test_a_version_with_mistakes_says_the_first(root: Path, tmp_path: Path) -> None:
    broken = copytree(root, tmp_path / "data")
    (broken / "desks_test.yml").write_text("desks: {", encoding="utf-8")
    with pytest.raises(EditingProblem, match=r"desks_test\.yml"):
        knowledge_base(broken, "x", event="childcare", municipality="sakai")
