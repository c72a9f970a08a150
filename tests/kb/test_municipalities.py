"""A second municipality is a folder: its own values and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.renderers.data import as_json
from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation
from procedure_kb.checklist import build_checklist, desk_view
from procedure_kb.knowledge import WARD_FACT, KnowledgeBase
from procedure_kb.loader import BOTH, EVENTS, KnowledgeBaseError, Library, municipalities
from procedure_kb.model import Record
from procedure_kb.values import check_facts

TODAY = date(2026, 11, 25)
LIBRARY = Library()
BABY = {
    "life_event": "birth", "child_count": 1, "birth_date": "2026-11-19", "family_in_city": "yes", "moved_in_date": "none", "birth_registered": "no",
    "born_abroad": "no", "child_health_insurance": "nhi", "child_medical_card": "no", "care_outside_city": ["medical"],
}  # fmt: skip
FATHER = {"relation_to_deceased": "father", "death_date": "2026-11-10", "deceased_age": 82, "is_sakai_resident": "yes", "dog": "yes"}


def _kb(event: str, municipality: str) -> KnowledgeBase:
    return LIBRARY.knowledge_base(event, municipality)


def _situation(event: str, municipality: str, facts: dict[str, Any]) -> Situation:
    kb = _kb(event, municipality)
    return Situation(kb, check_facts(kb.facts, facts, today=TODAY), TODAY)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _shown(record: Record) -> Iterator[str]:
    """Texts of a record; sources are ids, decisions are for editors, words are listened to."""
    plain = record.model_dump(mode="json", exclude={"decision", "sources"})
    for code in plain.get("codes", ()):
        code.pop("words", None)
    return _texts(plain)


@pytest.mark.parametrize("event", [*EVENTS, BOTH])
def test_nothing_of_another_city_is_shown(event: str) -> None:
    kb = _kb(event, "moderu")
    records = [*kb.facts.values(), *kb.questions, *kb.constraints, *(c.procedure for c in kb.procedures), *kb.desks.values(), *kb.items.values()]
    assert [text for record in records for text in _shown(record) if "堺" in text] == []
    for facts in (BABY, FATHER):
        known = {fact: value for fact, value in facts.items() if fact in kb.facts}
        checklist = as_json(build_checklist(_situation(event, "moderu", known)))
        own = {name: part for name, part in checklist.items() if name != "sources"}
        pages = {text for line in _lines(checklist) for text in _texts(line["sources"])}
        assert [text for text in _texts(own) if "堺" in text and text not in pages] == []


def _lines(checklist: dict[str, Any]) -> list[dict[str, Any]]:
    return [*checklist["to_confirm"], *(line for group in checklist["groups"] for line in group["lines"])]


def _line(situation: Situation, name: str) -> dict[str, Any]:
    return next(line for line in _lines(as_json(build_checklist(situation))) if line["id"] == name)


def test_its_own_fee_and_period_and_procedure_stand_there() -> None:
    dog = _line(_situation("bereavement", "moderu", FATHER), "dog")
    assert any("1200円" in money["text"] for money in dog["money"])
    assert not any("1200円" in money["text"] for money in _line(_situation("bereavement", "sakai", FATHER), "dog")["money"])
    children = _situation("childcare", "moderu", BABY)
    assert _line(children, "child_medical_refund")["deadline"]["text"] == "診療を受けた月の翌月から3年以内"
    assert _line(children, "moderu_first_book")["desk"]["name"] == "こども課"
    assert "moderu_first_book" not in _kb("childcare", "sakai").procedure


def test_a_counter_it_does_not_name_is_to_be_asked_for() -> None:
    kb = _kb("childcare", "moderu")
    assert desk_view(kb, kb.desks["hoken_center"], None).name == "保健センター（窓口をご確認ください）"
    assert desk_view(kb, kb.desks["kosodate_shien"], None).name == "こども課"


def test_its_name_stands_where_the_city_is_meant() -> None:
    residence = _kb("bereavement", "moderu").facts["is_sakai_resident"]
    assert "もでる市" in str(residence.ask)
    assert "堺市" in str(_kb("bereavement", "sakai").facts["is_sakai_resident"].ask)


def test_who_has_no_wards_is_not_asked_for_one() -> None:
    assert WARD_FACT not in _kb("bereavement", "moderu").facts
    assert [code.label for code in _kb("bereavement", "sakai").facts[WARD_FACT].codes][4] == "南区役所"
    asks = Agenda(_situation("bereavement", "moderu", FATHER)).asks
    assert not any(WARD_FACT in ask.facts for ask in asks)


def test_the_conditions_that_all_share_are_compiled_once() -> None:
    library = Library()
    first = library.knowledge_base("bereavement", "moderu")
    again = library.knowledge_base("bereavement", "moderu")
    assert first.solver is again.solver
    assert first.memory is again.memory
    assert first.version == again.version


def test_a_municipality_nobody_has_written_is_one_clear_mistake() -> None:
    with pytest.raises(KnowledgeBaseError, match="「nowhere」という市区町村はありません（moderu、sakai）"):
        _kb("bereavement", "nowhere")
    assert municipalities() == ["moderu", "sakai"]
