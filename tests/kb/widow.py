"""The widow whose checklist is looked at from all sides."""

from __future__ import annotations

from datetime import date

from procedure_kb.assessment import Situation
from procedure_kb.checklist import build_checklist
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import load
from procedure_kb.slip import Checklist, Line
from procedure_kb.values import check_facts
from tests.kb.walks import Answers

TODAY = date(2026, 11, 25)
KB = load()

WIDOW: Answers = {
    "relation_to_deceased": "husband",
    "death_date": "2026-11-19",
    "deceased_age": 82,
    "already_submitted_death_notification": "yes",
    "is_sakai_resident": "yes",
    "public_assistance": "no",
    "deceased_health_insurance": "late_elderly",
    "head_of_household": "yes",
    "remaining_household_two_or_more_adults": "yes",
    "receives_pension": "yes",
    "pension_kind": "both",
    "paid_funeral": "yes",
    "applicant_is_heir": "yes",
    "will_visit_by_proxy": "no",
    "children_under_18": "no",
    "care_insurance_certified": "yes",
    "real_estate_owner": "yes",
    "vehicles": ["moped"],
    "dog": "no",
    "thinking_inheritance_renunciation": "no",
}


def checklist_of(facts: Answers, today: date = TODAY, kb: KnowledgeBase = KB) -> Checklist:
    return build_checklist(Situation(kb, check_facts(kb.facts, facts, today=today), today))


def line_of(checklist: Checklist, name: str) -> Line:
    lines = [line for group in checklist.groups for line in group.lines] + list(checklist.to_confirm)
    return next(line for line in lines if line.id == name)
