"""How the commands read what they are given and write what they say: JSON on standard output, a mistake of the caller as one Japanese
line on standard error with exit code 2."""

from __future__ import annotations

import json
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

_JAPAN = timezone(timedelta(hours=9))

Event = Annotated[str, typer.Option("--event", help="できごと（bereavement、childcare、bereavement+childcare）")]
City = Annotated[str, typer.Option("--municipality", help="市区町村（municipalities の下のフォルダー名）")]
Today = Annotated[str | None, typer.Option("--today", help="今日とみなす日（2026-11-25 の形）。なければ日本の今日")]
AsLine = Annotated[bool, typer.Option("--json", help="1行のJSONで書きます")]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="標準入力の1行ごとに1つの答えを書きます")]
Data = Annotated[Path | None, typer.Option("--data", help="データのフォルダー。なければ組み込みのもの")]

DEFAULT_EVENT, DEFAULT_CITY = "bereavement", "sakai"


class Mistake(Exception):
    """What the caller can mend. ``str()`` is the Japanese line to show."""


# --- reading -------------------------------------------------------------------------------------------------------------


@cache
def knowledge_base(event: str, municipality: str, root: Path | None = None) -> KnowledgeBase:
    from procedure_kb.loader import DATA, load

    check_event(event)
    check_city(municipality, root or DATA)
    return load(root or DATA, event=event, municipality=municipality)


def check_event(event: str) -> None:
    from procedure_kb.loader import BOTH, EVENTS

    if event not in (*EVENTS, BOTH):
        raise Mistake(f"「{event}」というできごとはありません。使えるのは {'、'.join((*EVENTS, BOTH))} です。")


def check_city(municipality: str, root: Path) -> None:
    from procedure_kb.loader import municipalities

    known = municipalities(root)
    if not known:
        raise Mistake(f"フォルダー「{root}」に知識データがありません。")
    if municipality not in known:
        raise Mistake(f"「{municipality}」という市区町村はありません。使えるのは {'、'.join(known)} です。")


def day_or_today(raw: Any) -> date:
    return datetime.now(_JAPAN).date() if raw is None else day(raw)


def day(raw: Any) -> date:
    try:
        if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw, re.ASCII):
            raise ValueError
        return date.fromisoformat(raw)
    except ValueError:
        raise Mistake(f"「{raw}」は日付として読めません。2026-11-25 のように書いてください。") from None


def text(row: Mapping[str, Any], key: str) -> str:
    if not isinstance(row.get(key), str):
        raise Mistake(f"{key} を文字で書いてください。")
    return str(row[key])


def content(name: str) -> bytes:
    if name == "-":
        return typer.get_binary_stream("stdin").read()
    try:
        return Path(name).read_bytes()
    except OSError:
        raise Mistake(f"ファイル「{name}」を読めません。") from None


def read_json(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode())
    except (ValueError, RecursionError):
        raise Mistake("JSON として読めません。") from None


# --- writing -------------------------------------------------------------------------------------------------------------


def as_json(value: Any, as_line: bool) -> str:
    return _encodable(json.dumps(value, ensure_ascii=False, indent=None if as_line else 2))


def write(value: Any, as_line: bool) -> None:
    typer.echo(as_json(value, as_line))


def save(path: Path, words: str) -> None:
    """Writes a file, with the folders it lies in."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8", newline="")
    except OSError:
        raise Mistake(f"ファイル「{path}」に書けません。") from None


def _encodable(words: str) -> str:
    """Half characters, which JSON can smuggle in as escapes and a message then quotes, become question marks."""
    return words.encode(errors="replace").decode()


def answer_each_line(answer: Callable[[Mapping[str, Any]], Any]) -> None:
    """An answer or an error for every line of standard input that is not blank."""
    for line in typer.get_binary_stream("stdin"):
        if not line.strip():
            continue
        try:
            with _mistakes():
                row = read_json(line)
                if not isinstance(row, dict):
                    raise Mistake("1行に1つの JSON オブジェクトを書いてください。")
                write(answer(row), as_line=True)
        except Mistake as mistake:
            write({"error": str(mistake)}, as_line=True)


@contextmanager
def one_line_on_mistakes() -> Iterator[None]:
    try:
        with _mistakes():
            yield
    except Mistake as mistake:
        typer.echo(_encodable(str(mistake)), err=True)
        raise typer.Exit(2) from None


@contextmanager
def _mistakes() -> Iterator[None]:
    """Turns what the engine and the editor's tools refuse into ``Mistake``."""
    from bot.editing.versions import EditingProblem
    from procedure_kb.deadline import DeadlineError
    from procedure_kb.loader import KnowledgeBaseError
    from procedure_kb.values import ValueProblem

    try:
        yield
    except (ValueProblem, DeadlineError, EditingProblem) as error:
        raise Mistake(str(error)) from error
    except KnowledgeBaseError as error:
        raise Mistake(f"知識データに誤りが{len(error.problems)}件あります。michishirube kb check でご確認ください。") from error
