"""What the check finds beyond what makes data unusable, each with the file to look into."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from bot.editing.checking import Report, check
from bot.editing.library import open_all
from procedure_kb.checks_library import all_findings
from procedure_kb.loader import DATA, load
from tests.editing.conftest import TODAY

_STATED = "kind: {kind}, when: {{life_event: birth}}, desk: shimin, grade: B"
PROCEDURES = f"""\
procedures:
- {{id: test_first, name: 同じ名前, summary: 一つ目です。, {_STATED.format(kind="advice")}, sources: [test_old, CM03]}}
- {{id: test_second, name: 同じ名前, summary: 二つ目です。, {_STATED.format(kind="advice")}, sources: [CM03]}}
- {{id: test_claim, name: 期限のない請求, summary: 請求です。, {_STATED.format(kind="claim")}, sources: [CM03]}}
- {{id: test_duty, name: 期限のない届け出, summary: 届け出です。, {_STATED.format(kind="duty")}, sources: [CM03]}}
- {{id: test_ended, name: 終わった手続き, summary: 終わりました。, {_STATED.format(kind="advice")}, valid_to: 2026-03-31, sources: [test_old]}}
- {{id: test_covered, name: 重なる手続き, summary: 重なります。, {_STATED.format(kind="advice")}, covered_by: [test_nowhere], sources: [CM03]}}
- id: test_bring
  name: 持ち物のある手続き
  summary: 持ち物があります。
  {_STATED.format(kind="advice").replace(", ", chr(10) + "  ").replace("{{", "{").replace("}}", "}")}
  sources: [CM03]
  bring: [{{item: my_number, when: {{life_event: adoption}}, grade: K}}]
"""
FACTS = """facts:
- id: test_idle
  type: enum
  label: 要らない項目
  codes: [{code: "yes", label: はい}, {code: "no", label: いいえ}]
  ask: 要りますか。
  sources: [CM03]
"""
TOPICS = "topics:\n- {id: test_topic, words: [試験], procedures: [test_nowhere], facts: [test_nothing]}\n"
SOURCES = 'sources:\n- {id: test_old, title: "古いページ", checked_on: 2025-11-24}\n'

FILE = "procedures/childcare/test.yml"
ERRORS = [
    "facts/childcare.yml: test_idle: この項目で決まる手続きが、どの市区町村にもありません。",
    *(f"facts/childcare.yml: test_idle.{key}: 質問には、この文が必要です。" for key in ("speech", "easy", "why", "find_out")),
    "topics_test.yml: test_topic.procedures: 「test_nowhere」という id は、どのできごとにもありません。",
    "topics_test.yml: test_topic.facts: 「test_nothing」という id は、どのできごとにもありません。",
    f"{FILE}: test_covered.covered_by: 「test_nowhere」という手続きは、どのできごとにもありません。",
    f"{FILE}: test_second.name: 「test_first」と同じ名前で、同じ世帯の案内に並ぶことがあります。名前か条件を分けてください。",
    f"{FILE}: test_claim.deadline: 請求には、いつまでか（deadline）、遅れるとどうなるか（late）が必要です。",
    f"{FILE}: test_bring.bring.my_number.when: この手続きが要る世帯で、この条件が成り立つことはありません。",
]
WARNINGS = [
    f"{FILE}: test_ended.valid_to: 2026-03-31 で終わった手続きです。消すか、残す理由を decision に書いてください。",
    f"{FILE}: test_duty.deadline: 届け出ですが、いつまでか（deadline の text）が書かれていません。",
    "sources_test.yml: test_old.checked_on: 2025-11-24 に確かめたままです。1年以上たっています（古いページ）。",
    f"{FILE}: test_ended.sources: 1年以上確かめていない出典だけによる記述があります: sources（test_old）",
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    root = copytree(DATA, tmp_path_factory.mktemp("checked") / "data")
    facts = root / "facts" / "childcare.yml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("facts:\n", FACTS, 1), encoding="utf-8")
    for file, text in {FILE: PROCEDURES, "topics_test.yml": TOPICS, "sources_test.yml": SOURCES}.items():
        (root / file).write_text(text, encoding="utf-8")
    return check(root, TODAY)


@pytest.mark.parametrize("line", ERRORS)
def test_an_error_is_found_once(report: Report, line: str) -> None:
    assert report.errors.count(line) == 1, report.errors


@pytest.mark.parametrize("line", WARNINGS)
def test_a_warning_is_found_once(report: Report, line: str) -> None:
    assert report.warnings.count(line) == 1, report.warnings


def test_no_other_statement_of_fresher_sources_is_called_stale(report: Report) -> None:
    assert [line for line in report.warnings if "test_first" in line] == []


def test_every_event_of_every_municipality_is_read() -> None:
    opened = open_all(DATA)
    assert {event for event, _ in opened.bases} == {"bereavement", "childcare", "bereavement+childcare"}
    assert opened.problems == ()


def test_a_year_later_every_source_is_to_be_checked_again() -> None:
    kb = load()
    found = {finding.id for finding in all_findings([kb], [], date(2028, 1, 1)) if finding.warning}
    assert set(kb.sources) <= found


def test_a_choice_that_no_household_has() -> None:
    kb = load()
    question = next(question for question in kb.questions if question.choices)
    choice = question.choices[0].model_copy(update={"sets": {"children_under_18": "no", "child_allowance_recipient": "yes"}})
    changed = replace(kb, questions=(question.model_copy(update={"choices": (choice,)}),))
    assert any(choice.label in finding.message for finding in all_findings([changed], [], TODAY))


def test_the_file_is_named_from_the_folder_on(tmp_path: Path) -> None:
    root = copytree(DATA, tmp_path / "data")
    (root / "desks.yml").write_text("desks: {", encoding="utf-8")
    report = check(root, TODAY)
    assert any(line.startswith("desks.yml: ") for line in report.errors)
    assert not any(str(tmp_path) in line for line in report.errors)
