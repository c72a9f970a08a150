"""Whatever there is to do can be asked about in the middle of the questions."""

from __future__ import annotations

import pytest

from procedure_kb.loader import EVENTS, load


@pytest.mark.parametrize("event", EVENTS)
def test_every_procedure_belongs_to_a_subject(event: str) -> None:
    kb = load(event=event)
    assert {procedure.id for procedure in kb.procedures} == {name for topic in kb.topics for name in topic.procedures}


@pytest.mark.parametrize("event", EVENTS)
def test_no_subject_stands_twice(event: str) -> None:
    names = [topic.id for topic in load(event=event).topics]
    assert len(names) == len(set(names))
