"""An editor looks through what was not understood, teaches it or throws it away."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner, Result

from bot.app import open_store
from bot.cases.store import CaseStore
from bot.cli import app
from bot.editing.training_data import examples
from bot.live import LiveBrains
from bot.model import TRAINING_DATA
from bot.settings import Settings

SENTENCE = "わんこは先立ってしもうて、今はおらん"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CaseStore:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/cases.db")
    monkeypatch.setenv("MICHISHIRUBE_KEY_FILE", f"{tmp_path}/secret.key")
    monkeypatch.setenv("MICHISHIRUBE_KEEP_UNCLEAR", "true")
    return open_store(Settings(), LiveBrains(municipality="sakai"))


@pytest.fixture
def number(store: CaseStore) -> int:
    store.unclear.add(SENTENCE, event="bereavement", question="dog", why="declined")
    return store.unclear.all()[0].number


def review(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["review", *map(str, arguments)])


def test_nothing_to_review_says_how_to_begin(store: CaseStore) -> None:
    result = review()
    assert result.exit_code == 0
    assert "MICHISHIRUBE_KEEP_UNCLEAR" in result.stdout


def test_the_list_shows_sentence_question_and_possible_answers(number: int) -> None:
    shown = review().stdout
    assert f"「{SENTENCE}」" in shown
    assert "犬" in shown
    assert "dog.yes dog.no" in shown
    (row,) = json.loads(review("--json").stdout)
    assert (row["number"], row["sentence"], row["why"], row["labels"]) == (number, SENTENCE, "declined", ["dog.yes", "dog.no"])


def test_a_taught_sentence_leaves_the_list_and_is_trained(store: CaseStore, number: int, tmp_path: Path) -> None:
    folder = copytree(TRAINING_DATA, tmp_path / "nlu")
    assert review("teach", number, "dog.no", "--nlu-data", folder).exit_code == 0
    assert store.unclear.all() == []
    assert SENTENCE in examples(folder)["inform/dog.no"]


def test_a_refused_sentence_stays_on_the_list(store: CaseStore, number: int, tmp_path: Path) -> None:
    folder = copytree(TRAINING_DATA, tmp_path / "nlu")
    result = review("teach", number, "dog.nein", "--nlu-data", folder)
    assert (result.exit_code, result.stdout, len(result.stderr.strip().splitlines())) == (2, "", 1)
    assert len(store.unclear.all()) == 1


def test_a_dropped_sentence_is_gone(store: CaseStore, number: int) -> None:
    assert review("drop", number).exit_code == 0
    assert store.unclear.all() == []


@pytest.mark.parametrize("arguments", [("drop", 99), ("teach", 99, "dog.no")])
def test_a_wrong_number_is_told(store: CaseStore, arguments: tuple[object, ...]) -> None:
    result = review(*arguments)
    assert result.exit_code == 2
    assert "99番" in result.stderr
