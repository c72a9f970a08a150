"""``michishirube kb …``: the shapes of its answers, and one line for every mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import answers, app
from procedure_kb.loader import DATA

TODAY = "2026-11-25"
WIDOW: dict[str, Any] = {
    "relation_to_deceased": "husband",
    "death_date": "2026-11-19",
    "deceased_age": 82,
    "already_submitted_death_notification": "yes",
    "is_sakai_resident": "yes",
    "deceased_health_insurance": "late_elderly",
    "paid_funeral": "yes",
    "foreign_national": "no",
}


def _kb(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["kb", *arguments], input=stdin)


def _answer(*arguments: str, stdin: str | None = None) -> Any:
    result = _kb(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def _assess(facts: dict[str, Any], *more: str) -> Any:
    return _answer("assess", "--event", "bereavement", "--today", TODAY, "--facts", "-", "--json", *more, stdin=json.dumps(facts))


def _by_id(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in entries}


def _fails(result: Result, *said: str) -> None:
    """One line on standard error, nothing on standard output, no traceback."""
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr
    for words in said:
        assert words in result.stderr


# --- assess --------------------------------------------------------------------------------------------------------------


def test_assess_has_the_agreed_shape() -> None:
    answer = _assess(WIDOW)
    assert list(answer) == ["needed", "to_confirm", "automatic", "not_needed", "open", "contradiction", "next_question", "asks"]
    assert all(entry.keys() == {"id", "name", "deadline", "because"} for entry in answer["needed"])
    assert all(entry.keys() == {"id", "name", "because", "confirm"} for entry in answer["to_confirm"])
    assert all(entry.keys() == {"id", "name", "because"} for entry in answer["automatic"])
    assert all(entry.keys() == {"id", "because"} for entry in answer["not_needed"])
    assert all(entry.keys() == {"id", "facts"} and entry["facts"] for entry in answer["open"])


def test_assess_names_every_procedure_once() -> None:
    answer = _assess(WIDOW)
    groups = [answer[key] for key in ("needed", "to_confirm", "automatic", "not_needed", "open")]
    found = [entry["id"] for group in groups for entry in group]
    listed = [entry["id"] for entry in _answer("list", "--event", "bereavement", "--json")]
    assert sorted(found) == sorted(listed)


def test_assess_says_when_and_why() -> None:
    answer = _assess(WIDOW)
    entry = _by_id(answer["needed"])["kaigo_soushitsu"]
    assert entry["deadline"] == {"last_day": "2026-12-03", "counted_last_day": "2026-12-03", "rule": "kaigo_14d"}
    assert {"fact": "deceased_age", "label": "亡くなられた方の年齢", "answer": "82歳"} in entry["because"]
    assert [reason["fact"] for reason in _by_id(answer["not_needed"])["shibou_todoke"]["because"]] == [
        "already_submitted_death_notification"
    ]


def test_deadlines_are_pushed_back_by_closed_days() -> None:
    facts = {**WIDOW, "death_date": "2026-12-20"}
    answer = _answer("assess", "--today", "2026-12-25", "--facts", "-", "--json", stdin=json.dumps(facts))
    deadline = _by_id(answer["needed"])["kaigo_soushitsu"]["deadline"]
    assert deadline == {"last_day": "2027-01-04", "counted_last_day": "2027-01-03", "rule": "kaigo_14d"}


@pytest.mark.parametrize("day", [None, "unknown"])
def test_no_day_without_the_day_it_counts_from(day: str | None) -> None:
    facts = {key: value for key, value in {**WIDOW, "death_date": day}.items() if value is not None}
    assert _by_id(_assess(facts)["needed"])["kaigo_soushitsu"]["deadline"] is None


def test_a_month_alone_counts_from_its_first_day() -> None:
    deadline = _by_id(_assess({**WIDOW, "death_date": "partial:2026-10"})["needed"])["kaigo_soushitsu"]["deadline"]
    assert deadline["counted_last_day"] == "2026-10-15"


def test_automatic_procedures_stand_apart() -> None:
    answer = _assess(WIDOW)
    assert "kaigo_ryou_seisan" in _by_id(answer["automatic"])
    assert "kaigo_ryou_seisan" not in _by_id(answer["needed"])


def test_what_the_family_does_not_know_stays_to_confirm() -> None:
    before = _assess({**WIDOW, "dog": "yes"})
    assert "dog" in _by_id(before["needed"])
    unsure = _assess({**WIDOW, "dog": "unknown"})
    assert _by_id(unsure["to_confirm"])["dog"]["confirm"]
    assert "dog" in _by_id(_assess(WIDOW)["open"])


def test_the_next_question_is_the_first_of_what_is_asked() -> None:
    answer = _assess({})
    assert answer["next_question"] == answer["asks"][0] == "relation_to_deceased"


def test_at_the_end_nothing_is_asked() -> None:
    facts: dict[str, Any] = {}
    for _ in range(40):
        answer = _assess(facts)
        if answer["next_question"] is None:
            break
        facts.update(dict.fromkeys(answer["asks"], "unknown"))
    assert answer["next_question"] is None
    assert answer["asks"] == []
    assert answer["open"] == []


def test_assess_reads_a_file_and_takes_today_from_the_clock(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"death_date": "2020-01-01"}), encoding="utf-8")
    assert _answer("assess", "--facts", str(file), "--json")["next_question"]


def test_without_json_the_answer_is_indented() -> None:
    result = _kb("assess", "--facts", "-", "--today", TODAY, stdin="{}")
    assert len(result.stdout.splitlines()) > 10
    assert json.loads(result.stdout) == _assess({})


ASSESS_MISTAKES = [
    ("{", ["JSON"]),
    ("", ["JSON"]),
    ("[" * 100_000, ["JSON"]),
    ("[]", ["facts"]),
    ('{"cat": "yes"}', ["cat"]),
    ('{"\\ud800": "yes"}', ["項目はありません"]),
    ('{"dog": "maybe"}', ["犬", "maybe"]),
    ('{"dog": null}', ["犬"]),
    ('{"vehicles": {"car": 1}}', ["選べません"]),
    ('{"vehicles": ["none", "car"]}', ["なし"]),
    ('{"deceased_age": 200}', ["年齢"]),
    ('{"deceased_age": 80.5}', ["年齢"]),
    ('{"deceased_age": "' + "9" * 5000 + '"}', ["年齢"]),
    ('{"death_date": "2026-11-26"}', ["今日より後"]),
    ('{"death_date": "2026-02-30"}', ["2026-02-30"]),
    ('{"death_date": "partial:2026-13"}', ["年と月"]),
    ('{"death_date": "partial:0000-01"}', ["年と月"]),
    ('{"death_date": "partial:２０２６-01"}', ["年と月"]),
]


@pytest.mark.parametrize(("facts", "said"), ASSESS_MISTAKES, ids=lambda value: str(value)[:30])
def test_assess_refuses_bad_facts(facts: str, said: list[str]) -> None:
    _fails(_kb("assess", "--today", TODAY, "--facts", "-", "--json", stdin=facts), *said)


def test_assess_refuses_bytes_that_are_no_text() -> None:
    _fails(_kb("assess", "--today", TODAY, "--facts", "-", stdin=b"\xff\xfe"), "JSON")


def test_assess_refuses_a_file_that_is_not_there() -> None:
    _fails(_kb("assess", "--facts", "nowhere.json"), "nowhere.json")


def test_assess_wants_facts() -> None:
    _fails(_kb("assess"), "--facts")


@pytest.mark.parametrize("day", ["2026-13-01", "20261125", "２０２６-11-25", "tomorrow", ""])
def test_today_must_be_a_day(day: str) -> None:
    _fails(_kb("assess", "--today", day, "--facts", "-", stdin="{}"), "日付")


_OF_AN_EVENT = [["list"], ["export"], ["simulate"], ["assess", "--facts", "-"], ["graph"], ["preview", "."]]


@pytest.mark.parametrize("command", _OF_AN_EVENT, ids=" ".join)
@pytest.mark.parametrize("event", ["wedding", "../desks", "childcare+bereavement", ""])
def test_events_that_are_not_there(command: list[str], event: str) -> None:
    _fails(_kb(*command, "--event", event, stdin="{}"), f"「{event}」", "bereavement", "childcare")


@pytest.mark.parametrize("command", [*_OF_AN_EVENT, ["sheet", "out", "x.xlsx"], ["sheet", "in", "x.xlsx"]], ids=" ".join)
@pytest.mark.parametrize("city", ["atlantis", "../sakai"])
def test_municipalities_that_are_not_there(command: list[str], city: str) -> None:
    _fails(_kb(*command, "--municipality", city, stdin="{}"), f"「{city}」", "sakai")


@pytest.mark.parametrize("event", ["childcare", "bereavement+childcare"])
def test_every_event_is_there(event: str) -> None:
    answer = _answer("assess", "--event", event, "--municipality", "sakai", "--today", TODAY, "--facts", "-", stdin="{}")
    assert answer["open"]
    assert [entry["id"] for entry in _answer("list", "--event", event)]


def test_assess_jsonl_answers_line_for_line() -> None:
    rows = [
        json.dumps({"event": "bereavement", "today": TODAY, "facts": WIDOW}),
        "not json",
        "",
        json.dumps(["a list"]),
        json.dumps({"today": TODAY, "facts": {}}),
        json.dumps({"event": "wedding", "today": TODAY, "facts": {}}),
        json.dumps({"event": "bereavement", "today": TODAY}),
        json.dumps({"event": "bereavement", "today": 20261125, "facts": {}}),
        json.dumps({"event": "bereavement", "today": TODAY, "facts": {"death_date": "2026-11-26"}}),
        json.dumps({"event": "bereavement", "facts": {}}),
        json.dumps({"event": "childcare", "municipality": "sakai", "today": TODAY, "facts": {}}),
        json.dumps({"event": "childcare", "municipality": "atlantis", "today": TODAY, "facts": {}}),
        json.dumps({"event": "childcare", "municipality": 1, "today": TODAY, "facts": {}}),
    ]
    result = _kb("assess", "--jsonl", stdin="\n".join(rows))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [list(answer) == ["error"] for answer in answers] == [False, *[True] * 7, False, False, True, True]
    assert answers[0] == _assess(WIDOW)


# --- period --------------------------------------------------------------------------------------------------------------

PERIODS = [
    ("houki_3m", "2026-11-30", "2027-02-28", "2027-03-01"),
    ("koseki_death_7d", "2026-11-19", "2026-11-25", "2026-11-25"),
    ("sousaihi_2y", "2026-11-19", "2028-11-19", "2028-11-19"),
    ("age_attained_65y", "1962-03-01", "2027-02-28", "2027-02-28"),
    ("touki_3y", "2020-05-10", "2027-03-31", "2027-03-31"),
]


@pytest.mark.parametrize(("rule", "day", "counted", "last"), PERIODS)
def test_period(rule: str, day: str, counted: str, last: str) -> None:
    answer = _answer("period", "--rule", rule, "--event-date", day, "--json")
    assert answer == {"counted_last_day": counted, "last_day": last}


PERIOD_MISTAKES = [
    (["--rule", "no_such_rule", "--event-date", "2026-11-19"], "no_such_rule"),
    (["--rule", "age_attained", "--event-date", "2026-11-19"], "age_attained_65y"),
    (["--rule", "houki_3m", "--event-date", "2026-02-30"], "2026-02-30"),
    (["--rule", "houki_3m", "--event-date", "9999-12-01"], "9999-12-01"),
    (["--rule", "houki_3m"], "--event-date"),
    ([], "--rule"),
]


@pytest.mark.parametrize(("arguments", "said"), PERIOD_MISTAKES, ids=str)
def test_period_refuses(arguments: list[str], said: str) -> None:
    _fails(_kb("period", "--json", *arguments), said)


def test_period_jsonl_goes_on_after_an_error() -> None:
    rows = [*({"rule": rule, "event_date": day} for rule, day, *_ in PERIODS), {"rule": "x", "event_date": TODAY}, {"rule": "houki_3m"}, {}]
    result = _kb("period", "--jsonl", stdin="\n".join(map(json.dumps, rows)))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [answer.get("last_day") for answer in answers] == [*(last for *_, last in PERIODS), None, None, None]
    assert all("error" in answer for answer in answers[-3:])


# --- check, list, export, simulate ---------------------------------------------------------------------------------------


def test_check_is_content_with_our_data() -> None:
    result = _kb("check", "--today", TODAY)
    assert result.exit_code == 0, result.stdout
    told = [line for line in result.stdout.splitlines() if not line.startswith("注意 ")]
    assert {line.split(":")[0] for line in told} >= {"OK bereavement sakai", "OK childcare sakai"}


BROKEN = [
    ("questions/bereavement.yml", "questions:\n- id: x\n", "questions/bereavement.yml: x.facts: "),
    ("desks.yml", "desks: {a: b\n", "desks.yml: "),
    ("items.yml", "items: []\n", "bring: "),
    ("deadline_rules.yml", "rules: nothing\n", "deadline_rules.yml: rules: "),
]


@pytest.mark.parametrize(("file", "content", "said"), BROKEN, ids=[file for file, *_ in BROKEN])
def test_check_names_file_and_key_of_every_mistake(tmp_path: Path, file: str, content: str, said: str) -> None:
    root = tmp_path / "data"
    copytree(DATA, root)
    (root / file).write_text(content, encoding="utf-8")
    result = _kb("check", "--data", str(root))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert said in result.stdout
    assert all(len(line.split(": ")) >= 3 for line in lines)
    assert len(lines) == len(set(lines))
    assert not any(line.startswith("OK") for line in lines)


def test_check_of_a_folder_without_data_says_so(tmp_path: Path) -> None:
    result = _kb("check", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "municipality.yml" in result.stdout


def test_list_is_short() -> None:
    first = _answer("list", "--event", "bereavement", "--json")[0]
    assert first.keys() == {"id", "name", "summary", "kind", "desk", "rule", "facts", "grade"}


def test_export_holds_every_record() -> None:
    answer = _answer("export", "--json")
    listed = _answer("list", "--json")
    assert [entry["id"] for entry in answer["procedures"]] == [entry["id"] for entry in listed]
    assert answer["licence"]
    for key in ("facts", "questions", "constraints", "priors", "desks", "items", "rules", "sources"):
        assert answer[key], key


def test_simulate() -> None:
    arguments = ["simulate", "--event", "bereavement", "--cases", "5", "--seed", "1", "--json"]
    answer = _answer(*arguments)
    assert answer["cases"] == 5
    assert {"mean", "median", "max"} == answer["questions"].keys()
    assert answer["floor"]["questions"] < answer["questions"]["mean"] < answer["every_question"]
    assert answer == _answer(*arguments)


@pytest.mark.parametrize("arguments", [["--cases", "0"], ["--unknown", "1.5"]])
def test_simulate_refuses(arguments: list[str]) -> None:
    _fails(_kb("simulate", *arguments), "--cases")


# --- the command itself --------------------------------------------------------------------------------------------------


def test_help_imports_no_knowledge_base() -> None:
    code = "import sys, bot.cli; sys.exit('procedure_kb.loader' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_today_is_the_day_in_japan(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 16:00 UTC it is already tomorrow there."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Clock:
            return cls(2026, 11, 24, 16, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(answers, "datetime", Clock)
    assert answers.day_or_today(None) == date(2026, 11, 25)
