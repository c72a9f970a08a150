"""``michishirube review``: what was not understood, to be turned into training sentences or thrown away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import answers
from bot.cli.answers import AsLine, Mistake

if TYPE_CHECKING:
    from bot.cases.unclear import UnclearSentence, UnclearSentences

app = typer.Typer(
    help="わからなかった文を一覧にし、学習の文に加えます。", invoke_without_command=True, no_args_is_help=False, rich_markup_mode=None
)

_Number = Annotated[int, typer.Argument(help="一覧の番号", min=1)]
_Training = Annotated[Path | None, typer.Option("--nlu-data", help="学習の文のフォルダー。なければ組み込みのもの")]


@app.callback()
def review(context: typer.Context, as_line: AsLine = False) -> None:
    """わからなかった文の一覧。"""
    if context.invoked_subcommand is not None:
        return
    with answers.one_line_on_mistakes():
        rows = _rows(_sentences().all())
        if as_line:
            answers.write(rows, as_line=True)
            return
        for row in rows:
            typer.echo(_in_words(row))
        if not rows:
            typer.echo("わからなかった文はありません。集めるには MICHISHIRUBE_KEEP_UNCLEAR=true にしてください。")


@app.command()
def teach(
    number: _Number,
    label: Annotated[str, typer.Argument(help="何を言っているか（dog.yes、command/back、mention/dog など）")],
    text: Annotated[str | None, typer.Option("--text", help="学習させる文。なければ一覧の文のまま")] = None,
    nlu_data: _Training = None,
) -> None:
    """学習の文に加えて、一覧から除きます。あとで michishirube train を実行してください。"""
    from bot.editing.training_data import add_sentence
    from bot.model import TRAINING_DATA

    with answers.one_line_on_mistakes():
        sentences = _sentences()
        kept = _find(sentences, number)
        path = add_sentence(nlu_data or TRAINING_DATA, label, text or kept.sentence)
        sentences.drop(number)
        typer.echo(f"{path} に加えました。michishirube train で学習します。")


@app.command()
def drop(number: _Number) -> None:
    """一覧から除きます。"""
    with answers.one_line_on_mistakes():
        sentences = _sentences()
        _find(sentences, number)
        sentences.drop(number)


def _sentences() -> UnclearSentences:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.app import open_store
    from bot.cases.secret_box import KeyFileUnusable
    from bot.live import LiveBrains
    from bot.settings import Settings

    settings = Settings()
    try:
        return open_store(settings, LiveBrains(municipality=settings.municipality)).unclear
    except KeyFileUnusable as error:
        raise Mistake(str(error)) from error
    except SQLAlchemyError:
        raise Mistake("データベースを開けません。DATABASE_URL をご確認ください。") from None


def _find(sentences: UnclearSentences, number: int) -> UnclearSentence:
    kept = sentences.find(number)
    if kept is None:
        raise Mistake(f"{number}番の文はありません。")
    return kept


def _rows(sentences: Iterable[UnclearSentence]) -> list[dict[str, Any]]:
    """What an editor needs to decide: each sentence, its question, and the names the answers have."""
    from bot.settings import Settings
    from procedure_kb.loader import BOTH
    from procedure_kb.siblings import split

    facts = answers.knowledge_base(BOTH, Settings().municipality).facts
    rows = []
    for kept in sentences:
        fact = facts.get(split(kept.question)[0]) if kept.question else None
        labels = [f"{fact.id}.{code.code}" for code in fact.codes] if fact else []
        rows.append({**asdict(kept), "day": kept.day.isoformat(), "asked": fact.ask if fact else None, "labels": labels})
    return rows


def _in_words(row: dict[str, Any]) -> str:
    why = {"unclear": "わからなかった", "declined": "取り違えた"}[row["why"]]
    lines = [f"{row['number']}  {row['day']}  {why}  「{row['sentence']}」"]
    if row["asked"]:
        lines.append(f"    質問: {row['asked']}")
    if row["labels"]:
        lines.append(f"    答え: {' '.join(row['labels'])}")
    return "\n".join(lines)
