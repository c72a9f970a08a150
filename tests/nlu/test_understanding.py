"""How well the held-out sentences are understood by the trained model: floors a little under what was measured."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.understanding.rankings import Rankings
from tests.nlu.evaluation import Figures, evaluate, figures, table

RIGHT = {
    "commands": 0.87,
    "corrections": 0.61,
    "digressions": 0.80,
    "dont_know": 0.89,
    "emotions": 0.74,
    "openers": 0.69,
    "other_question": 0.62,
    "out_of_scope": 0.63,
    "single_answers": 0.91,
    "traps": 0.65,
    "ALL": 0.81,
}
"""Shares measured on 2026-11-25 less three points: docs/understanding.md. They are floors to raise, not the aim."""
WRONG_UNCONFIRMED = 0.04
"""Measured 0.025. The aim is 0.015."""

CHILDCARE_RIGHT = 0.81
CHILDCARE_WRONG_UNCONFIRMED = 0.055
"""Measured 0.845 and 0.044. The aims are 0.95 and 0.015."""

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def rankings() -> Iterator[Rankings]:
    with Rankings() as opened:
        yield opened


@pytest.fixture(scope="module")
def measured(rankings: Rankings) -> dict[str, Figures]:
    return figures(evaluate("held_out", rankings))


def test_no_part_is_understood_worse_than_before(measured: dict[str, Figures], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\n" + table(measured))  # noqa: T201
    assert {name: f.right for name, f in measured.items() if f.right < RIGHT[name]} == {}


def test_hardly_any_wrong_fact_is_taken_unasked(measured: dict[str, Figures]) -> None:
    assert measured["ALL"].wrong_unconfirmed <= WRONG_UNCONFIRMED


def test_families_with_children_are_understood_no_worse_than_before(rankings: Rankings, capsys: pytest.CaptureFixture[str]) -> None:
    measured = figures(evaluate("childcare/held_out", rankings))
    with capsys.disabled():
        print("\n" + table(measured))  # noqa: T201
    assert measured["ALL"].right >= CHILDCARE_RIGHT
    assert measured["ALL"].wrong_unconfirmed <= CHILDCARE_WRONG_UNCONFIRMED
