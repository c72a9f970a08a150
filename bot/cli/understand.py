"""``michishirube understand``: what the guide makes of utterances, JSON lines in, JSON lines out, with one load of the model."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from typing import Annotated, Any

import typer

from bot.settings import JAPAN


def understand(
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="この日として読む（YYYY-MM-DD）")] = None,
) -> None:
    """標準入力の発言を一行ずつ読み取ります。"""
    from bot.understanding.lexicon import build_lexicon
    from bot.understanding.rankings import Rankings
    from procedure_kb.loader import load

    lexicon = build_lexicon(load())
    day = today.date() if today else datetime.now(JAPAN).date()
    with Rankings() as rankings:
        for line in sys.stdin:
            if line.strip():
                typer.echo(json.dumps(_answer(lexicon, rankings, line, day), ensure_ascii=False))


def _answer(lexicon: Any, rankings: Any, line: str, day: date) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        text, question = asked["text"], asked.get("question")
        day = date.fromisoformat(asked["today"]) if asked.get("today") else day
        if question is not None and question not in lexicon.kb.facts:
            return {"error": f"「{question}」という項目はありません。"}
        return as_contract(lexicon, rankings.of(text), text, question, day)
    except (ValueError, KeyError, TypeError, AttributeError):
        return {"error": "一行に {\"event\", \"question\", \"text\"} を JSON で書いてください。"}


def as_contract(lexicon: Any, ranking: Any, text: str, question: str | None, day: date) -> dict[str, Any]:
    """A reading in the form of the command's contract."""
    from bot.understanding.reading import Context, interpret

    reading = interpret(lexicon, text, ranking, Context(today=day, asked=(question,) if question else ()))
    kind = {"greeting": "unclear", "nothing_else": "unclear"}.get(reading.kind, reading.kind)
    return {
        "kind": kind,
        "facts": dict(reading.facts),
        "digression": {"kind": reading.digression, "about": reading.about} if reading.digression else None,
        "command": reading.command,
        "emotion": reading.emotion,
        "confirm": reading.confirm,
    }
