"""A sentence that was not understood becomes a training sentence: under its label, and nothing else in the file changes."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from bot.editing.training_data import add_sentence, examples
from bot.editing.versions import EditingProblem
from bot.model import TRAINING_DATA

NEW = "わんこは先立ってしもうて、今はおらん"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copytree(TRAINING_DATA, tmp_path / "nlu")


@pytest.mark.parametrize(("label", "full"), [("dog.no", "inform/dog.no"), ("mention/dog", "mention/dog"), ("command/back", "command/back")])
def test_the_sentence_joins_its_label_and_only_one_line_is_new(folder: Path, label: str, full: str) -> None:
    before = {path.name: path.read_text(encoding="utf-8").split("\n") for path in folder.glob("*.yml")}
    path = add_sentence(folder, label, NEW)
    after = path.read_text(encoding="utf-8").split("\n")
    after.remove(f"    - {NEW}")
    assert after == before[path.name]
    assert NEW in examples(folder)[full]
    assert {name for name, lines in before.items() if (folder / name).read_text(encoding="utf-8").split("\n") != lines} == {path.name}


@pytest.mark.parametrize("name", sorted(examples(TRAINING_DATA)))
def test_every_label_can_be_taught(folder: Path, name: str) -> None:
    add_sentence(folder, name, NEW)
    assert [label for label, texts in examples(folder).items() if NEW in texts] == [name]


def test_a_label_that_is_not_there_is_told_with_its_neighbours(folder: Path) -> None:
    with pytest.raises(EditingProblem, match=r"dog\.yse.*近いのは.*dog\.yes"):
        add_sentence(folder, "dog.yse", NEW)


@pytest.mark.parametrize("sentence", ["〔名前〕さんの犬です", "犬は〇匹おります"])
def test_what_was_hidden_must_be_put_into_words_first(folder: Path, sentence: str) -> None:
    with pytest.raises(EditingProblem, match="伏せたところ"):
        add_sentence(folder, "dog.yes", sentence)


def test_what_is_trained_already_is_told_with_its_label(folder: Path) -> None:
    text = examples(TRAINING_DATA)["inform/dog.yes"][0]
    with pytest.raises(EditingProblem, match=r"inform/dog\.yes"):
        add_sentence(folder, "dog.no", f"{text}。")


def test_an_empty_sentence_is_refused(folder: Path) -> None:
    with pytest.raises(EditingProblem, match="文がありません"):
        add_sentence(folder, "dog.no", " ")
