"""``michishirube understand``: what the guide makes of utterances, JSON lines in, JSON lines out, with one load of the model."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
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
    from procedure_kb.loader import BOTH, EVENTS, load

    lexicons = {event: build_lexicon(load(event=event)) for event in (*EVENTS, BOTH)}
    day = today.date() if today else datetime.now(JAPAN).date()
    with Rankings() as rankings:
        for line in sys.stdin:
            if line.strip():
                typer.echo(json.dumps(_answer(lexicons, rankings, line, day), ensure_ascii=False))


def _answer(lexicons: Mapping[str, Any], rankings: Any, line: str, day: date) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        text, question, event = asked["text"], asked.get("question"), asked.get("event") or "bereavement"
        if event not in lexicons:
            return {"error": f"「{event}」という event はありません（{', '.join(lexicons)}）。"}
        lexicon = lexicons[event]
        day = date.fromisoformat(asked["today"]) if asked.get("today") else day
        if question is not None and question not in lexicon.kb.facts:
            return {"error": f"「{question}」という項目はありません。"}
        return as_contract(lexicon, rankings, text, question, day)
    except (ValueError, KeyError, TypeError, AttributeError):
        return {"error": "一行に {\"event\", \"question\", \"text\"} を JSON で書いてください。"}


def as_contract(lexicon: Any, rankings: Any, text: str, question: str | None, day: date) -> dict[str, Any]:
    """A reading in the form of the command's contract."""
    from bot.understanding.reading import Context, interpret
    from procedure_kb.siblings import of_child, split

    plain, child = split(question) if question else (None, 1)
    asked = (plain,) if plain else ()
    reading = interpret(lexicon, text, rankings.of(text, asked), Context(today=day, asked=asked))
    per_child = lexicon.kb.per_child
    greets = reading.kind == "greeting"
    kind = {"greeting": "emotion", "nothing_else": "unclear"}.get(reading.kind, reading.kind)
    return {
        "kind": kind,
        "facts": {of_child(fact, child) if fact in per_child else fact: value for fact, value in reading.facts.items()},
        "digression": {"kind": reading.digression, "about": reading.about} if kind == "digression" else None,
        "command": reading.command,
        "emotion": "small_talk" if greets else reading.emotion,
        "confirm": reading.confirm,
    }
