"""``michishirube kb …``: check, read and try the knowledge base.

Answers go to standard output as JSON: on one line with ``--json``, indented without. A mistake of the caller is one Japanese line on
standard error and exit code 2. With ``--jsonl`` it is ``{"error": …}`` on the line it belongs to, and the other lines go on.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from procedure_kb.knowledge import KnowledgeBase

app = typer.Typer(help="手続きの知識データを調べます。", no_args_is_help=True, rich_markup_mode=None)

_JAPAN = timezone(timedelta(hours=9))
_NOT_YET = {"childcare": "子育て"}
"""Events of the vocabulary without a knowledge base."""

_Event = Annotated[str, typer.Option("--event", help="できごと（bereavement）")]
_Today = Annotated[str | None, typer.Option("--today", help="今日とみなす日（2026-11-25 の形）。なければ日本の今日")]
_Json = Annotated[bool, typer.Option("--json", help="1行のJSONで書きます")]
_Jsonl = Annotated[bool, typer.Option("--jsonl", help="標準入力の1行ごとに1つの答えを書きます")]
_Data = Annotated[Path | None, typer.Option("--data", help="調べるデータのフォルダー。なければ組み込みのもの")]


class Mistake(Exception):
    """What the caller can mend. ``str()`` is the Japanese line to show."""


# --- commands ------------------------------------------------------------------------------------------------------------


@app.command()
def check(data: _Data = None) -> None:
    """データの誤りを1行に1つずつ書きます。誤りがあれば終了コード1。"""
    from procedure_kb.loader import DATA, KnowledgeBaseError, load
    from procedure_kb.strict_yaml import DataError

    root = data or DATA
    try:
        kb = load(root)
    except KnowledgeBaseError as error:
        problems = [str(problem) for problem in error.problems]
    except DataError as error:
        problems = [str(error)]
    else:
        typer.echo(f"OK {kb.event}: {_counts(kb)}（版 {kb.version}）")
        return
    for problem in problems:
        typer.echo(problem.removeprefix(os.path.join(root, "")))
    raise typer.Exit(1)


def _counts(kb: KnowledgeBase) -> str:
    asked = sum(fact.ask is not None for fact in kb.facts.values())
    return f"手続き{len(kb.procedures)}件、質問{asked}件、まとめた質問{len(kb.questions)}件、期限の規則{len(kb.rules)}件、出典{len(kb.sources)}件"


@app.command("list")
def list_procedures(event: _Event = "bereavement", as_line: _Json = False) -> None:
    """手続きの一覧。"""
    from procedure_kb.plain import procedures

    with _one_line_on_mistakes():
        _write(procedures(_knowledge_base(event)), as_line)


@app.command()
def export(event: _Event = "bereavement", as_line: _Json = False) -> None:
    """知識データのすべて。"""
    from procedure_kb.plain import everything

    with _one_line_on_mistakes():
        _write(everything(_knowledge_base(event)), as_line)


@app.command()
def assess(
    event: _Event = "bereavement",
    today: _Today = None,
    facts: Annotated[str | None, typer.Option("--facts", help="分かっていることのJSONファイル。- は標準入力")] = None,
    as_line: _Json = False,
    jsonl: _Jsonl = False,
) -> None:
    """一世帯の手続きを調べます。"""
    if jsonl:
        _answer_each_line(lambda row: _assess(_text(row, "event"), row.get("today", today), row.get("facts")))
        return
    with _one_line_on_mistakes():
        if facts is None:
            raise Mistake("--facts にファイルか - を指定してください（何世帯も調べるときは --jsonl）。")
        _write(_assess(event, today, _read_json(_content(facts))), as_line)


@app.command()
def period(
    rule: Annotated[str | None, typer.Option("--rule", help="期限の規則（houki_3m、age_attained_65y など）")] = None,
    event_date: Annotated[str | None, typer.Option("--event-date", help="数え始める出来事の日")] = None,
    as_line: _Json = False,
    jsonl: _Jsonl = False,
) -> None:
    """期限の規則を1つだけ計算します。"""
    if jsonl:
        _answer_each_line(lambda row: _period(_text(row, "rule"), row.get("event_date")))
        return
    with _one_line_on_mistakes():
        if rule is None or event_date is None:
            raise Mistake("--rule と --event-date を指定してください（いくつも計算するときは --jsonl）。")
        _write(_period(rule, event_date), as_line)


@app.command()
def simulate(
    event: _Event = "bereavement",
    cases: Annotated[int, typer.Option("--cases", help="世帯の数")] = 500,
    seed: Annotated[int, typer.Option("--seed", help="乱数の種")] = 1,
    unknown: Annotated[float, typer.Option("--unknown", help="「わからない」と答える割合（0から1）")] = 0.0,
    today: _Today = None,
    as_line: _Json = False,
) -> None:
    """質問がいくつになるかを、頻度のデータから作った世帯で数えます。"""
    from procedure_kb.simulation import simulate

    with _one_line_on_mistakes():
        if cases < 1 or not 0 <= unknown <= 1:
            raise Mistake("--cases は1以上、--unknown は0から1までの数で指定してください。")
        found = simulate(_knowledge_base(event), cases=cases, seed=seed, today=_day_or_today(today), unknown_share=unknown)
        _write(found.to_json(), as_line)


# --- one answer ----------------------------------------------------------------------------------------------------------


def _assess(event: str, today: Any, facts: Any) -> dict[str, Any]:
    from procedure_kb.assessment import Situation
    from procedure_kb.checklist import build_checklist
    from procedure_kb.plain import assessment
    from procedure_kb.values import check_facts

    kb, day = _knowledge_base(event), _day_or_today(today)
    if not isinstance(facts, dict):
        raise Mistake("facts は、項目と値の組（JSONオブジェクト）で書いてください。")
    situation = Situation(kb, check_facts(kb.facts, facts, today=day))
    return assessment(situation, build_checklist(situation, today=day))


def _period(rule_id: str, event_date: Any) -> dict[str, str]:
    """A duty that began only after the event counts from its beginning, as the rule says."""
    from procedure_kb.deadline import counted_last_day, last_day, rule_in_force

    rule, start = rule_in_force(_rules(), rule_id, _day(event_date))
    return {"counted_last_day": counted_last_day(rule, start).isoformat(), "last_day": last_day(rule, start).isoformat()}


@cache
def _knowledge_base(event: str) -> KnowledgeBase:
    from procedure_kb.loader import DATA, load

    known = sorted(path.stem for path in (DATA / "facts").glob("*.yml"))
    if event in known:
        return load(event=event)
    if event in _NOT_YET:
        raise Mistake(f"{_NOT_YET[event]}（{event}）の手続きは、まだ入っていません。今使えるのは {', '.join(known)} です。")
    raise Mistake(f"「{event}」というできごとはありません。今使えるのは {', '.join(known)} です。")


@cache
def _rules() -> Mapping[str, Any]:
    from procedure_kb.deadline import load_rules
    from procedure_kb.loader import DATA

    return load_rules(DATA / "deadline_rules.yml")


# --- reading and writing -------------------------------------------------------------------------------------------------


def _day_or_today(raw: Any) -> date:
    return datetime.now(_JAPAN).date() if raw is None else _day(raw)


def _day(raw: Any) -> date:
    try:
        if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw, re.ASCII):
            raise ValueError
        return date.fromisoformat(raw)
    except ValueError:
        raise Mistake(f"「{raw}」は日付として読めません。2026-11-25 のように書いてください。") from None


def _text(row: Mapping[str, Any], key: str) -> str:
    if not isinstance(row.get(key), str):
        raise Mistake(f"{key} を文字で書いてください。")
    return str(row[key])


def _content(name: str) -> bytes:
    if name == "-":
        return typer.get_binary_stream("stdin").read()
    try:
        return Path(name).read_bytes()
    except OSError:
        raise Mistake(f"ファイル「{name}」を読めません。") from None


def _read_json(content: bytes) -> Any:
    try:
        return json.loads(content.decode())
    except (ValueError, RecursionError):
        raise Mistake("JSON として読めません。") from None


def _write(value: Any, as_line: bool) -> None:
    typer.echo(_encodable(json.dumps(value, ensure_ascii=False, indent=None if as_line else 2)))


def _encodable(text: str) -> str:
    """Half characters, which JSON can smuggle in as escapes and a message then quotes, become question marks."""
    return text.encode(errors="replace").decode()


def _answer_each_line(answer: Callable[[Mapping[str, Any]], Any]) -> None:
    """An answer or an error for every line of standard input that is not blank."""
    for line in typer.get_binary_stream("stdin"):
        if not line.strip():
            continue
        try:
            with _mistakes():
                row = _read_json(line)
                if not isinstance(row, dict):
                    raise Mistake("1行に1つの JSON オブジェクトを書いてください。")
                _write(answer(row), as_line=True)
        except Mistake as mistake:
            _write({"error": str(mistake)}, as_line=True)


@contextmanager
def _one_line_on_mistakes() -> Iterator[None]:
    try:
        with _mistakes():
            yield
    except Mistake as mistake:
        typer.echo(_encodable(str(mistake)), err=True)
        raise typer.Exit(2) from None


@contextmanager
def _mistakes() -> Iterator[None]:
    """Turns what the engine refuses into ``Mistake``."""
    from procedure_kb.deadline import DeadlineError
    from procedure_kb.loader import KnowledgeBaseError
    from procedure_kb.values import ValueProblem

    try:
        yield
    except (ValueProblem, DeadlineError) as error:
        raise Mistake(str(error)) from error
    except KnowledgeBaseError as error:
        raise Mistake(f"知識データに誤りが{len(error.problems)}件あります。michishirube kb check でご確認ください。") from error
