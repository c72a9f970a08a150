"""What the parts of a turn cost inside one process, without HTTP, database and Rasa."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from random import Random
from typing import Any

from bot.renderers.pdf import slip_pdf
from bot.understanding.lexicon import build_lexicon
from bot.understanding.rankings import Rankings
from bot.understanding.reading import Context, interpret
from procedure_kb.agenda import Agenda, Ask
from procedure_kb.assessment import Situation
from procedure_kb.checklist import build_checklist
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import BOTH, load
from procedure_kb.model import UNKNOWN
from procedure_kb.simulation import draw_household
from tests.bench.timing import Timings, timings
from tests.nlu.evaluation import sentences

_FAMILIES = 20
_PAPERS = 10


@dataclass(frozen=True)
class Layers:
    agenda_first: Timings
    """Situations that the process has not met before: nothing is remembered yet."""
    agenda: Timings
    """The same situations again."""
    interpret: Timings
    checklist: Timings
    pdf: Timings


def measure(*, seed: int, today: date) -> Layers:
    # Both events at once: all procedures there are.
    kb, chance = load(event=BOTH), Random(seed)
    families = [draw_household(kb, chance, today=today).facts for _ in range(_FAMILIES)]
    # Walking the questions would fill the memory of ``kb``.
    stages = [list(_stages(load(event=BOTH), told, today)) for told in families]
    visits = [facts for family in stages for facts in family]
    ends = [Situation(kb, family[-1], today) for family in stages]
    return Layers(
        agenda_first=timings(partial(_next, kb, facts, today) for facts in visits),
        agenda=timings(partial(_next, kb, facts, today) for facts in visits),
        interpret=_interpret(load()),
        checklist=timings(partial(build_checklist, end) for end in ends),
        pdf=timings(partial(_paper, end, today) for end in ends[:_PAPERS]),
    )


def _stages(kb: KnowledgeBase, told: Mapping[str, Any], today: date) -> Iterator[dict[str, Any]]:
    """What is known of a family before each question, and at the end."""
    facts: dict[str, Any] = {}
    while (ask := _next(kb, facts, today)) is not None:
        yield facts
        facts = {**facts, **{fact: told.get(fact, UNKNOWN) for fact in ask.facts}}
    yield facts


def _next(kb: KnowledgeBase, facts: Mapping[str, Any], today: date) -> Ask | None:
    return Agenda(Situation(kb, facts, today)).next


def _interpret(kb: KnowledgeBase) -> Timings:
    lexicon = build_lexicon(kb)
    with Rankings() as rankings:
        spoken = sentences("bereavement/dev")
        heard = [(sentence, rankings.of(sentence.text, (sentence.question,) if sentence.question else ())) for sentence in spoken]
    return timings(
        partial(interpret, lexicon, said.text, ranking, Context(said.today, (said.question,) if said.question else ()))
        for said, ranking in heard
    )


def _paper(situation: Situation, today: date) -> bytes:
    checklist = build_checklist(situation)
    return slip_pdf(checklist, case_number="123456", url="http://127.0.0.1/s/example", printed_on=today)
