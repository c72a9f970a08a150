"""``michishirube kb …``: check, read and try the knowledge base. ``kb_edit`` adds what editors change it with.

Answers go to standard output as JSON: on one line with ``--json``, indented without. A mistake of the caller is one Japanese line on
standard error and exit code 2. With ``--jsonl`` it is ``{"error": …}`` on the line it belongs to, and the other lines go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

import typer

from bot.cli import answers, kb_edit
from bot.cli.answers import DEFAULT_CITY, DEFAULT_EVENT, AsLine, City, Data, Event, Jsonl, Mistake, Today

app = typer.Typer(help="手続きの知識データを調べ、直します。", no_args_is_help=True, rich_markup_mode=None)
kb_edit.add_to(app)


# --- commands ------------------------------------------------------------------------------------------------------------


@app.command()
def check(
    data: Data = None,
    today: Today = None,
    strict: Annotated[bool, typer.Option("--strict", help="注意だけでも終了コード1")] = False,
) -> None:
    """データの誤りと注意を1行に1つずつ書きます。誤りがあれば終了コード1。"""
    from bot.editing.checking import check
    from procedure_kb.loader import DATA

    with answers.one_line_on_mistakes():
        report = check(data or DATA, answers.day_or_today(today))
    for error in report.errors:
        typer.echo(error)
    for warning in report.warnings:
        typer.echo(f"注意 {warning}")
    if report.errors or (strict and report.warnings):
        raise typer.Exit(1)
    for line in report.summary():
        typer.echo(line)


@app.command("list")
def list_procedures(event: Event = DEFAULT_EVENT, municipality: City = DEFAULT_CITY, as_line: AsLine = False) -> None:
    """手続きの一覧。"""
    from procedure_kb.plain import procedures

    with answers.one_line_on_mistakes():
        answers.write(procedures(answers.knowledge_base(event, municipality)), as_line)


@app.command()
def assess(
    event: Event = DEFAULT_EVENT,
    municipality: City = DEFAULT_CITY,
    today: Today = None,
    facts: Annotated[str | None, typer.Option("--facts", help="分かっていることのJSONファイル。- は標準入力")] = None,
    as_line: AsLine = False,
    jsonl: Jsonl = False,
) -> None:
    """一世帯の手続きを調べます。"""
    if jsonl:
        answers.answer_each_line(
            lambda row: _assess(
                answers.text(row, "event"),
                answers.text({"municipality": municipality, **row}, "municipality"),
                row.get("today", today),
                row.get("facts"),
            )
        )
        return
    with answers.one_line_on_mistakes():
        if facts is None:
            raise Mistake("--facts にファイルか - を指定してください（何世帯も調べるときは --jsonl）。")
        answers.write(_assess(event, municipality, today, answers.read_json(answers.content(facts))), as_line)


@app.command()
def period(
    rule: Annotated[str | None, typer.Option("--rule", help="期限の規則（houki_3m、age_attained_65y など）")] = None,
    event_date: Annotated[str | None, typer.Option("--event-date", help="数え始める出来事の日")] = None,
    as_line: AsLine = False,
    jsonl: Jsonl = False,
) -> None:
    """期限の規則を1つだけ計算します。"""
    if jsonl:
        answers.answer_each_line(lambda row: _period(answers.text(row, "rule"), row.get("event_date")))
        return
    with answers.one_line_on_mistakes():
        if rule is None or event_date is None:
            raise Mistake("--rule と --event-date を指定してください（いくつも計算するときは --jsonl）。")
        answers.write(_period(rule, event_date), as_line)


@app.command()
def simulate(
    event: Event = DEFAULT_EVENT,
    municipality: City = DEFAULT_CITY,
    cases: Annotated[int, typer.Option("--cases", help="世帯の数")] = 500,
    seed: Annotated[int, typer.Option("--seed", help="乱数の種")] = 1,
    unknown: Annotated[float, typer.Option("--unknown", help="「わからない」と答える割合（0から1）")] = 0.0,
    today: Today = None,
    as_line: AsLine = False,
) -> None:
    """質問がいくつになるかを、頻度のデータから作った世帯で数えます。"""
    from procedure_kb.simulation import simulate

    with answers.one_line_on_mistakes():
        if cases < 1 or not 0 <= unknown <= 1:
            raise Mistake("--cases は1以上、--unknown は0から1までの数で指定してください。")
        kb = answers.knowledge_base(event, municipality)
        found = simulate(kb, cases=cases, seed=seed, today=answers.day_or_today(today), unknown_share=unknown)
        answers.write(found.to_json(), as_line)


# --- one answer ----------------------------------------------------------------------------------------------------------


def _assess(event: str, municipality: str, today: Any, facts: Any) -> dict[str, Any]:
    from procedure_kb.assessment import Situation
    from procedure_kb.checklist import build_checklist
    from procedure_kb.plain import assessment
    from procedure_kb.values import check_facts

    kb, day = answers.knowledge_base(event, municipality), answers.day_or_today(today)
    if not isinstance(facts, dict):
        raise Mistake("facts は、項目と値の組（JSONオブジェクト）で書いてください。")
    situation = Situation(kb, check_facts(kb.facts, facts, today=day), day)
    return assessment(situation, build_checklist(situation))


def _period(rule_id: str, event_date: Any) -> dict[str, str]:
    """A duty that began only after the event counts from its beginning, as the rule says."""
    from procedure_kb.deadline import counted_last_day, last_day, rule_in_force

    rule, start = rule_in_force(_rules(), rule_id, answers.day(event_date))
    return {"counted_last_day": counted_last_day(rule, start).isoformat(), "last_day": last_day(rule, start).isoformat()}


@cache
def _rules() -> Mapping[str, Any]:
    from procedure_kb.deadline import load_rules
    from procedure_kb.loader import DATA

    return load_rules(DATA / "deadline_rules.yml")
