"""One resident at the desk: at the beginning, with three facts told, and at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actions.desk import FATHER, Desk
from tests.cases.stores import a_case, a_store


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    store = a_store(tmp_path)
    desk = Desk(store, a_case(store))
    desk.send("do.start")
    return desk


@pytest.fixture
def begun(desk: Desk) -> Desk:
    desk.say("父が2026年11月19日に82歳で亡くなりました")
    assert desk.facts == FATHER
    return desk


@pytest.fixture
def finished(begun: Desk) -> Desk:
    begun.answer_all()
    assert begun.dialogue.status == "finished"
    return begun
