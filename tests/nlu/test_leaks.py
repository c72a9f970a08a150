"""The training data measures nothing it was trained on, and names only facts there are."""

from __future__ import annotations

from collections import defaultdict

import pytest

from bot.editing.training_data import bare, examples
from bot.model import TRAINING_DATA
from bot.understanding.shares import is_said_here
from procedure_kb.loader import BOTH, EVENTS, load
from tests.nlu.evaluation import PARTS, sentences

STOCK = 6
"""Characters up to which a sentence is anybody's: 「いいえ」「わかりません」 must be trained on, whoever else wrote them down."""
FEWEST = 8


def test_no_evaluation_sentence_is_trained_on() -> None:
    trained = {bare(text) for texts in examples(TRAINING_DATA).values() for text in texts}
    for part in PARTS:
        leaks = sum(len(bare(said.text)) > STOCK and bare(said.text) in trained for said in sentences(part))
        assert leaks == 0, f"{leaks} sentences of {part} are in nlu_data"


@pytest.mark.parametrize("event", EVENTS)
def test_no_sentence_has_two_labels_in_one_life_event(event: str) -> None:
    facts = load(event=event).facts
    labels: dict[str, set[str]] = defaultdict(set)
    for label, texts in examples(TRAINING_DATA).items():
        for text in texts if is_said_here(label, facts) else ():
            labels[bare(text)].add(label)
    assert {text: found for text, found in labels.items() if len(found) > 1} == {}


def test_every_label_of_a_fact_is_in_the_knowledge_base() -> None:
    facts = load(event=BOTH).facts
    known = {f"inform/{fact.id}.{code.code}" for fact in facts.values() for code in fact.codes}
    assert {label for label in examples(TRAINING_DATA) if label.startswith("inform/")} <= known


def test_every_label_has_enough_examples() -> None:
    stating = {label: texts for label, texts in examples(TRAINING_DATA).items() if not label.startswith("mention/")}
    assert {label: len(texts) for label, texts in stating.items() if len(texts) < FEWEST} == {}
